"""Every typology again, slowly: loops over rows and pairs of rows, straight from the definition.

Nothing of kg is imported. A ledger is its rows in order of time; what is found is a set of
(centre, member rows).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

SECOND = 1_000_000
LENGTHS = {"s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND, "d": 86_400 * SECOND}
Values = Mapping[str, Any]
Found = set[tuple[tuple[int, ...], frozenset[int]]]


@dataclass(frozen=True)
class Pay:
    src: int
    dst: int
    start: int
    amount: int
    currency: int = 0
    width: int = SECOND


@dataclass
class Ledger:
    """Rows in order; ``stands`` are the accounts that a shape may be built on."""

    pays: Sequence[Pay]
    stands: frozenset[int]
    whole: int
    currencies: Sequence[str] = ("CNY",)
    scales: Sequence[int] = (100,)

    def into(self, account: int) -> list[int]:
        return [n for n, pay in enumerate(self.pays) if pay.dst == account]

    def out_of(self, account: int) -> list[int]:
        return [n for n, pay in enumerate(self.pays) if pay.src == account]

    def units(self, row: int, sums: Values) -> Fraction | None:
        money = self.pays[row].currency
        name = self.currencies[money]
        return Fraction(str(sums[name])) * self.scales[money] if name in sums else None


def micro(text: str) -> int:
    return int(text[:-1]) * LENGTHS[text[-1]]


def windows(
    ledger: Ledger, rows: Sequence[int], within: int, end: str
) -> Iterator[tuple[list[int], int]]:
    """Yield the rows of each window that begins at a row, and how many others it has."""
    for at, first in enumerate(rows):
        until = ledger.pays[first].start + within
        inside = [n for n in rows[at:] if ledger.pays[n].start <= until]
        yield inside, len({getattr(ledger.pays[n], end) for n in inside})


def joined_up(parts: Sequence[list[int]]) -> list[frozenset[int]]:
    """Join windows that have a row in common."""
    done: list[set[int]] = []
    for part in parts:
        if done and done[-1] & set(part):
            done[-1] |= set(part)
        else:
            done.append(set(part))
    return [frozenset(one) for one in done]


def fan(ledger: Ledger, values: Values, others: str, incoming: bool) -> Found:
    found: Found = set()
    within = micro(values["within"])
    for account in ledger.stands:
        rows = ledger.into(account) if incoming else ledger.out_of(account)
        good = []
        for inside, count in windows(ledger, rows, within, "src" if incoming else "dst"):
            usual = (len(rows) - len(inside)) * within / max(ledger.whole - within, within)
            if count >= values[others] and count >= values["times"] * (1 + usual):
                good.append(inside)
        found |= {((account,), rows) for rows in joined_up(good)}
    return found


def fan_in(ledger: Ledger, values: Values) -> Found:
    return fan(ledger, values, "payers", incoming=True)


def fan_out(ledger: Ledger, values: Values) -> Found:
    return fan(ledger, values, "payees", incoming=False)


def structuring(ledger: Ledger, values: Values) -> Found:
    found: Found = set()
    for place in range(max(map(len, values["limit"].values()))):
        limits = {c: some[place] for c, some in values["limit"].items() if place < len(some)}
        near = set()
        for n, pay in enumerate(ledger.pays):
            limit = ledger.units(n, limits)
            if limit is not None and limit * (1 - values["below"]) <= pay.amount < limit:
                near.add(n)
        for account in ledger.stands:
            for side in (ledger.into(account), ledger.out_of(account)):
                rows = [n for n in side if n in near]
                parts = [
                    inside
                    for inside, _ in windows(ledger, rows, micro(values["within"]), "src")
                    if len(inside) >= values["rows"]
                ]
                found |= {((account,), rows) for rows in joined_up(parts)}
    return found


def round_amounts(ledger: Ledger, values: Values) -> Found:
    found: Found = set()

    def is_round(row: int) -> bool:
        unit = ledger.units(row, values["unit"])
        return unit is not None and ledger.pays[row].amount % int(unit) == 0

    for account in ledger.stands:
        side = ledger.into(account)
        rows = [n for n in side if is_round(n)]
        parts = [
            inside
            for inside, payers in windows(ledger, rows, micro(values["within"]), "src")
            if len(inside) >= values["rows"] and payers >= values["payers"]
        ]
        for members in joined_up(parts):
            among = [n for n in side if min(members) <= n <= max(members)]
            if len(members) >= values["share"] * len(among):
                found.add(((account,), members))
    return found


def relay(
    ledger: Ledger, values: Values, ins: tuple[float, float], outs: tuple[float, float]
) -> Found:
    found: Found = set()
    pays = ledger.pays
    for account in ledger.stands:
        came, left = ledger.into(account), ledger.out_of(account)
        rounds: dict[int, list[tuple[list[int], list[int]]]] = defaultdict(list)
        after = -1
        for first in came:
            if first <= after:
                continue
            best: tuple[int, list[int], list[int]] | None = None
            money = pays[first].currency
            until = pays[first].start + micro(values["gather"])
            batch = [n for n in came if n >= first and pays[n].start <= until]
            for last in [n for n in batch if pays[n].currency == money]:
                got = [n for n in batch if n <= last and pays[n].currency == money]
                latest = pays[last].start + micro(values["onward"])
                gone = [n for n in left if n > first and pays[n].start <= latest]
                gone = [n for n in gone if pays[n].currency == money]
                payers = len({pays[n].src for n in got})
                payees = len({pays[n].dst for n in gone})
                share = Fraction(
                    sum(pays[n].amount for n in gone), sum(pays[n].amount for n in got)
                )
                fits = ins[0] <= payers <= ins[1] and outs[0] <= payees <= outs[1]
                fits &= values["passed"] <= share <= values["at_most"]
                if fits and (best is None or payers + payees > best[0]):
                    best = payers + payees, got, gone
            if best:
                rounds[money].append(best[1:])
                after = max(best[1])
        for money, some in rounds.items():
            got_all = {n for got, _ in some for n in got}
            income = sum(pays[n].amount for n in came if pays[n].currency == money)
            if sum(pays[n].amount for n in got_all) >= values["share"] * income:
                found.add(((account,), frozenset(got_all | {n for _, gone in some for n in gone})))
    return found


def gather_scatter(ledger: Ledger, values: Values) -> Found:
    return relay(ledger, values, (values["payers"], 1e9), (values["payees"], 1e9))


def funnel(ledger: Ledger, values: Values) -> Found:
    return relay(ledger, values, (values["payers"], 1e9), (1, values["most_payees"]))


def spray(ledger: Ledger, values: Values) -> Found:
    return relay(ledger, values, (1, values["most_payers"]), (values["payees"], 1e9))


def pass_through(ledger: Ledger, values: Values) -> Found:
    found: Found = set()
    pays = ledger.pays
    for account in ledger.stands:
        came, left = ledger.into(account), ledger.out_of(account)
        free = -1
        passed: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
        for row in came:
            run = _run(ledger, row, [n for n in left if n > max(row, free)], values)
            if run:
                passed[pays[row].currency].append((row, run))
                free = run[-1]
        for money, some in passed.items():
            income = sum(pays[n].amount for n in came if pays[n].currency == money)
            through = sum(pays[n].amount for n, _ in some)
            if len(some) >= values["rounds"] and through >= values["share"] * income:
                members = {n for n, _ in some} | {m for _, run in some for m in run}
                found.add(((account,), frozenset(members)))
    return found


def _run(ledger: Ledger, row: int, left: list[int], values: Values) -> list[int]:
    pays = ledger.pays
    until = pays[row].start + micro(values["onward"])
    same = [n for n in left if pays[n].currency == pays[row].currency and pays[n].start <= until]
    for end in range(len(same)):
        for begin in range(max(0, end - values["parts"] + 1), end + 1):
            total = sum(pays[n].amount for n in same[begin : end + 1])
            if values["passed"] * pays[row].amount <= total <= pays[row].amount:
                return same[begin : end + 1]
    return []


def onward(ledger: Ledger, here: int, there: int, values: Values) -> bool:
    one, other = ledger.pays[here], ledger.pays[there]
    return (
        there > here
        and other.src == one.dst
        and other.currency == one.currency
        and other.start <= one.start + micro(values["onward"])
        and values["passed"] * one.amount <= other.amount <= one.amount
    )


def scatter_gather(ledger: Ledger, values: Values) -> Found:
    pays, ways = ledger.pays, defaultdict(list)
    for here, one in enumerate(pays):
        for there, other in enumerate(pays):
            ends = {one.src, one.dst, other.dst}
            if onward(ledger, here, there, values) and len(ends) == 3 and ends <= ledger.stands:
                ways[one.src, other.dst].append((here, there))
    found: Found = set()
    for pair, some in ways.items():
        parts = []
        for at, (first, _) in enumerate(some):
            until = pays[first].start + micro(values["within"])
            inside = [n for n in range(at, len(some)) if pays[some[n][0]].start <= until]
            if len({pays[some[n][0]].dst for n in inside}) >= values["between"]:
                parts.append(inside)
        for members in joined_up(parts):
            found.add((pair, frozenset(row for n in members for row in some[n])))
    return found


def cycle(ledger: Ledger, values: Values) -> Found:
    pays = ledger.pays
    rounds: dict[frozenset[int], list[list[int]]] = defaultdict(list)

    def walk(path: list[int]) -> None:
        home = pays[path[0]].src
        for there in range(len(pays)):
            late = pays[there].start > pays[path[0]].start + micro(values["within"])
            if late or not onward(ledger, path[-1], there, values):
                continue
            if pays[there].dst == home:
                if len(path) + 1 >= values["hops"]:
                    rounds[frozenset(pays[n].src for n in [*path, there])].append([*path, there])
                continue
            met = {pays[n].src for n in path} | {pays[n].dst for n in path}
            may = len(path) + 1 < values["most_hops"] and pays[there].dst not in met
            if may and pays[there].dst in ledger.stands:
                walk([*path, there])

    for first, pay in enumerate(pays):
        if {pay.src, pay.dst} <= ledger.stands and values["most_hops"] > 1:
            walk([first])
    return {
        ((pays[ways[0][0]].src,), frozenset(n for way in ways for n in way))
        for ways in rounds.values()
    }


def test_transfer(ledger: Ledger, values: Values) -> Found:
    found: Found = set()
    pairs = defaultdict(list)
    for n, pay in enumerate(ledger.pays):
        pairs[pay.src, pay.dst].append(n)
    for (_, payee), rows in pairs.items():
        first = ledger.pays[rows[0]]
        small = ledger.units(rows[0], values["small"])
        if small is None or first.amount > small:
            continue
        for n in rows[1:]:
            pay, big = ledger.pays[n], ledger.units(n, values["big"])
            if (
                big is not None
                and pay.amount >= big
                and pay.currency == first.currency
                and pay.start <= first.start + micro(values["within"])
                and pay.amount >= values["times"] * first.amount
            ):
                found.add(((payee,), frozenset((rows[0], n))))
                break
    return found


test_transfer.__test__ = False  # type: ignore[attr-defined]


def night_peak(ledger: Ledger, values: Values) -> Found:
    first, last = values["hours"]
    timed = [n for n, pay in enumerate(ledger.pays) if pay.width < LENGTHS["h"]]
    hour = {n: ledger.pays[n].start // LENGTHS["h"] % 24 for n in timed}
    if first < last:
        night = {n for n in timed if first <= hour[n] < last}
    else:
        night = {n for n in timed if hour[n] >= first or hour[n] < last}
    usual = len(night) / max(len(timed), 1)
    found: Found = set()
    for account in ledger.stands:
        mine = [n for n in timed if account in (ledger.pays[n].src, ledger.pays[n].dst)]
        nightly = frozenset(n for n in mine if n in night)
        share = len(nightly) / max(len(mine), 1)
        if len(nightly) >= values["rows"] and share >= max(
            values["share"], values["times"] * usual
        ):
            found.add(((account,), nightly))
    return found


def shared_counterparty(ledger: Ledger, values: Values) -> Found:
    deals: dict[int, set[int]] = defaultdict(set)
    for pay in ledger.pays:
        deals[pay.src].add(pay.dst)
        deals[pay.dst].add(pay.src)
    rare = {
        one: {c for c in others & ledger.stands if len(deals[c]) <= values["rare"]}
        for one, others in deals.items()
    }
    groups: list[tuple[set[int], set[int]]] = []
    for one, other in combinations(sorted(deals), 2):
        few = rare[one] & rare[other]
        fits = {one, other} <= ledger.stands and len(few) >= values["common"]
        fits &= max(len(deals[one]), len(deals[other])) <= values["most"]
        if fits and len(few) >= values["share"] * max(len(rare[one]), len(rare[other])):
            near = [g for g in groups if g[0] & {one, other}]
            groups = [g for g in groups if g not in near]
            merged = {one, other}.union(*(g[0] for g in near))
            groups.append((merged, few.union(*(g[1] for g in near))))
    found: Found = set()
    for accounts, common in groups:
        rows = frozenset(
            n
            for n, pay in enumerate(ledger.pays)
            if (pay.src in accounts and pay.dst in common)
            or (pay.dst in accounts and pay.src in common)
        )
        found.add((tuple(sorted(accounts)), rows))
    return found


TWINS = {
    "fan-in": fan_in,
    "fan-out": fan_out,
    "gather-scatter": gather_scatter,
    "funnel": funnel,
    "spray": spray,
    "scatter-gather": scatter_gather,
    "cycle": cycle,
    "pass-through": pass_through,
    "structuring": structuring,
    "test-transfer": test_transfer,
    "round-amounts": round_amounts,
    "night-peak": night_peak,
    "shared-counterparty": shared_counterparty,
}

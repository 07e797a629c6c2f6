"""The slow twins: the semantics of a trace written down as plainly as they can be.

Nothing of kg.trace is used here. Reach is a relaxation over all pairs; rules move single units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from tests.trace.ledgers import SECOND, Row

HOUR = 3600 * SECOND


def later(a: Row, b: Row, across: int = 120 * SECOND) -> str:
    """Is b after a?  'proven', 'unproven' or 'no'."""
    gap = 0 if a.source == b.source else across
    if a.start + a.width + gap <= b.start:
        return "proven"
    if b.start + b.width + gap <= a.start:
        return "no"
    one_statement = (a.source, a.reporter) == (b.source, b.reporter)
    if one_statement and min(a.seq, b.seq) >= 0 and a.seq != b.seq:
        return "proven" if a.seq < b.seq else "no"
    return "unproven"


def reach(
    rows: Sequence[Row],
    seeds: Sequence[int],
    *,
    within: int = 72 * HOUR,
    hops: int = 8,
    floor: int = 0,
    since: int | None = None,
    until: int | None = None,
    strict: bool = False,
    barred: Sequence[int] = (),
    backward: bool = False,
) -> dict[int, tuple[int, bool]]:
    """Position -> (level, order proven), by trying every payment against every one."""

    def hop(one: int, other: int) -> str:
        a, b = (rows[other], rows[one]) if backward else (rows[one], rows[other])
        joint = a.dst
        if a.dst != b.src or a.currency != b.currency or joint in barred:
            return "no"
        return later(a, b) if b.start - a.start <= within else "no"

    def fits(row: Row) -> bool:
        if row.amount < floor or (until is not None and row.start >= until):
            return False
        return since is None or row.start + row.width > since

    found = dict.fromkeys(seeds, (1, True))
    for level in range(1, hops):
        before = [at for at, (height, _) in found.items() if height == level]
        new: dict[int, bool] = {}
        for at in range(len(rows)):
            if at in found or not fits(rows[at]):
                continue
            ways = {hop(previous, at) for previous in before}
            if "proven" in ways:
                new[at] = True
            elif "unproven" in ways and not strict:
                new[at] = False
        found |= {at: (level + 1, proven) for at, proven in new.items()}
    return found


def playing_order(
    rows: Sequence[Row], levels: dict[int, int], followed: set[int], played: Sequence[int]
) -> list[int]:
    """Time order, but what follows a later-placed payment of unproven order comes after it."""
    key = {at: (at, 0) for at in range(len(rows))}
    for level in range(1, max(levels.values(), default=0) + 1):
        for a in [at for at in levels if levels[at] == level and rows[at].dst in followed]:
            for b in played:
                onward = levels.get(b, 1 << 30)
                joint = rows[a].dst == rows[b].src and rows[a].currency == rows[b].currency
                if (
                    joint
                    and onward > level
                    and key[b] <= key[a]
                    and later(rows[a], rows[b]) != "no"
                ):
                    key[b] = (key[a][0], onward)
    return sorted(played, key=lambda at: (*key[at], at))


def play(
    rows: Sequence[Row],
    levels: dict[int, int],
    followed: set[int],
    lots: dict[int, list[tuple[int, int]]],
    rule: str,
    openings: Sequence[tuple[int, int, int, int]] = (),
) -> tuple[dict[int, int], dict[tuple[int, int, int], int], dict[tuple[int, int], int]]:
    """(traced by payment, held by (seed, account, currency), left by (seed, payment))."""
    purse: dict[tuple[int, int], list[list[int]]] = defaultdict(list)  # [[seed or -1, units]...]
    for (account, currency), units in held_before(rows, levels, followed, openings).items():
        purse[account, currency] = [[-1, units]]
    traced: dict[int, int] = defaultdict(int)
    left: dict[tuple[int, int], int] = defaultdict(int)
    take = {"fifo": take_first, "lifo": take_first, "haircut": take_share, "lowest": take_clean}[
        rule
    ]
    for at in played(rows, levels, followed):
        row = rows[at]
        carried = [[seed, units] for seed, units in lots.get(at, [])]
        own = sum(units for _, units in carried)
        rest = row.amount - own
        if row.src in followed:
            source = purse[row.src, row.currency]
            spend_clean(source, own)
            carried += take(source, rest)
        elif rest:
            carried.append([-1, rest])
        for piece in carried:
            if piece[0] >= 0:
                traced[at] += piece[1]
                if at not in levels:
                    left[piece[0], at] += piece[1]
                    piece[0] = -1
        if at in levels or row.dst in followed:
            brought = [piece for piece in carried if piece[1]]
            there = purse[row.dst, row.currency]
            there[:] = [*brought, *there] if rule == "lifo" else [*there, *brought]
    held: dict[tuple[int, int, int], int] = defaultdict(int)
    for (account, currency), pieces in purse.items():
        for seed, units in pieces:
            if seed >= 0:
                held[seed, account, currency] += units
    return traced, {k: v for k, v in held.items() if v}, {k: v for k, v in left.items() if v}


def played(rows: Sequence[Row], levels: dict[int, int], followed: set[int]) -> list[int]:
    """What a rule plays, in order: the trace, and all payments of the followed accounts."""
    seen = {rows[at].currency for at in levels}
    about = [
        at
        for at, row in enumerate(rows)
        if row.currency in seen and (at in levels or {row.src, row.dst} & followed)
    ]
    return playing_order(rows, levels, followed, about)


def held_before(
    rows: Sequence[Row],
    levels: dict[int, int],
    followed: set[int],
    openings: Sequence[tuple[int, int, int, int]],
) -> dict[tuple[int, int], int]:
    """What statements say, less what came in before their first row, plus what went out."""
    found = {}
    for account, currency, units, moment in openings:
        if account not in followed:
            continue
        for at in played(rows, levels, followed):
            row = rows[at]
            if row.currency == currency and row.start < moment:
                units += row.amount * ((row.src == account) - (row.dst == account))
        found[account, currency] = max(0, units)
    return found


def spend_clean(purse: list[list[int]], units: int) -> None:
    for piece in purse:
        if piece[0] < 0:
            part = min(units, piece[1])
            piece[1] -= part
            units -= part


def take_first(purse: list[list[int]], units: int) -> list[list[int]]:
    taken = []
    while units and purse:
        part = min(units, purse[0][1])
        taken.append([purse[0][0], part])
        purse[0][1] -= part
        units -= part
        if purse[0][1] == 0:
            purse.pop(0)
    return [*taken, [-1, units]]


def take_share(purse: list[list[int]], units: int) -> list[list[int]]:
    sums: dict[int, int] = defaultdict(int)
    for seed, held in purse:
        sums[seed] += held
    balance = max(sum(sums.values()), units)
    sums[-1] += balance - sum(sums.values())
    taken, running, given = [], 0, 0
    for seed in sorted(seed for seed in sums if seed >= 0):
        running += sums[seed]
        together = half_up(Fraction(units) * running / balance) if balance else 0
        taken.append([seed, together - given])
        sums[seed] -= together - given
        given = together
    taken.append([-1, units - given])
    sums[-1] -= units - given
    purse[:] = [[seed, held] for seed, held in sums.items() if held]
    return taken


def take_clean(purse: list[list[int]], units: int) -> list[list[int]]:
    """Clean money as far as it goes, then of each seed its share of what the seeds have."""
    clean = sum(held for seed, held in purse if seed < 0)
    seeds = [[seed, held] for seed, held in purse if seed >= 0]
    beyond = min(max(0, units - clean), sum(held for _, held in seeds))
    taken = [piece for piece in take_share(seeds, beyond) if piece[0] >= 0]
    purse[:] = [*seeds, [-1, max(0, clean - units)]]
    return [*taken, [-1, units - beyond]]


def half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)

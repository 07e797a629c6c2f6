"""Generator G3: the background of G1, planted shapes with their rows known, and innocent decoys.

Every plant draws its size, speed and amounts from ranges that reach beyond the detectors'
thresholds on both sides, so some plants are none by the definition; :class:`Plant` keeps its own
rows, and whoever measures recall asks a slow twin, on these rows alone, which plants count.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kg.ledger.base import FlowIndex

Line = tuple[int, int, int, int]
"""Payer, payee, microseconds, fen."""
SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND
DAYS = 90
QUIET = 200
"""Accounts with more counterparties than this are nobody's mule."""


@dataclass
class Plant:
    """One planted shape: what it is, whom it is about, its rows (later their positions)."""

    kind: str
    centre: tuple[int, ...]
    lines: list[Line]
    rows: list[int] = field(default_factory=list)


@dataclass
class World:
    """A ledger with its plants and decoys."""

    index: FlowIndex
    plants: list[Plant]
    decoys: list[Plant]


def background(transfers: int, accounts: int, dice: np.random.Generator) -> np.ndarray:
    """Return the rows of G1: account = perm[floor(V u^3)], distinct ms, lognormal amounts."""
    names = dice.permutation(accounts).astype(np.int64)
    src, dst = (names[(accounts * dice.random(transfers) ** 3).astype(np.int64)] for _ in "12")
    start = dice.choice(DAYS * 86_400_000, transfers, replace=False) * 1000
    amount = (dice.lognormal(7, 1.5, transfers) * 100).astype(np.int64) + 1
    return np.stack((src, dst, start, amount), axis=1)


class Planter:
    """Draws plants and decoys on accounts that nothing else was planted on."""

    def __init__(self, dice: np.random.Generator, accounts: np.ndarray) -> None:
        self.dice = dice
        self._free = list(dice.permutation(accounts))

    def account(self) -> int:
        """Take one account that nothing was planted on."""
        return int(self._free.pop())

    def accounts(self, count: int) -> list[int]:
        """Take several."""
        return [self.account() for _ in range(count)]

    def between(self, low: float, high: float) -> float:
        """Draw evenly in the logarithm."""
        return float(np.exp(self.dice.uniform(np.log(low), np.log(high))))

    def count(self, low: int, high: int) -> int:
        """Draw a whole number, evenly in the logarithm."""
        return round(self.between(low, high))

    def moment(self, room: float = 0.0) -> int:
        """Draw a moment that leaves some room before the end."""
        return int(self.dice.uniform(0, DAYS * DAY - room))

    def moments(self, begin: int, room: float, count: int) -> list[int]:
        """Draw moments in order within a stretch of time."""
        return sorted((begin + self.dice.uniform(0, room, count)).astype(np.int64).tolist())

    def sums(self, count: int, low: float = 2_000, high: float = 60_000) -> list[int]:
        """Draw sums in fen, none of them round."""
        return [int(self.between(low, high) * 100) + 1 for _ in range(count)]

    def parts(self, whole: int, count: int) -> list[int]:
        """Split a sum into parts."""
        shares = self.dice.dirichlet(np.full(count, 4.0))
        found = np.maximum((shares * whole).astype(np.int64), 1)
        found[0] += whole - found.sum()
        return found.tolist()

    def kept(self, low: float = 0.80, high: float = 1.0) -> float:
        """Draw the share that is passed on."""
        return float(self.dice.uniform(low, high))


def fan_in(p: Planter) -> Plant:
    centre, room = p.account(), p.between(HOUR, 40 * HOUR)
    payers = p.accounts(p.count(6, 80))
    times = p.moments(p.moment(room), room, len(payers))
    return Plant(
        "fan-in", (centre,), _zip(payers, [centre] * len(payers), times, p.sums(len(payers)))
    )


def fan_out(p: Planter) -> Plant:
    plant = fan_in(p)
    return Plant("fan-out", plant.centre, [(b, a, at, sum_) for a, b, at, sum_ in plant.lines])


def _relay(p: Planter, kind: str, payers: int, payees: int) -> Plant:
    centre = p.account()
    gather, onward = p.between(HOUR, 20 * HOUR), p.between(10 * MINUTE, 20 * HOUR)
    begin = p.moment(gather + onward)
    sums = p.sums(payers)
    came = p.moments(begin, gather, payers)
    left = p.moments(came[-1] + MINUTE, onward, payees)
    parts = p.parts(int(sum(sums) * p.kept()), payees)
    lines = _zip(p.accounts(payers), [centre] * payers, came, sums)
    return Plant(kind, (centre,), lines + _zip([centre] * payees, p.accounts(payees), left, parts))


def gather_scatter(p: Planter) -> Plant:
    return _relay(p, "gather-scatter", p.count(3, 40), p.count(3, 40))


def funnel(p: Planter) -> Plant:
    return _relay(p, "funnel", p.count(4, 40), int(p.dice.integers(1, 4)))


def spray(p: Planter) -> Plant:
    return _relay(p, "spray", int(p.dice.integers(1, 4)), p.count(4, 40))


def scatter_gather(p: Planter) -> Plant:
    source, sink = p.accounts(2)
    between = p.accounts(p.count(3, 25))
    room = p.between(HOUR, 90 * HOUR)
    lines = []
    for one, at in zip(
        between, p.moments(p.moment(room + 3 * DAY), room, len(between)), strict=True
    ):
        (fen,) = p.sums(1)
        lines.append((source, one, at, fen))
        lines.append((one, sink, at + int(p.between(MINUTE, 60 * HOUR)), int(fen * p.kept())))
    return Plant("scatter-gather", (source, sink), lines)


def cycle(p: Planter) -> Plant:
    ring = p.accounts(int(p.dice.integers(2, 9)))
    at, (fen,), lines = p.moment(20 * DAY), p.sums(1, 5_000, 500_000), []
    for payer, payee in zip(ring, [*ring[1:], ring[0]], strict=True):
        lines.append((payer, payee, at, fen))
        at, fen = at + int(p.between(MINUTE, 90 * HOUR)), int(fen * p.kept(0.83))
    return Plant("cycle", (ring[0],), lines)


def pass_through(p: Planter) -> Plant:
    centre, lines = p.account(), []
    days = sorted(p.dice.choice(DAYS - 2, p.count(2, 14), replace=False).tolist())
    for day in days:
        (fen,), at = p.sums(1, 3_000, 100_000), day * DAY + int(p.dice.uniform(0, DAY / 2))
        lines.append((p.account(), centre, at, fen))
        parts = p.parts(int(fen * p.kept(0.85)), int(p.dice.integers(1, 5)))
        left = p.moments(at + SECOND, p.between(2 * MINUTE, 9 * HOUR), len(parts))
        lines += _zip([centre] * len(parts), p.accounts(len(parts)), left, parts)
    return Plant("pass-through", (centre,), lines)


def structuring(p: Planter) -> Plant:
    centre, count = p.account(), p.count(2, 15)
    limit = float(p.dice.choice((50_000, 200_000)))
    fen = [int(limit * 100 * p.dice.uniform(0.86, 0.999)) for _ in range(count)]
    room = p.between(2 * HOUR, 100 * HOUR)
    times = p.moments(p.moment(room), room, count)
    lines = _zip(p.accounts(count), [centre] * count, times, fen)
    if p.dice.random() < 0.5:
        lines = [(b, a, at, sum_) for a, b, at, sum_ in lines]
    return Plant("structuring", (centre,), lines)


def test_transfer(p: Planter) -> Plant:
    payer, payee = p.accounts(2)
    at, small = p.moment(2 * DAY), int(p.between(0.01, 20) * 100) or 1
    later = at + int(p.between(30 * SECOND, 36 * HOUR))
    big = int(p.between(3_000, 200_000) * 100)
    return Plant("test-transfer", (payee,), [(payer, payee, at, small), (payer, payee, later, big)])


def round_amounts(p: Planter) -> Plant:
    centre, count = p.account(), p.count(4, 30)
    payers = p.accounts(int(p.dice.integers(2, min(count, 8) + 1)))
    room = p.between(6 * HOUR, 9 * DAY)
    chosen = [payers[n % len(payers)] for n in range(count)]
    fen = [int(p.dice.integers(2, 100)) * 100_000 for _ in range(count)]
    times = p.moments(p.moment(room), room, count)
    return Plant("round-amounts", (centre,), _zip(chosen, [centre] * count, times, fen))


def night_peak(p: Planter) -> Plant:
    """Plant payments between midnight and seven; some accounts have other payments by day."""
    centre, count = p.account(), p.count(15, 150)
    days = p.dice.integers(0, DAYS, count)
    times = (days * DAY + p.dice.uniform(0, p.between(3 * HOUR, 7 * HOUR), count)).astype(np.int64)
    others, ways = p.accounts(5), p.dice.random(count) < 0.5
    lines = []
    for at, way, fen in zip(sorted(times.tolist()), ways, p.sums(count), strict=True):
        ends = (centre, others[at % 5]) if way else (others[at % 5], centre)
        lines.append((*ends, at, fen))
    return Plant("night-peak", (centre,), lines)


def shared_counterparty(p: Planter) -> Plant:
    group, others, lines = p.accounts(int(p.dice.integers(2, 5))), p.accounts(p.count(3, 25)), []
    for one in group:
        for other in others:
            if p.dice.random() < 0.95:
                ends = (one, other) if p.dice.random() < 0.5 else (other, one)
                lines.append((*ends, p.moment(), p.sums(1)[0]))
    return Plant("shared-counterparty", tuple(sorted(group)), lines)


def chain(p: Planter) -> Plant:
    """Plant a victim's money through two to five layers of mules."""
    victim, lines = p.account(), []
    front = [(victim, p.account(), p.moment(12 * DAY), p.sums(1, 20_000, 300_000)[0])]
    for _ in range(int(p.dice.integers(2, 6))):
        after = []
        for _, here, at, fen in front:
            parts = p.parts(int(fen * p.kept(0.9, 0.99)), int(p.dice.integers(1, 4)))
            moments = [at + int(p.between(MINUTE, 48 * HOUR)) for _ in parts]
            after += _zip([here] * len(parts), p.accounts(len(parts)), moments, parts)
        lines += front
        front = after
    return Plant("chain", (victim,), lines + front)


def payroll(p: Planter) -> Plant:
    """Pay the same people about the same, once a month."""
    firm, staff = p.account(), p.accounts(p.count(15, 120))
    wages, lines = p.sums(len(staff), 3_000, 20_000), []
    for month in range(3):
        at = month * 30 * DAY + 9 * DAY + int(p.dice.uniform(0, 8 * HOUR))
        paid = [int(wage * p.dice.uniform(0.97, 1.03)) for wage in wages]
        lines += _zip([firm] * len(staff), staff, p.moments(at, 3 * HOUR, len(staff)), paid)
    return Plant("payroll", (firm,), lines)


def utility(p: Planter) -> Plant:
    """Collect monthly bills that people pay on the same few days."""
    firm, users = p.account(), p.accounts(p.count(30, 150))
    bills, lines = p.sums(len(users), 60, 900), []
    for month in range(3):
        paid = [int(bill * p.dice.uniform(0.95, 1.05)) for bill in bills]
        times = p.moments(month * 30 * DAY + 3 * DAY, 2 * DAY, len(users))
        lines += _zip([int(user) for user in users], [firm] * len(users), times, paid)
    return Plant("utility", (firm,), lines)


def merchant(p: Planter) -> Plant:
    """Take small sums all the time, with one sale, and sweep each day's takings to the owner."""
    shop, owner, lines = p.account(), p.account(), []
    customers = p.accounts(p.count(60, 250))
    sale = int(p.dice.integers(10, 80))
    for day in range(DAYS):
        count = len(customers) // 2 if day == sale else int(p.dice.integers(2, 12))
        mine = p.dice.choice(customers, count, replace=False).tolist()
        sums = p.sums(count, 10, 800)
        lines += _zip(mine, [shop] * count, p.moments(day * DAY + 9 * HOUR, 10 * HOUR, count), sums)
        lines.append((shop, owner, day * DAY + 22 * HOUR, int(sum(sums) * 0.99)))
    return Plant("merchant", (shop,), lines)


def _zip(payers: list[int], payees: list[int], times: list[int], sums: list[int]) -> list[Line]:
    return list(zip(payers, payees, times, sums, strict=True))


PLANTS: Mapping[str, Callable[[Planter], Plant]] = {
    "fan-in": fan_in, "fan-out": fan_out, "gather-scatter": gather_scatter, "funnel": funnel,
    "spray": spray, "scatter-gather": scatter_gather, "cycle": cycle, "pass-through": pass_through,
    "structuring": structuring, "test-transfer": test_transfer, "round-amounts": round_amounts,
    "night-peak": night_peak, "shared-counterparty": shared_counterparty, "chain": chain,
}  # fmt: skip
DECOYS = (payroll, utility, merchant)


def plant_world(
    transfers: int, accounts: int, *, each: int = 50, decoys: int = 20, seed: int = 1
) -> World:
    """Return G3: ``each`` plants of every kind and ``decoys`` of every decoy on G1's background.

    Planted accounts are fresh or ordinary ones of the background, half of each; the size of the
    ledger grows by the plants' rows.
    """
    dice = np.random.default_rng(seed)
    rows = background(transfers, accounts, dice)
    fresh = 90 * (each + decoys) * 14
    quiet = np.flatnonzero(partners(rows[:, 0], rows[:, 1], accounts) <= QUIET)
    ordinary = dice.permutation(quiet)[: min(len(quiet) // 2, fresh)]
    planter = Planter(dice, np.concatenate((np.arange(accounts, accounts + fresh), ordinary)))
    plants = [make(planter) for make in PLANTS.values() for _ in range(each)]
    innocent = [make(planter) for make in DECOYS for _ in range(decoys)]
    lines = [line for plant in [*plants, *innocent] for line in plant.lines]
    table = np.concatenate((rows, np.array(lines, np.int64).reshape(-1, 4)))
    order = np.argsort(table[:, 2], kind="stable")
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    at = transfers
    for plant in [*plants, *innocent]:
        plant.rows = places[at : at + len(plant.lines)].tolist()
        at += len(plant.lines)
    return World(index_from(table[order], accounts + fresh), plants, innocent)


def partners(src: np.ndarray, dst: np.ndarray, accounts: int) -> np.ndarray:
    """Return with how many others each account deals."""
    low, high = np.minimum(src, dst).astype(np.int64), np.maximum(src, dst).astype(np.int64)
    pairs = np.unique((low * accounts + high)[low != high])
    ends = np.concatenate((pairs // accounts, pairs % accounts))
    return np.bincount(ends, minlength=accounts).astype(np.int32)


def index_from(table: np.ndarray, accounts: int) -> FlowIndex:
    """Return rows in time order as the arrays that the rooms read."""
    src, dst = table[:, 0].astype(np.int32), table[:, 1].astype(np.int32)
    size, lines = len(table), {}
    for way, ends in (("out", src), ("in", dst)):
        lines[f"{way}_idx"] = np.argsort(ends, kind="stable").astype(np.int32)
        counts = np.bincount(ends, minlength=accounts)
        lines[f"{way}_ptr"] = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return FlowIndex(
        src=src, dst=dst, start=np.ascontiguousarray(table[:, 2]), width=np.ones(size, np.int64),
        amount=np.ascontiguousarray(table[:, 3]), currency=np.zeros(size, np.int16),
        seq=np.full(size, -1, np.int64), source_no=np.zeros(size, np.int32),
        reporter=np.full(size, -1, np.int32), links=Numbers(size), accounts=Numbers(accounts),
        currencies=("CNY",), scales=(100,), counterparties=partners(src, dst, accounts),
        hub_kind=np.zeros(accounts, np.int8), is_end=np.zeros(accounts, bool), **lines,
    )  # fmt: skip


class Numbers:
    """Names that are their own positions, without a text for each of ten million."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: int) -> str:
        return str(place)

    def __iter__(self) -> Iterator[str]:
        return map(str, range(self._size))

    def index(self, name: str) -> int:
        """Return the position of a name."""
        return int(name)

"""B2 and B4: who can be reached over a whole ledger, one start and 64 starts in one pass.

The answers are the accounts reached (B2) and by which starts (B4); C has the same ones, with a bit
for each account, and with a mask.
"""

from __future__ import annotations

import statistics
from typing import Any

import numpy as np
from floors import Floors
from generated import ends_of, times_of
from measured import Verdicts, differ, milliseconds, row

from kg.trace.base import Flows
from kg.trace.payment_filters import KernelFilter
from kg.trace.reach_scan import ReachColumns, ScanResult, ScanSeeds, scan

STARTS, SINGLE = 64, 6
_MADE: dict[tuple[int, int, int], tuple[Flows, ReachColumns]] = {}


def made(transfers: int, accounts: int, seed: int) -> tuple[Flows, ReachColumns]:
    """Return G1's columns as far as a pass reads them."""
    if (transfers, accounts, seed) not in _MADE:
        dice = np.random.default_rng(seed)
        src, dst = ends_of(transfers, accounts, dice)
        short, long = np.zeros(0, np.int32), np.zeros(0, np.int64)
        flows = Flows(
            src, dst, times_of(transfers, dice), np.ones(transfers, np.int64), long,
            np.zeros(transfers, np.int16), long, short, short, long, short, short,
        )  # fmt: skip
        idx = np.argsort(src, kind="stable").astype(np.int32)
        counts = np.bincount(src, minlength=accounts)
        ptr = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        ground = ReachColumns(src, dst, ptr, idx, np.zeros(accounts, bool), 1, 0, False, False)
        _MADE[transfers, accounts, seed] = flows, ground
    return _MADE[transfers, accounts, seed]


def ask(flows: Flows, ground: ReachColumns, starts: list[int]) -> ScanResult:
    """Sweep from all payments of some accounts, a bit for each account."""
    mine = [ground.idx[ground.ptr[a] : ground.ptr[a + 1]] for a in starts]
    position = np.concatenate(mine).astype(np.int64)
    bits = np.repeat(
        np.uint64(1) << np.arange(len(starts), dtype=np.uint64), [len(m) for m in mine]
    )
    order = np.argsort(position)
    every = np.zeros(0, np.bool_)
    free = KernelFilter(np.zeros(1, np.int64), -(1 << 62), 1 << 62, every, True)
    sown = ScanSeeds(position[order], bits[order].view(np.int64))
    found: ScanResult = scan(flows, free, ground, sown, np.zeros(0, np.int64))
    return found


def race(
    bench: str, transfers: int, accounts: int, seed: int, floors: Floors | None, verdicts: Verdicts
) -> None:
    """Run B2 or B4 at one size."""
    flows, ground = made(transfers, accounts, seed)
    dice = np.random.default_rng(seed)
    starts = dice.choice(np.flatnonzero(np.diff(ground.ptr)), STARTS, replace=False).tolist()
    ask(flows, ground, starts[:1])
    print(f"\n{bench} reach: G1 {transfers:,} transfers, {accounts:,} accounts, 90 days")
    size = f"{transfers / 1e6:g} M"
    single = [one(flows, ground, start, floors) for start in starts[:SINGLE]]
    ours = statistics.median(took for took, _, _ in single)
    if bench == "B2":
        one_start(single, transfers, ours, flows, floors, size, verdicts)
    else:
        many(flows, ground, starts, ours, floors, size, verdicts)


def one(
    flows: Flows, ground: ReachColumns, start: int, floors: Floors | None
) -> tuple[float, float, int]:
    """Return our time, C's and how many accounts one start reaches."""
    found, took = milliseconds(lambda: ask(flows, ground, [start]))
    reached, theirs = int((found.mask != 0).sum()), 0.0
    if floors is not None:
        accounts, met = len(ground.shut), np.empty(len(ground.shut) // 64 + 1, np.uint64)
        columns = (len(flows.src), flows.src, flows.dst, accounts, start, met)
        count, theirs = milliseconds(lambda: floors.reach_one(*columns))
        bits = np.unpackbits(met.view(np.uint8), bitorder="little")[:accounts]
        if count != reached or not np.array_equal(bits != 0, found.mask != 0):
            differ(f"B2 kg and C from account {start}")
    return took, theirs, reached


def one_start(
    single: list[Any], transfers: int, ours: float, flows: Flows, floors: Floors | None,
    size: str, verdicts: Verdicts,
) -> None:  # fmt: skip
    widths = (12, 12, 12, 8, 14, 14)
    row(("reached", "kg ms", "C ms", "kg/C", "kg M/s", "stream ms"), widths)
    floor = (
        milliseconds(lambda: floors.stream(transfers, flows.src, flows.dst))[1] if floors else 0.0
    )
    for took, theirs, reached in single:
        beside = (f"{theirs:.1f}", f"{took / theirs:.2f}") if theirs else ("-", "-")
        speed = f"{transfers / took / 1000:.0f}"
        row((f"{reached:,}", f"{took:.1f}", *beside, speed, f"{floor:.1f}"), widths)
    if floors is None:
        verdicts.say("B2", f"{size}: <= 1.5x the C bitset kernel", "no compiler", None)
        return
    ratio = ours / statistics.median(theirs for _, theirs, _ in single)
    verdicts.say("B2", f"{size}: <= 1.5x the C bitset kernel", f"{ratio:.2f}x", ratio <= 1.5)


def many(
    flows: Flows, ground: ReachColumns, starts: list[int], ours: float, floors: Floors | None,
    size: str, verdicts: Verdicts,
) -> None:  # fmt: skip
    found, together = milliseconds(lambda: ask(flows, ground, starts))
    line = f"64 starts in one pass {together:.1f} ms, one start {ours:.1f} ms (median of {SINGLE})"
    if floors is not None:
        accounts = len(ground.shut)
        own, mask = np.zeros(accounts, np.uint64), np.empty(accounts, np.uint64)
        own[starts] = np.uint64(1) << np.arange(STARTS, dtype=np.uint64)
        columns = (len(flows.src), flows.src, flows.dst, accounts, own, mask)
        _, theirs = milliseconds(lambda: floors.reach_many(*columns))
        if not np.array_equal(mask, found.mask.view(np.uint64)):
            differ("B4 kg and C")
        line += f"; C mask kernel {theirs:.1f} ms, kg/C {together / theirs:.2f}"
    for number, start in enumerate(starts[:SINGLE]):
        alone = ask(flows, ground, [start]).mask != 0
        if not np.array_equal(alone, found.mask >> number & 1 != 0):
            differ(f"B4 start {number} alone and among 64")
    print(f"   {line}; {len(flows.src) * STARTS / together / 1e6:.1f} G start-transfers/s")
    ratio = STARTS * ours / together
    verdicts.say("B4", f"{size}: 64 starts >= 8x 64 single passes", f"{ratio:.1f}x", ratio >= 8)

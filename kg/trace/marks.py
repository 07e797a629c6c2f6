"""What a pass knows of each account: which starts have reached it, by which payment first and best.

A start's best payment into an account is the one after which most can have followed: forward the
one that starts first, backward the one that can have ended last. Of two payments of one moment
that of coarser time can be better, whichever the pass comes to first.
"""

from __future__ import annotations

import numpy as np

from kg.trace.base import Int32, Int64, kernel, part_of_kernel


@kernel
def better(start: Int64, width: Int64, payment: int, known: int, backward: bool) -> bool:
    """Say whether more can have followed this payment than the one that is known."""
    if backward:
        later: bool = start[payment] + width[payment] > start[known] + width[known]
        return later
    earlier: bool = start[payment] < start[known]
    return earlier


@kernel
def widened(
    start: Int64, width: Int64, best: Int32, slot: int, bits: int, payment: int, backward: bool
) -> int:
    """Return the bits that are at the account already and that this payment serves better.

    ``best`` has one column where all starts go together, and no rows where no order is in doubt.
    """
    if len(best) == 0 or bits == 0:
        return 0
    if best.shape[1] == 1:
        return bits if better(start, width, payment, best[slot, 0], backward) else 0
    found = 0
    for bit in range(64):
        if (bits >> bit) & 1 == 1 and better(start, width, payment, best[slot, bit], backward):
            found |= np.int64(1) << bit  # type: ignore[assignment]
    return found


@part_of_kernel
def mark(
    mask: Int64, met: Int64, first: Int32, best: Int32, arrived: Int64, goals: Int64, slot: int,
    new: int, payment: int, step: int,
) -> None:  # fmt: skip
    """Note that an account is reached by these starts, anew or better, through this payment."""
    mask[slot] |= new
    met[slot >> 6] |= np.int64(1) << (slot & 63)
    if first[slot] < 0 or (payment - first[slot]) * step < 0:
        first[slot] = payment
    if len(best) > 0 and best.shape[1] == 1:
        best[slot, 0] = payment
    elif len(best) > 0:
        for bit in range(64):
            if (new >> bit) & 1 == 1:
                best[slot, bit] = payment
    for g in range(len(goals)):
        for bit in range(64):
            if goals[g] == slot and (new >> bit) & 1 == 1:
                before = arrived[g, bit]
                if before < 0 or (payment - before) * step < 0:
                    arrived[g, bit] = payment

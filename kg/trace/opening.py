"""What accounts held before the first payment that a rule plays, as their statements say."""

from __future__ import annotations

import numpy as np

from kg.ledger.base import FlowIndex, Units
from kg.trace.base import Int32, Int64

NEVER = np.iinfo(np.int64).min


def openings(
    index: FlowIndex, slots: Int64, payer: Int32, payee: Int32, start: Int64, amount: Units
) -> Units:
    """Return what each slot held before the first payment that is played, 0 where nothing says.

    A statement says what was there before its own first payment. Payments before that, which only
    others tell, are taken back; where that leaves less than nothing, rows are missing: 0 stands.
    """
    units, since = np.zeros(len(slots), amount.dtype), np.full(len(slots), NEVER)
    place, mine = opening_slots(index, slots)
    units[place], since[place] = index.openings()[mine], index.opening_at[mine]
    for slot, sign in ((payee, -1), (payer, 1)):
        # an account that is not played has no place: -1 reads the last one, and is not counted
        early = (slot >= 0) & (start < since[slot]) if len(slots) else np.zeros(len(slot), bool)
        np.add.at(units, slot[early], sign * amount[early])
    return np.maximum(units, 0)


def opening_slots(index: FlowIndex, slots: Int64) -> tuple[Int64, Int64]:
    """Return the places among the slots that have an opening balance, and which one it is."""
    width = max(1, len(index.currencies))
    wanted = index.opening_account * np.int64(width) + index.opening_currency
    place = np.searchsorted(slots, wanted)
    found = np.flatnonzero(place < len(slots))
    found = found[slots[place[found]] == wanted[found]]
    return place[found].astype(np.int64), found.astype(np.int64)

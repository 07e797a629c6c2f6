"""One pass over a whole ledger in time: who can have been reached, for up to 64 starts at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.trace.base import Bool, Flows, Int32, Int64, kernel
from kg.trace.wave import Bounds, fits


class Ground(NamedTuple):
    """What a pass runs over: the columns, and at each account the payments of the side it leaves.

    ``near`` pays and ``far`` gets (backward the other way round); ``ptr`` and ``idx`` list each
    account's payments as ``near``. ``shut`` are ends and hubs. ``doubt`` is how far apart two
    starts may lie and their order still be unknown: the widest precision and the clocks.
    """

    near: Int32
    far: Int32
    ptr: Int64
    idx: Int32
    shut: Bool
    doubt: int
    across: int
    backward: bool


class Sown(NamedTuple):
    """The payments that the starts themselves make, in order of position, and whose they are."""

    position: Int64
    bits: Int64


class Swept(NamedTuple):
    """By account and currency: which starts can have reached it, and by which payment first.

    ``first`` is that payment's position (-1: none). ``arrived[g, s]`` is the first payment by
    which start s reached the g-th of the goals.
    """

    mask: Int64
    first: Int32
    arrived: Int64


@kernel
def sweep(flows: Flows, bounds: Bounds, ground: Ground, sown: Sown, goals: Int64) -> Swept:
    """Carry each start's bit along every payment that is not surely earlier than what it follows.

    In the order of the ledger (backward: against it). Where an account is reached anew, payments
    that were passed already but lie too close in time to be surely earlier are looked at again,
    for the new bits alone. ``met`` has one bit for each account: of ten million it fits a cache.
    """
    near, far, shut, backward = ground.near, ground.far, ground.shut, ground.backward
    ptr, idx, doubt, across = ground.ptr, ground.idx, ground.doubt, ground.across
    start, width, currency = flows.start, flows.width, flows.currency
    position, bits = sown.position, sown.bits
    currencies, free = len(bounds.least), bounds.free
    payments, slots, seeds = len(near), len(shut) * len(bounds.least), len(position)
    any_shut, sole = shut.any(), True
    for n in range(seeds):
        sole &= bits[n] == bits[0]
    mask, first = np.zeros(slots, np.int64), np.full(slots, -1, np.int32)
    met, arrived = np.zeros(slots // 64 + 1, np.int64), np.full((len(goals), 64), -1, np.int64)
    again, waiting = np.empty((64, 2), np.int64), 0
    ahead = seeds - 1 if backward else 0
    begin = payments if seeds == 0 else payments - 1 - position[ahead] if backward else position[0]
    upcoming = position[ahead] if seeds else -1
    step = -1 if backward else 1
    for turn in range(begin, payments):
        k = payments - 1 - turn if backward else turn
        one, other = np.int64(near[k]), np.int64(far[k])
        if currencies > 1:
            one, other = one * currencies + currency[k], other * currencies + currency[k]
        if k != upcoming:
            if (met[one >> 6] >> (one & 63)) & 1 == 0:
                continue
            if sole and (met[other >> 6] >> (other & 63)) & 1 == 1:
                continue
        carried = mask[one]
        if carried & ~mask[other] == 0 and k != upcoming:
            continue
        if carried != 0 and ((any_shut and shut[near[k]]) or not (free or fits(flows, bounds, k))):
            carried = 0
        if k == upcoming:
            carried |= bits[ahead]
            ahead += step
            upcoming = position[ahead] if 0 <= ahead < seeds else -1
        again[0, 0], again[0, 1], waiting = k, carried, 1
        while waiting > 0:
            waiting -= 1
            here, carried = again[waiting, 0], again[waiting, 1]
            payee, code = np.int64(far[here]), currency[here]
            other = payee if currencies == 1 else payee * currencies + code
            new = carried & ~mask[other]
            if new == 0:
                continue
            mask[other] |= new
            met[other >> 6] |= np.int64(1) << (other & 63)
            if first[other] < 0 or (here - first[other]) * step < 0:
                first[other] = here
            for g in range(len(goals)):
                for bit in range(64):
                    if goals[g] == other and (new >> bit) & 1 == 1:
                        arrived[g, bit] = here
            if any_shut and shut[payee]:
                continue
            # what was passed already, and may be later than this all the same
            beside = k - step
            if beside < 0 or beside >= payments or (start[here] - start[beside]) * step >= doubt:
                continue
            low, high = ptr[payee], ptr[payee + 1]
            while low < high:
                middle = (low + high) >> 1
                if idx[middle] < k + np.int64(backward):
                    low = middle + 1
                else:
                    high = middle
            slot = low if backward else low - 1
            while ptr[payee] <= slot < ptr[payee + 1]:
                there = np.int64(idx[slot])
                if (start[here] - start[there]) * step >= doubt:
                    break
                slot -= step
                early, late = (here, there) if backward else (there, here)
                if start[late] >= start[early] + width[early] + across:
                    continue
                if (currencies == 1 or currency[there] == code) and (
                    free or fits(flows, bounds, there)
                ):
                    if waiting == len(again):
                        grown = np.empty((2 * waiting, 2), np.int64)
                        grown[:waiting] = again
                        again = grown
                    again[waiting, 0], again[waiting, 1] = there, new
                    waiting += 1
    return Swept(mask, first, arrived)

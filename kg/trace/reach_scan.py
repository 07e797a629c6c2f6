"""One pass over a whole ledger in time: who can have been reached, for up to 64 starts at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.trace.base import Bool, Flows, Int16, Int32, Int64, kernel, part_of_kernel
from kg.trace.payment_filters import KernelFilter, fits


class ReachColumns(NamedTuple):
    """What a pass runs over: the columns, and at each account the payments of the side it leaves.

    ``near`` pays and ``far`` gets (backward the other way round); ``ptr`` and ``idx`` list each
    account's payments as ``near``. ``shut`` are ends and hubs. ``doubt`` is how far apart two
    starts may lie and their order still be unknown: the widest precision and the clocks. ``mixed``
    says that not all times are known to the same precision.
    """

    near: Int32
    far: Int32
    ptr: Int64
    idx: Int32
    shut: Bool
    doubt: int
    across: int
    backward: bool
    mixed: bool


class ScanSeeds(NamedTuple):
    """The payments that the starts themselves make, in order of position, and whose they are."""

    position: Int64
    bits: Int64


class ScanResult(NamedTuple):
    """By account and currency: which starts can have reached it, and by which payment first.

    ``first`` is that payment's position (-1: none). ``arrived[g, s]`` is the first payment by
    which start s reached the g-th of the goals.
    """

    mask: Int64
    first: Int32
    arrived: Int64


@kernel
def look_again(
    flows: Flows, bounds: KernelFilter, ground: ReachColumns, mask: Int64, met: Int64,
    first: Int32, best: Int32, arrived: Int64, goals: Int64, k: int, new: int,
) -> None:  # fmt: skip
    """Carry new bits on by payments that were passed before k and can be later all the same.

    They are those of the account that a payment came to, too close in time to be surely earlier.
    Where one of them brings nothing new but lets more follow than what is known, the account that
    it leads to is looked at again as well.
    """
    far, shut, backward = ground.far, ground.shut, ground.backward
    ptr, idx, doubt, across = ground.ptr, ground.idx, ground.doubt, ground.across
    start, width, currency = flows.start, flows.width, flows.currency
    currencies, step = len(bounds.least), -1 if backward else 1
    waiting = [(np.int64(k), np.int64(new))]
    while len(waiting):
        here, carried = waiting.pop()
        payee = np.int64(far[here])
        low, high = ptr[payee], ptr[payee + 1]
        while low < high:
            middle = (low + high) >> 1
            if idx[middle] < k + np.int64(backward):
                low = middle + 1
            else:
                high = middle
        slot = low if backward else low - 1
        while ptr[payee] <= slot < ptr[payee + 1]:
            there = idx[slot]
            if (start[here] - start[there]) * step >= doubt:
                break
            slot -= step
            early, late = (here, there) if backward else (there, here)
            if start[late] >= start[early] + width[early] + across:
                continue
            if currency[there] != currency[here] or not (bounds.free or fits(flows, bounds, there)):
                continue
            onward: int = far[there] * currencies
            if currencies > 1:
                onward += currency[there]
            known = int(mask[onward])
            fresh = int(carried) & ~known
            fresh |= widened(start, width, best, onward, int(carried) & known, there, backward)
            if fresh != 0:
                mark(mask, met, first, best, arrived, goals, onward, fresh, there, step)
                if not shut[far[there]]:
                    waiting.append((np.int64(there), np.int64(fresh)))


@kernel
def go_on(
    near: Int32, far: Int32, start: Int64, width: Int64, amount: Int64, currency: Int16,
    least: Int64, since: int, until: int, let: Bool, free: bool, shut: Bool, any_shut: bool,
    position: Int64, bits: Int64, sole: bool, mixed: bool, goals: Int64, mask: Int64, met: Int64,
    first: Int32, best: Int32, arrived: Int64, doubt: int, step: int, at: int, ahead: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Pass on to the next payment that brings something new while an order is in doubt.

    Returns the place behind it, the next start's payment, and the new bits. Columns are given one
    by one: a tuple of them inside this loop would make it six times slower.
    """
    payments, currencies, seeds = len(near), len(least), len(position)
    end = payments if step > 0 else -1
    while at != end:
        upcoming = position[ahead] if 0 <= ahead < seeds else -1
        stop = upcoming if upcoming >= 0 else end
        if mixed:
            columns = (near, far, currency, currencies, start, width)
            k = next_wider(*columns, best, mask, at, stop)
        elif sole and currencies == 1:
            k = next_fresh(near, far, met, at, stop, step)
        else:
            k = next_carrying(near, far, currency, currencies, mask, met, at, stop, step)
        if k == end:
            break
        at = k + step
        one: int = near[k]
        other: int = far[k]
        if currencies > 1:
            one, other = one * currencies + currency[k], other * currencies + currency[k]
        carried: int = mask[one]
        if any_shut and shut[near[k]]:
            carried = 0
        if not free and (
            start[k] >= until or start[k] + width[k] <= since
            or amount[k] < least[currency[k]] or (len(let) > 0 and not let[k])
        ):  # fmt: skip
            carried = 0
        if k == upcoming:
            carried |= bits[ahead]
            ahead += step
        known = int(mask[other])
        new = carried & ~known
        if mixed:
            new |= widened(start, width, best, other, carried & known, k, True)
        if new == 0:
            continue
        mark(mask, met, first, best, arrived, goals, other, new, k, step)
        beside = k - step
        if beside < 0 or beside >= payments or (start[k] - start[beside]) * step >= doubt:
            continue
        if not shut[far[k]]:
            return at, ahead, new
    return end, ahead, 0


@kernel
def scan(
    flows: Flows, bounds: KernelFilter, ground: ReachColumns, sown: ScanSeeds, goals: Int64
) -> ScanResult:
    """Carry each start's bit along every payment that is not surely earlier than what it follows.

    In the order of the ledger (backward: against it). Where an account is reached anew, payments
    that were passed already but lie too close in time to be surely earlier are looked at again,
    for the new bits alone. ``met`` has one bit for each account: of ten million it fits a cache.
    ``best`` has by account and start the best payment, and is written where an order is in doubt.
    """
    payments, seeds = len(ground.near), len(sown.position)
    slots, step = len(ground.shut) * len(bounds.least), -1 if ground.backward else 1
    mask, first = np.zeros(slots, np.int64), np.full(slots, -1, np.int32)
    met, arrived = np.zeros(slots // 64 + 1, np.int64), np.full((len(goals), 64), -1, np.int64)
    if seeds == 0:
        return ScanResult(mask, first, arrived)
    sole = True
    for n in range(seeds):
        sole &= sown.bits[n] == sown.bits[0]
    mixed = ground.mixed and ground.backward
    if sole and not mixed:
        best = first.reshape((slots, 1))  # one start's first payment is its best
    elif sole or in_doubt(flows.start, ground.doubt):
        best = np.empty((slots, 1 if sole else 64), np.int32)
    else:
        best = np.empty((0, 64), np.int32)
    ahead = seeds - 1 if ground.backward else 0
    at, end = sown.position[ahead], -1 if ground.backward else payments
    any_shut: bool = ground.shut.any()  # type: ignore[assignment]
    while at != end:
        at, ahead, new = go_on(
            ground.near, ground.far, flows.start, flows.width, flows.amount, flows.currency,
            bounds.least, bounds.since, bounds.until, bounds.let, bounds.free, ground.shut,
            any_shut, sown.position, sown.bits, sole, mixed, goals, mask, met, first, best,
            arrived, ground.doubt, step, at, ahead,
        )  # fmt: skip
        if new != 0:
            k = at - step
            look_again(flows, bounds, ground, mask, met, first, best, arrived, goals, k, new)
    return ScanResult(mask, first, arrived)


SIX = np.uint64(6)
"""A word of marks has 2 ** 6 of them."""


@kernel
def next_fresh(near: Int32, far: Int32, met: Int64, at: int, stop: int, step: int) -> int:
    """Return the first payment from ``at`` on from an account that is met to one that is not.

    Nothing else stands in this loop: what could be asked here of a payment that is found would
    make it half as fast for all that are not. ``stop`` is where there is none.
    """
    if step > 0:
        while at < stop:
            one, other = near[np.uint64(at)], far[np.uint64(at)]
            if (met[np.uint64(one) >> SIX] >> (one & 63)) & 1 == 1 and (
                met[np.uint64(other) >> SIX] >> (other & 63)
            ) & 1 == 0:
                return at
            at += 1
        return stop
    while at > stop:
        one, other = near[np.uint64(at)], far[np.uint64(at)]
        if (met[np.uint64(one) >> SIX] >> (one & 63)) & 1 == 1 and (
            met[np.uint64(other) >> SIX] >> (other & 63)
        ) & 1 == 0:
            return at
        at -= 1
    return stop


@kernel
def next_carrying(
    near: Int32, far: Int32, currency: Int16, currencies: int, mask: Int64, met: Int64, at: int,
    stop: int, step: int,
) -> int:  # fmt: skip
    """Return the first payment from ``at`` on that brings a start's bit where it is not yet."""
    while at != stop:
        k = np.uint64(at)
        one, other = np.int64(near[k]), np.int64(far[k])
        if currencies > 1:
            one, other = one * currencies + currency[k], other * currencies + currency[k]
        if (met[np.uint64(one) >> SIX] >> (one & 63)) & 1 == 1 and (
            mask[np.uint64(one)] & ~mask[np.uint64(other)]
        ) != 0:
            return at
        at += step
    return stop


@kernel
def next_wider(
    near: Int32, far: Int32, currency: Int16, currencies: int, start: Int64, width: Int64,
    best: Int32, mask: Int64, at: int, stop: int,
) -> int:  # fmt: skip
    """Return the first payment from ``at`` back that brings a start's bit anew or serves it better.

    Backward and where some times are coarser than others: a payment that starts earlier can have
    ended later than all that the pass came to before it.
    """
    while at > stop:
        one: int = near[at]
        other: int = far[at]
        if currencies > 1:
            one, other = one * currencies + currency[at], other * currencies + currency[at]
        carried, known = int(mask[one]), int(mask[other])
        if carried & ~known != 0:
            return at
        if widened(start, width, best, other, carried & known, at, True) != 0:
            return at
        at -= 1
    return stop


@kernel
def in_doubt(start: Int64, doubt: int) -> bool:
    """Say whether any two payments stand so close that their order may be unknown."""
    close = False
    for k in range(1, len(start)):
        close |= start[k] - start[k - 1] < doubt
    return close


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
    known_bits = 0
    for bit in range(64):
        if (bits >> bit) & 1 == 1 and better(start, width, payment, best[slot, bit], backward):
            known_bits |= np.int64(1) << bit  # type: ignore[assignment]
    return known_bits


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

"""Who can have been reached by whose money, however small the part: no window, no rule, no sum.

Money that came into an account can be in every later payment of it in the same currency. *Later*
is by the times alone, their precision and the clocks: a payment that is not surely earlier can
have followed, so nobody who can have been reached is left out. An end (cash, fee) or a hub is
reached and not passed. Backward it is the mirror: whose money can be in it.

That somebody can be reached is no sign of anything by itself; that somebody cannot, is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np

from kg.ledger.base import FlowIndex
from kg.model import Arrival, Reach, Reached, Seed
from kg.trace.base import Clocks, Flows, KernelTerms, clocks_of, flows_of
from kg.trace.payment_filters import kernel_filter
from kg.trace.reach_scan import ReachColumns, ScanResult, ScanSeeds, scan
from kg.trace.seeds import Seeding, account_at, place_seeds
from kg.trace.times import time_of
from kg.trace.traversal import direction_columns, is_barred
from kg.trace.untraceable import in_part, not_taken

AT_ONCE = 64
"""Starts that one pass carries."""


def reach(
    index: FlowIndex, seeds: Sequence[Seed], terms: KernelTerms, *, into: Collection[str] = ()
) -> Reach:
    """Return every account that some start's money can have come to (backward: come from).

    Args:
        index: The ledger's payments and accounts.
        seeds: The starts: payments, or accounts with all of their payments.
        terms: What is followed. Floor, period, hubs and clocks hold; window and hops do not.
        into: The accounts of which is asked by which payment each start can have come first.

    Returns:
        The accounts by how many starts can have reached them, with the first moment at each.

    Raises:
        NotFound: A seed or an account of ``into`` is not in the ledger.
    """
    flows, clocks = flows_of(index), clocks_of(index, terms)
    seeding = _seeding(index, flows, terms, seeds)
    columns = _columns(index, flows, clocks, terms)
    currencies = max(1, len(index.currencies))
    goals = [account_at(index, name) * currencies + n for name in into for n in range(currencies)]
    met: dict[int, list[int]] = defaultdict(list)
    first: dict[int, int] = {}
    arrivals: list[Arrival] = []
    for begin in range(0, len(seeds), AT_ONCE):
        batch = _batch(seeding, begin)
        swept = scan(flows, kernel_filter(index, terms), columns, batch, np.array(goals, np.int64))
        _gather(swept, begin, met, first, backward=columns.backward)
        arrivals += _arrivals(index, swept, goals, begin)
    places = [_reached(index, flows, slot, starts, first[slot]) for slot, starts in met.items()]
    return Reach(
        direction=terms.direction,
        starts=tuple(seeds),
        places=tuple(
            sorted(places, key=lambda p: (-len(p.starts), p.first, p.account, p.currency))
        ),
        arrivals=tuple(
            sorted(arrivals, key=lambda arrival: (arrival.account, arrival.currency, arrival.start))
        ),
        warnings=(*seeding.warnings, *in_part(index), *not_taken(index)),
    )


def _seeding(index: FlowIndex, flows: Flows, terms: KernelTerms, seeds: Sequence[Seed]) -> Seeding:
    """Return the starts' payments; a start keeps its number whatever currencies it pays in."""
    whole = Seeding()
    for number, seed in enumerate(seeds):
        seeding = place_seeds(index, flows, terms, [seed])
        whole.lots += [(at, units, number) for at, units, _ in seeding.lots]
        whole.warnings += seeding.warnings
    return whole


def _columns(index: FlowIndex, flows: Flows, clocks: Clocks, terms: KernelTerms) -> ReachColumns:
    side = direction_columns(index, flows, terms)
    shut = is_barred(index, terms, np.arange(len(index.accounts), dtype=np.int32))
    near = flows.dst if side.backward else flows.src
    doubt, mixed = clocks.widest + clocks.across, bool((flows.width != clocks.widest).any())
    columns = (near, side.at, side.ptr, side.idx, shut)
    return ReachColumns(*columns, doubt, clocks.across, side.backward, mixed)


def _batch(seeding: Seeding, begin: int) -> ScanSeeds:
    """Return the payments of up to 64 starts, each once, with a bit for each start."""
    bits: dict[int, int] = defaultdict(int)
    for position, _, number in seeding.lots:
        if begin <= number < begin + AT_ONCE:
            bits[position] |= 1 << (number - begin)
    places = sorted(bits)
    marks = np.array([bits[place] for place in places], np.uint64)
    return ScanSeeds(np.array(places, np.int64), marks.view(np.int64))


def _gather(
    swept: ScanResult,
    begin: int,
    met: dict[int, list[int]],
    first: dict[int, int],
    *,
    backward: bool,
) -> None:
    """Add what one pass found; of the first payments of several passes keep the earliest."""
    keep = max if backward else min
    for slot in np.flatnonzero(swept.mask).tolist():
        mask = int(swept.mask[slot]) & (1 << AT_ONCE) - 1
        met[slot] += [begin + bit for bit in range(AT_ONCE) if mask >> bit & 1]
        at = int(swept.first[slot])
        first[slot] = keep(first.get(slot, at), at)


def _arrivals(
    index: FlowIndex, swept: ScanResult, goals: Sequence[int], begin: int
) -> list[Arrival]:
    arrivals = []
    width = max(1, len(index.currencies))
    for goal, bit in np.argwhere(swept.arrived >= 0).tolist():
        account, code = divmod(goals[goal], width)
        at = int(swept.arrived[goal, bit])
        moment = time_of(int(index.start[at]))
        where = index.accounts[account], index.currencies[code]
        arrivals.append(Arrival(begin + bit, *where, moment, index.links[at]))
    return arrivals


def _reached(index: FlowIndex, flows: Flows, slot: int, starts: Sequence[int], at: int) -> Reached:
    account, code = divmod(slot, max(1, len(index.currencies)))
    moment = time_of(int(flows.start[at]))
    where = index.accounts[account], index.currencies[code]
    return Reached(*where, tuple(starts), moment, index.links[at])

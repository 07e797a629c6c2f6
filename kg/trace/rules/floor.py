"""The floor: what is of the seeds under **any** rule that shares the money that was there.

Of a payment of m at least m - Q is of the seeds, where Q is the most clean money that can still
be there: the balance B less L, the least that the seeds can have there. L rises by what comes in
at least, and falls by m with every payment, as if all of it were the seeds' (down to 0). L at the
end is what is kept at least.

Several payments from one account to one receiver together carry more than the sum of that: the
clean money is there only once. So the least that a receiver got from an account is played for
that pair of accounts: payments to others take the seeds' money first, those to this receiver the
clean money first; and the least that an account passed on at all is, in the same way, what it
paid less the clean money that was there. Beyond ``CROWD`` receivers of one account the sum over
single payments stands, which is a floor too.

A seed's own payment takes nothing off the clean money that can be there, and what is told of one
seed takes the others' money for clean: so a figure may be lower than need be, never higher.
"""

from __future__ import annotations

import numpy as np

from kg.ledger.account_flows import distinct
from kg.trace.base import Int32, Int64, ReplayPayments, RuleOutcome, kernel
from kg.trace.rules.seeds_alone import SeedUnits, each_seed_alone
from kg.trace.whole_numbers import form_for

CROWD = 2_000
"""Receivers of one account of which each is played by itself."""


def floor(money: ReplayPayments) -> RuleOutcome:
    """Play the least that every payment, receiver and holder must have of the seeds' money."""
    pair, ptr = pairs(money)

    def play(money: ReplayPayments, seed: int, alone: bool) -> SeedUnits:
        figures: SeedUnits = form_for(allocate_floor, money.amount)(money, seed, pair, ptr)
        return figures

    return each_seed_alone(money, play)


def pairs(money: ReplayPayments) -> tuple[Int32, Int64]:
    """Return the number of each payment's pair of payer and receiver, and where a payer's begin.

    -1 where nothing of the payer is played, nothing arrives, or it has a crowd of receivers.
    """
    slots = len(money.plays)
    real = (money.payer >= 0) & (money.payee >= 0) & money.onward
    key = money.payer.astype(np.int64) * max(slots, 1) + money.payee
    slot_pairs = distinct(key[real])
    counts = np.bincount(slot_pairs // max(slots, 1), minlength=slots)
    slot_pairs = slot_pairs[counts[slot_pairs // max(slots, 1)] <= CROWD]
    place = np.searchsorted(slot_pairs, key)
    known = real & (place < len(slot_pairs)) if len(slot_pairs) else np.zeros(len(key), bool)
    known[known] = slot_pairs[place[known]] == key[known]
    ptr = np.searchsorted(slot_pairs // max(slots, 1), np.arange(slots + 1)).astype(np.int64)
    return np.where(known, place, -1).astype(np.int32), ptr


@kernel
def allocate_floor(money: ReplayPayments, seed: int, pair: Int32, ptr: Int64) -> SeedUnits:
    """Play one seed, or all of them (-1)."""
    payments, slots = len(money.amount), len(money.plays)
    kind = money.amount.dtype
    balance, least = money.opening.copy(), np.zeros(slots, kind)
    carried, assumed = np.zeros(payments, kind), np.zeros(slots, kind)
    received, passed = np.zeros(slots, kind), np.zeros(slots, kind)
    spared = np.zeros(slots, kind)
    held, some = np.zeros(ptr[slots], kind), np.zeros(slots, np.bool_)
    for k in range(payments):
        payer, payee, rest, own = money.payer[k], money.payee[k], money.amount[k], 0
        for lot in range(money.lot_ptr[k], money.lot_ptr[k + 1]):
            rest -= money.lot_amount[lot]
            if seed < 0 or money.lot_seed[lot] == seed:
                own += money.lot_amount[lot]
        arrived = own
        carried[k] = own
        if payer >= 0:
            if balance[payer] < rest:
                assumed[payer] += rest - balance[payer]
                balance[payer] = rest
            must = max(0, rest - (balance[payer] - least[payer]))
            carried[k] += must
            together = must
            least[payer] = max(0, least[payer] - rest)
            beyond = max(0, rest - (balance[payer] - spared[payer]))
            spared[payer] -= beyond
            passed[payer] += beyond
            # where no pair holds any of the seeds' money, none can carry any
            if some[payer]:
                some[payer] = False
                for p in range(ptr[payer], ptr[payer + 1]):
                    if p == pair[k]:
                        together = max(0, rest - (balance[payer] - held[p]))
                        held[p] -= together
                    else:
                        held[p] = max(0, held[p] - rest)
                    some[payer] |= held[p] > 0
            arrived += together
            balance[payer] -= rest
        if payee < 0:
            continue
        balance[payee] += money.amount[k]
        if money.onward[k]:
            received[payee] += arrived
        if money.onward[k] and carried[k] > 0:
            least[payee] += carried[k]
            spared[payee] += carried[k]
            some[payee] = True
            for p in range(ptr[payee], ptr[payee + 1]):
                held[p] += carried[k]
    for slot in range(slots):
        received[slot] = max(received[slot], passed[slot], least[slot])
    return SeedUnits(carried, received, passed, least, assumed)

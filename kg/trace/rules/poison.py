"""Poison: once any of a seed's money has come in, all that the account pays or holds is of it.

The most that can be meant, and no share: figures of several seeds overlap, and what an account
passes on can be more than what it received. An account where the trace stops is not played, so
only what came in by the trace counts there. A seed's payment takes clean money of the payer away,
as far as there is any; an account begins with what its statement says was there.
"""

from __future__ import annotations

import numpy as np

from kg.trace.base import ReplayPayments, RuleOutcome, kernel
from kg.trace.rules.seeds_alone import SeedUnits, each_seed_alone
from kg.trace.whole_numbers import form_for


def poison(money: ReplayPayments) -> RuleOutcome:
    """Allocate the payments so that whatever met the seeds' money is theirs."""
    return each_seed_alone(money, form_for(allocate_poison, money.amount))


@kernel
def allocate_poison(money: ReplayPayments, seed: int, alone: bool) -> SeedUnits:
    """Play one seed, or all of them (-1); ``alone``: no other seed has money here."""
    payments, slots = len(money.amount), len(money.plays)
    balance, met = money.opening.copy(), np.zeros(slots, np.bool_)
    kind = money.amount.dtype
    carried, assumed = np.zeros(payments, kind), np.zeros(slots, kind)
    received, passed = np.zeros(slots, kind), np.zeros(slots, kind)
    for k in range(payments):
        payer, payee, rest, own = money.payer[k], money.payee[k], money.amount[k], 0
        for lot in range(money.lot_ptr[k], money.lot_ptr[k + 1]):
            rest -= money.lot_amount[lot]
            if seed < 0 or money.lot_seed[lot] == seed:
                own += money.lot_amount[lot]
        if payer >= 0:
            if alone and not met[payer]:
                balance[payer] -= min(own, balance[payer])
            if balance[payer] < rest:
                assumed[payer] += rest - balance[payer]
                balance[payer] = rest
            balance[payer] -= rest
            if met[payer]:
                passed[payer] += rest
                own += rest
        carried[k] = own
        if payee < 0:
            continue
        balance[payee] += money.amount[k]
        if money.onward[k] and own > 0:
            met[payee] = True
            received[payee] += own
    kept = np.zeros(slots, kind)
    for slot in range(slots):
        if met[slot]:
            kept[slot] = balance[slot] if money.plays[slot] else received[slot]
    return SeedUnits(carried, received, passed, kept, assumed)

"""Where a trace begins: an account, a payment, or what victims report, as lots of money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kg.errors import NotFound, UsageError
from kg.ledger.account_flows import distinct
from kg.ledger.base import FlowIndex, whole_numbers
from kg.messages import Message
from kg.model import Seed
from kg.trace.base import Bool, Flows, Int64, KernelTerms, SeedLots
from kg.trace.payment_filters import NAME_OF_STATE, OPEN, states
from kg.trace.times import moment_of

"""The filters by the state of the payments that they keep out."""
HELD, OWN = "held", "own"
"""What an account paid while it was not the holder's, and what it paid to another one that begins:
of such money it is the other's payments that begin, or it would be there twice."""


@dataclass(slots=True)
class Seeding:
    """The seeds as they are used, their lots, and what a person must know about them.

    ``begins`` are the accounts whose payments begin, ``shut`` those of their payments that do not,
    by what keeps them out.
    """

    seeds: list[Seed] = field(default_factory=list)
    lots: list[tuple[int, int, int]] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    spoken_for: dict[int, int] = field(default_factory=dict)
    begins: dict[int, list[Seed]] = field(default_factory=dict)
    shut: dict[str, set[int]] = field(default_factory=dict)

    def columns(self) -> SeedLots:
        """Return the lots as columns."""
        position, units, number = zip(*self.lots, strict=True) if self.lots else ((), (), ())
        return SeedLots(
            np.array(position, np.int64), whole_numbers(units), np.array(number, np.int32)
        )


def place_seeds(
    index: FlowIndex, flows: Flows, terms: KernelTerms, starts: Sequence[Seed]
) -> Seeding:
    """Turn starts into lots: one seed for each payment, one per currency for an account.

    A start with a link is that payment, with its whole amount or the units that are said, whatever
    the filters; a start with an account alone is every payment from it (into it when the trace
    goes backward) that the filters let through, and of a holder's account only those that may lie
    in the time in which it was theirs. Payments between two such accounts begin nothing. No unit
    of a payment is given to two seeds: what a start claims beyond it is dropped, with a warning.
    """
    seeding = Seeding()
    for start in starts:
        if not start.link:
            seeding.begins.setdefault(account_at(index, start.account), []).append(start)
    for start in starts:
        if start.amount < 0:
            raise UsageError(Message("seed-amount-negative"), where=start.link)
        if start.link:
            _seed_payment(index, flows, seeding, start)
        else:
            _seed_account(index, flows, terms, seeding, start)
    _warn_of_own_money(index, flows, terms, seeding)
    return seeding


def position_of(index: FlowIndex, link: str) -> int:
    """Return the position of a payment by its id."""
    try:
        return index.links.index(link)
    except ValueError:
        raise NotFound(Message("payment-not-in-time"), where=link) from None


def account_at(index: FlowIndex, account: str) -> int:
    """Return the position of an account by its id."""
    try:
        return index.accounts.index(account)
    except ValueError:
        raise NotFound(Message("no-payment-of-account-in-time"), where=account) from None


def _seed_payment(index: FlowIndex, flows: Flows, seeding: Seeding, start: Seed) -> None:
    position = position_of(index, start.link)
    currency = index.currencies[flows.currency[position]]
    if start.currency and start.currency != currency:
        raise UsageError(
            Message("payment-in-another-currency", currency=currency, wanted=start.currency),
            where=start.link,
        )
    units = _claim(seeding, position, index.units_at(position), start)
    payer = start.account or index.accounts[flows.src[position]]
    seeding.lots.append((position, units, len(seeding.seeds)))
    seeding.seeds.append(replace(start, account=payer, amount=units, currency=currency))


def _claim(seeding: Seeding, position: int, whole: int, start: Seed) -> int:
    """Give a seed the units of a payment of so many that no seed before it has."""
    before = seeding.spoken_for.get(position, 0)
    free = whole - before
    claimed = start.amount or (whole if start.link else free)
    if claimed > free:
        seeding.warnings.append(_over_claimed(start))
    units = min(claimed, free)
    seeding.spoken_for[position] = before + units
    return units


def _over_claimed(start: Seed) -> Message:
    return Message("start-claims-too-much", start=start.victim or start.link)


def _begun_before(count: int) -> Message:
    return Message("payments-of-another-start", count=count)


def _seed_account(
    index: FlowIndex, flows: Flows, terms: KernelTerms, seeding: Seeding, start: Seed
) -> None:
    account = account_at(index, start.account)
    positions = _eligible(index, flows, terms, seeding, start, _payments(index, terms, account))
    used = distinct(flows.currency[positions]).tolist()
    currencies = [code for code in used if start.currency in ("", index.currencies[code])]
    if not currencies:
        seeding.seeds.append(replace(start, amount=0))
    for code in currencies:
        mine = positions[flows.currency[positions] == code]
        _seed_payments(index, seeding, start, index.currencies[code], mine)


def _seed_payments(
    index: FlowIndex, seeding: Seeding, start: Seed, currency: str, positions: Int64
) -> None:
    number, total, twice = len(seeding.seeds), 0, 0
    own, whole = replace(start, amount=0), index.units(positions).tolist()
    for position, all_of_it in zip(positions.tolist(), whole, strict=True):
        units = _claim(seeding, position, all_of_it, own)
        seeding.lots.append((position, units, number))
        total, twice = total + units, twice + (units < all_of_it)
    if twice:
        seeding.warnings.append(_begun_before(twice))
    seeding.seeds.append(replace(start, amount=total, currency=currency))


def _payments(index: FlowIndex, terms: KernelTerms, account: int) -> Int64:
    ptr, idx = (
        (index.in_ptr, index.in_idx) if terms.direction == "in" else (index.out_ptr, index.out_idx)
    )
    return np.asarray(idx[ptr[account] : ptr[account + 1]], np.int64)


def _eligible(
    index: FlowIndex, flows: Flows, terms: KernelTerms, seeding: Seeding, start: Seed, mine: Int64
) -> Int64:
    """Return those of an account's payments that begin; note what keeps the others out."""
    state, in_time = states(index, flows, terms)[mine], _in_holding_time(flows, start, mine)
    own = in_time & _between(flows, terms, seeding, mine)
    _shut(seeding, HELD, mine[~in_time])
    _shut(seeding, OWN, mine[own])
    for code, name in NAME_OF_STATE.items():
        _shut(seeding, name, mine[in_time & ~own & (state == code)])
    fit: Int64 = mine[in_time & ~own & (state == OPEN)]
    return fit


def _shut(seeding: Seeding, name: str, positions: Int64) -> None:
    if len(positions):
        seeding.shut.setdefault(name, set()).update(positions.tolist())


def _in_holding_time(flows: Flows, start: Seed, mine: Int64) -> Bool:
    """Say which payments may lie in the time in which the account was the holder's."""
    in_time = np.ones(len(mine), bool)
    if start.since is not None:
        in_time &= flows.start[mine] + flows.width[mine] > moment_of(start.since)
    if start.until is not None:
        in_time &= flows.start[mine] < moment_of(start.until)
    return in_time


def _between(flows: Flows, terms: KernelTerms, seeding: Seeding, mine: Int64) -> Bool:
    """Say which payments lead to another account whose own payments begin at that time."""
    near, far = (flows.src, flows.dst) if terms.direction == "in" else (flows.dst, flows.src)
    is_between = np.zeros(len(mine), bool)
    for account, starts in seeding.begins.items():
        there = (near[mine] == account) & (far[mine] != account)
        for start in starts if there.any() else ():
            is_between |= there & _in_holding_time(flows, start, mine)
    return is_between


def _warn_of_own_money(
    index: FlowIndex, flows: Flows, terms: KernelTerms, seeding: Seeding
) -> None:
    """Say where starts pay each other: what one begins with may be what another began with."""
    starts = {position for position, _, _ in seeding.lots}
    near, far = (flows.src, flows.dst) if terms.direction == "in" else (flows.dst, flows.src)
    ends = {(int(far[at]), int(flows.currency[at])) for at in starts}
    if count := sum((int(near[at]), int(flows.currency[at])) in ends for at in starts):
        seeding.warnings.append(Message("starts-lead-to-each-other", count=count))

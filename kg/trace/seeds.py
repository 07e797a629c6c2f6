"""Where a trace begins: an account, a payment, or what victims report, as lots of money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kg.errors import NotFound, UsageError
from kg.ledger.base import FlowIndex
from kg.model import Said, Seed
from kg.trace.base import Flows, Int64, SeedLots, Terms
from kg.trace.follow import OPEN, states


@dataclass(slots=True)
class Seeding:
    """The seeds as they are used, their lots, and what a person must know about them."""

    seeds: list[Seed] = field(default_factory=list)
    lots: list[tuple[int, int, int]] = field(default_factory=list)
    warnings: list[Said] = field(default_factory=list)
    spoken_for: dict[int, int] = field(default_factory=dict)

    def columns(self) -> SeedLots:
        """Return the lots as columns."""
        table = np.array(self.lots, np.int64).reshape(-1, 3)
        return SeedLots(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].astype(np.int32))


def sow(index: FlowIndex, flows: Flows, terms: Terms, starts: Sequence[Seed]) -> Seeding:
    """Turn starts into lots: one seed for each payment, one per currency for an account.

    A start with a link is that payment, with its whole amount or the units that are said; a start
    with an account alone is every payment from it (into it when the trace goes backward) that the
    floor and the period let through. No unit of a payment is given to two seeds: what a start
    claims beyond the payment is dropped, with a warning.
    """
    seeding = Seeding()
    for start in starts:
        if start.amount < 0:
            raise UsageError("a seed's amount cannot be negative", where=start.link)
        if start.link:
            _sow_payment(index, flows, seeding, start)
        else:
            _sow_account(index, flows, terms, seeding, start)
    return seeding


def position_of(index: FlowIndex, link: str) -> int:
    """Return the position of a payment by its id."""
    try:
        return index.links.index(link)
    except ValueError:
        raise NotFound("this payment does not flow in time", where=link) from None


def account_at(index: FlowIndex, account: str) -> int:
    """Return the position of an account by its id."""
    try:
        return index.accounts.index(account)
    except ValueError:
        raise NotFound("no payment of this account flows in time", where=account) from None


def _sow_payment(index: FlowIndex, flows: Flows, seeding: Seeding, start: Seed) -> None:
    position = position_of(index, start.link)
    currency = index.currencies[flows.currency[position]]
    if start.currency and start.currency != currency:
        raise UsageError(f"the payment is in {currency}, not in {start.currency}", where=start.link)
    units = _claim(flows, seeding, position, start)
    payer = start.account or index.accounts[flows.src[position]]
    seeding.lots.append((position, units, len(seeding.seeds)))
    seeding.seeds.append(replace(start, account=payer, amount=units, currency=currency))


def _claim(flows: Flows, seeding: Seeding, position: int, start: Seed) -> int:
    """Give a seed the units of a payment that no seed before it has."""
    before = seeding.spoken_for.get(position, 0)
    free = int(flows.amount[position]) - before
    wanted = start.amount or free
    if wanted > free:
        seeding.warnings.append(_over_claimed(start))
    units = min(wanted, free)
    seeding.spoken_for[position] = before + units
    return units


def _over_claimed(start: Seed) -> Said:
    return Said(
        f"起点（{start.victim or start.link}）主张的金额超过该笔转账可用金额，超出部分未计入",
        f"start {start.victim or start.link} claims more than the payment holds; "
        "the excess is not counted",
    )


def _sow_account(
    index: FlowIndex, flows: Flows, terms: Terms, seeding: Seeding, start: Seed
) -> None:
    account = account_at(index, start.account)
    positions = _eligible(index, flows, terms, _payments(index, terms, account))
    used = np.unique(flows.currency[positions]).tolist()
    wanted = [code for code in used if start.currency in ("", index.currencies[code])]
    if not wanted:
        seeding.seeds.append(replace(start, amount=0))
    for code in wanted:
        mine = positions[flows.currency[positions] == code]
        _sow_payments(flows, seeding, start, index.currencies[code], mine)


def _sow_payments(
    flows: Flows, seeding: Seeding, start: Seed, currency: str, positions: Int64
) -> None:
    number, total = len(seeding.seeds), 0
    for position in positions.tolist():
        units = _claim(flows, seeding, position, replace(start, amount=0))
        seeding.lots.append((position, units, number))
        total += units
    seeding.seeds.append(replace(start, amount=total, currency=currency))


def _payments(index: FlowIndex, terms: Terms, account: int) -> Int64:
    ptr, idx = (
        (index.in_ptr, index.in_idx) if terms.direction == "in" else (index.out_ptr, index.out_idx)
    )
    return np.asarray(idx[ptr[account] : ptr[account + 1]], np.int64)


def _eligible(index: FlowIndex, flows: Flows, terms: Terms, positions: Int64) -> Int64:
    fit: Int64 = positions[states(index, flows, terms)[positions] == OPEN]
    return fit

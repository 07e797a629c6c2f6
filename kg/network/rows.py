"""The rows of a network from what the ledger gives: facts, calls, payments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from kg.ledger.base import ContactRows, FactTie, FlowIndex, Int64
from kg.network.ties import UNDATED, TieRows, largest_part, network_of_rows, tie_rows


def rows_of_facts(facts: Sequence[FactTie]) -> TieRows:
    """Return facts as the rows of a network."""
    ends = sorted({end for fact in facts for end in (fact.source, fact.target)})
    place = {end: number for number, end in enumerate(ends)}
    return tie_rows(
        np.array([place[fact.source] for fact in facts], np.int32),
        np.array([place[fact.target] for fact in facts], np.int32),
        np.array([UNDATED if fact.start is None else fact.start for fact in facts], np.int64),
        [fact.id for fact in facts],
        ends,
    )


def rows_of_calls(rows: ContactRows) -> tuple[TieRows, int]:
    """Return the calls by which somebody was told something, and how many others there are.

    A call that was not answered ties nobody, nor does one with a service number.
    """
    src, dst = np.asarray(rows.src), np.asarray(rows.dst)
    spoken = ~np.asarray(rows.silent) & ~rows.service[src] & ~rows.service[dst]
    links = [rows.links[place] for place in np.flatnonzero(spoken).tolist()]
    start = np.asarray(rows.start)[spoken]
    return tie_rows(src[spoken], dst[spoken], start, links, rows.ends), len(rows) - len(links)


@dataclass(frozen=True, slots=True)
class PaymentRows:
    """Payments between accounts, and what is not among them.

    ``amounts`` is what each account received in the ``currency`` of most payments, in units of
    which ``scale`` are one; ``others`` counts payments in other currencies, ``ends`` those from or
    to cash, fees and shops, ``pooled`` those by accounts of payment companies and exchanges.
    """

    rows: TieRows
    amounts: dict[str, int]
    currency: str
    scale: int
    others: int
    ends: int
    pooled: int


def rows_of_payments(flows: FlowIndex) -> PaymentRows:
    """Return the payments by which one account is tied to another.

    Who meets at cash or in a payment company's pooled account is not joined by that.
    """
    src, dst = np.asarray(flows.src), np.asarray(flows.dst)
    pools, ends = np.asarray(flows.hub_kind) > 0, np.asarray(flows.is_end)
    pooled = pools[src] | pools[dst]
    inside = ~(ends[src] | ends[dst] | pooled)
    places = np.flatnonzero(inside)
    links = [flows.link_id(place) for place in places.tolist()]
    start = np.asarray(flows.start)[inside]
    rows = tie_rows(src[inside], dst[inside], start, links, flows.accounts)
    if not len(places):
        return PaymentRows(rows, {}, "", 1, 0, len(flows) - int(pooled.sum()), int(pooled.sum()))
    code = int(np.bincount(np.asarray(flows.currency)[places]).argmax())
    mine = places[np.asarray(flows.currency)[places] == code]
    return PaymentRows(
        rows,
        _received(flows, mine),
        flows.currencies[code],
        flows.scales[code],
        len(places) - len(mine),
        len(flows) - len(places) - int(pooled.sum()),
        int(pooled.sum()),
    )


def _received(flows: FlowIndex, places: Int64) -> dict[str, int]:
    sums: dict[int, int] = {}
    payees, units = np.asarray(flows.dst)[places].tolist(), flows.units(places).tolist()
    for payee, amount in zip(payees, units, strict=True):
        sums[payee] = sums.get(payee, 0) + int(amount)
    return {flows.accounts[account]: total for account, total in sums.items()}


@dataclass(frozen=True, slots=True)
class Remainder:
    """The largest part before and after some things are taken out, and how many rows they had."""

    before: int
    after: int
    rows: int


def without(rows: TieRows, things: Collection[str]) -> Remainder:
    """Return what is left of a network without some things."""
    network = network_of_rows(rows)
    gone = np.array([end in things for end in rows.ends], np.bool_)
    touched = gone[rows.src] | gone[rows.dst]
    left = largest_part(network.without(gone), gone)
    return Remainder(largest_part(network), left, int(touched.sum()))


def undated(rows: TieRows) -> int:
    """Return how many rows tell no time."""
    return int((rows.start == UNDATED).sum())

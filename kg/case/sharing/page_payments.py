"""What the case knows of the payments of a chain, for the page that draws them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from kg.case.lookup.profile import owned
from kg.case.money.victims import reports_with_payment
from kg.case.storage.session import Session
from kg.ledger.base import FlowIndex
from kg.ledger.payments import payments_between, places_of
from kg.ledger.totals import totals
from kg.limits import LIMITS
from kg.model import Chain, TraceTerms
from kg.views.page_payments import ChainPayments, PartyTotals, PaymentMoment, Row, moment_of

FLOW = "transfer"
SECOND = 1_000_000
"""Microseconds."""
DEFAULT = TraceTerms(
    within=LIMITS.window_hours * 3600 * SECOND,
    hops=LIMITS.hops,
    floor=Decimal(0),
    hub=LIMITS.hub,
    skew=LIMITS.cross_source_skew,
    strict_order=False,
    edges=LIMITS.trace_edges,
)
"""By which payments follow each other where no trace says otherwise."""


def drawn_payments(session: Session, chain: Chain) -> ChainPayments:
    """Return the order, the terms and the sums of a chain's payments, as the case has them now.

    The chain is the case's own, not a masked one; what is returned names rows and nodes by their
    place in it, so it fits the masked one too.
    """
    index = session.index().flow_index(FLOW) if FLOW in session.index().flow_classes else None
    ids = {node.entity.id for node in chain.nodes}
    known = (
        {key: PaymentMoment(*numbers) for key, numbers in payments_between(index, ids)}
        if index
        else {}
    )
    rows = {
        link.id: (line, place)
        for line, edge in enumerate(chain.edges)
        for place, link in enumerate(edge.links)
    }
    moments = {rows[key]: moment for key, moment in known.items() if key in rows}
    reported = _reports_with_payment(session, rows)
    terms = chain.follows or DEFAULT
    return ChainPayments(
        moments | _reports(session, chain, reported),
        reported,
        _barred(index, chain, terms) if index else frozenset(),
        terms.within,
        terms.skew * SECOND,
        terms.strict_order,
        _sums(session, chain),
    )


def _barred(index: FlowIndex, chain: Chain, terms: TraceTerms) -> frozenset[int]:
    """Return the nodes beyond which a trace by the chain's terms does not go."""
    places = places_of(index, [node.entity.id for node in chain.nodes])

    def is_barred(thing: str) -> bool:
        at = places.get(thing)
        if at is None:
            return False
        is_hub = bool(index.hub_kind[at]) or int(index.counterparties[at]) > terms.hub
        return (
            bool(index.is_end[at])
            or thing in terms.excluded
            or (is_hub and thing not in terms.through)
        )

    return frozenset(at for at, node in enumerate(chain.nodes) if is_barred(node.entity.id))


def _reports_with_payment(session: Session, rows: Mapping[str, Row]) -> dict[Row, Row]:
    """Return the drawn reports that a drawn payment answers to."""
    answers = reports_with_payment(session)
    return {rows[key]: rows[paid] for key, paid in answers.items() if key in rows and paid in rows}


def _reports(
    session: Session, chain: Chain, reported: Mapping[Row, Row]
) -> dict[Row, PaymentMoment]:
    """Return when those payments to an account were that somebody reports and no drawn row tells.

    Their money goes on from the account as that of a recorded payment does.
    """
    kinds = {node.entity.id: node.entity.kind for node in chain.nodes}
    reports: dict[Row, PaymentMoment] = {}
    for line, edge in enumerate(chain.edges):
        kind = session.schema.kind(edge.kind)
        if kind.flows or kind.family != "money" or kind.supply != "forward":
            continue
        if not session.schema.is_money_party(kinds[edge.target]):
            continue
        for place, link in enumerate(edge.links):
            moment = moment_of(link)
            if (line, place) not in reported and link.currency and moment:
                reports[line, place] = moment
    return reports


def _sums(session: Session, chain: Chain) -> tuple[tuple[PartyTotals, ...], ...]:
    """Return for each node what ``kg show`` says that it paid and received."""
    index = session.index()
    ids = {node.entity.id for node in chain.nodes}
    holds = [link for link in index.links_of(ids) if session.schema.is_holding(link.kind)]
    links_by_thing = defaultdict(list)
    for link in holds:
        links_by_thing[link.source].append(link)
    own = {id_: list(dict.fromkeys(owned(id_, links_by_thing[id_]))) for id_ in ids}
    sums: dict[str, list[PartyTotals]] = defaultdict(list)
    for total in totals(index, {thing for things in own.values() for thing in things}, FLOW):
        handle = session.handles.of(total.entity) or ""
        party_totals = PartyTotals(
            handle, total.currency, total.received, total.receipts, total.paid, total.payments
        )
        sums[total.entity].append(party_totals)
    return tuple(
        tuple(totals for thing in own[node.entity.id] for totals in sums.get(thing, ()))
        for node in chain.nodes
    )

"""Traces as a person asks for them: seeds found, saved under a name, put into the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, tzinfo
from functools import cache

from kg.case.money.current_results import disputed
from kg.case.money.filters import accounts_meant, least, period, words_meant, zone_of
from kg.case.money.legs import legs_of_trace
from kg.case.money.starts import TraceStarts, moves, starts, unreached
from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.errors import PartialAccounts, UsageError
from kg.ledger.base import FlowIndex
from kg.ledger.holders import other_accounts_of_holders
from kg.ledger.word_filters import payments_let_pass
from kg.messages import Message
from kg.model import (
    Entity,
    Link,
    Listing,
    Precision,
    Proof,
    Reach,
    Trace,
)
from kg.requests import ReachRequest, TraceRequest
from kg.schema.meanings import HOLDING, LEAKED, LISTING
from kg.trace.trace_links import RULE_VERSION
from kg.values.moments import written_day

MANY = 5
"""So many accounts are named where more lack rows."""
CURRENT_RULES = "3"
"""Saved with a trace: 2 begins accounts with the balance that their statement says was there, 3
gives accounts the level by which most of the money came."""


def trace_money(session: Session, request: TraceRequest, warnings: Sequence[Message] = ()) -> Trace:
    """Follow the money and return the trace; nothing is saved yet.

    Args:
        session: The case.
        request: What is followed.
        warnings: What is to be said of it first.
    """
    from kg.trace.tracing import trace

    flows, zone = session.index().flow_index(), zone_of(session)
    since, until = period(request.since, request.until, zone)
    excluded = accounts_meant(session, request.exclude)
    words = words_meant(session, request)
    begun = _starts(session, flows, request, excluded)
    with _saying_what_to_extract(session):
        result = trace(
            flows,
            begun.seeds,
            direction="in" if request.direction == "in" else "out",
            rule=request.rule,
            rules=request.rules,
            within=request.within,
            hops=request.hops,
            floor=least(request.floor),
            since=since,
            until=until,
            words=words,
            marks=payments_let_pass(session.index(), flows, words),
            exclude=[account for account in excluded if moves(flows, account)],
            hub=request.hub,
            skew=request.skew,
            strict_order=request.strict_order,
            called=_companies(session),
            kinds=lambda accounts: capacities(session, accounts),
            beside=_beside(session),
            through=[resolve_thing(session, hub) for hub in request.through],
            zone=zone,
            name=request.name or _default_name(request),
        )
    told = _with_case_facts(session, result, begun, request)
    return replace(told, warnings=(*warnings, *told.warnings))


@contextmanager
def _saying_what_to_extract(session: Session) -> Iterator[None]:
    """Where a trace goes on from accounts that are here in part, say how to have the rest."""
    try:
        yield
    except PartialAccounts as error:
        names = [session.handles.of(account) or account for account in error.accounts]
        few = " ".join(names[:MANY])
        raise UsageError(error.what, where=few, hint=Message("extract-more", starts=few)) from error


def _starts(
    session: Session, flows: FlowIndex, request: TraceRequest, excluded: Sequence[str]
) -> TraceStarts:
    typed = [start for start in request.starts if start]
    if not typed and not request.victims and not request.start_file:
        raise UsageError(
            Message("name-start-victims-or-list"), hint=Message("trace-account-example")
        )
    return starts(
        session, flows, typed, victims=request.victims, listed=request.start_file, exclude=excluded
    )


def _with_case_facts(
    session: Session, trace: Trace, begun: TraceStarts, request: TraceRequest
) -> Trace:
    """Return the trace with what the case knows of its starts and of whom it reached."""
    inferred, doubtful = legs_of_trace(session, trace)
    return replace(
        trace,
        parameters={
            **trace.parameters,
            "start": ", ".join(begun.named),
            **begun.parameters,
            "zone": session.folder.settings().zone,
            RULE_VERSION: CURRENT_RULES,
        },
        warnings=(
            *begun.warnings,
            *unreached(begun, (step.link for step in trace.steps)),
            *disputed(session, trace),
            *trace.warnings,
            *doubtful,
        ),
        listed=listings(session, trace),
        refused=begun.refused,
        inferred=inferred,
        request=replace(request, name=trace.name),
    )


def _beside(session: Session) -> Callable[[str], Sequence[str]]:
    """Return what says which other accounts an account's holder has, asked for only if needed."""

    @cache
    def every() -> Mapping[str, Sequence[str]]:
        return other_accounts_of_holders(session.index(), session.schema.kinds_below(HOLDING))

    return lambda account: every().get(account, ())


def _companies(session: Session) -> dict[str, str]:
    """Return, by account, the name of the payment company whose pooled account it is."""
    schema = session.schema
    kinds = [k.name for k in schema.entity_kinds() if schema.is_pool(k.name)]
    companies = {kind.id: kind.first("name") for kind in session.index().entities_of_kinds(kinds)}
    owned = [
        link
        for link in session.index().links_of(companies)
        if schema.is_holding(link.kind) and link.source in companies
    ]
    return {**companies, **{link.target: companies[link.source] for link in owned}}


def _default_name(request: TraceRequest) -> str:
    return "victims" if request.victims else f"trace-{request.direction}"


def capacities(session: Session, accounts: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return, by account, its kind and the kinds and roles of its recorded holders and controllers.

    A role is one that a row alleges, or a rule computes; what somebody excluded does not count.
    """
    index = session.index()
    having = _having(session, index.links_of(accounts), set(accounts))
    people = sorted({link.source for link in having})
    kinds = {entity.id: entity.kind for entity in index.entities({*accounts, *people})}
    roles: dict[str, set[str]] = defaultdict(set)
    for link in _standing(index.links_of(people)):
        roles[link.source].update(link.values.get("role", ()))
    capacities = {
        account: {kinds[account]} if account in kinds else set[str]() for account in accounts
    }
    for link in having:
        capacities[link.target] |= {kinds[link.source]} | roles[link.source]
    known = session.schema.has_kind
    return {account: tuple(sorted(filter(known, names))) for account, names in capacities.items()}


def _having(session: Session, links: Iterable[Link], accounts: set[str]) -> list[Link]:
    """Return the links by which somebody holds or controls one of the accounts."""
    return [
        link
        for link in _standing(links)
        if link.target in accounts
        and (session.schema.is_control(link.kind) or session.schema.is_holding(link.kind))
    ]


def _standing(links: Iterable[Link]) -> list[Link]:
    return [link for link in links if link.proof is not Proof.EXCLUDED]


def listings(session: Session, trace: Trace) -> tuple[Listing, ...]:
    """Return every listing of an account that the trace touches, by account and date."""
    touched = {end for step in trace.steps for end in (step.source, step.target)}
    links = [
        link
        for link in session.index().links_from(touched, LISTING)
        if link.proof is not Proof.EXCLUDED
    ]
    lists = {
        entity.id: entity for entity in session.index().entities(link.target for link in links)
    }
    zone = zone_of(session)
    listings = [
        _listing(link, lists, zone)
        for link in links
        if link.target in lists and not session.schema.is_a(lists[link.target].kind, LEAKED)
    ]
    return tuple(
        sorted(listings, key=lambda listing: (listing.account, listing.said.text(), listing.link))
    )


def _listing(link: Link, lists: Mapping[str, Entity], zone: tzinfo) -> Listing:
    name, day = lists[link.target].first("name"), listed_on(link, zone)
    message = Message("listed-without-day", name=name)
    if day:
        message = Message("listed-on-day", name=name, day=str(day))
    return Listing(link.source, link.target, link.id, message, link.evidence)


def listed_on(link: Link, zone: tzinfo) -> date | None:
    """Return the day that a list gives; one without a time of day is the day that it writes."""
    if link.start is None:
        return None
    if link.precision is Precision.DAY:
        return written_day(link.start)
    return link.start.astimezone(zone).date()


def reach(session: Session, request: ReachRequest, warnings: Sequence[Message] = ()) -> Reach:
    """Return every account that the starts' money can have come to, who can have had most first.

    Args:
        session: The case.
        request: Whose money, and where it is looked for.
        warnings: What is to be said of it first.
    """
    from kg.trace.base import SECOND, KernelTerms
    from kg.trace.reach import reach
    from kg.trace.seeds import account_at

    if bool(request.starts) == request.victims:
        raise UsageError(Message("name-starts-or-victims"), hint=Message("reach-example"))
    index = session.index().flow_index()
    terms = KernelTerms(
        direction="in" if request.direction == "in" else "out",
        floor=least(request.floor),
        hub=request.hub,
        skew_across=request.skew * SECOND,
        through=frozenset(
            account_at(index, resolve_thing(session, hub)) for hub in request.through
        ),
    )
    begun = starts(session, index, request.starts, victims=request.victims)
    result = reach(index, begun.seeds, terms, into=accounts_meant(session, request.into))
    return replace(result, warnings=(*warnings, *begun.warnings, *result.warnings))

"""A saved result as what a text must find: how it may be asked for, and which links it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kg.case.desk import Desk
from kg.chain.again import found_again
from kg.ledger.channels import in_channel
from kg.messages import Message
from kg.model import Chain, Finding, Seed, Trace, TraceTerms
from kg.query.again import WAYS, Around, Begin, Followed, Listed, Members, Paying, Uses, Wanted

COMPUTED_LINKS = 1_000
"""A result of more links is named link by link."""
SHUT = ("hub", "end", "excluded")
"""Why a trace stops at an account, whatever is paid from there."""
USES = ("SignsInWith", "UsesPhone")


MANY = Message("over-a-thousand-links")
OLD = Message("saved-by-older-version")
ROWS = Message("links-are-finding-rows")
CHOSEN = Message("measures-chose-rows")
NO_QUERY = Message("time-order-needs-rows")


@dataclass(frozen=True)
class Result:
    """The links of a result, and the ways in which a text may look for them, the best first.

    ``now`` returns the links that the result would have if it were made again now, ``why_by_id``
    says why none of the ways will do.
    """

    links: tuple[str, ...]
    ways: Sequence[Wanted] = ()
    now: Callable[[], frozenset[str]] = frozenset
    why_by_id: Message = NO_QUERY

    @property
    def by_id(self) -> Listed:
        """The way that always finds them, and nothing new."""
        return Listed(self.links)


def of_chain(desk: Desk, chain: Chain) -> Result:
    """Return what a chain's text must find."""
    links = tuple(sorted(link.id for edge in chain.edges for link in edge.links))
    if not links:
        return Result(links)
    if len(links) > COMPUTED_LINKS or not chain.bounds.spreads:
        return Result(links, why_by_id=OLD if len(links) <= COMPUTED_LINKS else MANY)
    bounds, now = found_again(desk.store, desk.schema, chain.bounds)
    return Result(links, [Around(bounds)], lambda: now)


def of_finding(finding: Finding) -> Result:
    """Return what a finding's text must find; its rows stand as long as it does."""
    links = tuple(sorted(set(finding.links)))
    if len(links) > COMPUTED_LINKS:
        return Result(links, why_by_id=MANY)
    return Result(links, list(_ways(finding)), lambda: frozenset(links), CHOSEN)


def _ways(finding: Finding) -> Iterator[Wanted]:
    if finding.first is None or finding.last is None:
        yield Uses(finding.centre, USES)
        return
    for way in WAYS:
        yield Members(way, finding.centre, finding.accounts, finding.first, finding.last)


def of_trace(desk: Desk, trace: Trace) -> Result:
    """Return what a trace's text must find: every payment that it follows."""
    links = tuple(sorted({step.link for step in trace.steps}))
    terms = trace.terms
    if len(links) > COMPUTED_LINKS or trace.request is None or terms is None:
        return Result(links, why_by_id=MANY if len(links) > COMPUTED_LINKS else ROWS)
    return Result(links, [_followed(trace, terms)], lambda: _now(desk, trace, terms))


def _followed(trace: Trace, terms: TraceTerms) -> Followed:
    return Followed(
        begin=_begin(trace.seeds),
        within=timedelta(microseconds=terms.within),
        hops=terms.hops,
        backward=trace.direction == "in",
        across=timedelta(seconds=terms.skew),
        strict=terms.strict_order,
        floor=terms.floor,
        since=terms.since,
        until=terms.until,
        channels=terms.channels,
        shut=tuple(sorted({stop.account for stop in trace.stops if stop.reason in SHUT})),
    )


def _begin(seeds: Sequence[Seed]) -> Begin:
    paying = {Paying(one.account, one.since, one.until): None for one in seeds if not one.link}
    return Begin(tuple(sorted({one.link for one in seeds if one.link})), tuple(paying))


def _now(desk: Desk, trace: Trace, terms: TraceTerms) -> frozenset[str]:
    """Follow the same seeds on the same terms in the ledger as it is now."""
    from kg.trace.tracing import trace as follow

    flows = desk.index().flow_index()
    begun = {(s.account, s.link, s.since, s.until): s for s in trace.seeds}
    found = follow(
        flows,
        list(begun.values()),
        direction="in" if trace.direction == "in" else "out",
        within=timedelta(microseconds=terms.within),
        hops=terms.hops,
        floor=terms.floor,
        since=terms.since,
        until=terms.until,
        hub=terms.hub,
        skew=terms.skew,
        strict_order=terms.strict_order,
        through=terms.through,
        exclude=terms.excluded,
        channels=terms.channels,
        in_channel=in_channel(desk.index(), flows, terms.channels) if terms.channels else None,
        edges=terms.edges,
    )
    return frozenset(step.link for step in found.steps)

"""A saved result as what a text must find: how it may be asked for, and which links it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from kg.case.desk import Desk
from kg.chain.again import found_again
from kg.ledger.channels import in_channel
from kg.model import Chain, Finding, Said, Seed, Trace
from kg.query.again import WAYS, Around, Begin, Followed, Listed, Members, Paying, Uses, Wanted

COMPUTED_LINKS = 1_000
"""A result of more links is named link by link."""
SHUT = ("hub", "end", "excluded")
"""Why a trace stops at an account, whatever is paid from there."""
USES = ("SignsInWith", "UsesPhone")


MANY = Said("链接超过一千条", "there are over a thousand")
OLD = Said("此结果由旧版保存，重新生成后可查找", "an older version saved it: make it again")
ROWS = Said("即该发现的成员行", "they are the rows of a finding")
CHOSEN = Said(
    "成员行按该发现的度量选出，一条查询说不出恰好这些",
    "its measures chose the rows, and no query gives just these",
)
NO_QUERY = Said(
    "一条查询说不出这些：钱按时间先后的走向还取决于流水的行次",
    "no query gives just these: money in its order of time also rests on the order of rows",
)


@dataclass(frozen=True)
class Result:
    """The links of a result, and the ways in which a text may look for them, the best first.

    ``now`` returns the links that the result would have if it were made again now, ``why_by_id``
    says why none of the ways will do.
    """

    links: tuple[str, ...]
    ways: Sequence[Wanted] = ()
    now: Callable[[], frozenset[str]] = frozenset
    why_by_id: Said = NO_QUERY

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
    if len(links) > COMPUTED_LINKS or "finding" in trace.parameters:
        return Result(links, why_by_id=MANY if len(links) > COMPUTED_LINKS else ROWS)
    return Result(links, [_followed(trace)], lambda: _now(desk, trace))


def _followed(trace: Trace) -> Followed:
    told = trace.parameters
    return Followed(
        begin=_begin(trace.seeds),
        within=_within(told),
        hops=int(told["hops"]),
        backward=trace.direction == "in",
        across=_seconds(told["skew"]),
        strict=told["strict_order"] == "true",
        floor=Decimal(told["floor"]),
        since=_moment(told["since"]),
        until=_moment(told["until"]),
        channels=_channels(told["channel"]),
        shut=tuple(sorted({stop.account for stop in trace.stops if stop.reason in SHUT})),
    )


def _begin(seeds: Sequence[Seed]) -> Begin:
    paying = {Paying(one.account, one.since, one.until): None for one in seeds if not one.link}
    return Begin(tuple(sorted({one.link for one in seeds if one.link})), tuple(paying))


def _now(desk: Desk, trace: Trace) -> frozenset[str]:
    """Follow the same seeds on the same terms in the ledger as it is now."""
    from kg.trace.tracing import trace as follow

    told, flows = trace.parameters, desk.index().flow_index()
    channels = _channels(told["channel"])
    begun = {(s.account, s.link, s.since, s.until): s for s in trace.seeds}
    found = follow(
        flows,
        list(begun.values()),
        direction="in" if trace.direction == "in" else "out",
        within=_within(told),
        hops=int(told["hops"]),
        floor=told["floor"],
        since=_moment(told["since"]),
        until=_moment(told["until"]),
        hub=int(told["hub"]),
        skew=_seconds(told["skew"]) // timedelta(seconds=1),
        strict_order=told["strict_order"] == "true",
        through=told["through"].split(),
        exclude=told["exclude"].split(),
        channels=channels,
        in_channel=in_channel(desk.index(), flows, channels) if channels else None,
        edges=int(told["edges"]),
    )
    return frozenset(step.link for step in found.steps)


def _within(told: Mapping[str, str]) -> timedelta:
    from kg.trace.lengths import duration

    return duration(told["within"])


def _seconds(text: str) -> timedelta:
    return timedelta(seconds=int(text.removesuffix("s")))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _channels(text: str) -> tuple[str, ...]:
    return tuple(text.split(" / ")) if text else ()

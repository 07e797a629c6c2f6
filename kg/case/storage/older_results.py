"""Results that versions before 0.4 saved: their requests stood in words, and are read from them.

Newer results hold the request and its terms themselves; nothing of theirs comes here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from kg.limits import LIMITS
from kg.model import Chain, Finding, Trace, TraceTerms
from kg.requests import FindRequest, TraceRequest
from kg.trace.times import duration

MICROSECOND = timedelta(microseconds=1)


def with_request(trace: Trace) -> Trace:
    """Return a saved trace with its request and terms; one that has them as it is."""
    if trace.terms is not None:
        return trace
    told = trace.parameters
    terms = TraceTerms(
        within=duration(told["within"]) // MICROSECOND,
        hops=int(told["hops"]),
        floor=Decimal(told["floor"]),
        hub=int(told["hub"]),
        skew=_seconds(told["skew"]),
        strict_order=told["strict_order"] == "true",
        edges=int(told["edges"]),
        through=tuple(told["through"].split()),
        excluded=tuple(told["exclude"].split()),
        channels=tuple(filter(None, told["channel"].split(" / "))),
        since=_moment(told["since"]),
        until=_moment(told["until"]),
    )
    if "finding" in told:
        return replace(trace, terms=terms)
    return replace(trace, terms=terms, request=_trace_request(trace, terms))


def _trace_request(trace: Trace, terms: TraceTerms) -> TraceRequest:
    told = trace.parameters
    starts = [one for one in told.get("start", "").split(", ") if one]
    compared = trace.rules if trace.compared else ()
    return TraceRequest(
        starts=[start for start in starts if start != "victims"],
        victims="victims" in starts,
        start_file=told.get("start_file", ""),
        rule=trace.rule,
        rules=compared,
        direction=trace.direction,
        within=told["within"],
        hops=terms.hops,
        floor=terms.floor,
        hub=terms.hub,
        since=told["since"],
        until=told["until"],
        skew=terms.skew,
        channel=terms.channels,
        exclude=terms.excluded,
        through=terms.through,
        strict_order=terms.strict_order,
        name=trace.name,
    )


def with_find_request(finding: Finding) -> Finding:
    """Return a kept finding with the request that finds it; one that has it as it is."""
    if finding.request is not None:
        return finding
    told = finding.parameters
    request = FindRequest(
        typologies=finding.typology,
        thresholds=tuple(_thresholds(finding)),
        floor=told.get("floor", "0"),
        hub=int(told["hub"]) if "hub" in told else FindRequest().hub,
        since=told.get("since", ""),
        until=told.get("until", ""),
        exclude=told.get("exclude", "").split(),
    )
    return replace(finding, request=request)


def _thresholds(finding: Finding) -> Iterator[str]:
    from kg.trace.typologies.catalogue import threshold_text, typology

    for name, one in typology(finding.typology).thresholds.items():
        value = finding.parameters.get(name)
        if value is not None and value != threshold_text(one.default):
            yield f"{finding.typology}.{name}={value}"


def with_follows(chain: Chain) -> Chain:
    """Return a saved chain with the terms by which payments follow; one that has them as it is."""
    if chain.follows is not None or not chain.terms:
        return chain
    told = chain.terms
    follows = TraceTerms(
        within=duration(told["within"]) // MICROSECOND,
        hops=LIMITS.hops,
        floor=Decimal(0),
        hub=int(told["hub"]),
        skew=_seconds(told["skew"]),
        strict_order=told["strict_order"] == "true",
        edges=LIMITS.trace_edges,
        through=tuple(told["through"].split()),
        excluded=tuple(told["exclude"].split()),
    )
    return replace(chain, follows=follows)


def _seconds(text: str) -> int:
    return int(text.removesuffix("s"))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

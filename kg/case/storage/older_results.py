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
    parameters = trace.parameters
    terms = TraceTerms(
        within=duration(parameters["within"]) // MICROSECOND,
        hops=int(parameters["hops"]),
        floor=Decimal(parameters["floor"]),
        hub=int(parameters["hub"]),
        skew=_seconds(parameters["skew"]),
        strict_order=parameters["strict_order"] == "true",
        edges=int(parameters["edges"]),
        through=tuple(parameters["through"].split()),
        excluded=tuple(parameters["exclude"].split()),
        channels=tuple(filter(None, parameters["channel"].split(" / "))),
        since=_moment(parameters["since"]),
        until=_moment(parameters["until"]),
    )
    if "finding" in parameters:
        return replace(trace, terms=terms)
    return replace(trace, terms=terms, request=_trace_request(trace, terms))


def _trace_request(trace: Trace, terms: TraceTerms) -> TraceRequest:
    parameters = trace.parameters
    starts = [part for part in parameters.get("start", "").split(", ") if part]
    compared = trace.rules if trace.compared else ()
    return TraceRequest(
        starts=[start for start in starts if start != "victims"],
        victims="victims" in starts,
        start_file=parameters.get("start_file", ""),
        rule=trace.rule,
        rules=compared,
        direction=trace.direction,
        within=parameters["within"],
        hops=terms.hops,
        floor=terms.floor,
        hub=terms.hub,
        since=parameters["since"],
        until=parameters["until"],
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
    parameters = finding.parameters
    request = FindRequest(
        typologies=finding.typology,
        thresholds=tuple(_thresholds(finding)),
        floor=parameters.get("floor", "0"),
        hub=int(parameters["hub"]) if "hub" in parameters else FindRequest().hub,
        since=parameters.get("since", ""),
        until=parameters.get("until", ""),
        exclude=parameters.get("exclude", "").split(),
    )
    return replace(finding, request=request)


def _thresholds(finding: Finding) -> Iterator[str]:
    from kg.trace.typologies.catalogue import threshold_text, typology

    for name, threshold in typology(finding.typology).thresholds.items():
        value = finding.parameters.get(name)
        if value is not None and value != threshold_text(threshold.default):
            yield f"{finding.typology}.{name}={value}"


def with_follows(chain: Chain) -> Chain:
    """Return a saved chain with the terms by which payments follow; one that has them as it is."""
    if chain.follows is not None or not chain.terms:
        return chain
    terms = chain.terms
    follows = TraceTerms(
        within=duration(terms["within"]) // MICROSECOND,
        hops=LIMITS.hops,
        floor=Decimal(0),
        hub=int(terms["hub"]),
        skew=_seconds(terms["skew"]),
        strict_order=terms["strict_order"] == "true",
        edges=LIMITS.trace_edges,
        through=tuple(terms["through"].split()),
        excluded=tuple(terms["exclude"].split()),
    )
    return replace(chain, follows=follows)


def _seconds(text: str) -> int:
    return int(text.removesuffix("s"))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

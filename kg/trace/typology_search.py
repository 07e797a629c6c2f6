"""Searches a whole ledger for money laundering typologies and ranks the findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from types import MappingProxyType

from kg.ledger.base import FlowIndex
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Finding, Findings
from kg.trace.typologies.catalogue import Typology, named_typologies
from kg.trace.typologies.cycle import cycle
from kg.trace.typologies.detector import DeviceUse, SearchContext, TypologyHit, Values
from kg.trace.typologies.fan_in import fan_in
from kg.trace.typologies.fan_out import fan_out
from kg.trace.typologies.finding_result import FindingBuilder
from kg.trace.typologies.funnel import funnel
from kg.trace.typologies.gather_scatter import gather_scatter
from kg.trace.typologies.innocent import Holders
from kg.trace.typologies.night_peak import night_peak
from kg.trace.typologies.pass_through import pass_through
from kg.trace.typologies.round_amounts import round_amounts
from kg.trace.typologies.scatter_gather import scatter_gather
from kg.trace.typologies.search_rows import (
    FLOOR,
    SearchScope,
    hubs_in,
    left_out,
    rows_of,
)
from kg.trace.typologies.shared_counterparty import shared_counterparty
from kg.trace.typologies.shared_device import shared_device
from kg.trace.typologies.spray import spray
from kg.trace.typologies.structuring import structuring
from kg.trace.typologies.test_transfer import test_transfer
from kg.trace.untraceable import SEARCHED, counted_slowly, in_part, not_taken

Detector = Callable[[SearchContext, Values], Iterator[TypologyHit]]
"""Yields the hits of one typology in a ledger under its thresholds."""

DETECTORS: Mapping[str, Detector] = MappingProxyType(
    {
        "fan-in": fan_in,
        "fan-out": fan_out,
        "gather-scatter": gather_scatter,
        "funnel": funnel,
        "spray": spray,
        "scatter-gather": scatter_gather,
        "cycle": cycle,
        "pass-through": pass_through,
        "structuring": structuring,
        "test-transfer": test_transfer,
        "round-amounts": round_amounts,
        "night-peak": night_peak,
        "shared-device": shared_device,
        "shared-counterparty": shared_counterparty,
    }
)


def search(
    index: FlowIndex,
    names: Sequence[str] = (),
    *,
    scope: SearchScope | None = None,
    changed: Mapping[str, Mapping[str, str]] | None = None,
    zone: tzinfo = UTC,
    uses: Sequence[DeviceUse] = (),
    holders: Holders | None = None,
    limit: int = LIMITS.findings,
    steps: int = LIMITS.find_steps,
) -> Findings:
    """Search the whole ledger for typologies and return the findings, best score first.

    Args:
        index: The ledger's payments and accounts.
        names: The typologies, by name or label in any language; none: all of them.
        scope: Which payments are searched; None: all.
        changed: Thresholds as a person types them, by typology and name of the threshold.
        zone: The time zone in which hours of the day are meant.
        uses: Which account was seen on which device, network address or telephone.
        holders: Who holds an account, by account.
        limit: How many findings of a typology are kept, best first.
        steps: The most that one detector may look at.

    Returns:
        The findings; with warnings of what was not searched, and what the limits cut off.

    Raises:
        UsageError: A typology, a threshold or its value is not known.
    """
    scope = scope or SearchScope()
    context = SearchContext(index, rows_of(index, scope), zone, uses, steps)
    findings: list[Finding] = []
    cut: dict[str, int] = {}
    for typology in named_typologies(tuple(names)):
        typed = (changed or {}).get(typology.name, {})
        ranked = sorted(_findings_of(context, typology, scope, typed, holders or {}), key=rank)
        if len(ranked) > limit:
            cut[typology.name] = len(ranked) - limit
        findings += ranked[:limit]
    rows = int(context.rows.ok.sum())
    kept_out = left_out(index, scope)
    warnings = (
        *warnings_of(hubs_in(index, scope), scope.hub, dict.fromkeys(context.cut, steps), cut),
        *not_looked_at(index, scope, kept_out),
    )
    best = tuple(sorted(findings, key=rank))
    every = {**index.left_out, **kept_out}
    return Findings(best, rows, len(index.accounts), warnings, cut, every)


def rank(finding: Finding) -> tuple[object, ...]:
    """Return by what findings are ordered: innocent shapes last, then score, size and time."""
    size = len(finding.links)
    return bool(finding.shape), -finding.score, -size, finding.typology, finding.id


def _findings_of(
    context: SearchContext,
    typology: Typology,
    scope: SearchScope,
    changed: Mapping[str, str],
    holders: Holders,
) -> list[Finding]:
    values = typology.with_values(changed)
    builder = FindingBuilder(context, typology, values, scope, holders)
    return [builder.build(hit) for hit in DETECTORS[typology.name](context, values)]


def not_looked_at(
    index: FlowIndex, scope: SearchScope, kept_out: Mapping[str, int]
) -> Iterator[Message]:
    """Say how many payments were not looked at and why, and which currencies take longer."""
    for name, count in kept_out.items():
        floor = {"floor": scope.floor} if name == FLOOR else {}
        yield Message(f"payments-not-searched-{name}", count=count, **floor)
    yield from in_part(index)
    yield from not_taken(index, SEARCHED)
    yield from counted_slowly(index, index.wide)


def warnings_of(
    hubs: int, hub: int, stopped: Mapping[str, int], cut: Mapping[str, int]
) -> Iterator[Message]:
    """Say on how many hubs no shape is built, and what the limits cut off.

    Args:
        hubs: How many accounts deal with too many.
        hub: With how many others an account may deal.
        stopped: The ceilings of steps that typologies reached.
        cut: How many findings of a typology are not kept.
    """
    if hubs:
        yield Message("hubs-bear-no-shape", count=hubs, hub=hub)
    for name, steps in sorted(stopped.items()):
        yield Message("limit-of-steps-reached", name=name, steps=steps)
    for name, count in sorted(cut.items()):
        yield Message("lower-scores-not-kept", name=name, count=count)

"""The door of the room: search a whole ledger for typologies, and rank what is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from types import MappingProxyType

from kg.ledger.base import FlowIndex
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Finding, Findings
from kg.trace.typologies import crowds, night, passing, roads, ties
from kg.trace.typologies.catalogue import Typology, chosen
from kg.trace.typologies.detector import Ground, Hit, Use, Values
from kg.trace.typologies.finding_result import Teller
from kg.trace.typologies.innocent import Holders
from kg.trace.typologies.search_rows import (
    FLOOR,
    Scope,
    hubs_in,
    left_out,
    rows_of,
)
from kg.trace.untraceable import SEARCHED, counted_slowly, not_taken

Detector = Callable[[Ground, Values], Iterator[Hit]]

DETECTORS: Mapping[str, Detector] = MappingProxyType(
    {
        "fan-in": crowds.fan_in,
        "fan-out": crowds.fan_out,
        "gather-scatter": passing.gather_scatter,
        "funnel": passing.funnel,
        "spray": passing.spray,
        "scatter-gather": roads.scatter_gather,
        "cycle": roads.cycle,
        "pass-through": passing.pass_through,
        "structuring": crowds.structuring,
        "test-transfer": ties.test_transfer,
        "round-amounts": crowds.round_amounts,
        "night-peak": night.night_peak,
        "shared-device": ties.shared_device,
        "shared-counterparty": ties.shared_counterparty,
    }
)


def search(
    index: FlowIndex,
    names: Sequence[str] = (),
    *,
    scope: Scope | None = None,
    changed: Mapping[str, Mapping[str, str]] | None = None,
    zone: tzinfo = UTC,
    uses: Sequence[Use] = (),
    holders: Holders | None = None,
    limit: int = LIMITS.findings,
    steps: int = LIMITS.find_steps,
) -> Findings:
    """Return the findings of the named typologies (all by default), best score first.

    ``changed`` are thresholds as typed, by typology; ``uses`` say which account was seen on which
    device, ``holders`` who holds an account. At most ``limit`` findings of a typology are kept.
    """
    scope = scope or Scope()
    ground = Ground(index, rows_of(index, scope), zone, uses, steps)
    found: list[Finding] = []
    cut: dict[str, int] = {}
    for one in chosen(tuple(names)):
        told = _told(ground, one, scope, (changed or {}).get(one.name, {}), holders or {})
        told.sort(key=rank)
        if len(told) > limit:
            cut[one.name] = len(told) - limit
        found += told[:limit]
    rows = int(ground.rows.ok.sum())
    kept_out = left_out(index, scope)
    warnings = (*_warnings(ground, scope, cut), *_not_looked_at(index, scope, kept_out))
    best = tuple(sorted(found, key=rank))
    every = {**index.left_out, **kept_out}
    return Findings(best, rows, len(index.accounts), warnings, cut, every)


def rank(finding: Finding) -> tuple[object, ...]:
    """Return by what findings are ordered: innocent shapes last, then score, size and time."""
    size = len(finding.links)
    return bool(finding.shape), -finding.score, -size, finding.typology, finding.id


def _told(
    ground: Ground, one: Typology, scope: Scope, changed: Mapping[str, str], holders: Holders
) -> list[Finding]:
    values = one.with_values(changed)
    teller = Teller(ground, one, values, scope, holders)
    return [teller.tell(hit) for hit in DETECTORS[one.name](ground, values)]


def _not_looked_at(
    index: FlowIndex, scope: Scope, kept_out: Mapping[str, int]
) -> Iterator[Message]:
    """Say how many payments were not looked at and why, and which currencies take longer."""
    for name, count in kept_out.items():
        floor = {"floor": scope.floor} if name == FLOOR else {}
        yield Message(f"payments-not-searched-{name}", count=count, **floor)
    yield from not_taken(index, SEARCHED)
    yield from counted_slowly(index, index.wide)


def _warnings(ground: Ground, scope: Scope, cut: Mapping[str, int]) -> tuple[Message, ...]:
    said = []
    if hubs := hubs_in(ground.index, scope):
        said.append(Message("hubs-bear-no-shape", count=hubs, hub=scope.hub))
    for name in sorted(ground.cut):
        said.append(Message("limit-of-steps-reached", name=name, steps=ground.steps))
    for name, count in sorted(cut.items()):
        said.append(Message("lower-scores-not-kept", name=name, count=count))
    return tuple(said)

"""A trace as it may leave: every id that it points at and every word of it masked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from kg.model import (
    Holding,
    InferredLeg,
    RuleFigures,
    RuleRange,
    Said,
    Seed,
    Trace,
    TraceAccount,
    TraceStep,
    TraceStop,
)

Traced = TypeVar("Traced", Seed, TraceStep, TraceAccount, TraceStop, Holding, RuleRange)
_POINTERS = ("account", "link", "victim", "source", "target")


@dataclass(frozen=True, slots=True)
class Words:
    """How one export masks an id, a text and a sentence."""

    end: Callable[[str], str]
    text: Callable[[str], str]
    said: Callable[[Said], Said]

    def points(self, item: Traced) -> Traced:
        """Mask every id that an item of a trace points at, and its words."""
        changes: dict[str, Any] = {
            name: self.end(getattr(item, name)) for name in _POINTERS if hasattr(item, name)
        }
        if isinstance(item, TraceStop):
            changes["detail"] = self.text(item.detail)
            changes["said"] = item.said and self.said(item.said)
        return dataclasses.replace(item, **changes)

    def figures(self, figures: RuleFigures) -> RuleFigures:
        """Mask whom the figures of a rule are about."""
        return dataclasses.replace(
            figures,
            accounts=tuple(self.points(account) for account in figures.accounts),
            holdings=tuple(self.points(holding) for holding in figures.holdings),
        )

    def leg(self, leg: InferredLeg) -> InferredLeg:
        """Mask the ends of an inferred leg, its rows, and who judged it and why."""
        return dataclasses.replace(
            leg,
            id=self.end(leg.id),
            source=self.end(leg.source),
            target=self.end(leg.target),
            paid=tuple(map(self.end, leg.paid)),
            got=tuple(map(self.end, leg.got)),
            by="",
            reason=self.text(leg.reason),
        )


def masked_trace(trace: Trace, words: Words) -> Trace:
    """Return the trace masked."""
    return dataclasses.replace(
        trace,
        name=words.text(trace.name),
        parameters={name: words.text(text) for name, text in trace.parameters.items()},
        seeds=tuple(words.points(seed) for seed in trace.seeds),
        steps=tuple(words.points(step) for step in trace.steps),
        accounts=tuple(words.points(account) for account in trace.accounts),
        stops=tuple(words.points(stop) for stop in trace.stops),
        holdings=tuple(words.points(holding) for holding in trace.holdings),
        warnings=tuple(map(words.said, trace.warnings)),
        compared=tuple(words.figures(one) for one in trace.compared),
        ranges=tuple(words.points(one) for one in trace.ranges),
        inferred=tuple(map(words.leg, trace.inferred)),
    )

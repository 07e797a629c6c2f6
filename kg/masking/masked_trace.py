"""Masks a trace for export: every id and every text in it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from kg.messages import Message
from kg.model import (
    WORD_FILTERS,
    AccountLevel,
    ComputedRole,
    Evidence,
    Holding,
    InferredLeg,
    Listing,
    Measure,
    Problem,
    RuleFigures,
    RuleRange,
    Seed,
    Trace,
    TraceAccount,
    TraceStep,
    TraceStop,
    TraceTerms,
)

Traced = TypeVar("Traced", Seed, TraceStep, TraceAccount, TraceStop, Holding, RuleRange, Listing)
_POINTERS = ("account", "link", "victim", "source", "target", "holder", "list")
_HANDLE = re.compile(r"[A-Z]{1,2}[0-9]+")
START_FILE, START_HASH = "start_file", "start_sha256"
"""Under which parameters a trace keeps the name and the hash of its list of starts."""


@dataclass(frozen=True, slots=True)
class TraceMasker:
    """How one export masks an id, a text, a sentence, evidence, and a file's name and places."""

    end: Callable[[str], str]
    text: Callable[[str], str]
    said: Callable[[Message], Message]
    evidence: Callable[[tuple[Evidence, ...]], tuple[Evidence, ...]]
    file: Callable[[str, str], str]
    place: Callable[[str, str], str]

    def points(self, item: Traced) -> Traced:
        """Mask every id that an item of a trace points at, and its words."""
        changes: dict[str, Any] = {
            name: self.end(getattr(item, name)) for name in _POINTERS if hasattr(item, name)
        }
        if isinstance(item, TraceStop):
            changes["detail"] = self.text(item.detail)
        if isinstance(item, Listing):
            changes["evidence"] = self.evidence(item.evidence)
        return dataclasses.replace(item, **self._sentences(item), **changes)

    def _sentences(self, item: Any) -> dict[str, Any]:
        """Return the sentences that an item holds, masked, and its measures with theirs."""
        sentences: dict[str, Any] = {}
        for field in dataclasses.fields(item):
            value = getattr(item, field.name)
            if isinstance(value, Message):
                sentences[field.name] = self.said(value)
            elif isinstance(value, tuple) and value and isinstance(value[0], Measure):
                sentences[field.name] = tuple(
                    dataclasses.replace(measure, label=self.said(measure.label))
                    for measure in value
                )
        return sentences

    def seed(self, seed: Seed, sha256: str) -> Seed:
        """Mask a start, and the place in a list of starts that names it."""
        named = seed.named if _HANDLE.fullmatch(seed.named) else self.place(sha256, seed.named)
        joint = tuple(map(self.end, seed.joint))
        return dataclasses.replace(self.points(seed), named=named, joint=joint)

    def problem(self, problem: Problem) -> Problem:
        """Mask a row that names no start: its text stays in the case."""
        place = self.place(problem.sha256, problem.locator)
        return Problem(problem.sha256, place, problem.code, self.said(problem.reason))

    def parameters(self, parameters: Mapping[str, str]) -> dict[str, str]:
        """Mask the words of the parameters, and the name of the list of starts."""
        masked = {name: self.text(text) for name, text in parameters.items()}
        if name := parameters.get(START_FILE):
            masked[START_FILE] = self.file(parameters[START_HASH], name)
        return masked

    def terms(self, terms: TraceTerms) -> TraceTerms:
        """Mask the accounts that the terms name, and the words of filters."""
        words: dict[str, Any] = {
            field: tuple(map(self.text, getattr(terms, field))) for field in WORD_FILTERS.values()
        }
        return dataclasses.replace(
            terms,
            through=tuple(map(self.end, terms.through)),
            excluded=tuple(map(self.end, terms.excluded)),
            **words,
        )

    def figures(self, figures: RuleFigures) -> RuleFigures:
        """Mask whom the figures of a rule are about."""
        return dataclasses.replace(
            figures,
            accounts=tuple(self.points(account) for account in figures.accounts),
            holdings=tuple(self.points(holding) for holding in figures.holdings),
        )

    def level(self, level: AccountLevel) -> AccountLevel:
        """Mask whose level it is, and its rows."""
        steps = tuple(
            dataclasses.replace(step, links=tuple(map(self.end, step.links)))
            for step in level.steps
        )
        return dataclasses.replace(
            level, account=self.end(level.account), steps=steps, **self._sentences(level)
        )

    def role(self, role: ComputedRole) -> ComputedRole:
        """Mask whose numbers these are, and their rows."""
        links = tuple(map(self.end, role.links))
        return dataclasses.replace(
            role, account=self.end(role.account), links=links, **self._sentences(role)
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
            **self._sentences(leg),
        )


def masked_trace(trace: Trace, words: TraceMasker) -> Trace:
    """Return the trace masked; its request stays in the case, as it was typed."""
    sha256 = trace.parameters.get(START_HASH, "")
    return dataclasses.replace(
        trace,
        name=words.text(trace.name),
        parameters=words.parameters(trace.parameters),
        request=None,
        terms=words.terms(trace.terms) if trace.terms else None,
        seeds=tuple(words.seed(seed, sha256) for seed in trace.seeds),
        steps=tuple(words.points(step) for step in trace.steps),
        accounts=tuple(words.points(account) for account in trace.accounts),
        stops=tuple(words.points(stop) for stop in trace.stops),
        holdings=tuple(words.points(holding) for holding in trace.holdings),
        warnings=tuple(map(words.said, trace.warnings)),
        compared=tuple(words.figures(figures) for figures in trace.compared),
        ranges=tuple(words.points(rule_range) for rule_range in trace.ranges),
        levels=tuple(map(words.level, trace.levels)),
        roles=tuple(map(words.role, trace.roles)),
        listed=tuple(words.points(listing) for listing in trace.listed),
        refused=tuple(map(words.problem, trace.refused)),
        inferred=tuple(map(words.leg, trace.inferred)),
    )

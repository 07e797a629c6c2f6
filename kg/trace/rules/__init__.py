"""The tracing rules by the code that the ontology's list of them gives each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.errors import UsageError
from kg.messages import Message
from kg.trace.base import Rule
from kg.trace.rules.fifo import fifo
from kg.trace.rules.floor import floor
from kg.trace.rules.haircut import haircut
from kg.trace.rules.lifo import lifo
from kg.trace.rules.lowest_balance import lowest
from kg.trace.rules.poison import poison

FLOOR = "floor"


@dataclass(frozen=True, slots=True)
class TracingRule:
    """A rule, and whether it conserves: what began = what is held + what left, to the unit."""

    allocate: Rule
    conserves: bool = True


RULES: Mapping[str, TracingRule] = {
    "fifo": TracingRule(fifo),
    "lifo": TracingRule(lifo),
    "haircut": TracingRule(haircut),
    "lowest": TracingRule(lowest),
    "poison": TracingRule(poison, conserves=False),
    FLOOR: TracingRule(floor, conserves=False),
}


def rule_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of rules, each once, as they are written; refuse what is none."""
    rules = tuple(dict.fromkeys(name.strip().lower() for name in names))
    for name in rules:
        if name not in RULES:
            raise UsageError(
                Message("no-rule-called", name=repr(name)),
                hint=Message("one-of-known", known=RULES),
            )
    return rules

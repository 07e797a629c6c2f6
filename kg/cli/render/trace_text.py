"""Amounts, numbers and rules of a trace as the terminal writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.cli.render.search import NUMBERS
from kg.cli.screen import Screen
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.model import Entity
    from kg.schema.schema import ListedValue


def rule_word(rule: str, screen: Screen) -> str:
    """Return a rule by the word that one types, where the language wants it with its name."""
    return screen.word("rule-in-line", rule=rule, name=_rule(rule).label(screen.lang))


def _rule(rule: str) -> ListedValue:
    return next(value for value in load_schema().listed("TracingRule") if value.code == rule)


def number_in(entities: Mapping[str, Entity], thing: str, screen: Screen) -> str:
    """Return the number of one of some things; of one that is not among them the end of its id."""
    return number_of(entities[thing], screen) if thing in entities else f"…{thing[-8:]}"


def number_of(entity: Entity, screen: Screen) -> str:
    """Return the number by which a person knows an account, or what kind of end it is."""
    number = next((entity.first(name) for name in NUMBERS if entity.first(name)), "")
    return number or entity.first("name") or load_schema().kind(entity.kind).label(screen.lang)

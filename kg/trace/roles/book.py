"""The computed roles as data: terms of the ontology, thresholds, innocent readings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.messages import Message
from kg.schema import Schema, load_schema
from kg.trace.typologies.book import Threshold, hyphened, threshold_of

LISTS = ("Stage", "Channel")
"""The closed lists of the ontology among whose values a role may be."""
TIMED = "passed"
"""The measure whose name says the time that it is held to."""


@dataclass(frozen=True, slots=True)
class AccountRole:
    """One role: which numbers an account must have, and whom it must pay or be held by."""

    name: str
    version: str
    label: Message
    innocent: Message
    victims: bool
    paid: tuple[str, ...]
    held: tuple[str, ...]
    shows: tuple[str, ...]
    words: tuple[str, ...]
    thresholds: Mapping[str, Threshold]

    def measure_label(self, name: str) -> Message:
        """Return what a measure of the role is called, with the time that it is held to."""
        if name in self.words:
            return Message(f"role-{hyphened(self.name)}-{hyphened(name)}-label")
        return _measure_label(name, self.thresholds["within"].default if name == TIMED else "")


@cache
def account_roles() -> tuple[AccountRole, ...]:
    """Return every role in the order of the file, the earliest of a chain first."""
    schema = load_schema()
    return tuple(_role(name, table, schema) for name, table in _table().items())


def _role(name: str, table: Mapping[str, Any], schema: Schema) -> AccountRole:
    path, numbers = f"role-{hyphened(name)}", table["thresholds"]
    within = numbers["within"]["default"] if TIMED in numbers else ""
    for kind in (*table.get("paid", ()), *table.get("held", ())):
        schema.kind(kind)
    return AccountRole(
        name,
        table["version"],
        _label(name, schema),
        Message(f"{path}-innocent"),
        table.get("victims", False),
        tuple(table.get("paid", ())),
        tuple(table.get("held", ())),
        tuple(table["shows"]),
        tuple(table.get("words", ())),
        {
            key: threshold_of(key, one, _measure_label(key, within), path)
            for key, one in numbers.items()
        },
    )


def _measure_label(name: str, within: str) -> Message:
    """Return what a measure is called where a role has no name of its own for it."""
    filled = {"within": within} if name == TIMED else {}
    return Message(f"role-measure-{hyphened(name)}", **filled)


def _label(name: str, schema: Schema) -> Message:
    """Return what the ontology calls the role."""
    if schema.has_kind(name):
        return schema.kind(name).labelled()
    value = next(one for listed in LISTS for one in schema.listed(listed) if one.name == name)
    return value.labelled()


@cache
def _table() -> Mapping[str, Any]:
    path = Path(__file__).with_name("roles.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))

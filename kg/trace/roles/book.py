"""The computed roles as data: terms of the ontology, thresholds, innocent readings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.model import Said
from kg.schema import Schema, load_schema
from kg.trace.typologies.book import Threshold

LISTS = ("Stage", "Channel")
"""The closed lists of the ontology among whose values a role may be."""


@dataclass(frozen=True, slots=True)
class AccountRole:
    """One role: which numbers an account must have, and whom it must pay or be held by."""

    name: str
    version: str
    label: Said
    innocent: Said
    victims: bool
    paid: tuple[str, ...]
    held: tuple[str, ...]
    shows: tuple[str, ...]
    thresholds: Mapping[str, Threshold]


@cache
def account_roles() -> tuple[AccountRole, ...]:
    """Return every role in the order of the file, the earliest of a chain first."""
    schema = load_schema()
    roles = (item for item in _table().items() if item[0] != "measures")
    return tuple(_role(name, said, schema) for name, said in roles)


def capacities_asked() -> frozenset[str]:
    """Return the kinds and roles by which whoever holds or controls an account matters here."""
    return frozenset(name for role in account_roles() for name in (*role.paid, *role.held))


def measure_label(name: str) -> Said:
    """Return what a measure is called."""
    return Said(**_table()["measures"][name])


def _role(name: str, said: Mapping[str, Any], schema: Schema) -> AccountRole:
    thresholds = {key: _threshold(key, one) for key, one in said["thresholds"].items()}
    for kind in (*said.get("paid", ()), *said.get("held", ())):
        schema.kind(kind)
    return AccountRole(
        name,
        said["version"],
        _label(name, schema),
        Said(**said["innocent"]),
        said.get("victims", False),
        tuple(said.get("paid", ())),
        tuple(said.get("held", ())),
        tuple(said["shows"]),
        thresholds,
    )


def _threshold(name: str, said: Mapping[str, Any]) -> Threshold:
    label, why = measure_label(name), Said(**said["why"])
    return Threshold(name, said["unit"], said["default"], label, why, said.get("way", ""))


def _label(name: str, schema: Schema) -> Said:
    """Return what the ontology calls the role."""
    if schema.has_kind(name):
        term = schema.kind(name)
        return Said(term.label("zh"), term.label("en"))
    value = next(one for listed in LISTS for one in schema.listed(listed) if one.name == name)
    return Said(value.label("zh"), value.label("en"))


@cache
def _table() -> Mapping[str, Any]:
    path = Path(__file__).with_name("roles.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))

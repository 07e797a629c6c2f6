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
    words: Mapping[str, Said]
    thresholds: Mapping[str, Threshold]

    def measure_label(self, name: str) -> Said:
        """Return what a measure of the role is called, with the time that it is held to."""
        label, within = self.words.get(name) or _measures()[name], self.thresholds.get("within")
        if within is None:
            return label
        return Said(label.zh.format(within=within.default), label.en.format(within=within.default))


@cache
def account_roles() -> tuple[AccountRole, ...]:
    """Return every role in the order of the file, the earliest of a chain first."""
    schema = load_schema()
    roles = (item for item in _table().items() if item[0] != "measures")
    return tuple(_role(name, said, schema) for name, said in roles)


def _role(name: str, said: Mapping[str, Any], schema: Schema) -> AccountRole:
    thresholds = {key: _threshold(key, one) for key, one in said["thresholds"].items()}
    words = {key: Said(**one) for key, one in said.get("words", {}).items()}
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
        words,
        thresholds,
    )


def _threshold(name: str, said: Mapping[str, Any]) -> Threshold:
    label, why = _measures()[name], Said(**said["why"])
    return Threshold(name, said["unit"], said["default"], label, why, said.get("way", ""))


def _label(name: str, schema: Schema) -> Said:
    """Return what the ontology calls the role."""
    if schema.has_kind(name):
        term = schema.kind(name)
        return Said(term.label("zh"), term.label("en"))
    value = next(one for listed in LISTS for one in schema.listed(listed) if one.name == name)
    return Said(value.label("zh"), value.label("en"))


@cache
def _measures() -> Mapping[str, Said]:
    return {name: Said(**said) for name, said in _table()["measures"].items()}


@cache
def _table() -> Mapping[str, Any]:
    path = Path(__file__).with_name("roles.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))

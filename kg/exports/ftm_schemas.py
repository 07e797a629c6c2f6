"""Which schema of FollowTheMoney a kind of ours becomes: read from tables, never from code.

The best row of ``ontology/mappings/ftm.sssom.tsv`` counts, of the kind itself before any of its
ancestors: exact, then close, broad, related. ``ftm.toml`` tells what FollowTheMoney's model says
of its own schemata. A link becomes an edge only where both its ends may stand there.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from kg.exports.counterparts import counterparts
from kg.schema import Kind

Kin: TypeAlias = tuple[str, ...]
"""A kind and its ancestors, nearest first."""


@dataclass(frozen=True, slots=True)
class EdgeSchema:
    """A schema that FollowTheMoney draws as an arrow, and the properties that say what it is."""

    schema: str
    ends: tuple[str, str]
    range: tuple[str, str]
    accounts: tuple[str, str] | None = None
    start: str = "startDate"
    word: str = "role"
    amount: bool = False


def thing_of(kind: Kind) -> str:
    """Return the schema of things that stands for a kind of entity."""
    return _thing((kind.name, *kind.ancestors))


def edge_of(kind: Kind, source: str, target: str) -> EdgeSchema:
    """Return the edge for a kind of link between two schemata; a payment finds parties anywhere."""
    return _edge((kind.name, *kind.ancestors), source, target)


@cache
def edges() -> dict[str, EdgeSchema]:
    """Return every edge that a link can become."""
    return {
        name: EdgeSchema(name, **{key: _frozen(value) for key, value in table.items()})
        for name, table in _mapping_tables()["edges"].items()
    }


def is_a(schema: str, other: str) -> bool:
    """Say whether a schema of things is another one or descends from it."""
    return other in ("", schema, *_mapping_tables()["things"].get(schema, ()))


@cache
def property_of(schema: str, name: str) -> str:
    """Return the property that takes a value as it is, or nothing: then it is written in words."""
    values: Mapping[str, Mapping[str, str]] = _mapping_tables()["values"]
    things = _mapping_tables()["things"]
    kin = (schema, *things[schema], "Thing") if schema in things else (schema,)
    return next(
        (values[schema_name][name] for schema_name in kin if name in values.get(schema_name, ())),
        "",
    )


def minted(sort: str, own: str) -> str:
    """Return an id as FollowTheMoney allows it, always the same for one of ours."""
    return f"{sort}-{hashlib.sha256(own.encode()).hexdigest()[:40]}"


@cache
def _thing(kin: Kin) -> str:
    known = _mapping_tables()["things"]
    return next(name for name in _named(kin) if name in known)


@cache
def _edge(kin: Kin, source: str, target: str) -> EdgeSchema:
    named = (edges()[name] for name in _named(kin) if name in edges())
    return next(edge for edge in named if edge.accounts or _fits(edge, source, target))


def _named(kin: Kin) -> Iterator[str]:
    """Yield the names of schemata, best first."""
    yield from (row.target.removeprefix("ftm:") for row in counterparts("ftm", kin))
    unnamed: Mapping[str, str] = _mapping_tables()["unnamed"]
    yield from (unnamed[name] for name in kin if name in unnamed)


def _fits(edge: EdgeSchema, source: str, target: str) -> bool:
    return is_a(source, edge.range[0]) and is_a(target, edge.range[1])


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def _mapping_tables() -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = tomllib.loads(
        Path(__file__).with_name("ftm.toml").read_text(encoding="utf-8")
    )
    return tables

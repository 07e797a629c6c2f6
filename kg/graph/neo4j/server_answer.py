"""A server's answer to one question about one case: numbers, texts and times, ids for things."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from kg.errors import QueryRefused
from kg.graph.neo4j.neo4j_store import Neo4jStore
from kg.messages import Message

if TYPE_CHECKING:
    from neo4j.graph import Entity, Path

Cell = None | str | bool | int | float | datetime | date
Table = tuple[tuple[str, ...], list[tuple[Cell, ...]]]


def answer(
    store: Neo4jStore, text: str, given: Mapping[str, Any], *, seconds: float, rows: int
) -> Table:
    """Return the columns and so many of the first rows; ``$case`` is bound by itself.

    Of a node the answer holds its id, of a relationship its link's; one of another case ends it.
    """
    case = store.shape.case
    bound = {**given, "case": case}
    columns, records = store.server.read(lambda tx: tx.table(text, bound, rows), seconds)
    return columns, [tuple(_cell(value, case) for value in row) for row in records]


def _cell(value: Any, case: str) -> Cell:
    if value is None or isinstance(value, str | bool | int | float | datetime | date):
        return value
    if isinstance(value, list | dict):
        return json.dumps(_nested(value, case), ensure_ascii=False, default=str)
    return _thing(value, case)


def _nested(value: Any, case: str) -> Any:
    if isinstance(value, list):
        return [_nested(item, case) for item in value]
    if isinstance(value, dict):
        return {name: _nested(item, case) for name, item in value.items()}
    return _cell(value, case)


def _thing(value: Any, case: str) -> str:
    from neo4j.graph import Entity, Path

    if isinstance(value, Entity):
        return _id(value, case)
    if isinstance(value, Path):
        return json.dumps([_id(entity, case) for entity in _steps(value)])
    return str(value)


def _id(thing: Entity, case: str) -> str:
    if thing.get("case", case) != case:
        raise QueryRefused(
            Message("answer-of-another-case"), hint=Message("say-whose-with-case", case="$case")
        )
    return str(thing.get("linkId") or thing.get("id") or thing.element_id)


def _steps(path: Path) -> list[Entity]:
    steps: list[Entity] = [path.start_node]
    for relationship, node in zip(path.relationships, path.nodes[1:], strict=True):
        steps += [relationship, node]
    return steps

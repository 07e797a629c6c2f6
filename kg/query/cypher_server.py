"""Cypher asked of a server that holds the case: guarded, with limits on time and rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.limits import LIMITS
from kg.query import Answer, cut_off
from kg.query.cypher_guard import check_cypher

if TYPE_CHECKING:
    from kg.graph.neo4j import Neo4jStore


def ask_server(
    store: Neo4jStore,
    text: str,
    given: Mapping[str, Any],
    *,
    seconds: float = LIMITS.query_seconds,
    rows: int = LIMITS.query_rows,
) -> Answer:
    """Return a server's answer; parameters are bound as values, ``$case`` by itself."""
    from kg.graph.neo4j.server_answer import answer

    check_cypher(text)
    columns, answer_rows = answer(store, text, given, seconds=seconds, rows=rows + 1)
    notes = (cut_off(rows),) if len(answer_rows) > rows else ()
    return Answer(columns, tuple(answer_rows[:rows]), bool(notes), notes)

"""Every named question in Cypher on a server: row by row what SPARQL answers, in its order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from servers import clear, named_server, new_case
from test_named_answers import CODES, TALES, by_oxigraph, tale, text_of, value

from kg.graph.neo4j import Neo4jStore, Server, read_address
from kg.lpg import NodeShape
from kg.query.cypher_server import ask_server
from kg.query.named import question
from kg.query.named.question_parameters import typed
from kg.schema import load_schema

pytestmark = pytest.mark.neo4j
SHORTCUTS = {kind.name: kind.shortcut for kind in load_schema().kinds() if kind.shortcut}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    named = named_server()
    opened = Server(read_address(named.uri), named.password)
    yield opened
    opened.close()


@pytest.fixture
def store(server) -> Iterator[Neo4jStore]:
    found = Neo4jStore(server, NodeShape(new_case(), load_schema(), SHORTCUTS))
    yield found
    clear(server, found.shape.case)


def given(code: str) -> dict[str, object]:
    one = question(code)
    told = {slot.name: slot.default for slot in one.slots}
    for name, text in TALES[code].get("given", {}).items():
        told[name] = value(code, name, text)
    for slot in one.slots:
        if slot.type == "time" and isinstance(told[slot.name], str):
            told[slot.name] = datetime.fromisoformat(told[slot.name])
    return told


def plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%FT%T")
    if isinstance(cell, bool):
        return str(cell).lower()
    return format(Decimal(cell).normalize(), "f") if isinstance(cell, int | Decimal) else str(cell)


@pytest.mark.parametrize("code", CODES)
def test_it_answers_as_sparql_does(code: str, store: Neo4jStore) -> None:
    told, one = tale(code), question(code)
    facts = [*told.entities.values(), *told.links, *told.judgements]
    store.apply(facts, markers=told.files.values())
    found = typed(one, ask_server(store, one.cypher, given(code)))
    rows = [dict(zip(found.columns, map(plain, row), strict=True)) for row in found.rows]
    assert rows == by_oxigraph(told, text_of(code))

"""Cypher asked of a server: values bound, limits kept, things of other cases not given out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from invented import SHORTCUTS, account, row, transfer
from servers import clear, named_server, new_case

from kg.errors import QueryError, QueryRefused, QuerySyntaxError, QueryTimeout
from kg.graph.neo4j import Neo4jStore, Server, read_address
from kg.graph.neo4j.server_answer import answer
from kg.lpg import NodeShape
from kg.query.cypher_server import ask_server

pytestmark = pytest.mark.neo4j
ONE, TWO = (account(n, row("a" * 64, i), name="户'一") for i, n in enumerate(("1", "2")))
PAID = transfer(1, ONE, TWO, amount="1.50")


@pytest.fixture(scope="module")
def store() -> Iterator[Neo4jStore]:
    named = named_server()
    with closing(Server(read_address(named.uri), named.password)) as server:
        found = Neo4jStore(server, NodeShape(new_case(), shortcuts=SHORTCUTS))
        found.apply([ONE, TWO, PAID])
        yield found
        clear(server, found.shape.case)


def test_numbers_texts_and_times_come_back_typed(store: Neo4jStore) -> None:
    text = (
        "MATCH (a:Entity {case: $case})-[r:TRANSFERRED_TO]->(b)"
        " RETURN a.name AS who, r.amount AS amount, r.startTime AS at, true AS yes, null AS none"
    )
    answer = ask_server(store, text, {})
    assert answer.columns == ("who", "amount", "at", "yes", "none")
    assert answer.rows == (("户'一", 1.5, datetime(2024, 5, 1, 2, 3, 4, tzinfo=UTC), True, None),)


def test_of_things_the_ids_are_told(store: Neo4jStore) -> None:
    begun = "MATCH p = (a:Entity {case: $case})-[r:TRANSFERRED_TO]->(b)"
    text = f"{begun} RETURN a, r, p, collect(b) AS all"
    (found,) = ask_server(store, text, {}).rows
    assert found[:2] == (ONE.id, PAID.id)
    assert json.loads(str(found[2])) == [ONE.id, PAID.id, TWO.id]
    assert json.loads(str(found[3])) == [TWO.id]


def test_what_is_given_is_bound_as_a_value(store: Neo4jStore) -> None:
    text = "MATCH (a:Entity {case: $case}) WHERE a.name = $name RETURN count(a) AS n"
    assert ask_server(store, text, {"name": "户'一"}).rows == ((2,),)
    assert ask_server(store, text, {"name": "' OR true //"}).rows == ((0,),)


def test_an_answer_that_was_cut_off_says_so(store: Neo4jStore) -> None:
    text = "MATCH (a:Entity {case: $case}) RETURN a.id ORDER BY a.id"
    assert not ask_server(store, text, {}, rows=2).truncated
    cut = ask_server(store, text, {}, rows=1)
    assert cut.truncated and len(cut.rows) == 1 and cut.notes


def test_an_empty_answer_has_its_columns(store: Neo4jStore) -> None:
    answer = ask_server(store, "MATCH (a:Wallet {case: $case}) RETURN a.id AS wallet", {})
    assert (answer.columns, answer.rows) == (("wallet",), ())


def test_things_of_another_case_are_not_given_out(store: Neo4jStore) -> None:
    other = Neo4jStore(store.server, NodeShape(new_case(), shortcuts=SHORTCUTS))
    other.apply([ONE])
    try:
        text = "MATCH (a:Entity) WHERE a.case <> $case RETURN a"
        with pytest.raises(QueryRefused, match="of any case"):
            ask_server(store, text, {})
        with pytest.raises(QueryRefused, match="another case"):  # past the guard
            answer(store, text, {}, seconds=5, rows=10)
    finally:
        clear(store.server, other.shape.case)


@pytest.mark.parametrize(
    ("text", "seconds", "kind"),
    [
        ("MATCH (a:Entity {case: $case}) RETURN b", 5, QuerySyntaxError),
        ("MATCH (a:Entity {case: $case}) RETURN", 5, QueryRefused),
        ("MATCH (a:Entity {case: $case}) RETURN 1 / 0", 5, QueryError),
        ("MATCH (a {case: $case}) UNWIND range(1, 1000000000) AS n RETURN sum(n)", 1, QueryTimeout),
        ("MATCH (a:Entity {case: $case}) CREATE (:N)", 5, QueryRefused),
    ],
)
def test_what_cannot_be_answered_is_told(
    store: Neo4jStore, text: str, seconds: float, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        ask_server(store, text, {}, seconds=seconds)


def test_the_session_itself_writes_nothing(store: Neo4jStore) -> None:
    with pytest.raises(QueryRefused, match="would change"):
        store.server.read(lambda tx: tx.run("CREATE (:Entity {case: 'x'})"))

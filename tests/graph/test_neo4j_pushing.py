"""A case brought to a server: whole, only the difference, and nothing of another case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import SHORTCUTS, account, entities, judgements, links, row, source, transfer
from servers import clear, named_server, new_case

from kg.errors import StoreCorrupt
from kg.graph.neo4j import Neo4jStore, Server, push_batches, read_address
from kg.graph.neo4j.compare import differences
from kg.graph.neo4j.ledger_payments import (
    are_current,
    have_been_sent,
    row_differences,
    send_rows,
)
from kg.graph.neo4j.push_batches import Push, PushReport
from kg.graph.neo4j.repair import make_way
from kg.lpg import NodeShape
from kg.model import Judgement, Link, stable_id
from tests.depth import examples

pytestmark = pytest.mark.neo4j
A, B = "a" * 64, "b" * 64
ONE, TWO, THREE = (account(n, row(A, i)) for i, n in enumerate(("1", "2", "3")))
SOURCES = [source(A), source(B, 2)]
FACTS = [
    *(ONE, TWO, THREE),
    *(transfer(1, ONE, TWO, row(A, 1)), transfer(2, TWO, THREE, row(B, 9), row(A, 1))),
    Judgement(stable_id("Judgement", "1"), "SameTransfer", (ONE.id, TWO.id), "rule", "why"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    named = named_server()
    opened = Server(read_address(named.uri), named.password)
    yield opened
    opened.close()


@pytest.fixture
def store(server: Server) -> Iterator[Neo4jStore]:
    found = Neo4jStore(server, NodeShape(new_case(), shortcuts=SHORTCUTS))
    yield found
    clear(server, found.shape.case)


def push(store: Neo4jStore, facts=FACTS, sources=SOURCES, on_batch=lambda done: None) -> PushReport:
    return Push(store, on_batch).send(sources, facts)


def run(store: Neo4jStore, query: str) -> None:
    store.server.write(lambda tx: tx.run(query, case=store.shape.case))


def told(store: Neo4jStore) -> set[tuple[str, str]]:
    return {(one.part, one.what) for one in differences(store, SOURCES, FACTS)}


def test_all_of_it_is_there_and_a_second_push_changes_nothing(store: Neo4jStore) -> None:
    first = push(store)
    assert (first.nodes, first.links, first.standing, first.gone) == (6, 2, 0, 0)
    assert told(store) == set()
    again = push(store)
    assert (again.nodes, again.links, again.standing, again.gone) == (0, 0, 8, 0)


def test_only_what_changed_is_sent(store: Neo4jStore) -> None:
    push(store)
    moved = replace(FACTS[4], target=ONE.id, evidence=(row(B, 3),))
    now = [*FACTS[:4], moved]
    pushed = push(store, now)
    assert (pushed.nodes, pushed.links, pushed.standing, pushed.gone) == (0, 1, 6, 1)
    assert differences(store, SOURCES, now) == []


def test_a_push_that_was_killed_goes_on(store: Neo4jStore, monkeypatch) -> None:
    monkeypatch.setattr(push_batches, "BATCH", 2)
    batches = 0

    def kill(done: int) -> None:
        nonlocal batches
        batches += 1
        if batches == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        push(store, on_batch=kill)
    assert told(store)
    assert push(store).standing == 6
    assert told(store) == set()


def test_a_case_neither_sees_nor_touches_another(store: Neo4jStore, server: Server) -> None:
    other = Neo4jStore(server, NodeShape(new_case(), shortcuts=SHORTCUTS))
    push(store)
    assert other.ids() == [] and other.markers() == []
    push(other, FACTS[:3])
    push(other, [], [])
    assert other.ids() == []
    assert told(store) == set()


NATIVE = "MATCH (:Entity {case: $case})-[r:TRANSFERRED_TO]->() WITH r LIMIT 1"


ALTERED = [
    (f"{NATIVE} DELETE r", {("relationship", "missing")}),
    ("MATCH (l:Link {case: $case}) WITH l LIMIT 1 SET l.amount = 9.5", {("Link", "amount")}),
    (f"{NATIVE} SET r.proof = 'verified'", {("relationship", "proof")}),
    ("MATCH (:Link {case: $case})-[r:TARGET]->() WITH r LIMIT 1 DELETE r",
     {("Link", "target")}),
    ("MATCH (n:Entity {case: $case})-[r:SUPPORTED_BY]->() WITH r LIMIT 1 DELETE r",
     {("Entity", "evidence")}),
    ("MATCH (n:Entity {case: $case}) WITH n LIMIT 1 SET n:Wallet", {("Entity", "labels")}),
    ("MATCH (n:Evidence {case: $case}) WITH n LIMIT 1 SET n.locator = 'line 7'",
     {("Evidence", "locator")}),
    ("MATCH (n:Judgement {case: $case}) DELETE n", {("Judgement", "missing")}),
    ("CREATE (:Entity {case: $case, id: 'urn:x:new'})", {("Entity", "extra")}),
    ("MATCH (s:Source {case: $case}) WITH s LIMIT 1 SET s.rowsRead = 4",
     {("Source", "rowsRead")}),
    ("MATCH (a:Entity {case: $case}) WITH a LIMIT 1 CREATE (a)-[:PAID]->(a)",
     {("relationship", "extra")}),
]  # fmt: skip


altered = pytest.mark.parametrize(("change", "found"), ALTERED)


@altered
def test_what_was_altered_on_the_server_is_named(
    store: Neo4jStore, change: str, found: set[tuple[str, str]]
) -> None:
    push(store)
    run(store, change)
    assert told(store) == found


@altered
def test_what_was_altered_is_mended_by_its_findings(
    store: Neo4jStore, change: str, found: set[tuple[str, str]]
) -> None:
    push(store)
    run(store, change)
    make_way(store, differences(store, SOURCES, FACTS))
    assert push(store).standing < len(FACTS) + len(SOURCES) or ("extra" in str(found))
    assert told(store) == set()


def test_a_server_that_lost_all_kinds_of_things_is_mended_at_once(store: Neo4jStore) -> None:
    push(store)
    for change, _ in ALTERED:
        run(store, change)
    assert len(told(store)) >= 8
    make_way(store, differences(store, SOURCES, FACTS))
    push(store)
    assert told(store) == set()


def test_amounts_that_no_unit_holds_are_counted(store: Neo4jStore) -> None:
    odd = transfer(3, ONE, TWO, amount="0.0000000001")
    assert push(store, [ONE, TWO, odd]).unsummed == 1


@settings(max_examples=examples(10), suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.lists(entities | links | judgements, max_size=6, unique_by=lambda f: f.id), max_size=3
    )
)
def test_whatever_was_there_the_last_push_holds(server: Server, pushes: list) -> None:
    store = Neo4jStore(server, NodeShape(new_case(), shortcuts=SHORTCUTS))
    for facts in pushes:
        push(store, facts, SOURCES[:1])
        assert differences(store, SOURCES[:1], facts) == []
    clear(server, store.shape.case)


def rows_there(store: Neo4jStore) -> set[str]:
    query = "MATCH (:Entity {case: $case})-[r]->(:Entity) WHERE r.row RETURN r.linkId AS id"
    return {row["id"] for row in store.server.read(lambda tx: tx.run(query, case=store.shape.case))}


def test_payments_of_the_ledger_alone_are_relationships_beside_the_graph(store: Neo4jStore) -> None:
    four = account("4")
    alone = [transfer(n, TWO, four, amount="2.5") for n in (10, 11)]
    push(store)
    assert not are_current(store, "one")
    assert send_rows(store, "one", [four], alone, lambda done: None) == 2
    assert are_current(store, "one")
    assert rows_there(store) == {one.id for one in alone}
    assert told(store) == set(), "verify sees the graph"
    assert push(store).gone == 0, "a push of the graph leaves them"
    assert rows_there(store) == {one.id for one in alone}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("MATCH (:Entity {case: $case})-[r]->() WHERE r.row WITH r LIMIT 1 DELETE r", "missing"),
        ("MATCH (:Entity {case: $case})-[r]->() WHERE r.row SET r.currency = 'USD'", "currency"),
        ("MATCH (a:Entity {case: $case}) WITH a LIMIT 1 CREATE (a)-[:PAID {row: true}]->(a)",
         "extra"),
    ],
)  # fmt: skip
def test_what_was_altered_of_the_single_rows_is_named_and_mended(
    store: Neo4jStore, change: str, what: str
) -> None:
    four = account("4")
    alone = [transfer(10, TWO, four, amount="2.5")]
    push(store)
    assert not have_been_sent(store)
    send_rows(store, "one", [four], alone, lambda done: None)
    assert have_been_sent(store) and row_differences(store, alone) == []
    run(store, change)
    found = row_differences(store, alone)
    assert {one.what for one in found} == {what} and told(store) == set()
    make_way(store, found)
    assert not are_current(store, "one")
    send_rows(store, "one", [four], alone, lambda done: None)
    assert row_differences(store, alone) == []


def test_rows_that_changed_are_written_anew_and_leave_nothing(store: Neo4jStore) -> None:
    four, five = account("4"), account("5")
    push(store)
    send_rows(store, "one", [four, five], [transfer(10, four, five)], lambda done: None)
    send_rows(store, "two", [four], [transfer(11, ONE, four)], lambda done: None)
    assert rows_there(store) == {transfer(11, ONE, four).id}
    query = "MATCH (n:Entity {case: $case}) WHERE n.row RETURN n.id AS id"
    left = store.server.read(lambda tx: tx.run(query, case=store.shape.case))
    assert [row["id"] for row in left] == [four.id]
    send_rows(store, "three", [], [], lambda done: None)
    assert rows_there(store) == set()
    assert told(store) == set()


def test_an_account_that_comes_into_the_graph_keeps_its_rows(store: Neo4jStore) -> None:
    four = account("4", row(A, 7))
    push(store)
    send_rows(store, "one", [four], [transfer(10, ONE, four)], lambda done: None)
    now = [*FACTS, four]
    push(store, now)
    assert differences(store, SOURCES, now) == []
    assert rows_there(store) == {transfer(10, ONE, four).id}


def test_a_row_whose_account_is_not_there_is_not_lost_without_a_word(store: Neo4jStore) -> None:
    push(store)
    with pytest.raises(StoreCorrupt, match="1 payment has an account that is not there"):
        send_rows(store, "one", [], [transfer(10, ONE, account("4"))], lambda done: None)
    assert not are_current(store, "one")


def test_a_role_is_a_node_under_its_class_and_all_above_it(store: Neo4jStore) -> None:
    leads = Link(
        stable_id("HoldsRole", "1"), "HoldsRole", ONE.id, TWO.id, values={"role": ("FraudLeader",)}
    )
    push(store, [*FACTS, leads])
    query = (
        "MATCH (link:HoldsRole {case: $case})-[:ROLE]->(role:Ringleader {case: $case})"
        " RETURN link.id AS link, role.name AS role"
    )
    held = store.server.read(lambda tx: tx.run(query, case=store.shape.case))
    assert [(row["link"], row["role"]) for row in held] == [(leads.id, "FraudLeader")]
    assert not differences(store, SOURCES, [*FACTS, leads])
    run(store, "MATCH (:Link {case: $case})-[r:ROLE]->() DELETE r")
    found = differences(store, SOURCES, [*FACTS, leads])
    assert [(one.id, one.what) for one in found] == [(leads.id, "roles")]
    push(store)
    left = "MATCH (role:RoleType {case: $case}) RETURN count(role) AS count"
    (row_left,) = store.server.read(lambda tx: tx.run(left, case=store.shape.case))
    assert row_left["count"] == 0

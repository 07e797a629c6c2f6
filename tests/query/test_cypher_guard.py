"""Cypher gets through only to ask of one case: no file, no address, no write, in no disguise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryRefused
from kg.limits import LIMITS
from kg.query.cypher_guard import check_cypher
from kg.query.named import questions

FINE = [
    "MATCH (a:Entity {case: $case}) RETURN a",
    "MATCH (a {case: $case}) WHERE a.set = 'CREATE' RETURN a.load AS load_, a.`DELETE`",
    "MATCH (a {case: $case}) RETURN a.name // CREATE (n)",
    "MATCH (a {case: $case}) /* LOAD CSV */ RETURN a",
    "MATCH (a:Set {case: $case})-[:REMOVE|DROP]->(b) RETURN b",
    "MATCH (a {case: $case}) CALL { WITH a MATCH (a)--(b) RETURN b } RETURN b",
    "MATCH (a {case: $case}) CALL (a) { MATCH (a)--(b) RETURN b } RETURN {set: 1, create: b}",
    "MATCH (a {case: $case}) WITH a.startTime AS start RETURN start, date.truncate('day', start)",
    "MATCH (a {case: $case}) RETURN duration.inSeconds(a.startTime, a.endTime).seconds;",
    "UNWIND [1, 2] AS n MATCH (a {case: $case}) RETURN n, 'it\\'s; CREATE'",
    "OPTIONAL MATCH (a {case: $case}) RETURN count(*)",
    "MATCH (call:Call {case: $case})--(b) WITH call, b RETURN call AS c, count(DISTINCT call)",
]
REFUSED = [
    ("MATCH (a {case: $case}) SET a.x = 1", "SET"),
    ("MATCH (a {case: $case}) detach delete a", "DETACH"),
    ("MATCH (a {case: $case}) CREATE (:N)", "CREATE"),
    ("MATCH (a {case: $case}) MERGE (:N)", "MERGE"),
    ("MATCH (a {case: $case}) REMOVE a.x", "REMOVE"),
    ("MATCH (a {case: $case}) FOREACH (x IN [1] | SET a.x = x)", "FOREACH"),
    ("MATCH (a {case: $case}) INSERT (:N)", "INSERT"),
    ("MATCH (a {case: $case}) LOAD CSV FROM 'http://x' AS l RETURN l", "LOAD"),
    ("MATCH (a {case: $case}) load/**/csv FROM 'http://x' AS l RETURN l", "LOAD"),
    ("MATCH (a {case: $case}) LO\\u0041D CSV FROM 'http://x' AS l RETURN l", "coded"),
    ("MATCH (a {case: $case}) RETURN '\\u0027 LOAD CSV'", "coded"),
    ("CALL dbms.components() YIELD name RETURN name, $case", "procedure"),
    ("CALL db.labels YIELD label RETURN label, $case", "procedure"),
    ("MATCH (a {case: $case}) CALL apoc.load.json('http://x') YIELD value AS v RETURN v",
     "procedure"),
    ("MATCH (a {case: $case}) RETURN apoc.load.json('http://x')", "only reckons"),
    ("MATCH (a {case: $case}) RETURN `apoc`.`load`.`json`('http://x')", "only reckons"),
    ("MATCH (a {case: $case}) RETURN genai.vector.encode('x', 'OpenAI', {})", "only reckons"),
    ("MATCH (a {case: $case}) CALL { RETURN 1 AS x } IN TRANSACTIONS RETURN x", "TRANSACTIONS"),
    ("USE system MATCH (a {case: $case}) RETURN a", "begins with"),
    ("CALL { USE other MATCH (a {case: $case}) RETURN a } RETURN a", "USE"),
    ("SHOW DATABASES YIELD name RETURN $case", "begins with"),
    ("TERMINATE TRANSACTION 'x'", "begins with"),
    ("CYPHER 25 MATCH (a {case: $case}) RETURN a", "begins with"),
    ("MATCH (a {case: $case}) RETURN a; MATCH (a) RETURN a", "one question"),
    ("MATCH (a) RETURN a", "does not say"),
    ("MATCH (a) WHERE a.x = '$case' RETURN a // $case", "does not say"),
    ("MATCH (a {case: $case}) RETURN 'never closed", "ends nowhere"),
    ("MATCH (a {case: $case}) RETURN a /* never closed", "ends nowhere"),
    ("", "begins with"),
]  # fmt: skip


@pytest.mark.parametrize("text", FINE)
def test_questions_pass(text: str) -> None:
    check_cypher(text)


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_all_else_is_refused_and_told_why(text: str, why: str) -> None:
    with pytest.raises(QueryRefused, match=why):
        check_cypher(text)


@pytest.mark.parametrize(
    "one", [one for one in questions() if not one.missing], ids=lambda o: o.code
)
def test_no_named_question_is_refused(one) -> None:
    check_cypher(one.cypher)


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("{x: ", "}"), ("[", "]")])
def test_depth_is_counted_exactly(opening: str, closing: str) -> None:
    begun, most = "MATCH (a {case: $case}) RETURN ", LIMITS.cypher_depth
    check_cypher(begun + opening * most + "1" + closing * most)
    with pytest.raises(QueryRefused, match="deeper"):
        check_cypher(begun + opening * (most + 1) + "1" + closing * (most + 1))


@given(st.text())
def test_any_text_is_let_through_or_refused(text: str) -> None:
    try:
        check_cypher(text)
    except QueryRefused:
        return
    assert "$case" in text

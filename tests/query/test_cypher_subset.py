"""Every pattern is of the case: said in it, or begun with what such a pattern bound."""

from __future__ import annotations

import pytest

from kg.errors import QueryRefused
from kg.query.cypher_guard import check_cypher

BOUND = [
    "MATCH (:Entity {case: $case})-[t:TRANSFERRED_TO]->() RETURN t.currency, count(t)",
    "MATCH (a {case: $case}), (b {id: 'x', case: $case}) RETURN a, b",
    "MATCH (a)-->(b), (b)-->(c {case: $case}) RETURN a, b, c",
    "MATCH ()-[r:R {case: $case}]->() RETURN r",
    "MATCH (a {case: $case})-[:X|Y*0..4]-(b) OPTIONAL MATCH (b)<--(c) RETURN c",
    "MATCH (a {case: $case}) WITH a AS b, count(*) AS n MATCH (b)--(c) RETURN c, n",
    "MATCH (a {case: $case}) WITH collect(a) AS all UNWIND all AS one MATCH (one)--(c) RETURN c",
    "MATCH (a {case: $case}) WITH * MATCH (a)--(c) RETURN *",
    "MATCH (a {case: $case}) CALL (a) { MATCH (a)--(b) RETURN b UNION MATCH (a)-->(b) RETURN b }"
    " MATCH (b)--(c) RETURN c",
    "MATCH (a {case: $case}) CALL { WITH a MATCH (a)--(b) RETURN b UNION WITH a MATCH (a)--(b)"
    " RETURN b } RETURN b",
    "MATCH (a {case: $case}) CALL (*) { MATCH (a)--(b) RETURN b } RETURN b",
    "MATCH (a {case: $case}) WHERE (a)-->() AND NOT (a)<-[:X]-(:Y) RETURN a",
    "MATCH (a {case: $case}) WHERE EXISTS { (a)--(b) WHERE b.x = 1 } RETURN COUNT { (a)--() }",
    "MATCH (a {case: $case}) RETURN [(a)-->(b) WHERE b.x > 1 | b.name], [p = (a)--(c) | length(p)]",
    "MATCH (a {case: $case}) RETURN COLLECT { MATCH (a)--(b) RETURN b.name LIMIT 1 }",
    "MATCH (a {case: $case}), (b {case: $case}) MATCH p = shortestPath((a)-[*..5]-(b)) RETURN p",
    "MATCH (a {case: $case}) RETURN shortestPath((a)-[*]-(:X)), allShortestPaths((a)-[*]-(:X))",
    "MATCH (a {case: $case}) WHERE a:A|B&!C OR a:(D|E) OR a:% RETURN a {.x, .*, y: 1, a}",
    "MATCH (a:A&(B|!C) WHERE a.x IN [1, 2] {case: $case}) RETURN a".replace(
        " WHERE a.x IN [1, 2] {case: $case}", " {case: $case} WHERE a.x IN [1, 2]"
    ),
    "MATCH (a {case: $case}) RETURN [x IN [1, 2] WHERE x > 1 | x * 2][0], [1, 2][0..-1], a.b[1..]",
    "MATCH (a {case: $case}) RETURN reduce(t = 0, x IN a.all | t + x), all(x IN a.y WHERE x <> 2)",
    "MATCH (a {case: $case}) RETURN CASE a.x WHEN 1, 2 THEN 'a' ELSE null END,"
    " CASE WHEN a.x IS NOT NULL AND a.y STARTS WITH 'z' THEN -a.x ^ 2 % 3 END",
    "MATCH (a {case: $case}) RETURN DISTINCT a.x AS x ORDER BY x DESC, a.x SKIP 1 LIMIT 2",
    "MATCH (`a b` {`case`: $case}) RETURN `a b`.`c d`",
    "MATCH (a {case: $case}) RETURN a.x UNION ALL MATCH (a {case: $case}) RETURN a.x",
    "MATCH (a {case: $case}) CALL { WITH * MATCH (a)--(b) RETURN b } MATCH (b)--(c) RETURN c",
    "MATCH (a {case: $case})--(b) CALL { WITH a, b MATCH (a)--(c), (b)--(c) RETURN c } RETURN c",
    "MATCH (a {case: $case}) CALL { WITH 1 AS x MATCH (b {case: $case}) RETURN b } RETURN b, a",
    "MATCH (a {case: $case})--(b) CALL (a, b) { MATCH (b)--(c) RETURN c } RETURN c",
    "MATCH (a {case: $case}) WHERE NOT NOT a.x RETURN - - a.x, {}, a {}, timestamp()",
    "UNWIND [0, 1] AS n MATCH (a {case: $case}) RETURN a.all[n..2], a.all[a.n..], a.all[n..n]",
    "MATCH (a {case: $case})-[WHERE 1 = 1]->(WHERE 2 = 2) RETURN a",
    "MATCH (a {case: $case})--(b {}) WHERE b:!!C RETURN b",
    "MATCH (a:!!C {case: $case})--(b:(A|B)&C) RETURN b",
    "MATCH (a {case: $case}) RETURN `a`, count(DISTINCT a) AS n ORDER BY n ASCENDING OFFSET 1",
]
LOOSE = [
    "MATCH (a$case) RETURN a$case",
    "MATCH (a) WHERE a.case = $case RETURN a",
    "MATCH (a) WHERE a.case <> $case OR true RETURN a",
    "MATCH (a) RETURN a, $case",
    "MATCH (a {case: $case}), (b) RETURN b",
    "MATCH (b), (a {case: $case}) RETURN b",
    "MATCH (a {case: $case}) MATCH (b) RETURN b",
    "MATCH (a {case: $case}) OPTIONAL MATCH (b)--(c) RETURN b",
    "MATCH (a {case: $case + 'x'}) RETURN a",
    "MATCH (a {case: $case, case: 'other'}) RETURN a",
    "MATCH (a {Case: $case}) RETURN a",
    "MATCH (a {case: '$case'}) RETURN a",
    "MATCH (a {case: $cases}) RETURN a, $case",
    "MATCH (a {id: $case}) RETURN a",
    "MATCH (a {x: {case: $case}}) RETURN a",
    "MATCH (a WHERE a.case = $case OR true) RETURN a",
    "MATCH (a)-[:R*0..0 {case: $case}]->(b) RETURN b",
    "MATCH (a {case: $case}) UNION MATCH (a) RETURN a",
    "MATCH (a {case: $case}) RETURN a.x UNION MATCH (a) RETURN a.x",
    "MATCH (a {case: $case}) WITH 1 AS x MATCH (a) RETURN a",
    "MATCH (a {case: $case}) WITH a.x AS b MATCH (a)--(c) RETURN c",
    "MATCH (a {case: $case}) WITH count(*) AS n WHERE EXISTS { (a) WHERE a.x = 1 } RETURN n",
    "MATCH (a {case: $case}) WITH count(*) AS n ORDER BY COUNT { (a) } RETURN n",
    "MATCH (a {case: $case}) CALL { MATCH (a)--(b) RETURN b } RETURN b",
    "MATCH (a {case: $case}) CALL () { MATCH (a)--(b) RETURN b } RETURN b",
    "MATCH (a {case: $case}), (c {case: $case}) CALL (c) { MATCH (a)--(b) RETURN b } RETURN b",
    "MATCH (a {case: $case}) CALL { WITH a WITH 1 AS x MATCH (a) RETURN a AS z } RETURN z",
    "MATCH (a {case: $case}) CALL { WITH a AS q MATCH (a) RETURN a AS z } RETURN z",
    "MATCH (a {case: $case}) CALL { WITH a MATCH (a)--(b) RETURN b UNION MATCH (a)--(b) RETURN b }"
    " RETURN b",
    "MATCH (a {case: $case}) CALL (a) { MATCH (a)--(b) RETURN b.x AS y } MATCH (b)--(c) RETURN c",
    "MATCH (a {case: $case}) WHERE EXISTS { (b)--(c) } RETURN a",
    "MATCH (a {case: $case}) WHERE EXISTS { MATCH (b) WHERE b.x = 1 RETURN b } RETURN a",
    "MATCH (a {case: $case}) WHERE EXISTS { (b) } RETURN a",
    "MATCH (a {case: $case}) RETURN COUNT { (b) }",
    "MATCH (a {case: $case}) RETURN COLLECT { MATCH (b) RETURN b.name }",
    "MATCH (a {case: $case}) RETURN [(b)--(c) | b.name]",
    "MATCH (a {case: $case}) RETURN [p = ()--() | p]",
    "MATCH (a {case: $case}) RETURN [x IN COLLECT { MATCH (x) RETURN x.name } | x]",
    "MATCH (a {case: $case}) RETURN any(x IN COLLECT { MATCH (x) RETURN x.name } WHERE true)",
    "MATCH (a {case: $case}) RETURN reduce(t = COLLECT { MATCH (t) RETURN t.x }, x IN [1] | t)",
    "MATCH (a {case: $case}) RETURN [1, 2][0..COUNT { (b) }]",
    "MATCH (a {case: $case}) RETURN a {.x, y: [(b)--() | b.x]}",
    "MATCH (a {case: $case}) RETURN {y: [(b)--() | b.x]}",
    "MATCH (a {case: $case}) RETURN CASE WHEN ()--() THEN 1 END",
    "MATCH (a {case: $case}) RETURN size([(b)--() | 1]) > 0",
    "MATCH (a {case: $case}) WHERE ()-->() RETURN a",
    "MATCH (a {case: $case}) WHERE (:Entity)-[:R]->(:Entity {case: 'x'}) RETURN a",
    "MATCH (a {case: $case}) RETURN shortestPath((:X)-[*]-(:Y))",
    "MATCH (a {case: $case}) MATCH p = shortestPath((x)-[*]-(y)) RETURN p",
    "MATCH (a {case: $case})-[r*]-() MATCH (x)-[r*]-(y) RETURN x",
    "MATCH (a {case: $case, x: COUNT { (b) }}) RETURN a",
    "MATCH (a {case: $case} WHERE EXISTS { (b) }) RETURN a",
    "UNWIND COLLECT { MATCH (b) RETURN b } AS x MATCH (a {case: $case}) RETURN x",
    "MATCH (a {case: $case}) RETURN a LIMIT COUNT { (b) }",
    "CALL { RETURN true } MATCH (true) RETURN $case",
    "MATCH (a {case: $case})--(b) CALL { WITH a MATCH (b)--(c) RETURN c } RETURN c",
    "MATCH (a {case: $case}) CALL { WITH *, 1 AS x MATCH (a)--(c) RETURN c } RETURN c",
    "MATCH (a {case: $case}) CALL { WITH 1 AS x MATCH (a)--(c) RETURN c } RETURN c",
    "MATCH (a {case: $case})--(b) CALL (a) { MATCH (b)--(c) RETURN c } RETURN c",
    "MATCH (a {case: $case}) RETURN a.all[COUNT { (b) }..2]",
    "MATCH (a {case: $case}) RETURN timestamp(COUNT { (b) })",
    "MATCH (a {case: $case}) MATCH (b {})--(WHERE 1 = 1) RETURN b",
]
STRANGE = [
    "MATCH (a {case: $case}) ((x)-[r]->(y)){1,3} (b) RETURN b",
    "MATCH (a {case: $case})-[:R]->+(b) RETURN b",
    "MATCH ANY SHORTEST (a {case: $case})-[:R]-(b) RETURN b",
    "MATCH SHORTEST 1 (a {case: $case})-[:R]-(b) RETURN b",
    "MATCH (a:$($case) {case: $case}) RETURN a",
    "MATCH (a $case) RETURN a",
    "MATCH (a IS Entity {case: $case}) RETURN a",
    "MATCH (a {case: $case}) USING INDEX a:Entity(id) RETURN a",
    "MATCH (a {case: $case})–[r]–(b) RETURN b",
    "MATCH (a {case: $case}) FINISH",
    "MATCH (a {case: $case}) RETURN a.x IS :: STRING",
    "MATCH (a {case: $case}) LET x = 1 RETURN x",
    "MATCH (a {case: $case}) RETURN a NEXT MATCH (b) RETURN b",
    "MATCH (a {case: $case}) RETURN [1)",
    "MATCH (a {case: $case} RETURN a",
    "MATCH (a {case: $case}) RETURN a.x AS",
    "MATCH (a {case: $case}) RETURN 12abc",
    "MATCH (a {case: $case}) RETURN 1_000",
    "OPTIONAL CALL { MATCH (a {case: $case}) RETURN a } RETURN a",
    "MATCH (a {case: $case}) RETURN a.",
    "MATCH (a {case: $case}) RETURN reduce(t, x IN [1] | t)",
    "MATCH (a {case: $case}) RETURN any(x IN [1] | x)",
    "MATCH (a {case: $case}) RETURN a.x STARTS 'b'",
    "MATCH (a {case: $case, 1: 2}) RETURN a",
    "MATCH (a {case: $case}) RETURN {.x 1}",
]


@pytest.mark.parametrize("text", BOUND)
def test_what_is_bound_passes(text: str) -> None:
    check_cypher(text)


@pytest.mark.parametrize("text", LOOSE)
def test_a_pattern_of_any_case_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused, match=r"of any case, at|is not read here, at|does not say"):
        check_cypher(text)


@pytest.mark.parametrize("text", STRANGE)
def test_what_is_not_of_the_subset_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused, match=r"is not read here, at line 1, character \d+"):
        check_cypher(text)


@pytest.mark.parametrize(
    ("text", "said", "character"),
    [
        ("MATCH (a {case: $case})) RETURN a", "')'", 24),
        ("MATCH (a {case: $case} RETURN a", "'('", 7),
        ("MATCH (a {case: $case}) RETURN [1}", "'}'", 34),
        ("MATCH (a {case: $case}) RETURN", "its end", 31),
        ("MATCH (a {case: $case}) CALL { FINISH } RETURN a", "'FINISH'", 32),
        ("MATCH (a {case: $case}) UNWIND a.all RETURN a", "'RETURN'", 38),
        ("MATCH (a {case: $case}) RETURN a:", "its end", 34),
    ],
)
def test_what_is_not_read_is_named_with_its_place(text: str, said: str, character: int) -> None:
    with pytest.raises(QueryRefused) as refused:
        check_cypher(text)
    told = str(refused.value)
    assert f"{said} is not read here, at line 1, character {character}" in told


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("MATCH (a {case: $case}), (b), (c) RETURN b", 26),
        ("MATCH (b)--(c), (a {case: $case}) RETURN b", 7),
        ("MATCH (a {case: $case}) WHERE EXISTS { (b) } RETURN a", 40),
        ("MATCH (a {case: $case}) RETURN [p = ()--() | p]", 37),
    ],
)
def test_the_first_pattern_that_nothing_binds_is_named(text: str, character: int) -> None:
    with pytest.raises(QueryRefused, match=f"of any case, at line 1, character {character} "):
        check_cypher(text)


def test_a_function_of_a_plugin_is_none_behind_a_range() -> None:
    with pytest.raises(QueryRefused, match="only reckons"):
        check_cypher("MATCH (a {case: $case}) RETURN [1][0..apoc.load.json('http://x')]")


def test_nesting_costs_no_more_than_its_length() -> None:
    deep = 12
    check_cypher(
        "MATCH (a {case: $case}) RETURN " + "(a {x: " * deep + "1" + "})" * deep + ", [(a)--() | 1]"
    )

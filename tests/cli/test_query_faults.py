"""Queries that go wrong, on the command line: one sentence, code 5, and the case stays usable."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import write_statement

from tests.command_line import kg

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
MANY = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BIG = "99999999999999999999.5"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    write_statement(folder / "流水.csv", 60)
    assert kg("new", folder / "case").returncode == 0
    assert kg("load", folder / "case", folder / "流水.csv").returncode == 0
    return folder / "case"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket of this machine; who connects can be accepted."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def refused(case: Path, *words: str) -> str:
    """Return what is said of a query that fails with code 5, in one line."""
    done = kg("query", case, *words, "--lang", "en")
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { SERVICE <U> { ?s ?p ?o } }", "SERVICE would open the network, at line 1"),
        ("PREFIX z:<urn:z> SELECT*{BIND(<U>AS?u)?a?b z:.SERVICE?u{?s?p?o}}", "SERVICE would open"),
        ("PREFIX s:<U> SELECT*{?a?b falseSERVICE s:x{?s?p?o}}", "SERVICE would open"),
        ("LOAD <U>", "LOAD would change the graph, at line 1, character 1"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE would change"),
        ("SELECT * { ?s ?p . }", "'.' stands where it cannot, at line 1, character 18; expected: "),
        ("ASK { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }", "nested deeper than 200"),
        ("ASK { " + "<< " * 300 + "?s ?p ?o" + " >>" * 300 + " ?p ?o }", "nested deeper than 200"),
    ],
    ids=["service", "dense", "glued", "load", "delete", "unreadable", "nested", "reified"],
)
def test_what_may_not_run_is_named_and_no_packet_leaves(
    case: Path, listener: socket.socket, text: str, said: str
) -> None:
    uri = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    assert said in refused(case, "--sparql", text.replace("U>", f"{uri}>"))
    with pytest.raises(TimeoutError):
        listener.accept()


def test_cypher_is_refused_before_a_server_is_looked_for(case: Path) -> None:
    assert "'$case' is not read" in refused(case, "--cypher", "MATCH (a$case) RETURN a$case")
    loose = "MATCH (a {case: $case}), (b) RETURN b"
    assert "a pattern is of any case, at line 1, character 26" in refused(case, "--cypher", loose)
    load = "MATCH (a {case: $case}) CALL apoc.load.json('http://x') YIELD value RETURN value"
    assert "a procedure may read" in refused(case, "--cypher", load)
    load = "MATCH (a {case: $case}) LOAD CSV FROM 'file:///x' AS l RETURN l"
    assert "LOAD reaches" in refused(case, "--cypher", load)


def test_an_endless_query_ends_at_its_limit(case: Path) -> None:
    begun = time.monotonic()
    assert "no answer after 1 s" in refused(case, "--sparql", ENDLESS, "--seconds", "1")
    assert time.monotonic() - begun < 60
    assert kg("query", case, "--sparql", "ASK { ?s ?p ?o }").returncode == 0


def test_a_hundred_million_rows_stop_at_the_limit_and_say_so(case: Path) -> None:
    done = kg("query", case, "--sparql", MANY, "--rows", "500", "--json", "--lang", "en")
    answer = json.loads(done.stdout)
    assert (len(answer["rows"]), answer["truncated"]) == (500, True)
    assert "first 500 rows only" in answer["notes"][0]["en"] and "first 500" in done.stderr


def test_what_is_given_is_a_value(case: Path) -> None:
    given = 'x" } UNION { ?s ?p ?o } #'
    done = kg("ask", case, "CQ31", "-p", f"trace={given}", "--json", "--lang", "en")
    assert (done.returncode, json.loads(done.stdout)["rows"]) == (0, [])


def test_a_sum_that_the_engine_cannot_hold_is_told_and_not_nought(case: Path) -> None:
    text = f"SELECT (SUM(?x) AS ?t) {{ VALUES ?x {{ {BIG} {BIG} }} }}"
    answer = json.loads(kg("query", case, "--sparql", text, "--json").stdout)
    assert answer["rows"] == [[None]]
    assert any("was not computed" in note["en"] for note in answer["notes"])
    exact = f"SELECT sum(x)::VARCHAR FROM (VALUES ({BIG}), ({BIG})) AS t(x)"
    answer = json.loads(kg("query", case, "--sql", exact, "--json").stdout)
    assert answer["rows"] == [["199999999999999999999.0"]]


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="no wall is known there")
def test_the_wall_is_told(case: Path) -> None:
    walls = {
        json.loads(kg("query", case, *words, "--json").stdout)["network"]
        for words in (("--sparql", "ASK {}"), ("--sql", "SELECT 1"))
    }
    assert len(walls) == 1 and walls < {"namespace", "seccomp", "sandbox"}

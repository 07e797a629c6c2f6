"""A pattern of six roles on made networks of 6,000 people: kg beside SQL by hand and SPARQL.

The answers are compared first. What is timed is the question as ``kg pattern`` asks it of a loaded
case, rows behind the match included; SQL written by hand over the same views; and the same pattern
in SPARQL over the case's graph, which is given so many seconds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from measured import Verdicts, milliseconds

from kg.case import Case, new_case
from kg.errors import QueryTimeout, QueryTooBig
from tests.patterns.made_networks import PEOPLE, TIES, Network, network

NAME = "handler-network"
SECONDS = 10.0
BY_HAND = """
WITH t AS (SELECT source AS a, target AS b FROM link UNION SELECT target, source FROM link),
    d AS (SELECT a, count(*) AS n FROM t GROUP BY a),
    h AS (SELECT a FROM d WHERE n BETWEEN 28 AND 42), m AS (SELECT a FROM d WHERE n <= 5),
    l AS (SELECT a FROM d WHERE n > 100), e AS (SELECT a FROM d WHERE n BETWEEN 35 AND 45)
SELECT e.a, x.b, y.b, z.b, p.b, q.b FROM e
    JOIN t x ON x.a = e.a AND x.b IN (FROM h) JOIN t y ON y.a = e.a AND y.b IN (FROM h)
    JOIN t z ON z.a = e.a AND z.b IN (FROM h)
    JOIN t p ON p.a = x.b AND p.b IN (FROM m)
    SEMI JOIN t py ON py.a = y.b AND py.b = p.b SEMI JOIN t pz ON pz.a = z.b AND pz.b = p.b
    JOIN t q ON q.a = p.b AND q.b IN (FROM l)
    ANTI JOIN t xy ON xy.a = x.b AND xy.b = y.b ANTI JOIN t xz ON xz.a = x.b AND xz.b = z.b
    ANTI JOIN t yz ON yz.a = y.b AND yz.b = z.b
WHERE x.b < y.b AND y.b < z.b AND e.a <> p.b AND q.b NOT IN (e.a, x.b, y.b, z.b)
"""
SPARQL = """
PREFIX cc: <https://w3id.org/crimechain/>
SELECT ?e ?x ?y ?z ?m ?l WHERE { GRAPH <urn:crimechain:graph:derived> {
  { SELECT ?e WHERE { ?e cc:relatedTo|^cc:relatedTo ?o } GROUP BY ?e
    HAVING (COUNT(DISTINCT ?o) >= 35 && COUNT(DISTINCT ?o) <= 45) }
  { SELECT ?x WHERE { ?x cc:relatedTo|^cc:relatedTo ?o } GROUP BY ?x
    HAVING (COUNT(DISTINCT ?o) >= 28 && COUNT(DISTINCT ?o) <= 42) }
  { SELECT ?y WHERE { ?y cc:relatedTo|^cc:relatedTo ?o } GROUP BY ?y
    HAVING (COUNT(DISTINCT ?o) >= 28 && COUNT(DISTINCT ?o) <= 42) }
  { SELECT ?z WHERE { ?z cc:relatedTo|^cc:relatedTo ?o } GROUP BY ?z
    HAVING (COUNT(DISTINCT ?o) >= 28 && COUNT(DISTINCT ?o) <= 42) }
  { SELECT ?m WHERE { ?m cc:relatedTo|^cc:relatedTo ?o } GROUP BY ?m
    HAVING (COUNT(DISTINCT ?o) <= 5) }
  { SELECT ?l WHERE { ?l cc:relatedTo|^cc:relatedTo ?o } GROUP BY ?l
    HAVING (COUNT(DISTINCT ?o) > 100) }
  ?e cc:relatedTo|^cc:relatedTo ?x, ?y, ?z . ?m cc:relatedTo|^cc:relatedTo ?x, ?y, ?z, ?l .
  FILTER (STR(?x) < STR(?y) && STR(?y) < STR(?z))
  MINUS { ?x cc:relatedTo|^cc:relatedTo ?y } MINUS { ?x cc:relatedTo|^cc:relatedTo ?z }
  MINUS { ?y cc:relatedTo|^cc:relatedTo ?z }
} }
"""


def loaded(made: Network, folder: Path) -> Case:
    """Return a case that holds a network as one list of ties."""
    rows = "".join(f"P{a:04d},P{b:04d}\n" for a, b in made.ties)
    (folder / "knows.csv").write_text(f"source,target\n{rows}", encoding="utf-8")
    case = new_case(folder / "case")
    case.load(folder / "knows.csv")
    return case


def planted(case: Case, made: Network) -> set[str]:
    """Return the ids of the planted group."""
    employee, handlers, middleman, leader = made.solution
    people = (employee, *handlers, middleman, leader)
    listed = ", ".join(f"'P{one:04d}'" for one in people)
    rows = case.sql(f"SELECT id FROM entity WHERE name IN ({listed})").rows
    return {str(row[0]) for row in rows}


def options(words: argparse.ArgumentParser) -> None:
    """Add the options of this measure."""
    words.add_argument("--people", type=int, default=PEOPLE)
    words.add_argument("--ties", type=int, default=TIES)
    words.add_argument("--misses", type=int, default=5)
    words.add_argument("--seeds", type=int, default=3)
    words.add_argument("--first-seed", type=int, default=1)
    words.add_argument("--sparql-seconds", type=float, default=30.0)


def measure(given: argparse.Namespace, verdicts: Verdicts) -> None:
    """Measure and say whether the targets are met."""
    for seed in range(given.first_seed, given.first_seed + given.seeds):
        made = network(seed, given.people, given.ties, given.misses)
        with tempfile.TemporaryDirectory() as folder, loaded(made, Path(folder)) as case:
            goal = planted(case, made)
            found, took = milliseconds(lambda case=case: case.patterns.find(NAME))
            things = [set(match.things.values()) for match in found.matches]
            assert things == [goal], "another group than the planted one"
            rows, by_hand = milliseconds(lambda case=case: case.sql(BY_HAND, seconds=60).rows)
            assert [set(map(str, row)) for row in rows] == [goal], "SQL by hand differs"
            print(
                f"seed {seed}: {len(made.near):,} people, {len(made.ties):,} ties;"
                f" kg pattern {took / 1000:.2f} s, SQL by hand {by_hand / 1000:.2f} s;"
                f" {in_sparql(case, goal, given.sparql_seconds)}",
                flush=True,
            )
            target = f"seed {seed}: exactly the planted group, under {SECONDS:g} s"
            verdicts.say("pattern", target, f"{took / 1000:.2f} s", took < SECONDS * 1000)


def in_sparql(case: Case, goal: set[str], seconds: float) -> str:
    """Return how long the pattern took in SPARQL, or that it did not end."""
    try:
        answer, took = milliseconds(lambda: case.query(SPARQL, seconds=seconds))
    except QueryTimeout:
        return f"SPARQL: no answer in {seconds:g} s"
    except QueryTooBig:
        return "SPARQL: no answer within the memory of a question"
    assert [set(map(str, row)) for row in answer.rows] == [goal], "SPARQL differs"
    return f"SPARQL {took / 1000:.2f} s"

"""Of which columns it is said that an empty cell is a sum that was not computed."""

from __future__ import annotations

import pytest

from kg.query import summed
from kg.query.named import question
from kg.query.sparql_guard import check_sparql


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT (SUM(?x) AS ?y) ?z WHERE { ?s ?p ?x } GROUP BY ?z", {"y"}),
        ("SELECT (avg(?x) AS ?y) (MIN(?x) AS ?z) WHERE { ?s ?p ?x }", {"y"}),
        ("SELECT (SUM(?x) - ?a AS ?y) (COALESCE(SUM(?x), 0) AS ?z) WHERE { ?s ?p ?x }", {"y"}),
        ("SELECT ?z (?y AS ?w) { { SELECT (SUM(?x) AS ?y) { ?s ?p ?x } } }", {"y", "w"}),
        ("SELECT ?z { { SELECT (SUM(?x) AS ?y) { ?s ?p ?x } } BIND(?y * 2 AS ?z) }", {"y", "z"}),
        ("SELECT (COUNT(?x) AS ?y) WHERE { ?s ?p ?x }", set()),
    ],
)
def test_it_is_said_of_sums_and_of_what_is_made_of_them(text: str, columns: set[str]) -> None:
    assert summed(check_sparql(text)) == columns


@pytest.mark.parametrize(
    ("code", "empty", "sums"),
    [("CQ26", {"account", "holder", "last", "hours"}, {"received"}),
     ("CQ31", {"account", "who", "fact"}, {"kept"}), ("CQ44", {"secured", "held"}, {"paid"})],
)  # fmt: skip
def test_what_may_well_be_empty_beside_a_sum_is_none(
    code: str, empty: set[str], sums: set[str]
) -> None:
    found = summed(check_sparql(question(code).sparql))
    assert sums <= found and not empty & found

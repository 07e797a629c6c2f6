"""A parameter is a value wherever its variable stands, and never more than a value."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from invented import texts
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import UsageError
from kg.query.parameters import bind, term_text
from kg.query.sparql_guard import check_sparql

S = Store()
for n in range(4):
    S.add(Quad(NamedNode(f"urn:crimechain:t:{n}"), NamedNode("urn:p"), Literal(n % 2)))
    S.add(Quad(NamedNode(f"urn:crimechain:t:{n}"), NamedNode("urn:name"), Literal(f"n{n}")))


def ask(text, **parameters):
    bound = bind(text, check_sparql(text), parameters)
    return sorted(tuple(v.value if v else None for v in row) for row in S.query(bound))


ONE = "urn:crimechain:t:1"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?n { ?x <urn:name> ?n }",
        "SELECT ?n WHERE { { ?x <urn:name> ?n } UNION { ?x <urn:none> ?n } }",
        "SELECT ?n WHERE { { SELECT ?n WHERE { ?x <urn:name> ?n } } }",
        "SELECT ?n WHERE { SELECT ?n ?x WHERE { ?x <urn:name> ?n } }",
        "SELECT ?n WHERE { ?y <urn:name> ?n OPTIONAL { ?x <urn:p> ?q } FILTER(?y = ?x) }",
        "SELECT ?n WHERE { ?y <urn:name> ?n MINUS { ?y <urn:name> ?n FILTER(?y != ?x) } }",
        "SELECT ?n WHERE { ?x <urn:name> ?n } GROUP BY ?n",
        "SELECT ?n WHERE { VALUES ?z { 1 } ?x <urn:name> ?n }",
        "SELECT ?n WHERE { VALUES (?z ?y) { (1 2) } GRAPH ?g { } ?x <urn:name> ?n }".replace(
            "GRAPH ?g { } ", ""
        ),
    ],
)
def test_binds_wherever_it_stands(text):
    assert ask(text, x=ONE) == [("n1",)]


def test_counts_are_of_the_bound_thing_only():
    assert ask("SELECT (COUNT(*) AS ?c) { ?x ?p ?o }", x=ONE) == [("2",)]


def test_template_and_data_are_left_alone():
    text = "CONSTRUCT { ?x a ?n } WHERE { ?x <urn:name> ?n }"
    bound = bind(text, check_sparql(text), {"x": ONE})
    assert len(list(S.query(bound))) == 1


@given(texts)
def test_any_text_is_one_literal(text):
    assert ask("SELECT ?v { BIND(?x AS ?v) }", x="v" + text) in ([("v" + text,)], [(None,)])
    assert ask("SELECT ?x { }", x="v" + text) == [("v" + text,)]


@pytest.mark.parametrize("text", ['x" } UNION { ?s ?p ?o } #', "\\", "'''", "\n} #"])
def test_injection_finds_nothing(text):
    assert ask("SELECT ?s { ?s <urn:name> ?x }", x=text) == []


def test_terms():
    assert term_text(ONE) == f"<{ONE}>"
    assert term_text("urn:other:1") == '"urn:other:1"'
    assert term_text(Decimal("1.50")).startswith('"1.5"^^')
    assert term_text(True).startswith('"true"^^')
    assert term_text(datetime(2024, 5, 1, tzinfo=UTC)).startswith('"2024-05-01T00:00:00Z"^^')


@pytest.mark.parametrize("name", ["y", "x y", "x}"])
def test_unknown_names_are_refused(name):
    with pytest.raises(UsageError):
        ask("SELECT ?n { ?x <urn:name> ?n }", **{name: "1"})

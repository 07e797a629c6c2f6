"""Facts on their way in are held to any shape as the graph is, also to what no shipped one asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from compiled import as_finding, findings_of
from pyoxigraph import Store

from kg.model import Entity, Evidence, Link
from kg.rdf import fact_quads
from kg.schema import shape_files
from kg.shapes import Shape, descendants
from kg.shapes.fact_checks import FactChecks
from kg.shapes.shape import read_shapes, shape_triples

HEAD = shape_files()[0].read_text("utf-8").split("\n\n")[0]
HEAD += "\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
END = 'sh:severity sh:Info ; sh:message "是"@zh-Hans , "is"@en .'
TRANSFERS = "sh:targetClass cc:Transfer"
INNER = """
shape:noted a sh:PropertyShape ; sh:path cc:status ; sh:minCount 1 .
shape:priced a sh:PropertyShape ; sh:path cc:amount ; sh:minInclusive 3 .
shape:timed a sh:PropertyShape ; sh:path cc:startTime ; sh:lessThanOrEquals cc:endTime .
shape:fine a sh:PropertyShape ; sh:path cc:status ; sh:hasValue "ok" .
shape:spelt a sh:PropertyShape ; sh:path cc:amount ; sh:datatype xsd:string .
shape:both a sh:NodeShape ; sh:property shape:noted , shape:priced .
shape:transfer a sh:NodeShape ; sh:class cc:Transfer .
shape:call a sh:NodeShape ; sh:class cc:Call .
shape:either a sh:NodeShape ; sh:or ( shape:transfer shape:call ) .
shape:neither a sh:NodeShape ; sh:and ( shape:both shape:timed ) .
"""
DAYS = [datetime(2024, month, 1, tzinfo=UTC) for month in (1, 2)]
ONE, TWO, THREE, X, Y, Z = (f"urn:crimechain:example:{name}" for name in "123xyz")
WHOLE = Link(
    f"{ONE}:link",
    "Transfer",
    X,
    Y,
    amount=Decimal(5),
    currency="CNY",
    values={"status": ("ok",)},
    evidence=(Evidence("0123456789abcdef" * 4, "line 2", "delimited"),),
)
FACTS: list[Entity | Link] = [
    WHOLE,
    replace(WHOLE, id=f"{ONE}:bare", amount=None, currency="", values={}),
    replace(
        WHOLE,
        id=f"{ONE}:back",
        start=DAYS[1],
        end=DAYS[0],
        values={"status": ("ok", "CNY"), "role": ("CashRunner",)},
    ),
    replace(
        WHOLE, id=f"{ONE}:self", source=Y, amount=Decimal(1), start=DAYS[0], end=DAYS[1],
        evidence=(),
    ),
    replace(WHOLE, id=f"{ONE}:open", start=DAYS[0], object=Z, amount=Decimal("3.00")),
    *(Entity(one, "BankAccount", {"cardNumber": ("0622022530034378035",)}) for one in (X, Y)),
]  # fmt: skip
PATHS = ["amount", "currency", "status", "startTime", "source", "object", "confidence", "role"]
PATHS += ["supportedBy"]
DEMANDS = {
    "at least one": "sh:minCount 1",
    "at least two": "sh:minCount 2",
    "none": "sh:maxCount 0",
    "one": "sh:maxCount 1",
    "whole numbers": "sh:datatype xsd:integer",
    "numbers": "sh:datatype xsd:decimal",
    "texts": "sh:datatype xsd:string",
    "moments": "sh:datatype xsd:dateTime",
    "things": "sh:nodeKind sh:IRI",
    "values": "sh:nodeKind sh:Literal",
    "listed": 'sh:in ( "ok" "CNY" )',
    "that value": 'sh:hasValue "ok"',
    "a form": 'sh:pattern "^[a-z]+$"',
    "a form in part": 'sh:pattern "5"',
    "at least": "sh:minInclusive 3",
    "at most": "sh:maxInclusive 3",
    "above": "sh:minExclusive 3",
    "below": "sh:maxExclusive 5",
    "other than the code": "sh:disjoint cc:currency",
    "other than the end": "sh:disjoint cc:target",
    "not after the end": "sh:lessThanOrEquals cc:endTime",
}
WHOLES = {
    "sh:or ( shape:noted shape:priced )": set[str](),
    "sh:or ( shape:noted shape:fine )": {"bare"},
    "sh:and ( shape:noted shape:priced )": {"bare", "self"},
    "sh:node shape:both": {"bare", "self"},
    "sh:not shape:both": {"link", "back", "open"},
    "sh:not shape:noted": {"link", "back", "self", "open"},
    "sh:not shape:timed": {"link", "bare", "self", "open"},
    "sh:not shape:fine": {"link", "back", "self", "open"},
    "sh:not shape:neither": {"link", "open"},
    "sh:or ( shape:timed shape:priced )": set[str](),
    "sh:and ( shape:timed shape:fine )": {"bare", "back"},
}


def shapes_of(text: str, place: Path) -> tuple[Shape, ...]:
    path = place / "own.ttl"
    path.write_text(HEAD + INNER + text, "utf-8")
    return read_shapes(shape_triples([path]))


def in_facts(shapes: tuple[Shape, ...]) -> set[tuple[str, ...]]:
    known = {fact.id: fact.kind for fact in FACTS}
    checks = FactChecks(shapes, descendants)
    return {as_finding(breach) for _, breach in checks.breaches(FACTS, known)}


@pytest.fixture(scope="module")
def graph() -> Store:
    store = Store()
    store.extend(quad for fact in FACTS for quad in fact_quads(fact))
    return store


@pytest.mark.parametrize("path", PATHS)
def test_what_is_asked_of_values_is_broken_by_the_same_facts(
    path: str, graph: Store, tmp_path: Path
) -> None:
    own = f"a sh:PropertyShape ; {TRANSFERS} ; sh:path cc:{path} ;"
    said = [f"shape:x{n} {own} {one} ; {END}" for n, one in enumerate(DEMANDS.values())]
    found = findings_of(shapes := shapes_of("\n".join(said), tmp_path), graph)
    assert in_facts(shapes) == found
    assert found


@pytest.mark.parametrize("demand", WHOLES)
def test_what_is_asked_of_whole_facts_is_broken_by_the_same(
    demand: str, graph: Store, tmp_path: Path
) -> None:
    text = f"shape:x a sh:NodeShape ; {TRANSFERS} ; {demand} ; {END}"
    found = findings_of(shapes := shapes_of(text, tmp_path), graph)
    assert in_facts(shapes) == found
    assert {thing.rpartition(":")[2] for _, thing, *_ in found} == WHOLES[demand]


@pytest.mark.parametrize("demand", ["shape:call", "shape:either", "shape:transfer"])
def test_that_kinds_are_apart_is_left_to_the_graph(demand: str, tmp_path: Path) -> None:
    """A fact has one kind, and no kind descends from two that are apart."""
    text = f"shape:x a sh:NodeShape ; {TRANSFERS} ; sh:not {demand} ; {END}"
    assert in_facts(shapes_of(text, tmp_path)) == set()


@pytest.mark.parametrize(
    ("target", "broken"),
    [
        ("sh:targetClass cc:Link", {"bare"}),
        ("sh:targetClass cc:Entity", {"x", "y"}),
        ("sh:targetClass cc:Call", set[str]()),
        ("sh:targetSubjectsOf cc:supportedBy", {"bare"}),
        ("sh:targetSubjectsOf cc:target", {"bare"}),
        ("sh:targetClass cc:Call , cc:Account", {"x", "y"}),
        ("sh:targetClass cc:Call ; sh:targetSubjectsOf cc:source", {"bare"}),
    ],
)
def test_a_shape_is_about_what_it_aims_at(
    target: str, broken: set[str], graph: Store, tmp_path: Path
) -> None:
    text = f"shape:x a sh:PropertyShape ; {target} ; sh:path cc:status ; sh:minCount 1 ; {END}"
    found = findings_of(shapes := shapes_of(text, tmp_path), graph)
    assert in_facts(shapes) == found
    assert {thing.rpartition(":")[2] for _, thing, *_ in found} == broken

"""Where two states of a graph differ is told statement by statement; only reading is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from kg.graph import class_tree, quad_diff
from kg.graph.quad_diff import GraphDifferences, QuadDifference, dump_state, graph_differences
from kg.rdf import DERIVED, MARKERS, iri
from kg.rdf.terms import term
from kg.schema import load_schema

QUADS = [
    Quad(iri(f"urn:x:{n}"), term("amount"), Literal(str(n)), iri("urn:source:a")) for n in range(5)
]
EDGE = Quad(iri("urn:x:1"), term("transferredTo"), iri("urn:x:2"), DERIVED)
MARK = Quad(iri("urn:source:a"), term("rowsStored"), Literal("5"), MARKERS)
WHOLE = [*QUADS, EDGE, MARK]


def state(folder: Path, quads: list[Quad]) -> Path:
    """Return a state as a checkpoint holds it; the order of writing is no part of it."""
    engine = Store(str(folder.with_name(f"{folder.name}-bench")))
    engine.extend(quads)
    engine.flush()
    engine.backup(str(folder))
    return folder


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


def found(scratch: Path, one: list[Quad], other: list[Quad]) -> GraphDifferences:
    place = scratch.parent
    derived = dump_state(state(place / "derived", one), place / "derived.nq")
    return graph_differences(derived, state(place / "stored", other), scratch)


def test_the_same_statements_are_no_difference_whatever_the_order(scratch: Path) -> None:
    assert found(scratch, WHOLE, WHOLE[::-1]) == GraphDifferences()
    assert not list(scratch.iterdir()), "the dump is removed"


def test_a_value_told_otherwise_is_lost_and_added(scratch: Path) -> None:
    forged = Quad(QUADS[1].subject, QUADS[1].predicate, Literal("100"), QUADS[1].graph_name)
    other = [forged if quad == QUADS[1] else quad for quad in WHOLE]
    assert found(scratch, WHOLE, other) == GraphDifferences(
        (
            QuadDifference("urn:x:1", "amount", "1", "facts", lacking=True),
            QuadDifference("urn:x:1", "amount", "100", "facts", lacking=False),
        ),
        2,
    )


def test_each_part_of_the_graph_is_named(scratch: Path) -> None:
    lost = found(scratch, WHOLE, QUADS[1:])
    assert lost.count == 3 and all(one.lacking for one in lost.quads)
    assert {(one.part, one.property) for one in lost.quads} == {
        ("facts", "amount"), ("derived", "transferredTo"), ("sources", "rowsStored"),
    }  # fmt: skip
    assert {one.value for one in lost.quads} == {"0", "urn:x:2", "5"}


def test_all_that_is_said_of_classes_is_one_difference(scratch: Path) -> None:
    classes = sorted(class_tree(load_schema()), key=str)
    lost = found(scratch, [*WHOLE, *classes], WHOLE)
    module = "https://w3id.org/crimechain/module/core"
    expected = QuadDifference(module, "subClassOf", str(len(classes)), "classes", lacking=True)
    assert lost == GraphDifferences((expected,), 1)


def test_a_statement_in_another_part_is_a_difference(scratch: Path) -> None:
    moved = Quad(EDGE.subject, EDGE.predicate, EDGE.object, iri("urn:source:a"))
    parts = [one.part for one in found(scratch, [EDGE], [moved]).quads]
    assert parts == ["derived", "facts"]


def test_an_empty_graph_lacks_all_and_a_blank_node_is_told(scratch: Path) -> None:
    blank = Quad(BlankNode("b"), NamedNode("urn:p"), BlankNode("c"), iri("urn:source:a"))
    told = found(scratch, [], [*QUADS, blank])
    assert told.count == 6 and not any(one.lacking for one in told.quads)
    assert any(one.subject.startswith("_:") for one in told.quads)


def test_all_are_counted_and_the_first_are_told(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quad_diff, "MOST", 3)
    lost = found(scratch, WHOLE, [])
    assert (len(lost.quads), lost.count) == (3, 7)


def test_neither_state_is_written_to(scratch: Path) -> None:
    found(scratch, WHOLE, QUADS)
    for name in ("derived", "stored"):
        folder = scratch.parent / name
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        graph_differences(dump_state(folder, scratch / f"{name}.nq"), folder, scratch)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before

"""What the axioms forbid is told by a shape, and what they let be is told by none."""

from __future__ import annotations

from pathlib import Path

import pytest
from compiled import compiled_findings
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kg.rdf.terms import TYPE, term
from kg.schema import load_schema, ontology_files
from kg.schema.turtle import read_named

AXIOMS = read_named(sorted((ontology_files()[0].parent / "axioms").glob("*.ttl")))
KNOWN = {kind.name for kind in load_schema().kinds()}
NOT_IN_CASES = {"ListedValue"}
"""The values of closed lists are the ontology's own: no case has any."""
INDIVIDUALS = Path(__file__).parents[1] / "ontology" / "individuals"
APART = [
    (name, other)
    for name, said in AXIOMS.items()
    for other in said.all("disjointWith")
    if not {name, other} & NOT_IN_CASES
]
ALONE = [
    kind.name
    for kind in load_schema().link_kinds()
    if kind.shortcut in AXIOMS and "IrreflexiveProperty" in AXIOMS[kind.shortcut].all("type")
]


def thing(name: str) -> NamedNode:
    return NamedNode(f"urn:crimechain:invented:{name}")


def told_of(quads: list[Quad]) -> set[tuple[str, str]]:
    """Return which shapes tell what of which things."""
    store = Store()
    store.extend(quads)
    return {(shape, of.rpartition(":")[2]) for shape, of, *_ in compiled_findings(store)}


def individuals(name: str) -> dict[str, list[Quad]]:
    """Return what is said in each case of a file."""
    cases: dict[str, list[Quad]] = {}
    for one in parse(path=str(INDIVIDUALS / f"{name}.trig"), format=RdfFormat.TRIG):
        assert isinstance(one, Quad)
        cases.setdefault(one.graph_name.value, []).append(one)
    return cases


def test_two_classes_that_the_axioms_keep_apart_are_told():
    assert {name for pair in APART for name in pair} <= KNOWN and len(APART) > 400
    quads = [
        Quad(thing(f"{one}-{other}"), TYPE, term(kind))
        for one, other in APART
        for kind in (one, other)
    ]
    told = told_of(quads)
    assert {(f"{one}-apart", f"{one}-{other}") for one, other in APART} <= told


@pytest.mark.parametrize("name", [*ALONE, "PartOf", "DataFile", "SellsData", "SuppliesPhone"])
def test_a_link_of_a_thing_to_itself_is_told(name):
    ends = ("self", "self"), ("one", "other")
    quads = [Quad(thing(f"from-{a}"), TYPE, term(name)) for a, _ in ends]
    for a, b in ends:
        quads.append(Quad(thing(f"from-{a}"), term("source"), thing(a)))
        quads.append(Quad(thing(f"from-{a}"), term("target"), thing(b)))
    told = {of for shape, of in told_of(quads) if shape == f"{name}-not-itself"}
    assert told == {"from-self"}


def test_there_are_links_that_nobody_has_with_himself():
    assert {"Controls", "Recruits", "MemberOf", "StepOf"} <= set(ALONE)


def test_what_files_truly_say_is_kept_apart_by_no_shape():
    cases = individuals("consistent")
    told = {(case, *one) for case, quads in cases.items() for one in told_of(quads)}
    assert {case for case, _, _ in told} == set(cases)
    assert {one for one in told if one[1].endswith(("-apart", "-not-itself"))} == set()


def test_what_is_absurd_in_two_classes_is_told_by_a_shape():
    two = {
        case: quads
        for case, quads in individuals("absurd").items()
        if [(one.subject, one.predicate) for one in quads] == [(quads[0].subject, TYPE)] * 2
    }
    assert len(two) > 30
    told = {case: {shape for shape, _ in told_of(quads)} for case, quads in two.items()}
    assert [case for case, of in told.items() if not any(s.endswith("-apart") for s in of)] == []

"""Compiled shapes find what pySHACL finds, one by one, and every constraint finds something."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
from compiled import compiled_findings
from rdflib import Graph
from reference import Finding, as_graph, reference_findings, shapes_graph

from kg.shapes import load_shapes

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in (HERE / "fixtures").glob("*.trig"))


def expected(name: str) -> set[Finding]:
    lines = (HERE / "expected" / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    return {tuple(line.split("\t")) for line in lines if line}  # type: ignore[misc]


@pytest.mark.parametrize("name", NAMES)
def test_compiled_shapes_find_what_is_expected(name, stores):
    assert compiled_findings(stores[name]) == expected(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_finds_what_is_expected(name, stores):
    assert reference_findings(as_graph(stores[name])) == expected(name)


def test_the_good_fixture_breaks_nothing_and_no_result_stands_without_its_fixture():
    assert expected("pass") == set()
    assert sorted(path.stem for path in (HERE / "expected").glob("*.tsv")) == NAMES


def test_every_constraint_is_broken_by_some_fixture():
    found = {(one[0], one[3]) for name in NAMES for one in expected(name)}
    wanted = {
        (shape.name.rpartition("/")[2], constraint.component)
        for shape in load_shapes()
        for constraint in shape.constraints
    }
    assert wanted == found


def test_every_faulty_thing_of_a_fixture_breaks_something(stores):
    """Whatever stands under a comment in a fixture is there for its fault."""
    for name in NAMES:
        text = (HERE / "fixtures" / f"{name}.trig").read_text(encoding="utf-8")
        faulty = {
            block.split(" ", 1)[0].replace("ex:", "urn:crimechain:example:")
            for block in text.split("\n\n")
            if block.startswith("# ") and "\nex:" in block
            for block in [block.partition("\n")[2]]
        }
        assert name == "pass" or faulty <= {one[1] for one in expected(name)}


def test_the_shapes_are_well_formed_by_the_shapes_of_shacl_itself():
    conforms, _, said = pyshacl.validate(Graph(), shacl_graph=shapes_graph(), meta_shacl=True)
    assert conforms, said

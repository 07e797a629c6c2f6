"""The dataset for rdflib is what rdflib itself reads of the same facts, and is used like that."""

from __future__ import annotations

import copy
from itertools import chain

import pytest
from invented import account, row, source, transfer
from rdflib import Dataset, Graph, Literal, URIRef

from kg.exports import ExportMaterial, NoMasking, masked
from kg.exports.nquads import nquads
from kg.exports.objects import as_rdflib
from kg.rdf.terms import CC
from kg.schema import load_schema

# rdflib itself still uses the names that it warns of
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.:DeprecationWarning")
A, B = "a" * 64, "b" * 64
ASKED = f"""SELECT (COUNT(?flow) AS ?n) (SUM(?amount) AS ?sum)
WHERE {{ ?flow a <{CC}Transfer> ; <{CC}amount> ?amount }}"""
URN = "urn:test:"


@pytest.fixture(scope="module")
def material() -> ExportMaterial:
    a, b = account("1", row(A, 1), name='甲 "一"\n'), account("2", row(B, 2))
    flows = [transfer(n, a, b, row(A, n + 3), row(B, n), amount="0.10") for n in range(9)]
    return masked(
        NoMasking(), case="案", entities=[a, b], links=flows, sources=[source(A), source(B)],
        schema=load_schema(),
    )  # fmt: skip


@pytest.fixture
def ours(material: ExportMaterial) -> Dataset:
    return as_rdflib(material)


@pytest.fixture
def theirs(material: ExportMaterial) -> Dataset:
    text = "".join(chain.from_iterable(text for _, text in nquads(material)))
    return Dataset().parse(data=text, format="nquads")


def test_it_holds_what_rdflib_reads(ours: Dataset, theirs: Dataset) -> None:
    assert set(ours.quads()) == set(theirs.quads())
    assert len(ours) == len(theirs)
    assert set(ours.default_graph) == set(theirs.default_graph)
    assert _names(ours) == _names(theirs)
    assert list(ours.query(ASKED)) == list(theirs.query(ASKED))


def _names(dataset: Dataset) -> list[str]:
    return sorted(str(graph.identifier) for graph in dataset.graphs())


@pytest.mark.parametrize("known", range(8))
def test_every_pattern_finds_the_same(ours: Dataset, theirs: Dataset, known: int) -> None:
    for quad in sorted(theirs.quads(), key=str)[::7]:
        triple = [one if known >> place & 1 else None for place, one in enumerate(quad[:3])]
        for graph in (None, quad[3] or theirs.default_graph.identifier):
            pattern = (*triple, graph)
            assert set(ours.quads(pattern)) == set(theirs.quads(pattern))


def test_it_is_changed_like_any_other(ours: Dataset, theirs: Dataset) -> None:
    one, two, name = URIRef(f"{URN}1"), URIRef(f"{URN}2"), URIRef(f"{URN}name")
    for dataset in (ours, theirs):
        dataset.add((one, name, Literal("a", lang="zh")))
        dataset.add((one, name, Literal(5), two))
        dataset.add((one, name, Literal(5), name))
        dataset.graph(two).add((one, name, two))
        dataset.remove((None, URIRef(f"{CC}memo"), None, None))
        dataset.remove_graph(name)
    assert set(ours.quads()) == set(theirs.quads())
    assert _names(ours) == _names(theirs)
    assert (one, name, Literal(5), two) in ours
    assert (one, name, Literal(6)) not in ours
    assert not set(ours.triples((URIRef("no iri"), None, None)))
    assert not set(ours.triples((Literal("x"), None, None)))


def test_a_statement_of_two_graphs_comes_once(ours: Dataset) -> None:
    one = URIRef(f"{URN}1")
    for name in (f"{URN}a", f"{URN}b"):
        ours.graph(name).add((one, one, one))
    assert len(list(ours.store.triples((one, None, None)))) == 1
    assert {str(name) for *_, name in ours.quads((one, None, None, None))} == {
        f"{URN}a",
        f"{URN}b",
    }


def test_it_can_be_copied_and_written(ours: Dataset) -> None:
    again = copy.deepcopy(ours)
    assert set(again.quads()) == set(ours.quads())
    read = Graph().parse(data=ours.default_graph.serialize(format="nt"), format="nt")
    assert set(read) == set(ours.default_graph)

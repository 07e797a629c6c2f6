"""Turtle for people: sorted, short names, one graph or the case's graphs."""

from invented import account, row, source, transfer

from kg.exports import NoMasking, masked
from kg.exports.triples import trig, turtle
from kg.schema import load_schema

A = "a" * 64


def written(exporter, **values):
    one, two = account("1", row(A, 1), **values), account("2")
    material = masked(
        NoMasking(),
        case="案 42\n@prefix x: <y> .",
        entities=[two, one],
        links=[transfer(1, one, two, row(A, 1), amount="5.00")],
        sources=[source(A)],
        schema=load_schema(),
        marking="秘密",
    )
    return "".join(piece for _, text in exporter(material) for piece in text)


def test_head_says_case_and_marking_in_comments():
    lines = written(turtle).splitlines()
    assert lines[:2] == ["# crimechain · 案 42 @prefix x: <y> .", "# 秘密"]


def test_turtle_reads_well():
    text = written(turtle)
    assert '\n    a cc:Transfer ;\n    cc:amount "5"^^xsd:decimal ;' in text
    assert "cc:confidence 50 ;" in text
    assert "transferredTo" not in text


def test_evidence_that_two_facts_share_is_told_once():
    assert written(turtle).count("a cc:Evidence") == 1


def test_trig_keeps_the_graphs():
    text = written(trig)
    assert f"<urn:crimechain:source:{A}> {{" in text
    assert "<urn:crimechain:graph:derived> {" in text
    assert "<urn:crimechain:graph:markers> {" in text
    assert "cc:transferredTo" in text


def test_names_that_are_no_prefixed_names_are_written_whole():
    assert "<https://w3id.org/crimechain/交易-地点.2>" in written(
        turtle, **{"交易-地点.2": "x"}
    ).replace("%2E", ".")

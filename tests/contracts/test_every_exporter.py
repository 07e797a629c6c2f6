"""All exporters keep the same promises; what RDF and CSV hold is read back and compared."""

from __future__ import annotations

import csv
import tempfile
import warnings
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import account, entities, links, row, source, transfer

from kg.errors import KgError, UsageError
from kg.exports import EXPORTERS, NoMasking, cypher, export, masked
from kg.exports.csv_tables import parted
from kg.exports.recount import check
from kg.model import Entity, Evidence, Link, Precision, Proof, stable_id
from kg.rdf import read_facts, tidy_entity, tidy_link
from kg.rdf.terms import read_time
from kg.schema import load_schema
from tests.depth import examples

A, B = "a" * 64, "b" * 64
FORMS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
NAMES = {".ttl": "turtle", ".trig": "trig", ".nq": "nquads", ".jsonld": "json-ld"}
"""How rdflib calls the forms."""


def material(entities, links, sources=()):
    return masked(
        NoMasking(),
        case="案 42",
        entities=entities,
        links=links,
        sources=sources,
        schema=load_schema(),
    )


@pytest.fixture
def small():
    a, b = account("1", row(A, 1)), account("2", row(A, 2))
    flows = [transfer(n, a, b, row(A, n + 3), amount="0.10") for n in range(30)]
    return material([a, b], flows, [source(A)])


every = pytest.mark.parametrize("suffix", sorted(EXPORTERS))


@every
def test_files_are_written_and_named(tmp_path, small, suffix):
    paths = export(tmp_path / f"案.{suffix[1:]}", small)
    assert paths[0] == tmp_path / f"案{suffix}"
    assert sorted(tmp_path.iterdir()) == sorted(paths)


@every
def test_a_form_comes_in_pieces(suffix, monkeypatch):
    """No form holds its whole text at once: a piece is of few facts, however many there are."""
    monkeypatch.setattr(cypher, "ROWS", 10)
    a, b = account("1", row(A, 1)), account("2", row(A, 2))
    module, function = EXPORTERS[suffix].split(":")
    longest = []
    for count in (20, 200):
        flows = [transfer(n, a, b, row(A, n + 3), amount="0.10") for n in range(count)]
        facts = material([a, b], flows, [source(A)])
        parts = getattr(import_module(module), function)(facts)
        longest.append(max(len(piece) for _, text in parts for piece in text))
    assert longest[1] < longest[0] * 2


@every
def test_order_of_facts_does_not_show(tmp_path, small, suffix):
    turned = material(small.entities[::-1], small.links[::-1], small.sources)
    first = export(tmp_path / f"a{suffix}", small)
    second = export(tmp_path / f"b{suffix}", turned)
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


@every
def test_existing_file_stays_unless_forced(tmp_path, small, suffix):
    target = tmp_path / f"x{suffix}"
    target.write_text("mine")
    with pytest.raises(UsageError, match="--force"):
        export(target, small)
    assert target.read_text() == "mine"
    export(target, small, force=True)
    assert target.read_text() != "mine"


@every
def test_failure_leaves_nothing(tmp_path, small, suffix):
    broken = replace(small, links=(replace(small.links[0], values={"memo": ("\ud800",)}),))
    with pytest.raises((KgError, UnicodeEncodeError)):
        export(tmp_path / f"x{suffix}", broken)
    assert list(tmp_path.iterdir()) == []


@every
def test_only_payments_are_summed_when_a_file_is_counted(tmp_path, suffix):
    """A loss, an order, the flow of a trace have amounts too; they are no payments."""
    a, b = account("1"), account("2")
    loss = Link(
        stable_id("ReportedLoss", "1"), "ReportedLoss", a.id, b.id,
        amount=Decimal("7.5"), currency="USDT",
    )  # fmt: skip
    told = material([a, b], [transfer(n, a, b, amount="0.10") for n in range(3)] + [loss])
    found = check(export(tmp_path / f"b{suffix}", told)[0])
    assert (found.nodes, found.edges, found.sums) == (2, 4, {"CNY": Decimal("0.3")})


@every
def test_nothing_at_all_can_be_written(tmp_path, suffix):
    assert export(tmp_path / f"x{suffix}", material([], []))


def test_unknown_suffix_lists_the_known_ones(tmp_path, small):
    with pytest.raises(UsageError, match=r"\.trig"):
        export(tmp_path / "x.docx", small)


def test_folder_that_is_not_there(tmp_path, small):
    with pytest.raises(KgError, match="none: no such folder"):
        export(tmp_path / "none" / "x.ttl", small)


@every
def test_masked_values_leave_no_trace(tmp_path, small, suffix):
    class Blot(NoMasking):
        def text(self, text):
            return text.replace("42", "**")

        def entity(self, entity):
            return Entity(entity.id + "0", entity.kind, {"cardNumber": ("*",)})

        def link(self, link):
            ends = {"source": link.source + "0", "target": link.target + "0"}
            return replace(link, **ends, values={}, evidence=())

    blotted = masked(
        Blot(),
        case="案 42",
        entities=small.entities,
        links=small.links,
        sources=[],
        schema=small.schema,
    )
    for path in export(tmp_path / f"x{suffix}", blotted):
        text = path.read_text(encoding="utf-8")
        assert "货款" not in text
        assert "line 1" not in text
        assert "案 42" not in text


def read_by_oxigraph(path: Path):
    return ox.parse(path.read_bytes(), FORMS[path.suffix])


def read_by_rdflib(path: Path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of its own inside
        dataset = rdflib.Dataset()
        dataset.parse(data=path.read_bytes(), format=NAMES[path.suffix])
        quads = dataset.serialize(format="nquads")
    for quad in ox.parse(quads, ox.RdfFormat.N_QUADS):
        is_ours = "urn:crimechain:" in str(quad.graph_name)
        yield quad if is_ours else ox.Quad(*list(quad)[:3])


parsers = pytest.mark.parametrize("read", [read_by_oxigraph, read_by_rdflib])
rdf = pytest.mark.parametrize("suffix", sorted(FORMS))


@rdf
@parsers
def test_rdf_is_read_back(tmp_path, small, suffix, read):
    (path,) = export(tmp_path / f"x{suffix}", small)
    found, facts = read_facts(read(path))
    assert found == [tidy_entity(entity) for entity in small.entities]
    assert facts == [tidy_link(link) for link in small.links]
    assert sum(link.amount for link in facts) == Decimal("3.00")


some = st.lists(entities | links, max_size=8, unique_by=lambda fact: fact.id)


@settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))
@given(some)
@rdf
def test_any_facts_are_read_back_from_rdf(suffix, facts):
    things = [fact for fact in facts if isinstance(fact, Entity)]
    told = [fact for fact in facts if isinstance(fact, Link)]
    whole = material(things, told)
    with tempfile.TemporaryDirectory() as folder:
        (path,) = export(Path(folder) / f"x{suffix}", whole)
        found, said = read_facts(read_by_oxigraph(path))
    assert found == [tidy_entity(entity) for entity in whole.entities]
    assert said == [tidy_link(link) for link in whole.links]


@settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))
@given(some)
def test_any_facts_are_read_back_from_csv(facts):
    things = [tidy_entity(fact) for fact in facts if isinstance(fact, Entity)]
    told = [tidy_link(fact) for fact in facts if isinstance(fact, Link)]
    whole = material(things, told)
    with tempfile.TemporaryDirectory() as folder:
        paths = export(Path(folder) / "x.csv", whole)
        found, said = csv_facts(*paths[:3])
    assert found == list(whole.entities)
    assert said == list(whole.links)


def csv_facts(link_file: Path, node_file: Path, evidence_file: Path):
    """Read the three tables back by the readme's rules; written apart from the writer."""
    proofs = defaultdict(list)
    for told in rows(evidence_file):
        found = Evidence(told["sha256"], told["locator"], told["reader"], told["excerpt"])
        proofs[told["fact"]].append(found)
    nodes = [
        Entity(
            told["id"],
            told["kind"],
            values(told, ("id", "kind", "label", "evidence", "evidenceCount")),
            tuple(proofs[told["id"]]),
        )
        for told in rows(node_file)
    ]
    return nodes, [csv_link(told, tuple(proofs[told["linkId"]])) for told in rows(link_file)]


def csv_link(told, proofs):
    own = "linkId kind label evidence evidenceCount object objectKind objectNumber"
    own += " source sourceKind sourceNumber sourceName target targetKind targetNumber targetName"
    own = (own + " startTime endTime precision amount currency proof confidence").split()
    return Link(
        told["linkId"],
        told["kind"],
        told["source"],
        told["target"],
        told["object"],
        read_time(told["startTime"]) if told["startTime"] else None,
        read_time(told["endTime"]) if told["endTime"] else None,
        Precision(told["precision"]),
        Decimal(told["amount"]) if told["amount"] else None,
        told["currency"],
        values(told, own),
        proofs,
        Proof(told["proof"]),
        int(told["confidence"]),
    )


def rows(path: Path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *body = csv.reader(stream, strict=True)
    for line in body:
        yield {bare(n): bare(cell) for n, cell in zip(head, line, strict=True)}


def bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell


def values(told, own):
    found = {n.removeprefix("value:"): parted(c) for n, c in told.items() if n not in own and c}
    return dict(sorted(found.items()))

"""GraphML, GEXF and node-link JSON, read back by networkx: every node, every parallel edge."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import account, entities, links, row, source, transfer

from kg.exports import NoMasking, export, masked
from kg.exports.csv_tables import joined
from kg.exports.network import EDGE, moved
from kg.exports.xml_writer import UNWRITABLE
from kg.rdf.terms import decimal_text, time_text
from kg.schema import load_schema
from tests.depth import examples

FORMS = (".graphml", ".gexf", ".json")


def read(path: Path) -> nx.MultiDiGraph:
    if path.suffix == ".graphml":
        return nx.read_graphml(path, force_multigraph=True)
    if path.suffix == ".gexf":
        return nx.read_gexf(path, version="1.3")
    return nx.node_link_graph(json.loads(path.read_text("utf-8")), edges="links")


def written(suffix: str, things, facts) -> nx.MultiDiGraph:
    with tempfile.TemporaryDirectory() as folder:
        material = masked(
            NoMasking(), case="案", entities=things, links=facts, sources=[source("a" * 64)],
            schema=load_schema(),
        )  # fmt: skip
        (path,) = export(Path(folder) / f"x{suffix}", material)
        return read(path)


def xml(text: str) -> str:
    """Return a text as XML can hold it."""
    return UNWRITABLE.sub("\ufffd", text)


@pytest.mark.parametrize("suffix", FORMS)
def test_parallel_payments_stay_two_and_keep_what_is_told_of_them(suffix: str) -> None:
    a, b = account("1", row("a" * 64, 1), name="甲"), account("2")
    facts = [transfer(n, a, b, row("a" * 64, n), amount="0.1") for n in (1, 2)]
    graph = written(suffix, [a, b], facts)
    assert graph.is_directed() and graph.is_multigraph()
    assert graph.nodes[a.id]["label"] == "甲"
    told = [data for _, _, data in graph.edges(data=True)]
    assert len(told) == 2
    for one in told:
        assert one["startTime"] == "2024-05-01T02:03:04Z"
        assert (one["amount"], one["amountExact"], one["currency"]) == (0.1, "0.1", "CNY")
        assert one["evidence"].startswith("流水.csv · line")
        assert one["memo"] == '货款 "一"\n二'


@settings(max_examples=examples(60))
@given(
    st.sampled_from(FORMS),
    st.lists(entities, max_size=5, unique_by=lambda e: e.id),
    st.lists(links, max_size=6, unique_by=lambda link: link.id),
)
def test_every_fact_is_there_with_its_values(suffix: str, things: list, facts: list) -> None:
    graph = written(suffix, things, facts)
    ends = {end for link in facts for end in (link.source, link.target)}
    assert set(graph) == ends | {thing.id for thing in things}
    assert Counter((a, b) for a, b in graph.edges()) == Counter((f.source, f.target) for f in facts)
    clean = xml if suffix != ".json" else str
    for thing in things:
        for name, texts in thing.values.items():
            if texts and suffix == ".json":
                assert graph.nodes[thing.id][moved(name, {"kind": str, "label": str,
                    "evidence": str, "evidenceCount": int})] == joined(texts)  # fmt: skip
    found = Counter(_shown(data, clean) for _, _, data in graph.edges(data=True))
    assert found == Counter(_shown(_told(link), clean) for link in facts)


def _told(link) -> dict[str, object]:
    told = {name: link.__getattribute__(name) for name in ("kind", "currency", "confidence")}
    told |= {"proof": link.proof.value, "precision": link.precision.value}
    if link.start is not None:
        told["startTime"] = time_text(link.start)
    if link.amount is not None:
        told["amountExact"] = decimal_text(Decimal(link.amount))
    return told


def _shown(data, clean) -> tuple[str, ...]:
    names = [name for name in EDGE if name not in ("label", "object", "evidence", "evidenceCount")]
    names = [name for name in names if name not in ("amount", "endTime")]
    return tuple(clean(str(data.get(name) or "")) for name in names)


@pytest.mark.parametrize("suffix", FORMS)
def test_what_a_file_says_of_itself_is_in_it(suffix: str, tmp_path: Path) -> None:
    material = masked(
        NoMasking(),
        case="案 <7>",
        entities=[],
        links=[],
        sources=[],
        schema=load_schema(),
        marking="密",
    )
    (path,) = export(tmp_path / f"x{suffix}", material)
    text = path.read_text("utf-8")
    assert "线索，非司法会计鉴定意见" in text and "密" in text

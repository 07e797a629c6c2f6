"""GML: nodes and edges at their lines, as networkx writes and reads them."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from kg.case import new_case
from kg.errors import FormatError, KgError, LimitExceeded
from kg.explain import read_at
from kg.limits import LIMITS
from kg.sources.formats import format_of
from kg.sources.formats.gml import read_gml
from tests.sources.formats.test_networks import network
from tests.sources.reader import read_text

GRAPH = """# made by hand
Creator "some tool"
graph
[
  comment "people &amp; accounts"
  directed 1
  node [ id 0 label "Ann
  Nobody" kind "person" graphics [ x 1.5 center [ y 2 ] ] ]
  node [ id 1 label "62&#50;09900" kind "account" ]
  edge [ source 0 target 1 kind "owns" since "2024-05-01" ]
  edge [ source 1 target 0 label "pays" amount 12.50 currency "CNY" date "2024-05-01" ]
  node [ label "no id" ]
  node [ id 1 ]
  edge [ source 1 ]
]
"""


def test_nodes_and_edges_stand_at_their_lines(tmp_path: Path) -> None:
    result = read_text(tmp_path, GRAPH, "a.gml")
    assert result.reading.reader == "GML"
    told = {row["name"]: row["kind"] for row in result.rows("entity") if row["name"]}
    assert told["Ann Nobody"] == "Person" and told["62209900"] == "BankAccount"
    (ann,) = [row for row in result.as_read() if row["name"] == "Ann Nobody"]
    assert (ann["row_no"], ann["network:graphics.center.y"]) == (7, "2")
    assert [row["row_no"] for row in result.as_read()] == [7, 9, 10, 11]
    assert [p.locator for p in result.reading.problems] == ["line 12", "line 13", "line 14"]
    assert {link["kind"] for link in result.rows("link")} == {"HoldsAccount", "RelatedTo"}
    assert not any("no direction" in one.text("en") for one in result.reading.warnings)
    assert read_at(tmp_path / "a.gml", "line 7") == [
        '  node [ id 0 label "Ann', '  Nobody" kind "person" graphics [ x 1.5 center [ y 2 ] ] ]',
    ]  # fmt: skip


def test_a_graph_is_as_networkx_writes_it(tmp_path: Path) -> None:
    graph = nx.MultiGraph(network())
    graph.add_node("list", tags=["a", "b"])
    path = tmp_path / "a.gml"
    nx.write_gml(graph, path)
    with new_case(tmp_path / "case") as case:
        report = case.load(path)
        assert report.source.read == report.source.stored == 5 + graph.number_of_edges()
        names = {name for (name,) in case.sql("SELECT name FROM entity").rows}
        assert names >= {"甲", "乙", "某公司", "o"}
        assert any("no direction" in one.text("en") for one in report.warnings)
        (link,) = case.sql("SELECT id FROM link WHERE kind = 'WorksFor'").rows[0]
        (piece,) = case.lookup.explain(str(link)).pieces
        assert piece.locator.startswith("line ") and "worksFor" in str(piece)
    (row,) = [r for r in read_text(tmp_path, path.read_bytes(), "b.gml").as_read()
              if r["network:tags"]]  # fmt: skip
    assert row["network:tags"] == '["a","b"]'


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("graph [ node [ id 0", FormatError, "a.gml line 1: .*ends inside"),
        ('graph [\n node [ id 0 label "open ]\n]', FormatError, "line 2: .*ends inside"),
        ("graph [\n node ]", FormatError, "line 2: .*'node'"),
        ("graph [\n ] ]", FormatError, "line 2: .*']'"),
        ("graph [ node [\n id", FormatError, "line 2: .*ends inside"),
        ("graph [ " * 102, LimitExceeded, "deep"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(
    text: str, error: type[KgError], said: str
) -> None:
    with pytest.raises(error, match=said):
        read_gml(text, "a.gml", LIMITS)


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"graph [\n  directed 1\n", "GML"),
        (b'Creator "x"\nVersion 1\n# y\ngraph\n[\n', "GML"),
        (b"graph [fontsize 3] x", "GML"),
        (b"graph G {\n a -- b\n}", "DOT"),
        (b"graph,x\n1,2\n", None),
        (b"graph of sales [in yuan]\n1,2\n", None),
    ],
)
def test_a_file_begins_as_gml_or_not(start: bytes, name: str | None) -> None:
    found = format_of(start)
    assert (found.name if found else None) == name

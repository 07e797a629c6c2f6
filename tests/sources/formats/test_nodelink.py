"""Node-link JSON: which texts are one, that no node or link is lost, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.case import new_case
from kg.errors import FormatError
from kg.limits import LIMITS
from kg.model import stable_id
from kg.sources.formats import format_of
from kg.sources.formats.nodelink import holds_graph, read_node_link
from tests.sources.reader import read_text

GRAPH: dict[str, Any] = {
    "directed": True,
    "multigraph": True,
    "graph": {},
    "nodes": [
        {"type": "person", "country": "甲国", "id": "一"},
        {"type": "company", "id": 17},
        {"type": "vessel", "id": "17"},
        {"id": "无名"},
    ],
    "links": [
        {"type": "ownership", "weight": 0.90013963, "source": "一", "target": 17, "key": 0},
        {"type": "ownership", "weight": 0.5, "source": "一", "target": 17, "key": 1},
        {"type": "membership", "weight": 1, "source": "17", "target": "一", "key": 0},
        {"type": "membership", "source": 17, "target": "无名", "key": 0},
    ],
}
PLACES = {"nodes": [{"name": "子"}, {"name": "丑"}], "links": [{"source": 0, "target": 1}]}


def text(graph: dict[str, Any]) -> str:
    return json.dumps(graph, ensure_ascii=False)


def test_a_number_and_a_text_are_two_nodes(tmp_path: Path) -> None:
    (tmp_path / "g.json").write_text(text(GRAPH), encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        report = case.load(tmp_path / "g.json")
        assert report.source.read == report.source.stored == 8
        kinds = case.sql("SELECT kind, name FROM entity ORDER BY ALL").rows
        assert kinds == (
            ("Item", "无名"),
            ("Organisation", "17"),
            ("Person", "一"),
            ("Vehicle", "17"),
        )
        row = case.sql("SELECT id FROM link WHERE values->>'$.weight[0]' = '0.90013963'").rows[0][0]
        (piece,) = case.lookup.explain(str(row)).pieces
        assert piece.locator == "entry 5" and "weight: 0.90013963" in str(piece)
        drawn = case.chain("P1", hops=1)
        assert sorted((n.entity.kind, n.entity.first("name")) for n in drawn.nodes) == [
            ("Organisation", "17"), ("Person", "一"), ("Vehicle", "17"),
        ]  # fmt: skip


def test_two_links_of_one_kind_between_two_nodes_stay_two(tmp_path: Path) -> None:
    result = read_text(tmp_path, text(GRAPH), "g.json")
    assert result.reading.layout == "node-link"
    links = result.rows("link")
    assert len(links) == len({link["id"] for link in links}) == 4
    weights = sorted(link["values"].get("weight", [""])[0] for link in links)
    assert weights == ["", "0.5", "0.90013963", "1"]


def test_nodes_without_ids_are_named_by_their_places(tmp_path: Path) -> None:
    rows = [record.cells for record in read_node_link(text(PLACES), "g.json", LIMITS).records]
    assert [(row.get("node"), row.get("node name")) for row in rows[:2]] == [
        ("0", "子"),
        ("1", "丑"),
    ]
    assert (rows[2]["link source"], rows[2]["link target"]) == ("0", "1")


def test_what_is_no_node_or_link_is_a_problem_and_counted() -> None:
    graph = {
        "nodes": [{"id": "a"}, {"id": "a"}, {"kind": "x"}, 7],
        "edges": [{"source": "a", "target": "b"}, {"source": "a"}, {"source": None, "target": "a"}],
        "directed": False,
    }
    found = read_node_link(text(graph), "g.json", LIMITS)
    assert [bool(record.reason) for record in found.records] == [
        *(False, True, True, True),
        *(False, True, True),
    ]
    said = " ".join(str(warning) for warning in found.warnings)
    assert "lacks: 1" in said and "no direction" in said


@pytest.mark.parametrize("wrong", ['{"nodes": {}}', '{"nodes": [], "links": 3}', '{"graph": {}}'])
def test_without_both_lists_it_is_refused(wrong: str) -> None:
    assert format_of(wrong.encode()).name == "node-link"  # type: ignore[union-attr]
    with pytest.raises(FormatError, match=r"g\.json"):
        read_node_link(wrong, "g.json", LIMITS)


def test_a_broken_text_is_refused_with_its_line() -> None:
    with pytest.raises(FormatError, match="line 2"):
        read_node_link('{"nodes": [],\n"links": [}', "g.json", LIMITS)


def test_the_knowledge_graph_of_a_challenge_loads_whole(
    tmp_path: Path, shared_data: Callable[[str], Path]
) -> None:
    path = shared_data("vast2023-mc1") / "MC1.json"
    graph = json.loads(path.read_text("utf-8"))
    start = "Mar de la Vida OJSC"
    touching = [k for k in graph["links"] if start in (k["source"], k["target"])]
    near = {(type(k[end]), k[end]) for k in touching for end in ("source", "target")}
    with new_case(tmp_path / "case") as case:
        source = case.load(path).source
        assert source.read == source.stored == 3_428 + 11_069
        (counts,) = case.sql(
            "SELECT (SELECT count(*) FROM entity), (SELECT count(*) FROM link)"
        ).rows
        assert counts == (3_428, 11_069)
        chain = case.chain(start, hops=1)
        names = sorted(node.entity.first("name") for node in chain.nodes)
        assert names == sorted(str(name) for _, name in near)
        assert sum(len(edge.links) for edge in chain.edges) == len(touching) == 17


IBANS = ("DE89370400440532013000", "DE02120300000000202051")
MONEY: dict[str, Any] = {
    "nodes": [
        {"id": IBANS[0], "type": "account", "holder": "甲"},
        {"id": IBANS[1], "type": "account"},
        {"id": 7, "type": "person", "name": "甲"},
        {"id": "7", "type": "person", "name": "乙"},
    ],
    "links": [
        {"source": IBANS[0], "target": IBANS[1], "type": "transfer", "amount": 1200.50,
         "currency": "EUR", "date": "2024-03-01T10:00:00"},
        {"source": 7, "target": IBANS[0], "type": "owns"},
        {"source": "7", "target": IBANS[1], "type": "owns"},
        {"source": "7", "type": "owns"},
    ],
}  # fmt: skip
ELEMENTS = {
    "nodes": [{"data": node} for node in MONEY["nodes"]],
    "edges": [{"data": link} for link in MONEY["links"]],
}


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(MONEY, id="node-link"),
        pytest.param({"nodes": MONEY["nodes"], "edges": MONEY["links"]}, id="edges"),
        pytest.param({"format_version": "1.0", "data": {"name": "x"}, "elements": ELEMENTS},
                     id="Cytoscape"),
        pytest.param({"elements": [*ELEMENTS["nodes"], *ELEMENTS["edges"]]}, id="one list"),
    ],
)  # fmt: skip
def test_payments_of_a_graph_are_payments(graph: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "g.json").write_text(text(graph), encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        report = case.load(tmp_path / "g.json")
        assert (report.source.read, report.source.stored) == (8, 7)
        assert [problem.locator for problem in report.first_problems] == ["entry 8"]
        (row,) = case.sql("SELECT source, target, amount, currency, row_no FROM transfer").rows
        assert (f"{row[2]:.2f}", row[3], row[4]) == ("1200.50", "EUR", 5)
        assert list(row[:2]) == [stable_id("Account", "", number) for number in IBANS]
        held = case.sql(
            "SELECT a.name, l.target FROM link l JOIN entity a ON a.id = l.source"
            " WHERE l.kind = 'HoldsAccount'"
        ).rows
        assert dict(held) == dict(zip("甲乙", row[:2], strict=True))
        assert case.verify().error() is None


def test_the_words_of_such_a_graph_can_be_told(tmp_path: Path) -> None:
    path, layout = tmp_path / "g.json", tmp_path / "words.toml"
    path.write_text(text(GRAPH), encoding="utf-8")
    layout.write_text('name = "w"\nzone = "UTC"\ngraph.nodes.vessel = "Item"\n', "utf-8")
    with new_case(tmp_path / "case") as case:
        report = case.load(path, layout=str(layout))
        assert (report.source.stored, report.source.problems) == (8, 0)
        kinds = case.sql("SELECT kind, count(*) FROM entity GROUP BY kind").rows
        assert dict(kinds) == {"Item": 2, "Organisation": 1, "Person": 1}


def test_money_that_no_word_calls_anything_is_named_and_proposed_as_payments(
    tmp_path: Path,
) -> None:
    graph = {
        "nodes": [{"id": number, "type": "account"} for number in IBANS],
        "links": [{"source": IBANS[0], "target": IBANS[1], "amount": 5, "currency": "EUR"}],
    }
    path = tmp_path / "g.json"
    path.write_text(text(graph), encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        report = case.load(path)
        assert any("no list knows" in one.text("en") and "edge" in one.text("en")
                   for one in report.warnings)  # fmt: skip
        assert case.sql("SELECT count(*) FROM transfer").rows == ((0,),)
        case.load(path, propose=True, again=True)
        assert case.sql("SELECT count(*) FROM transfer").rows == ((1,),)


def nodes_by(id_: str, below: str = "") -> list[dict[str, Any]]:
    told = ({"label": "甲某", "type": "person"}, {"label": "乙公司", "type": "company"})
    return [
        {id_: name, **({below: one} if below else one)}
        for name, one in zip("ab", told, strict=True)
    ]


OTHERS: dict[str, dict[str, Any]] = {
    "graphology": {
        "attributes": {"made": "2024-01-01"}, "options": {"type": "undirected"},
        "nodes": nodes_by("key", "attributes"),
        "edges": [{"key": "e", "source": "a", "target": "b", "attributes": {"type": "owns"}}],
    },
    "json graph format": {"graph": {
        "label": "x", "directed": False,
        "nodes": {one.pop("id"): one for one in nodes_by("id", "metadata")},
        "edges": [{"source": "a", "target": "b", "relation": "owns"}],
    }},
    "vis.js": {
        "title": "x", "options": {"layout": {"nodes": 1}}, "data": {
            "nodes": nodes_by("id"), "edges": [{"from": "a", "to": "b", "label": "owns"}],
    }},
    "neo4j": {
        "results": {"nodes": nodes_by("id", "properties"), "relationships": [
            {"startNode": "a", "endNode": "b", "type": "owns", "properties": {}},
    ]}},
}  # fmt: skip


def test_graphs_of_other_tools_are_the_same_graph(tmp_path: Path) -> None:
    with new_case(tmp_path / "case") as case:
        for tool, graph in OTHERS.items():
            file = tmp_path / f"{tool}.json"
            file.write_text(text(graph), encoding="utf-8")
            report = case.load(file)
            assert (report.source.layout, report.source.stored) == ("node-link", 3)
            undirected = any("no direction" in one.text("en") for one in report.warnings)
            assert undirected == (tool in ("graphology", "json graph format"))
        named = "SELECT kind, name, count(*) FROM entity GROUP BY ALL ORDER BY ALL"
        assert case.sql(named).rows == (("Organisation", "乙公司", 4), ("Person", "甲某", 4))
        links = case.sql(
            "SELECT s.name, t.name, link.values->>'$.recordedAs[0]', count(*) FROM link"
            " JOIN entity s ON s.id = source JOIN entity t ON t.id = target GROUP BY ALL"
        )
        assert links.rows == (("甲某", "乙公司", "owns", 4),)


def test_what_only_calls_its_lists_so_is_no_graph() -> None:
    assert not holds_graph({"nodes": [{"host": "a"}], "links": [{"href": "b"}]})
    assert not holds_graph({"a": {"b": {"c": {"d": {"e": OTHERS["neo4j"]["results"]}}}}})
    assert not holds_graph([OTHERS["neo4j"]["results"]])


def test_lists_beside_a_graph_are_named() -> None:
    graph = {**OTHERS["graphology"], "nodes": [{"key": "a", "tags": [{"word": "x"}]}, {"key": "b"}]}
    document = {"model": {"columns": [{"name": "x"}]}, "graph": graph, "more": [1, 2]}
    found = read_node_link(text(document), "g.json", LIMITS)
    said = " ".join(one.text("en") for one in found.warnings)
    assert "/model/columns" in said and "/graph" not in said and "/more" not in said
    assert "not read" not in " ".join(
        one.text("en") for one in read_node_link(text(GRAPH), "g.json", LIMITS).warnings
    )


def test_each_link_says_its_ends_by_its_own_names() -> None:
    links = [
        {"from": "a", "to": "b", "source": "bank"}, {"source": "b", "target": "a"},
        {"startNode": "a", "endNode": "b", "from": "2024"},
    ]  # fmt: skip
    found = read_node_link(text({"nodes": [{"id": "a"}, {"id": "b"}], "links": links}), "g", LIMITS)
    ends = [(r.cells["link source"], r.cells["link target"]) for r in found.records[2:]]
    assert ends == [("a", "b"), ("b", "a"), ("a", "b")]
    assert found.records[2].cells["link own source"] == "bank"
    assert not found.warnings


def test_the_interaction_of_cytoscape_is_what_a_relation_is_called(tmp_path: Path) -> None:
    nodes = [{"data": {"id": n, "name": n, "type": "account"}} for n in "ab"]
    ends = {"source": "a", "target": "b"}
    edges = [
        {"data": {**ends, "interaction": "owes", "name": "a (owes) b"}},
        {"data": {**ends, "shared_interaction": "pays", "amount": 5, "date": "2024-05-01"}},
    ]
    text = json.dumps({"data": {}, "elements": {"nodes": nodes, "edges": edges}})
    cells = [row for row in read_text(tmp_path, text, "g.cyjs").as_read() if row["link"]]
    assert [row["link kind"] for row in cells] == ["RelatedTo", "Transfer"]
    assert cells[0]["link recorded as"] == "owes"

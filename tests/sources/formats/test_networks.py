"""GraphML and GEXF: every node and edge a row at its path, attributes as they are declared."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest

from kg.case import new_case
from kg.errors import FormatError, KgError, LimitExceeded
from kg.limits import LIMITS
from kg.sources.formats import format_of
from kg.sources.formats.gexf import read_gexf
from kg.sources.formats.graphml import read_graphml
from tests.sources.reader import Result, read_text


def network() -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_node("p", kind="person", name="甲", age="43")
    graph.add_node("q", kind="自然人", name="乙")
    graph.add_node("f", kind="Company", name="某公司")
    graph.add_node("o", kind="spaceship")
    graph.add_edge("p", "f", kind="worksFor", start="2024-05-01", weight=2.5)
    graph.add_edge("p", "q", kind="friend")
    graph.add_edge("p", "q", kind="owes money")
    graph.add_edge("p", "q", kind="friend")
    return graph


def as_graphml(graph: nx.MultiDiGraph) -> str:
    return "\n".join(nx.generate_graphml(graph))


def as_gexf(graph: nx.MultiDiGraph) -> str:
    out = io.BytesIO()
    nx.write_gexf(graph, out)
    return out.getvalue().decode()


WRITERS = {"a.graphml": as_graphml, "a.gexf": as_gexf}


def named(result: Result) -> dict[str, str]:
    return {row["name"]: row["kind"] for row in result.rows("entity") if row["name"]}


@pytest.mark.parametrize("name", WRITERS)
def test_nodes_are_what_their_word_means_and_edges_what_their_ends_allow(
    name: str, tmp_path: Path
) -> None:
    result = read_text(tmp_path, WRITERS[name](network()), name)
    assert {n: k for n, k in named(result).items() if n != "o"} == {
        "甲": "Person", "乙": "Person", "某公司": "Organisation",
    }  # fmt: skip
    told = result.rows("link")
    assert len({link["id"] for link in told}) == 4, "two edges of one word between two stay two"
    words = sorted(link["values"]["recordedAs"][0] for link in told if link["kind"] == "RelatedTo")
    assert words == ["friend", "friend", "owes money"]
    (works,) = [link for link in told if link["kind"] == "WorksFor"]
    assert works["time_text"] == "2024-05-01" and works["values"]["weight"] == ["2.5"]
    ages = {row["network:age"] for row in result.as_read()}
    assert ages == {None, "43"}, "what no property holds stays in the row"


@pytest.mark.parametrize(
    ("name", "place"),
    [("a.graphml", "/graphml/graph/edge[1]"), ("a.gexf", "/gexf/graph/edges/edge[1]")],
)
def test_an_edge_leads_to_its_element(name: str, place: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(WRITERS[name](network()), encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        source = case.load(tmp_path / name).source
        assert source.read == source.stored == 8
        (link,) = case.sql("SELECT id FROM link WHERE kind = 'WorksFor'").rows[0]
        (piece,) = case.lookup.explain(str(link)).pieces
        assert piece.locator == place and "worksFor" in str(piece)


GRAPHS = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="k" for="node" attr.name="kind"><default>person</default></key>
<graph edgedefault="directed">
<node id="a"/><node id="b"><data key="k">company</data>
<graph><node id="c"><data key="d"><y:L xmlns:y="y"><y:NodeLabel>丙</y:NodeLabel></y:L></data></node>
<edge source="c" target="a"/></graph></node>
<node/><node id="a"/><edge source="a"/><edge source="a" target="zz"/>
<hyperedge><endpoint node="a"/></hyperedge>
</graph></graphml>"""


def test_defaults_nested_graphs_and_what_is_odd() -> None:
    found = read_graphml(GRAPHS.encode(), "a.graphml", LIMITS)
    cells = [record.cells for record in found.records if not record.reason]
    kinds = {c["id"]: c["kind"] for c in cells if c.get("id")}
    assert kinds == {"a": "Person", "b": "Organisation", "c": "Person"}
    assert sum(bool(c.get("link")) for c in cells) == 2
    assert sum(bool(record.reason) for record in found.records) == 4
    assert any("lacks: 1" in str(warning) for warning in found.warnings)


def test_several_graphs_are_named_by_lines() -> None:
    two = GRAPHS.replace("</graph></graphml>", "</graph>\n<graph><node id='z'/></graph></graphml>")
    found = read_graphml(two.encode(), "a.graphml", LIMITS)
    assert found.reader == "GraphML lines"
    assert [r.place for r in found.records if r.cells.get("id") == "z"] == [10]


BOMB = "<!DOCTYPE g [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"


@pytest.mark.parametrize("tag", ["graphml", "gexf"])
@pytest.mark.parametrize(
    ("inside", "error"),
    [(f"{BOMB}<TAG>&b;</TAG>", FormatError), ("<TAG><graph>", FormatError),
     ("<TAG>" + "<graph>" * 300, LimitExceeded)],
)  # fmt: skip
def test_what_is_hostile_is_refused(tag: str, inside: str, error: type[KgError]) -> None:
    data = inside.replace("TAG", tag).encode()
    read = {"graphml": read_graphml, "gexf": read_gexf}[tag]
    with pytest.raises(error, match=r"a\.x"):
        read(data, "a.x", LIMITS)
    assert format_of(f"<{tag}>".encode()).name in ("GraphML", "GEXF")  # type: ignore[union-attr]


def test_an_amount_that_is_none_is_a_problem(tmp_path: Path) -> None:
    graph = nx.MultiDiGraph()
    for node in "ab":
        graph.add_node(node, kind="account", accountNumber=f"62209900000000000{node}")
    graph.add_edge("a", "b", kind="Transfer", amount="12.50", currency="CNY", date="2024-05-01")
    graph.add_edge("a", "b", kind="Transfer", amount="much", date="2024-05-01")
    result = read_text(tmp_path, as_graphml(graph), "a.graphml")
    (flow,) = result.flows
    assert (flow["amount"], flow["currency"]) == (Decimal("12.50"), "CNY")
    assert [p.locator for p in result.reading.problems] == ["/graphml/graph/edge[2]"]


def test_a_real_network_is_as_networkx_reads_it(
    tmp_path: Path, shared_data: Callable[[str], Path]
) -> None:
    path = shared_data("real-files") / "quakers.graphml"
    theirs = nx.read_graphml(path)
    with new_case(tmp_path / "case") as case:
        source = case.load(path).source
        assert source.read == source.stored == len(theirs) + theirs.number_of_edges()
        (counts,) = case.sql(
            "SELECT (SELECT count(*) FROM entity), (SELECT count(*) FROM link)"
        ).rows
        assert counts == (len(theirs), theirs.number_of_edges())
        names = {name for (name,) in case.sql("SELECT name FROM entity").rows}
        assert names == {json.loads(json.dumps(str(node))) for node in theirs}


def test_labels_of_graphml_that_apoc_wrote_are_several_words() -> None:
    text = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph>
      <node id="n0" labels=":Person:Suspect"><data key="labels">:Person:Suspect</data></node>
      <node id="n1" labels=":Konto"><data key="labels">:Konto</data></node></graph></graphml>"""
    found = read_graphml(text.encode(), "a.graphml", LIMITS)
    told = [(one.cells["kind"], one.cells["recorded as"]) for one in found.records]
    assert told == [("Person", "Person"), ("Item", "Konto")]


YED = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key for="node" id="d4" attr.name="label"/><key for="node" id="d6" yfiles.type="nodegraphics"/>
<key for="edge" id="d10" yfiles.type="edgegraphics"/>
<graph edgedefault="directed">
<node id="n0"><data key="d6"><y:ShapeNode><y:Fill color="#FFCC00"/>
  <y:NodeLabel>赵某<y:LabelModel/></y:NodeLabel></y:ShapeNode></data></node>
<node id="n1"><data key="d4">乙公司</data>
  <data key="d6"><y:ShapeNode><y:NodeLabel>2</y:NodeLabel></y:ShapeNode></data></node>
<edge id="e0" source="n0" target="n1">
  <data key="d10"><y:PolyLineEdge><y:EdgeLabel>knows</y:EdgeLabel></y:PolyLineEdge></data></edge>
</graph></graphml>"""
MALTEGO = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:mtg="http://maltego.paterva.com/xml/mtgx">
<key for="node" id="d0" attr.name="MaltegoEntity"/><key for="edge" id="d1" attr.name="MaltegoLink"/>
<graph edgedefault="directed">
<node id="n0"><data key="d0"><mtg:MaltegoEntity type="maltego.Person" id="a">
  <mtg:Properties value="person.fullname">
  <mtg:Property name="person.fullname"><mtg:Value>Ann Nobody</mtg:Value></mtg:Property>
  <mtg:Property name="city"><mtg:Value>Nowhere</mtg:Value></mtg:Property>
  </mtg:Properties></mtg:MaltegoEntity></data></node>
<node id="n1"><data key="d0"><mtg:MaltegoEntity type="maltego.PhoneNumber" id="b">
  <mtg:Properties value="phonenumber">
  <mtg:Property name="phonenumber"><mtg:Value>+8613800138000</mtg:Value></mtg:Property>
  </mtg:Properties></mtg:MaltegoEntity></data></node>
<edge id="e0" source="n0" target="n1"><data key="d1">
  <mtg:MaltegoLink type="maltego.link.manual-link"><mtg:Properties>
  <mtg:Property name="maltego.link.manual.type"><mtg:Value>owns</mtg:Value></mtg:Property>
  </mtg:Properties></mtg:MaltegoLink></data></edge>
</graph></graphml>"""


def test_what_yed_draws_names_nodes_and_edges() -> None:
    first, second, edge = (r.cells for r in read_graphml(YED.encode(), "y", LIMITS).records)
    assert first["name"] == "赵某"
    assert second["name"] == "乙公司", "an attribute goes before a drawing"
    assert (edge["link kind"], edge["link recorded as"]) == ("RelatedTo", "knows")


def test_entities_of_maltego_say_what_they_are() -> None:
    person, phone, link = (r.cells for r in read_graphml(MALTEGO.encode(), "m", LIMITS).records)
    assert (person["kind"], person["name"]) == ("Person", "Ann Nobody")
    assert person["network:city"] == "Nowhere"
    assert (phone["kind"], phone["msisdn"]) == ("PhoneNumber", "+8613800138000")
    assert link["link kind"] == "UsesPhone"


def gexf(nodes: str, edges: str = "") -> list[dict[str, str]]:
    """Return what is read of nodes and edges whose attributes are declared, without its type."""
    text = (
        "<gexf><graph><attributes class='node'><attribute id='k' title='kind'>"
        "<default>person</default></attribute><attribute id='n' title=''/></attributes>"
        "<attributes class='edge'><attribute id='k' title='kind'/></attributes>"
        f"<nodes>{nodes}</nodes><edges>{edges}</edges></graph></gexf>"
    )
    found = read_gexf(text.encode(), "a.gexf", LIMITS)
    return [dict(record.cells) for record in found.records if not record.reason]


def test_an_attribute_of_gexf_has_its_title_its_default_and_its_time() -> None:
    values = (
        "<attvalue for='n' value='5'/><attvalue id='age' value='43' start='2020' end='2021'/>"
        "<attvalue for='zz' value='q' end='2021'/>"
    )
    told = "<attvalues><attvalue for='k' value='company'/></attvalues>"
    (one, other) = gexf(
        f"<node id='a' label='甲'><attvalues>{values}</attvalues></node>"
        f"<node id='b' label='乙'>{told}</node>"
    )
    assert (one["kind"], one["recorded as"], one["name"]) == ("Person", "person", "甲")
    assert {n: t for n, t in one.items() if n.startswith("network:")} == {
        "network:label": "甲", "network:n": "5", "network:age": "43 [2020–2021]",
        "network:zz": "q [–2021]", "network:kind": "person",
    }  # fmt: skip
    assert (other["kind"], other["recorded as"]) == ("Organisation", "company")


def test_how_an_edge_of_gexf_is_drawn_is_no_relation_and_a_spell_is_when_it_held() -> None:
    friend = "<attvalues><attvalue for='k' value='friend'/></attvalues>"
    spell = "<spells><spell start='2020-01-01' end='2020-02-01'/></spells>"
    *_, drawn, owes = gexf(
        "<node id='a'/><node id='b'/>",
        f"<edge id='e' source='a' target='b' type='directed' weight='2'>{friend}{spell}</edge>"
        "<edge source='a' target='b' type='owes'/>",
    )
    assert drawn["link recorded as"] == "friend" and drawn["network:edge type"] == "directed"
    assert (drawn["start"], drawn["end"], drawn["weight"]) == ("2020-01-01", "2020-02-01", "2")
    assert (owes["link kind"], owes["network:type"]) == ("Owes", "owes")


def test_nodes_and_edges_inside_a_node_of_gexf_are_like_any_other() -> None:
    inner = "<nodes><node id='c'/></nodes><edges><edge source='a' target='c'/></edges>"
    rows = gexf(f"<node id='a'>{inner}</node><node id='b'/>")
    assert [row["id"] for row in rows if row.get("id")] == ["a", "c", "b"]
    assert [(row["source id"], row["target id"]) for row in rows if row.get("link")] == [("a", "c")]

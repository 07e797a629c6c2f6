"""Pajek: vertices, arcs, edges, lists and matrices, each at its line."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from kg.errors import FormatError
from kg.explain import read_at
from kg.limits import LIMITS
from kg.sources.formats import format_of
from kg.sources.formats.pajek import read_pajek
from tests.sources.formats.test_networks import network
from tests.sources.reader import read_text

NET = """% a network
*Network some
*Vertices 3
1 "Alice" 0.1 0.2 0.5
02 "&#20057; Nobody" box ic Red kind person
*Arcs :1 "owes money"
1 2 5 l "500 a month" [1-3]
2 3
*Arcs
1 2 7.5 amount 7.50 currency CNY date 2024-05-01 kind pays
*Edges
1 3 2
*Arcslist
1 2 3
*Partition sorts
*Vertices 3
1
2
1
"""


def ends(text: str) -> list[tuple[str, str, str]]:
    cells = [record.cells for record in read_pajek(text, "a.net", LIMITS).records]
    return [
        (one["source id"], one["target id"], one["link recorded as"]) for one in cells
        if one.get("link")
    ]  # fmt: skip


def test_vertices_and_lines_stand_at_their_lines(tmp_path: Path) -> None:
    result = read_text(tmp_path, NET, "a.net")
    assert result.reading.reader == "Pajek" and not result.reading.problems
    told = {row["name"]: row["kind"] for row in result.as_read() if row["name"]}
    assert told == {"Alice": "Item", "乙 Nobody": "Person"}
    assert [row["row_no"] for row in result.as_read()] == [4, 5, 7, 8, 10, 12, 14, 14]
    assert ends(NET) == [
        ("1", "2", "owes money"), ("2", "3", "owes money"), ("1", "2", "pays"),
        ("1", "3", "edge"), ("1", "2", "edge"), ("1", "3", "edge"),
    ]  # fmt: skip
    (debt,) = [row for row in result.as_read() if row["network:interval"]]
    assert (debt["network:weight"], debt["network:label"]) == ("5", "500 a month")
    said = [warning.text("en") for warning in result.reading.warnings]
    assert any("no direction" in one for one in said) and any("lacks: 1" in one for one in said)
    assert len(result.reading.skipped) == 12
    assert read_at(tmp_path / "a.net", "line 8") == ["2 3"]


def test_a_matrix_of_one_sort_and_of_two() -> None:
    one = '*Vertices 2\n1 "a"\n2 "b"\n*Matrix :1 "calls"\n0 1\n0.5 0\n'
    assert ends(one) == [("1", "2", "calls"), ("2", "1", "calls")]
    two = "*Vertices 4 2\n*Matrix\n0 1\n1 0\n"
    assert ends(two) == [("1", "4", "edge"), ("2", "3", "edge")]


def test_a_network_is_as_networkx_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "a.net"
    nx.write_pajek(network(), path)
    result = read_text(tmp_path, path.read_bytes(), "b.net")
    theirs = nx.read_pajek(path)
    assert result.reading.read - len(result.reading.skipped) == 8 == len(theirs) + theirs.size()
    names = {row["values"].get("name", [row["name"]])[0] for row in result.rows("entity")}
    assert {"甲", "乙", "某公司"} <= names
    assert {link["kind"] for link in result.rows("link")} == {"WorksFor", "RelatedTo"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("*Vertices 2\nx y\n", "line 2: .*'x y'"),
        ("*Vertices 2\n*Arcs\n1\n", "line 3: .*'1'"),
        ("*Vertices 2\n*Edges\n1 b\n", "line 3"),
        ("*Vertices 2\n*Arcslist\n1 2 b\n", "line 3"),
        ("*Vertices 2\n*Matrix\n0 b\n", "line 3"),
        ("*Vertices 2\n*Arcs\n1 2\n*Vertices 3\n", "line 4"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text: str, said: str) -> None:
    with pytest.raises(FormatError, match=f"a.net {said}"):
        read_pajek(text, "a.net", LIMITS)


def test_a_list_in_stars_is_none() -> None:
    assert format_of(b"*Vertices of power\n1 2\n") is None

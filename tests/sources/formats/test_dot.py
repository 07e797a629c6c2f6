"""DOT: nodes and edges at their lines, with what holds for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import FormatError, KgError, LimitExceeded
from kg.explain import read_at
from kg.limits import LIMITS
from kg.sources.formats import format_of
from kg.sources.formats.dot import read_dot
from tests.sources.reader import read_text

GRAPH = r"""// drawn by hand
strict digraph "the gang" {
  rankdir=LR; node [shape=box]
  a [label="Ann\nNobody",
     kind=person];
  "b 1" [label=<<b>Bo</b> &amp; Co>, kind="com" + "pany"]
  a:n -> "b 1":s:w [label="works for" since="2024-05-01"];
  subgraph cluster_x {
    node [kind=account]; edge [kind=pays, currency=CNY]
    c -> d -> e [amount=12.50 date="2024-05-01"]
  }
  a -> { c; d } -> f /* two
  lines */
  g
# a line of the preprocessor
}
"""


def ends(text: str) -> list[tuple[str, str]]:
    cells = [record.cells for record in read_dot(text, "a.dot", LIMITS).records]
    return [(one["source id"], one["target id"]) for one in cells if one.get("link")]


def test_nodes_and_edges_with_what_holds_for_them(tmp_path: Path) -> None:
    result = read_text(tmp_path, GRAPH, "a.dot")
    assert result.reading.reader == "DOT" and not result.reading.problems
    rows = result.as_read()
    told = {row["id"]: (row["name"], row["kind"], row["row_no"]) for row in rows if row["id"]}
    assert told["a"] == ("Ann Nobody", "Person", 4)
    assert told["b 1"] == ("Bo & Co", "Organisation", 6)
    assert {told[name][1] for name in "cde"} == {"BankAccount"} and told["g"][1] == "Item"
    assert ends(GRAPH) == [
        ("a", "b 1"), ("c", "d"), ("d", "e"), ("a", "c"), ("a", "d"), ("c", "f"), ("d", "f"),
    ]  # fmt: skip
    assert {row["network:shape"] for row in rows if row["id"]} == {"box"}
    payments = [row["amount"] for row in rows if row["link kind"] == "Transfer"]
    assert payments == ["12.50", "12.50"]
    (work,) = [row for row in rows if row["network:since"]]
    assert work["link kind"] == "WorksFor" and work["row_no"] == 7
    assert read_at(tmp_path / "a.dot", "line 4") == [
        r'  a [label="Ann\nNobody",', "     kind=person];",
    ]  # fmt: skip


def test_a_graph_without_directions_says_so() -> None:
    found = read_dot("graph { a -- b -- {c d} }", "a.dot", LIMITS)
    assert ends("graph { a -- b -- {c d} }") == [("a", "b"), ("b", "c"), ("b", "d")]
    assert any("no direction" in warning.text("en") for warning in found.warnings)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("digraph {\n a ->", FormatError, "line 2: .*ends inside"),
        ("digraph {\n a -> ]", FormatError, "line 2: .*']'"),
        ('digraph {\n a [label="x]\n}', FormatError, "line 2: .*ends inside"),
        ("digraph {\n a [label=<b\n}", FormatError, "line 2: .*ends inside"),
        ("digraph {\n a $ b }", FormatError, r"line 2: .*'\$ b"),
        ("digraph { a }\n}", FormatError, "line 2: .*'}'"),
        ("digraph { subgraph x y }", FormatError, "line 1: .*'y'"),
        ("digraph {" + "{" * 200, LimitExceeded, "deep"),
        (
            f"digraph {{ {{{' '.join(f'a{n}' for n in range(400))}}} -> "
            f"{{{' '.join(f'b{n}' for n in range(400))}}} }}",
            LimitExceeded, "braces",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_its_line(
    text: str, error: type[KgError], said: str
) -> None:
    with pytest.raises(error, match=f"(?s)a.dot.*{said}|{said}.*"):
        read_dot(text, "a.dot", LIMITS)


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"digraph{", "DOT"),
        (b"# x\n/* y */ strict graph _1 // z\n{", "DOT"),
        (b"graph TD;\nA-->B", None),
        (b"graph of sales {x}\n1", None),
    ],
)
def test_a_file_begins_as_dot_or_not(start: bytes, name: str | None) -> None:
    found = format_of(start)
    assert (found.name if found else None) == name

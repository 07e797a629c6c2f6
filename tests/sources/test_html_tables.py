"""Tables of HTML under a workbook's name: cells as a person sees them, spans kept apart."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import NotATableError
from kg.explain import read_at
from kg.sources import dry_run
from kg.sources.html_tables import html_tables
from tests.depth import examples
from tests.sources.test_packed_workbooks import CARDS, HEADER, rows

CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)


def page(table: list[list[str]], before: str = "") -> str:
    """Return a page as programs of banks write it: no cell or row is closed."""
    lines = ["<tr>" + "".join(f"<td nowrap>{html.escape(cell)}" for cell in row) for row in table]
    style = "<style>td {mso-number-format:'\\@'}</style>"
    head = f"<html><head><meta charset=gb2312>{style}"
    return f"{head}<body>{before}<table>{chr(10).join(lines)}</table>"


def test_a_row_that_ends_early_is_said(tmp_path: Path) -> None:
    path = tmp_path / "flows.xls"
    whole = rows(CARDS[0])
    path.write_text(page([HEADER, whole[0], whole[1][:-1]]), "utf-8")
    warnings = dry_run(path).reading.warnings
    assert [w.arguments for w in warnings if w.id == "rows-end-early"] == [{"row": "table 1!3"}]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_called_a_workbook_is_read_as_its_table(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "flows.xls"
    before = "<table><tr><td>某银行</td></tr></table>"
    path.write_bytes(page([HEADER, *rows(CARDS[0])], before).encode(encoding))
    reading = dry_run(path).reading
    assert (reading.read, reading.stored, reading.problems) == (3, 3, ())
    assert [member.member for member in reading.members] == ["table 2"]
    assert read_at(path, "table 2!3") == rows(CARDS[0])[1]


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=5))
@settings(max_examples=examples(100))
def test_every_cell_comes_back(table: list[list[str]]) -> None:
    seen = [[" ".join(cell.split()) for cell in row] for row in table]
    assert html_tables(page(table)) == [seen]


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e", [[["a", "", "b"], ["c", "d", "e"]]]),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c", [[["a", "b"], ["a", "c"]]]),
        (
            "<table><tr><td>x<table><tr><td>in<td>ner</table>y<td>z</table>",
            [[["xy", "z"]], [["in", "ner"]]],
        ),
        ("<table><tr><td>a<br>b<td><script>no</script>c&nbsp;&lt;", [[["a b", "c <"]]]),
        ("<table><td>a<td colspan=99999999>b", [[["a", "b", *[""] * 999]]]),
        ("<p>none", []),
    ],
)
def test_what_spans_nests_or_is_never_closed(text: str, tables: list[list[list[str]]]) -> None:
    assert html_tables(text) == tables


def test_a_page_without_a_table_is_refused_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "page.xls"
    path.write_text("<html><body><table><tr><td>1</td></tr></table></body></html>", "utf-8")
    with pytest.raises(NotATableError, match="HTML"):
        dry_run(path)

"""A statement as PDF in a case: its rows explained by page and line, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("pdfminer")

from kg.case import Case, new_case
from kg.text import PagePlace
from tests.sources import statements_pdf as made

ROWS = made.payments(12)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("pdf")
    path = folder / "statement.pdf"
    path.write_bytes(made.statement(ROWS, 5))
    with new_case(folder / "case", name="某案") as opened:
        report = opened.load(path)
        assert (report.source.stored, report.source.problems) == (12, 0)
        yield opened


def test_a_row_is_explained_by_page_line_and_words(case: Case) -> None:
    rows = case.sql("SELECT id, row_no >> 51 AS page FROM transfer ORDER BY row_no").rows
    assert [row[1] for row in rows] == [1] * 5 + [2] * 5 + [3] * 2
    piece = case.lookup.explain(str(rows[9][0])).pieces[0]
    place = PagePlace.of_text(piece.locator)
    assert place and (place.page, place.line, piece.reader) == (2, 8, "pdf")
    assert {ROWS[9].cells[3], ROWS[9].time, "责任公司"} <= set(piece.cells)


def test_all_is_derived_alike_once_more(case: Case) -> None:
    assert case.verify().pending == ()

"""What is said of a column's looks equals what reading every cell says."""

from __future__ import annotations

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.text_survey import TextSurvey

_BLANK = ("-", "无", "NULL")
_AROUND = "\t\r\n\f '`\u00a0\u3000\ufeff"
_DRESSED = re.compile(r"\A[\t\r\n\f '`\u00a0\u3000\ufeff]|[\t\r\n\f \u00a0\u3000\ufeff]\Z")
_TEXT = st.text(alphabet=_AROUND + "A5出支行无-NUL\u4e80\u4ea0\u4ebf", max_size=4)


def looks_of(columns: list[pa.Array]) -> TextSurvey:
    found = TextSurvey({"one": 0}, frozenset(word.encode() for word in ("", *_BLANK)))
    for column in columns:
        numbers = pa.array(range(len(column)), pa.int64())
        found.see(pa.record_batch([numbers, column], names=["row_no", "one"]))
    return found


@given(st.lists(st.lists(st.none() | _TEXT, max_size=6), max_size=3), st.integers(0, 2))
def test_a_column_looks_as_its_cells_do(batches: list[list[str | None]], skip: int) -> None:
    columns = [pa.array(cells, pa.string()).slice(min(skip, len(cells))) for cells in batches]
    cells = [c for column in columns for c in column.to_pylist() if c is not None]
    found = looks_of(columns)
    dressed = any(_DRESSED.search(cell) for cell in cells)
    assert ("one" in found.dressed) == dressed
    assert ("one" in found.blanks) == (dressed or any(c in ("", *_BLANK) for c in cells))


def test_looks_of_several_tables_are_joined() -> None:
    plain, dressed = looks_of([pa.array(["甲"])]), looks_of([pa.array([" 甲"])])
    both = TextSurvey.together([plain, dressed])
    assert (both.dressed, both.blanks) == ({"one"}, {"one"})

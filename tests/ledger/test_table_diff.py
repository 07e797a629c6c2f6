"""Where two tables differ is told by row and column; the order of rows is no difference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ledger.table_diff import RowDifference, TableDifferences, table_differences
from tests.depth import examples

ROWS: list[dict[str, Any]] = [
    {"row_no": 2, "kind": "Transfer", "amount": 100, "memo": "转账"},
    {"row_no": 3, "kind": "Transfer", "amount": 200, "memo": None},
    {"row_no": 4, "kind": "Transfer", "amount": 300, "memo": "o'brien"},
]


def table(path: Path, rows: list[dict[str, Any]], columns: pa.Schema | None = None) -> Path:
    pq.write_table(pa.Table.from_pylist(rows, schema=columns), path)
    return path


@pytest.fixture
def derived(tmp_path: Path) -> Path:
    return table(tmp_path / "derived.parquet", ROWS)


def differences(derived: Path, rows: list[dict[str, Any]], limit: int = 20) -> TableDifferences:
    return table_differences(derived, table(derived.with_name("stored.parquet"), rows), limit)


def test_rows_in_another_order_are_the_same_table(derived: Path) -> None:
    assert differences(derived, ROWS[::-1]) == TableDifferences()


def test_a_value_told_otherwise_is_named_with_row_column_and_both_values(derived: Path) -> None:
    found = differences(derived, [ROWS[0], {**ROWS[1], "amount": 201, "memo": "补"}, ROWS[2]])
    assert found.count == 1
    assert found.rows == (
        RowDifference("row_no=3 kind=Transfer", "amount", "200", "201"),
        RowDifference("row_no=3 kind=Transfer", "memo", "", "补"),
    )


def test_a_row_that_is_lost_and_one_that_was_added_are_told_whole(derived: Path) -> None:
    added = {"row_no": 9, "kind": "Transfer", "amount": 1, "memo": "添"}
    found = differences(derived, [*ROWS[1:], added])
    assert found.count == 1
    assert found.rows == (
        RowDifference(
            "row_no=2 kind=Transfer", "", "row_no=2, kind=Transfer, amount=100, memo=转账", ""
        ),
        RowDifference(
            "row_no=9 kind=Transfer", "", "", "row_no=9, kind=Transfer, amount=1, memo=添"
        ),
    )


def test_a_row_told_twice_is_a_difference(derived: Path) -> None:
    found = differences(derived, [*ROWS, ROWS[0]])
    assert found.count == 1
    assert [one.row for one in found.rows] == ["row_no=2 kind=Transfer"]
    assert found.rows[0].stored and not found.rows[0].derived


def test_all_rows_are_counted_and_the_first_are_told(derived: Path) -> None:
    rows = [{**ROWS[0], "row_no": n} for n in range(10, 60)]
    found = differences(derived, [*ROWS, *rows], limit=5)
    assert found.count == 50 and len(found.rows) == 5
    assert [one.row for one in found.rows] == [f"row_no={n} kind=Transfer" for n in range(10, 15)]


def test_other_columns_are_one_difference(derived: Path) -> None:
    found = differences(derived, [{"row_no": 2, "amount": 100}])
    assert found.rows == (
        RowDifference(
            "",
            "columns",
            "row_no BIGINT, kind VARCHAR, amount BIGINT, memo VARCHAR",
            "row_no BIGINT, amount BIGINT",
        ),
    )


def test_a_type_that_changed_is_a_difference(derived: Path) -> None:
    rows = [{**row, "amount": str(row["amount"])} for row in ROWS]
    (found,) = differences(derived, rows).rows
    assert "amount BIGINT" in found.derived and "amount VARCHAR" in found.stored


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + bytes(200) + b"PAR1"])
def test_a_file_that_is_no_table_is_unreadable(derived: Path, content: bytes) -> None:
    stored = derived.with_name("it's stored.parquet")
    stored.write_bytes(content)
    found = table_differences(derived, stored, 20)
    assert found.unreadable and not found.rows


COLUMNS = pa.schema([("id", pa.int64()), ("a", pa.string()), ("b", pa.int64())])
rows = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(0, 3),
            "a": st.none() | st.sampled_from(["", "x", "'"]),
            "b": st.none() | st.integers(0, 1),
        }
    ),
    max_size=5,
)


def values(row: dict[str, Any]) -> str:
    """Return a row as a text, whatever the order in which its columns were drawn."""
    return str([row[column] for column in sorted(row)])


@settings(max_examples=examples(40))
@given(rows, rows)
def test_tables_differ_just_when_their_rows_do(
    tmp_path_factory: pytest.TempPathFactory, one: list[Any], other: list[Any]
) -> None:
    place = tmp_path_factory.mktemp("tables")
    paths = table(place / "one", one, COLUMNS), table(place / "other", other, COLUMNS)
    found = table_differences(*paths, 20)
    same = sorted(map(values, one)) == sorted(map(values, other))
    assert (found == TableDifferences()) is same
    assert bool(found.rows) is not same

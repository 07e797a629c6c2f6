"""How a lake writes its rows: in stretches, into buckets, sorted, each row once and as it was."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.lake import layout, row_files, tables
from kg.lake.bucket_files import BucketFiles, by_value
from kg.lake.duck_engine import DuckEngine
from kg.lake.layout import COPIES, Lake, bucket_of
from kg.ledger.all_rows import FLOW_COLUMNS, gather
from kg.limits import LIMITS
from tests.lake.lakes import account, lake_of, readings, whole_ledger
from tests.ledger.shelving import Reading

OWN = ["id", "source", "target", "reporter", "amount", "balance", "start_us", "row_no", "seq"]


def written(lake: Lake, copy: str) -> list[tuple[object, ...]]:
    """Return the rows of a copy in the order of its files, with their own ends."""
    files = lake.files_of("transfer", copy)
    columns = ", ".join(OWN).replace("source", "coalesce(source, payer)")
    columns = columns.replace("target", "coalesce(target, payee)").replace(
        "reporter",
        "CASE reporter_end WHEN 'source' THEN coalesce(source, payer)"
        " WHEN 'target' THEN coalesce(target, payee) ELSE reporter END",
    )
    query = f"SELECT sha256, {columns} FROM read_parquet({files})"
    return comparable(duckdb.connect().execute(query).fetchall())


def comparable(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Return rows with amounts by their value: 2.50 is 2.5."""
    return [
        tuple(cell.normalize() if isinstance(cell, Decimal) else cell for cell in row)
        for row in rows
    ]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("buckets", [1, 16])
def test_every_row_is_there_as_it_was_however_many_are_held(
    seed: int, buckets: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = readings(seed)
    at_once = lake_of(tmp_path / "once", told, buckets)
    monkeypatch.setattr(tables, "STRETCH", 7)
    monkeypatch.setattr(row_files, "HELD", 5)
    monkeypatch.setattr(tables, "MENTION_BYTES", LIMITS.lake_bytes // 3)
    few_held = lake_of(tmp_path / "few", told, buckets)
    with duckdb.connect() as con:
        con.execute("CREATE MACRO part(word) AS concat(strlen(word), ':', word)")
        shelves = whole_ledger(tmp_path, told).shelves()
        gather(con, "told", shelves, "flow_transfer", FLOW_COLUMNS)
        given_rows = con.execute(f"SELECT sha256, {', '.join(OWN)} FROM told").fetchall()
    for copy in COPIES:
        assert written(at_once, copy) == written(few_held, copy)
        assert sorted(map(str, written(few_held, copy))) == sorted(map(str, comparable(given_rows)))
    for name in ("entity", "number", "link"):
        one, other = (
            pq.read_table(lake.tables / f"{name}.parquet") for lake in (at_once, few_held)
        )
        assert one.to_pylist() == other.to_pylist() and (name == "link" or len(one) > 3)
    assert {path.name for path in few_held.tables.iterdir()} == {
        path.name for path in at_once.tables.iterdir()
    }
    assert not list(few_held.folder.rglob("spread")) and not list(few_held.folder.rglob("months"))


@pytest.mark.parametrize("copy", COPIES)
def test_rows_of_a_file_are_sorted_by_account_and_time(copy: str, tmp_path: Path) -> None:
    lake = lake_of(tmp_path, readings(4), 16)
    files = lake.files_of("transfer", copy)
    assert len(files) > 5
    for file in files:
        rows = pq.read_table(file, columns=[copy, "start_us", "rid"], partitioning=None).to_pylist()
        keys = [(row[copy], row["start_us"] or 0, row["rid"]) for row in rows]
        assert keys == sorted(keys)


def test_a_footer_tells_by_what_row_groups_are_passed_over(tmp_path: Path) -> None:
    told = Reading()
    rows = 2 * row_files.LEAST_GROUP + 1
    for number in range(rows):
        told.flow(f"a{number % 50}", "b", "1", number)
    lake = lake_of(tmp_path, [told], 1)
    for copy in COPIES:
        (file,) = lake.files_of("transfer", copy)
        footer = pq.read_metadata(file)
        groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
        assert [group.num_rows for group in groups] == [row_files.LEAST_GROUP] * 2 + [1]
        columns = [groups[0].column(number) for number in range(footer.num_columns)]
        sought = {one.path_in_schema for one in columns if one.is_stats_set}
        assert {copy, "start_us"} <= sought < {one.path_in_schema for one in columns}


@pytest.mark.parametrize("seed", range(3))
def test_columns_that_no_row_fills_are_named_and_need_not_be_read(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "STRETCH", 7)
    told = readings(seed)
    told[-1].flows[-1]["memo"] = "in one row alone"
    lake = lake_of(tmp_path, told, 16)
    files = lake.files_of("transfer", "payer")
    rows = pa.concat_tables(pq.read_table(file, partitioning=None) for file in files)
    blank = lake.about()["kinds"]["transfer"]["blank"]
    empty = [name for name in rows.column_names if rows.column(name).null_count == len(rows)]
    assert blank == empty and "balance" in blank and "memo" not in blank
    accounts = rows.column("payer").to_pylist()
    sought = lake.sought_rows("transfer", "payer", accounts)
    assert len(sought) > 3 and all(part.blank == tuple(blank) for part in sought)
    query, duck = "SELECT r.* FROM rows r", DuckEngine()
    all_read = duck.select_parts(query, [replace(part, blank=()) for part in sought])
    asked = duck.select_parts(query, sought)
    assert asked == all_read and len(asked) == len(rows)


def test_few_accounts_of_a_bucket_are_sought_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = lake_of(tmp_path, readings(1), 16)
    accounts = [account(f"a{number}") for number in range(12)]
    monkeypatch.setattr(layout, "SOUGHT", 1)
    sought = lake.sought_rows("transfer", "payer", [*accounts, *accounts])
    of_bucket = Counter(bucket_of(one, 16) for one in accounts)
    named = [part.accounts for part in sought]
    assert () in named and any(named)
    assert {one for (one,) in filter(None, named)} <= {
        one for one in accounts if of_bucket[bucket_of(one, 16)] == 1
    }


@given(st.integers(0, 10**12))
def test_row_groups_grow_with_their_file_within_bounds(rows: int) -> None:
    size = row_files.row_group(rows)
    assert row_files.LEAST_GROUP <= size <= row_files.row_group(rows + 1) <= row_files.MOST_GROUP


@pytest.mark.parametrize(
    ("amounts", "kind"),
    [
        (("1", "2.25"), "DECIMAL(18,2)"),
        (("1", "0.000001"), "DECIMAL(18,6)"),
        (("1", "0.000000000000000001"), "DECIMAL(38,18)"),
        (("1", "99999999999999999999"), "DECIMAL(38,18)"),
    ],
)
def test_amounts_are_as_wide_as_they_need_to_be(
    amounts: tuple[str, ...], kind: str, tmp_path: Path
) -> None:
    told = Reading()
    for number, amount in enumerate(amounts):
        told.flow("a", "b", amount, number)
    files = lake_of(tmp_path, [told], 1).files_of("transfer", "payer")
    query = f"SELECT amount, typeof(amount) FROM read_parquet({files}) ORDER BY start_us"
    found = duckdb.connect().execute(query).fetchall()
    assert [f"{amount:f}".rstrip("0").rstrip(".") for amount, _ in found] == list(amounts)
    assert {told_kind for _, told_kind in found} == {kind}


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=9), min_size=1, max_size=4))
def test_rows_come_back_by_value_in_their_order(
    tmp_path_factory: pytest.TempPathFactory, stretches: list[list[str]]
) -> None:
    files = BucketFiles(tmp_path_factory.mktemp("spread") / "of")
    expected: dict[str, list[int]] = {}
    for stretch in stretches:
        numbers = [random.randrange(1000) for _ in stretch]
        files.add(pa.table({"of": pa.array(stretch, pa.string()), "n": numbers}), "of")
        for value, number in zip(stretch, numbers, strict=True):
            expected.setdefault(value, []).append(number)
    assert files.buckets() == sorted(expected)
    for value, numbers in expected.items():
        assert files.rows(value) == len(numbers)
        with files.taken(value) as rows:
            assert rows.read_all().column("n").to_pylist() == numbers
    assert not list(files.folder.iterdir())


def test_a_column_of_values_may_be_kept() -> None:
    rows = pa.table({"of": ["b", "a"], "n": [1, 2]})
    assert [those.column_names for _, those in by_value(rows, "of", keep=True)] == [["of", "n"]] * 2


@pytest.mark.parametrize("name", ["[a]", "l*ke", "?"])
def test_a_folder_may_be_named_as_a_pattern_is(name: str, tmp_path: Path) -> None:
    plain, odd = (lake_of(tmp_path / part, readings(1, 40)) for part in ("plain", name))
    for copy in COPIES:
        told = [list(map(_within, lake.files_of("transfer", copy))) for lake in (plain, odd)]
        assert told[0] == told[1] != []


def _within(path: str) -> tuple[str, bytes]:
    return path.partition("/rows_transfer/")[2], Path(path).read_bytes()

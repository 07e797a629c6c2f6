"""Tables of data platforms go into a lake: folders of Parquet, and tables of Apache Iceberg."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from iceberg import DELETED, IcebergTable

from kg.errors import FormatError, NotATableError, SourceError
from kg.lake.add import Attached, attach_table
from kg.lake.layout import Lake
from kg.limits import LIMITS
from kg.requests import LoadRequest
from kg.sources.table_files import files_of_table
from tests.command_line import kg
from tests.lake.payments import LAYOUT

NAMES = ("payer", "payee", "amount", "paid_at")
NUMBERS = [f"62209900000000{n:05}" for n in range(6)]


def rows(first: int, count: int) -> list[dict[str, str]]:
    return [
        {"payer": NUMBERS[n % 5], "payee": NUMBERS[(n + 1) % 6], "amount": f"{100 + n}.50",
         "paid_at": f"2024-05-{1 + n % 28:02} 10:00:00"}
        for n in range(first, first + count)
    ]  # fmt: skip


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.init(tmp_path / "lake", 1)


def attach(lake: Lake, table: Path, tmp_path: Path) -> Attached:
    layout = tmp_path / "pay.toml"
    layout.write_text(LAYOUT, encoding="utf-8")
    return attach_table(lake, table, LoadRequest(layout=str(layout)))


def stored(lake: Lake) -> list[tuple[Any, ...]]:
    """Return amount and memo of every row of the lake."""
    files = lake.files_of("transfer", "payer")
    query = f"SELECT amount, memo FROM read_parquet({files}) ORDER BY ALL"
    return duckdb.connect().sql(query).fetchall()


def write_folder(folder: Path, parts: Sequence[tuple[str, str, int, int]]) -> None:
    for province, bank, first, count in parts:
        some = rows(first, count)
        place = folder / f"province={province}" / f"bank={bank}"
        place.mkdir(parents=True)
        columns = {name: [one[name] for one in some] for name in NAMES}
        pq.write_table(pa.table(columns), place / "part-0.parquet")


def test_a_folder_is_a_table_with_the_columns_of_its_paths(lake: Lake, tmp_path: Path) -> None:
    table = tmp_path / "paid"
    write_folder(table, [("浙江", "a%2Fb", 0, 5), ("__HIVE_DEFAULT_PARTITION__", "c", 5, 3)])
    for name in ("_SUCCESS", ".crc", "notes.txt"):
        (table / name).write_text("x")
    (table / "province=别处").symlink_to(tmp_path)
    found = attach(lake, table, tmp_path)
    assert not found.refused and tuple(found.left_out) == ("notes.txt", "province=别处")
    assert sorted(one.file.rows for one in found.added) == [3, 5]
    assert {one.file.name for one in found.added} == {
        "paid province=浙江 bank=a%2Fb part-0.parquet",
        "paid province=__HIVE_DEFAULT_PARTITION__ bank=c part-0.parquet",
    }
    assert sorted(str(memo) for _, memo in stored(lake)) == ["None"] * 3 + ["浙江"] * 5


def test_of_a_table_that_has_grown_only_what_is_new_is_read(lake: Lake, tmp_path: Path) -> None:
    table = tmp_path / "paid"
    write_folder(table, [("浙江", "a", 0, 5)])
    attach(lake, table, tmp_path)
    write_folder(table, [("江苏", "a", 5, 4)])
    found = attach(lake, table, tmp_path)
    assert sorted(one.already for one in found.added) == [False, True]
    assert len(stored(lake)) == 9


def test_the_same_bytes_under_another_value_are_refused(lake: Lake, tmp_path: Path) -> None:
    table = tmp_path / "paid"
    write_folder(table, [("浙江", "a", 0, 5), ("江苏", "a", 0, 5)])
    found = attach(lake, table, tmp_path)
    assert [one.file.rows for one in found.added] == [5]
    (refused,) = found.refused
    assert "浙江" in str(refused) or "江苏" in str(refused)
    table.rename(tmp_path / "renamed")
    assert len(attach(lake, tmp_path / "renamed", tmp_path).refused) == 1


def test_a_column_of_the_file_is_that_of_the_file(lake: Lake, tmp_path: Path) -> None:
    place = tmp_path / "paid" / "province=路"
    place.mkdir(parents=True)
    values = f"'{NUMBERS[0]}' payer, '{NUMBERS[1]}' payee, 1 amount, '2024-05-01' paid_at"
    query = f"SELECT {values}, '文件' province"
    duckdb.connect().sql(f"COPY ({query}) TO '{place / 'a.parquet'}' (FORMAT parquet)")
    attach(lake, tmp_path / "paid", tmp_path)
    assert [memo for _, memo in stored(lake)] == ["文件"]


@pytest.mark.parametrize("mark", ["_delta_log", ".hoodie"])
def test_a_table_whose_files_do_not_say_it_all_is_refused(mark: str, tmp_path: Path) -> None:
    write_folder(tmp_path / "paid", [("浙江", "a", 0, 5)])
    (tmp_path / "paid" / mark).mkdir()
    with pytest.raises(NotATableError, match="alone do not say"):
        files_of_table(tmp_path / "paid", LIMITS)


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.csv").write_text("a,b\n")
    for place in ("empty", "a.csv"):
        with pytest.raises(NotATableError):
            files_of_table(tmp_path / place, LIMITS)


def test_a_table_of_iceberg_is_the_files_of_its_last_state(lake: Lake, tmp_path: Path) -> None:
    table = IcebergTable(tmp_path / "paid", NAMES)
    old = {"path": table.data("old.parquet", rows(0, 3)), "province": "旧"}
    new = {"path": table.data("new.parquet", rows(3, 4)), "province": "浙江"}
    before = table.state([old])
    table.state([{**old, "status": DELETED}], [new])
    assert [len(attach(lake, tmp_path / "paid", tmp_path).added)] == [1]
    assert {memo for _, memo in stored(lake)} == {"浙江"}
    assert [one.file.rows for one in attach(lake, before, tmp_path).added] == [3]
    assert {memo for _, memo in stored(lake)} == {"浙江", "旧"}


def test_a_table_that_was_moved_is_found_where_it_lies(tmp_path: Path) -> None:
    for location in ("", "s3://bucket/paid"):
        shutil.rmtree(tmp_path / "moved", ignore_errors=True)
        table = IcebergTable(tmp_path / "paid", NAMES, location)
        table.state([{"path": table.data("a.parquet", rows(0, 3))}])
        (tmp_path / "paid").rename(tmp_path / "moved")
        (found,) = files_of_table(tmp_path / "moved", LIMITS).files
        assert found.path == str(tmp_path / "moved" / "data" / "a.parquet")
        assert found.columns == {"province": ""}, "a day that is worked out is no column"


def test_a_state_of_version_one_may_name_its_manifests(tmp_path: Path) -> None:
    table = IcebergTable(tmp_path / "paid", NAMES)
    table.state([{"path": table.data("a.parquet", rows(0, 3))}])
    named = [f"{table.location}/metadata/1-m0.avro"]
    fields = [{"id": 1, "name": "payer"}]
    table.state(
        **{"format-version": 1, "schemas": [], "schema": {"fields": fields},
           "partition-specs": [], "partition-spec": [],
           "snapshots": [{"snapshot-id": 2, "manifests": named}]},
    )  # fmt: skip
    assert len(files_of_table(tmp_path / "paid", LIMITS).files) == 1


def empty(table: IcebergTable) -> None:
    table.state(**{"current-snapshot-id": -1})


def with_deletes(table: IcebergTable) -> None:
    table.state([{"path": table.data("a.parquet", rows(0, 3)), "content": 1}], content=1)


def of_orc(table: IcebergTable) -> None:
    table.state([{"path": table.data("a.parquet", rows(0, 3)), "format": "ORC"}])


def renamed(table: IcebergTable) -> None:
    other = ("debtor", *NAMES[1:])
    table.state([{"path": table.data("a.parquet", rows(0, 3), other)}])


def elsewhere(table: IcebergTable) -> None:
    table.state([{"path": "s3://bucket/other/a.parquet"}])


def newer(table: IcebergTable) -> None:
    table.state(**{"format-version": 3})


def without_a_location(table: IcebergTable) -> None:
    table.state().write_text('{"format-version": 2}')


def no_json(table: IcebergTable) -> None:
    table.state().write_text("{" * 100_000)


def no_avro(table: IcebergTable) -> None:
    table.state([{"path": table.data("a.parquet", rows(0, 3))}])
    (table.folder / "metadata" / "1-m0.avro").write_bytes(b"Obj\x01junk")


def without_its_file(table: IcebergTable) -> None:
    table.state([{"path": f"{table.location}/data/gone.parquet"}])


WRONG = (
    (empty, NotATableError), (with_deletes, NotATableError), (of_orc, NotATableError),
    (renamed, NotATableError), (elsewhere, FormatError), (newer, FormatError),
    (without_a_location, FormatError), (no_json, FormatError), (no_avro, FormatError),
    (without_its_file, FormatError),
)  # fmt: skip


@pytest.mark.parametrize(("make", "error"), WRONG, ids=[make.__name__ for make, _ in WRONG])
def test_what_cannot_be_read_rightly_is_refused(
    make: Any, error: type[SourceError], lake: Lake, tmp_path: Path
) -> None:
    make(IcebergTable(tmp_path / "paid", NAMES))
    with pytest.raises(error):
        attach(lake, tmp_path / "paid", tmp_path)
    assert not lake.settings.files


def test_the_command_says_what_went_in(tmp_path: Path) -> None:
    write_folder(tmp_path / "paid", [("浙江", "a", 0, 5)])
    (tmp_path / "pay.toml").write_text(LAYOUT, encoding="utf-8")
    kg("lake", "init", tmp_path / "lake")
    words = (
        "lake",
        "attach",
        tmp_path / "lake",
        tmp_path / "paid",
        "--layout",
        tmp_path / "pay.toml",
    )
    done = kg(*words, "--json")
    assert done.returncode == 0, done.stderr
    assert [one["rows"] for one in done.document["added"]] == [5]
    assert kg("lake", "attach", tmp_path / "lake", tmp_path / "none").returncode == 2

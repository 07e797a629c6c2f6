"""Parquet files: the same facts as the same table as text, whatever types the columns have."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FormatError, LayoutError, LimitExceeded, SourceError
from kg.limits import LIMITS
from kg.sources import parquet_rows, read
from kg.sources.parquet_rows import _header, _texts
from kg.sources.reading_result import SourceReading

HEADER = [
    "交易卡号",
    "交易时间",
    "收付标志",
    "交易金额",
    "交易币种",
    "交易对手账卡号",
    "交易流水号",
    "摘要说明",
]
ROWS: list[list[Any]] = [
    ["6229000000000001", "2024-01-01 00:00:01", "出", "12.34", "CNY", "6229000000000002", "1", "a"],
    ["6229000000000001", "2024-01-02 10:30:00", "进", "100", "CNY", "6229000000000003", "2", None],
    [
        "6229000000000004",
        "2024-01-03 23:59:59",
        "出",
        "0.5",
        "CNY",
        "6229000000000002",
        "3",
        "转账",
    ],
]
TYPED = {
    "交易卡号": pa.int64(),
    "交易金额": pa.decimal128(12, 2),
    "交易对手账卡号": pa.dictionary(pa.int32(), pa.string()),
    "交易时间": pa.timestamp("us"),
    "摘要说明": pa.large_string(),
}


def table(rows: list[list[Any]], header: list[str] = HEADER) -> pa.Table:
    """Return a table of texts."""
    columns = zip(*rows, strict=True)
    return pa.table({n: pa.array(c, pa.string()) for n, c in zip(header, columns, strict=True)})


def typed(texts: pa.Table) -> pa.Table:
    """Return the same table with numbers, moments and a dictionary."""
    return texts.cast(pa.schema([(n, TYPED.get(n, pa.string())) for n in texts.column_names]))


def loaded(made: pa.Table | Path, folder: Path, **more: Any) -> SourceReading:
    """Read a table that is written as Parquet first."""
    folder.mkdir(exist_ok=True)
    path = made if isinstance(made, Path) else folder / "rows.parquet"
    if not isinstance(made, Path):
        pq.write_table(made, path, row_group_size=2)
    (folder / "scratch").mkdir()
    return read(path, scratch=folder / "scratch", **more)


def facts(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every fact that a reading made, but for what names its row and file."""
    told = {}
    for path in sorted((folder / "scratch").glob("*.parquet")):
        if not path.stem.startswith("row"):
            rows = pq.read_table(path).to_pylist()
            told[path.stem] = [{k: v for k, v in row.items() if k != "row_no"} for row in rows]
    return told


@pytest.mark.parametrize("make", [lambda texts: texts, typed], ids=["texts", "typed"])
def test_the_facts_are_those_of_the_same_table_as_text(make: Any, tmp_path: Path) -> None:
    lines = [",".join(cell or "" for cell in row) for row in [HEADER, *ROWS]]
    (tmp_path / "rows.csv").write_text("\n".join(lines) + "\n", "utf-8")
    as_text = loaded(tmp_path / "rows.csv", tmp_path / "csv")
    as_parquet = loaded(make(table(ROWS)), tmp_path / "parquet")
    assert as_parquet.reader == "Parquet"
    assert as_parquet.stored == as_text.stored == 3
    assert facts(tmp_path / "parquet") == facts(tmp_path / "csv")
    assert as_parquet.layout == as_text.layout == "bank-flow"


def test_rows_are_named_by_their_number(tmp_path: Path) -> None:
    rows = [*ROWS, ["6229000000000001", "?", "出", "1", "CNY", "6229000000000002", "4", None]]
    reading = loaded(table(rows), tmp_path)
    assert [problem.locator for problem in reading.problems] == ["entry 4"]
    assert reading.read == 4


def test_a_header_among_the_rows_is_found(tmp_path: Path) -> None:
    plain = [f"_c{n}" for n in range(len(HEADER))]
    reading = loaded(table([["某银行", *[None] * 7], HEADER, *ROWS], plain), tmp_path)
    assert (reading.stored, reading.read, len(reading.skipped)) == (3, 4, 1)
    assert reading.members[0].header_row == 2


def test_blank_rows_and_totals_are_skipped(tmp_path: Path) -> None:
    blank, total = [None] * 8, ["合计", *[None] * 2, "112.84", *[None] * 4]
    reading = loaded(table([ROWS[0], blank, *ROWS[1:], total]), tmp_path)
    assert (reading.stored, len(reading.skipped), reading.problems) == (3, 2, ())


def test_a_cell_that_no_text_table_can_hold_is_a_problem(tmp_path: Path) -> None:
    nul = [*ROWS[0][:-1], "a\0b"]
    long = [*ROWS[1][:-1], "x" * (LIMITS.field_bytes + 1)]
    reading = loaded(table([nul, long, ROWS[2]]), tmp_path)
    assert [problem.code for problem in reading.problems] == ["control", "field_too_long"]
    assert reading.stored == 1


@pytest.mark.parametrize(
    ("values", "kind", "texts"),
    [
        ([1.0, 0.1, 6229000000000001.0, 1e-7, 1e22, float("nan"), None], pa.float64(),
         ["1", "0.1", "6229000000000001", "0.0000001", "10000000000000000000000", None, None]),
        ([0.1, 16777217.0], pa.float32(), ["0.1", "16777216"]),
        ([Decimal("12.30"), Decimal("-0.01")], pa.decimal128(20, 2), ["12.30", "-0.01"]),
        ([True, None], pa.bool_(), ["true", None]),
        ([date(2024, 2, 29)], pa.date32(), ["2024-02-29"]),
        ([time(8, 5, 9)], pa.time32("s"), ["08:05:09"]),
        ([datetime(2024, 1, 1), datetime(2024, 1, 1, 8, 0, 0, 250_000)], pa.timestamp("us"),  # noqa: DTZ001
         ["2024-01-01 00:00:00", "2024-01-01 08:00:00.250000"]),
        ([datetime(2024, 1, 1, tzinfo=UTC)], pa.timestamp("ms", "Asia/Shanghai"),
         ["2024-01-01 00:00:00Z"]),
        (["甲".encode(), b"\xff\x00"], pa.binary(), ["甲", "0xff00"]),
        ([[1, 2], None], pa.list_(pa.int8()), ["[1, 2]", None]),
        ([None, None], pa.null(), [None, None]),
        (["", " "], pa.string(), [None, " "]),
        ([2**64 - 1], pa.uint64(), ["18446744073709551615"]),
    ],
)  # fmt: skip
def test_cells_are_as_people_write_them(
    values: list[Any], kind: pa.DataType, texts: list[str | None]
) -> None:
    batch = pa.record_batch([pa.array(values, kind)], names=["a"])
    assert [column.to_pylist() for column in _texts(batch)] == [texts]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_a_text_that_is_none_is_told_by_its_digits(kind: pa.DataType) -> None:
    of_bytes = pa.large_binary() if kind == pa.large_string() else pa.binary()
    wrong = pa.array(["甲".encode(), b"a\xff", None], of_bytes).view(kind)
    assert _texts(pa.record_batch([wrong], names=["a"]))[0].to_pylist() == ["甲", "0x61ff", None]


def test_fields_of_structures_are_columns() -> None:
    kind = pa.struct([("account", pa.string()), ("of", pa.struct([("bank", pa.string())]))])
    values = [{"account": "1", "of": {"bank": "b"}}, None]
    batch = pa.record_batch([pa.array(values, kind)], names=["payer"])
    assert _header(batch.schema) == ["payer.account", "payer.of.bank"]
    assert [column.to_pylist() for column in _texts(batch)] == [["1", None], ["b", None]]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_a_float_is_the_number_that_its_text_says(values: list[float]) -> None:
    (texts,) = _texts(pa.record_batch([pa.array(values)], names=["a"]))
    assert [float(text) for text in texts.to_pylist()] == values
    assert not any("e" in text for text in texts.to_pylist())


def test_many_rows_come_some_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_rows, "_ROWS", 2)
    rows = [[*ROWS[0][:6], str(n), None] for n in range(7)]
    assert loaded(table(rows), tmp_path).stored == 7


def test_what_no_layout_knows_is_refused_by_its_columns(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="alpha"):
        loaded(table([["1", "2"]], ["alpha", "beta"]), tmp_path)


def test_more_cells_or_columns_than_are_read_are_refused(tmp_path: Path) -> None:
    limits = replace(LIMITS, unpacked_bytes=10)
    with pytest.raises(LimitExceeded, match="unpacked_bytes"):
        loaded(table(ROWS), tmp_path / "cells", limits=limits)
    with pytest.raises(LimitExceeded):
        loaded(table(ROWS), tmp_path / "columns", limits=replace(LIMITS, columns=3))


def test_a_damaged_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    stream = io.BytesIO()
    pq.write_table(table(ROWS * 20), stream, compression="zstd")
    whole, chance = stream.getvalue(), random.Random(1)
    for number in range(40):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 3, 30])):
            data[chance.randrange(4, len(data))] ^= 1 << chance.randrange(8)
        if number % 8 == 0:
            data = bytearray(whole[: chance.randrange(4, len(whole))])
        path = tmp_path / f"{number}.parquet"
        path.write_bytes(data)
        scratch = tmp_path / f"scratch-{number}"
        scratch.mkdir()
        try:
            reading = read(path, scratch=scratch)
        except SourceError as error:
            assert "\n" not in str(error)
            continue
        assert reading.read == reading.stored + len(reading.skipped) + len(reading.problems)


def test_an_empty_table_says_so(tmp_path: Path) -> None:
    with pytest.raises((LayoutError, FormatError)):
        loaded(pa.table({}), tmp_path / "none")
    assert loaded(table(ROWS).slice(0, 0), tmp_path / "no rows").read == 0


def test_a_moment_with_a_zone_is_that_moment(tmp_path: Path) -> None:
    moment = datetime(2024, 1, 1, 0, 0, 1, tzinfo=UTC)
    place = HEADER.index("交易时间")
    rows = table(ROWS[:1]).set_column(
        place, "交易时间", pa.array([moment], pa.timestamp("us", "UTC"))
    )
    loaded(rows, tmp_path)
    ((flow,),) = [facts(tmp_path)["flow_transfer"]]
    assert flow["start_us"] == int(moment.timestamp()) * 1_000_000

"""Rows of a file that are looked at, not all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from kg.sources.proposal.sample import first_rows
from tests.sources.proposal.test_propose import written


def test_of_a_long_text_table_the_first_whole_rows_are_taken(tmp_path: Path) -> None:
    row = b"2024-05-01,1.00,\xe5\xbc\xa0\xe4\xb8\x89\n"
    file = tmp_path / "long.csv"
    file.write_bytes(b"date,amount,name\n" + row * 60_000)
    (tmp_path / "part").mkdir()
    part = first_rows(file, tmp_path / "part")
    assert part == tmp_path / "part" / "long.csv"
    taken = part.read_bytes()
    assert file.read_bytes().startswith(taken)
    assert taken.endswith(row)
    assert (1 << 20) - len(row) < len(taken) <= 1 << 20


@pytest.mark.parametrize(
    "data",
    [
        b"date,amount\n2024-05-01,1.00\n",
        ("date,amount\n" + "2024-05-01,1.00\n" * 60_000).encode("utf-16"),
        b"[" + b'{"date": "2024-05-01"},\n' * 60_000 + b"{}]",
        b"PK\x03\x04" + b"a\n" * (1 << 20),
        b"x" * (2 << 20),
    ],
    ids=["short", "utf-16", "json", "packed", "one line"],
)
def test_any_other_file_is_taken_whole(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(data)
    assert first_rows(file, tmp_path / "part") == file


def test_rules_and_lines_of_the_page_are_no_rows(tmp_path: Path) -> None:
    path = written(
        tmp_path, "******,******,******,******,******", "日期,摘要,支出,收入,余额",
        "******,******,******,******,******", "承前页,,,,100.00", "2024-04-15,a,5.00,,95.00",
        "过次页,,,,95.00", "第1页/共2页,,,,", "2024-04-16,b,,5.00,100.00", "Tổng cộng,,5.00,5.00,",
        "รวม,,5.00,5.00,", "打印日期:2024-05-01,,,,", name="0629000000000000017.csv",
    )  # fmt: skip
    run = dry_run(path, str(_kept(tmp_path, propose(path).layout)))
    assert (run.reading.stored, run.reading.problems) == (2, ())


def _kept(folder: Path, layout: str) -> Path:
    place = folder / "kept.toml"
    place.write_text(layout, "utf-8")
    return place


def test_rows_that_end_early_are_looked_at_too(tmp_path: Path) -> None:
    """Where rows lack the last cell, the words of one side may stand in them alone."""
    path = written(
        tmp_path, "Date,Payee,Amount,Currency,Side,Note", "2024-01-05,Jonas,1.50,EUR,Debit,x",
        *(f"2024-01-{day:02},Rimi,2.50,EUR,Credit" for day in range(6, 9)),
    )  # fmt: skip
    found = propose(path)
    assert 'in = ["Credit"]' in found.layout
    place = path.with_suffix(".toml")
    place.write_text(found.layout, "utf-8")
    reading = dry_run(path, str(place), account="0629000000000000017").reading
    assert (reading.stored, reading.problems) == (4, ())

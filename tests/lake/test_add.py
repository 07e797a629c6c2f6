"""Files go into a lake several at a time, and give what they give one after the other."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kg.lake import add
from kg.lake.add import add_files
from kg.lake.layout import ADDING, Lake
from kg.limits import LIMITS
from kg.requests import LoadRequest
from kg.sources.table_files import TableFile
from tests.lake.payments import LAYOUT, write_payments


@pytest.fixture
def given(tmp_path: Path) -> list[Path]:
    (tmp_path / "pay.toml").write_text(LAYOUT, encoding="utf-8")
    files = [tmp_path / f"{n}.csv" for n in range(6)]
    for n, file in enumerate(files):
        write_payments(file, n + 1, bad=n == 1)
    files[3].write_text("nothing of payments\n", encoding="utf-8")
    return files


def added(
    folder: Path, given: list[Path], lake_bytes: int, on_step: Callable[[str], None] = print
) -> tuple[Lake, list[str]]:
    lake = Lake.init(folder)
    limits = replace(LIMITS, lake_bytes=lake_bytes)
    request = LoadRequest(layout=str(given[0].parent / "pay.toml"), limits=limits)
    _, refused = add_files(lake, given, request, on_step)
    return lake, [error.where for error in refused]


def test_files_read_at_once_give_what_they_give_one_after_the_other(
    given: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    one, refused = added(tmp_path / "one", given, add.READER_MEMORY)
    some, refused_too = added(tmp_path / "some", given, 3 * add.READER_MEMORY)
    assert refused == refused_too == ["3.csv"]
    assert one.settings == some.settings
    assert [(f.name, f.rows, f.problems) for f in one.settings.files] == [
        ("0.csv", 8, 0), ("1.csv", 8, 1), ("2.csv", 8, 0), ("4.csv", 8, 0), ("5.csv", 8, 0)
    ]  # fmt: skip
    assert texts(one) == texts(some)


def texts(lake: Lake) -> dict[str, bytes]:
    rows = lake.tables / "rows_transfer"
    return {str(path.relative_to(rows)): path.read_bytes() for path in rows.rglob("*.parquet")}


def test_whoever_stops_it_finds_the_lake_as_it_was(
    given: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers that are at work for files further on are ended, and leave nothing."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    steps = list[str]()

    def stop_at_third(step: str) -> None:
        steps.append(step)
        if steps.count("2.csv") == 2:  # once while hashed, once while read
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        added(tmp_path / "lake", given, 3 * add.READER_MEMORY, stop_at_third)
    lake = Lake(tmp_path / "lake")
    assert not lake.settings.files
    assert not list((tmp_path / "lake").glob(f"{ADDING}*"))


def test_what_a_stopped_command_had_read_is_not_read_anew(
    given: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = added(tmp_path / "whole", given, add.READER_MEMORY)
    read = list[str]()

    def reading(folder: Path, file: TableFile, request: LoadRequest) -> add.FileRead:
        read.append(Path(file.path).name)
        return add_read_into(folder, file, request)

    def stop_when_all_are_read(step: str) -> None:
        if step == "transfer":
            raise KeyboardInterrupt

    add_read_into = add.read_into
    monkeypatch.setattr(add, "read_into", reading)
    with pytest.raises(KeyboardInterrupt):
        added(tmp_path / "lake", given, add.READER_MEMORY, stop_when_all_are_read)
    assert sorted(read) == [file.name for file in given]
    lake = Lake(tmp_path / "lake")
    assert not lake.settings.files
    read.clear()
    request = LoadRequest(layout=str(given[0].parent / "pay.toml"))
    told, refused = add_files(lake, given, request)
    assert read == ["3.csv"] and len(refused) == 1 and not any(one.already for one in told)
    assert lake.settings == whole.settings and texts(lake) == texts(whole)
    logged = [line["name"] for line in lake.log.entries() if line["action"] == "add"]
    assert logged == [one.file.name for one in told]


def test_what_was_read_otherwise_is_read_anew(
    given: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(step: str) -> None:
        if step == "transfer":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        added(tmp_path / "lake", given, add.READER_MEMORY, stop)
    layout = given[0].parent / "pay.toml"
    layout.write_text(LAYOUT.replace("Asia/Shanghai", "UTC"), encoding="utf-8")
    there, _ = added(tmp_path / "other", given, add.READER_MEMORY)
    lake = Lake(tmp_path / "lake")
    add_files(lake, given, LoadRequest(layout=str(layout)))
    assert lake.settings == there.settings and texts(lake) == texts(there)

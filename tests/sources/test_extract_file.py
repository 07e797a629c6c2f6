"""What is called an extract and is none, or was changed on its way."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import FormatError, SourceError
from kg.ledger.extracts import check_extract
from kg.limits import LIMITS
from kg.sources.extract_file import ABOUT, EXTRACT, is_extract, read_extract

SAID: dict[str, Any] = {
    "format": EXTRACT, "version": 1, "origin": "a" * 64, "name": "flows.csv", "reader": "delimited",
    "layout": "bank-flow", "layout_sha256": "b" * 64, "rows": 2, "flows": 2, "sources": 3,
    "tables": "t",
}  # fmt: skip


def written(folder: Path, about: object = SAID, **files: bytes) -> Path:
    path = folder / "flows.csv.extract.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(ABOUT, about if isinstance(about, str) else json.dumps(about))
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def read(path: Path) -> None:
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    read_extract(path, scratch, LIMITS)
    check_extract(scratch, path.name)


def test_an_extract_is_known_by_what_it_holds(tmp_path: Path) -> None:
    assert is_extract(written(tmp_path))
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("flows.csv", "a,b\n")
    assert not is_extract(other)
    (tmp_path / "text.csv").write_text("a,b\n")
    assert not is_extract(tmp_path / "text.csv")


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ("{", "does not say"),
        ("[" * 100_000, "does not say"),
        ([], "another version"),
        (SAID | {"version": 2}, "another version"),
        (SAID | {"origin": "../../etc"}, "does not say"),
        (SAID | {"rows": -1}, "does not say"),
        (SAID | {"rows": "2"}, "does not say"),
        ({key: word for key, word in SAID.items() if key != "reader"}, "does not say"),
    ],
)
def test_an_extract_that_does_not_say_what_it_is_is_refused(
    tmp_path: Path, about: object, why: str
) -> None:
    with pytest.raises(FormatError, match=why):
        read(written(tmp_path, about))


@pytest.mark.parametrize("name", ["run__sh", "..__parquet", "flow_x__parquet__exe", "note__json"])
def test_a_file_that_no_extract_has_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatError, match="which no extract has"):
        read(written(tmp_path, **{name: b"x"}))
    assert not list((tmp_path / "scratch").iterdir())


@pytest.mark.parametrize("table", ["flow_transfer", "entity", "link", "alias", "seen_transfer"])
def test_a_table_that_is_none_is_refused(tmp_path: Path, table: str) -> None:
    files = {"flow_transfer__parquet": b"PAR1 nothing", f"{table}__parquet": b"PAR1 nothing"}
    with pytest.raises(FormatError, match="cannot be read"):
        read(written(tmp_path, **files))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(place=st.integers(0, 2_000), byte=st.integers(0, 255))
def test_a_changed_byte_gives_a_clear_refusal_or_nothing(
    tmp_path: Path, place: int, byte: int
) -> None:
    path = written(tmp_path)
    content = bytearray(path.read_bytes())
    content[place % len(content)] = byte
    path.write_bytes(bytes(content))
    try:
        if is_extract(path):
            read(path)
    except SourceError:
        pass

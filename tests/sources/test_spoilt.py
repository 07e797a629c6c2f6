"""Spoilt files are read whole or refused; those that once broke that promise, each by itself."""

from __future__ import annotations

import json
import sys
import warnings
import zipfile
from pathlib import Path
from random import Random

import pytest

from kg import sources
from kg.errors import DecodeError, FormatError, KgError, LayoutError
from kg.sources.layout_files import parse_layout
from tests.sources.reader import read_text

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "fuzzing"))

from run import one
from spoiling import MAKERS


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("reader", MAKERS)
def test_a_spoilt_file_is_read_whole_or_refused(reader: str, number: int, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a zip may hold one name twice
        name, data = MAKERS[reader](Random(f"{reader} {number}"))
    (tmp_path / name).write_bytes(data)
    try:
        found = sources.read(tmp_path / name, scratch=tmp_path / "out")
    except KgError as refused:
        assert str(refused)
        return
    assert found.read == found.stored + len(found.problems) + len(found.skipped)


@pytest.mark.parametrize("mapped", [True, False])
@pytest.mark.parametrize("reader", MAKERS)
def test_the_fuzzer_tells_what_came_of_a_file(reader: str, mapped: bool, tmp_path: Path) -> None:
    assert one(reader, f"{reader} 1", tmp_path / "kept", mapped)
    assert not (tmp_path / "kept").exists()


def packed(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(f"{name}.csv", data)
    return path


def test_a_zip_cut_open_is_one_clear_refusal(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", a=json.dumps(list(range(5000))).encode())
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)
    with pytest.raises(FormatError, match="broken zip"):
        sources.read(path, scratch=tmp_path / "out")


def test_a_directory_that_points_nowhere_is_one_clear_refusal(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", a=b"a,b\n")
    data = path.read_bytes()
    entry = data.index(b"PK\x01\x02")
    path.write_bytes(data[: entry + 42] + b"\xff\xff\xff\x7f" + data[entry + 46 :])
    with pytest.raises(FormatError, match="broken zip"):
        sources.read(path, scratch=tmp_path / "out")


def test_a_member_without_a_name_is_one_clear_refusal(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", a=b"a,b\n")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"a.csv", b"\0.csv"))
    with pytest.raises(FormatError, match="no name"):
        sources.read(path, scratch=tmp_path / "out")


def test_an_encoding_judged_anew_inside_a_zip(tmp_path: Path) -> None:
    text = "主体,关系,客体\n赵某,认识,钱某\n".encode()
    path = packed(tmp_path / "a.zip", a=text + b"\xff")
    with pytest.raises(DecodeError):
        sources.read(path, scratch=tmp_path / "out")


def test_a_day_beyond_every_calendar_is_a_problem(tmp_path: Path) -> None:
    header, rows = "sourceNodeId,targetNodeId,value,time", f"1,2,5.00,{10**14}\n1,2,5.00,3\n"
    found = read_text(tmp_path, f"{header}\n{rows}").reading
    assert [(p.code, p.locator) for p in found.problems] == [("time", "line 2")]
    assert found.stored == 1


def test_no_column_is_called_like_the_place_of_a_row() -> None:
    table = {"name": "x", "label": {"zh": "x", "en": "x"}, "columns": {"member": {"names": ["甲"]}}}
    with pytest.raises(LayoutError, match="place"):
        parse_layout(table, "x.toml")


@pytest.mark.parametrize("item", ['"\\ud842udfb7"', '{"address": "\\udc00"}', '{"\\ud800": "x"}'])
def test_half_a_character_is_a_problem_of_its_record(item: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'["1CGA4srdS3fbLbKX1ySXHrz9ZNvaVmmeso", {item}]')
    found = sources.read(path, scratch=tmp_path / "out", layout="address-tags")
    assert found.stored == 1
    assert ["half of a character" in str(one.reason) for one in found.problems] == [True]
    assert found.problems[0].text == item

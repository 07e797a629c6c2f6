"""Bytes on the way in: encodings that show late, files that move, archives with odd names."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from kg.errors import DecodeError, EvidenceMoved, LimitExceeded
from kg.limits import Limits
from kg.sources import read
from kg.sources.source_file import SourceFile, text_form
from kg.sources.text_stream import Restart, TextStream
from tests.sources.reader import bank, read_file, read_text

ROW = "6220000000000000018,,赵某,,2024-05-01 10:00:00,5,,出,6220000000000000026,,,,"


def text_of(*blocks: bytes) -> str:
    stream = TextStream(lambda: iter(blocks), "t.csv")
    try:
        return b"".join(stream.blocks()).decode()
    except Restart:
        return b"".join(stream.blocks()).decode()


def test_gb18030_that_shows_only_after_the_first_block() -> None:
    assert text_of(b"abc\n" * 9, "张三\n李四\n".encode("gb18030")) == "abc\n" * 9 + "张三\n李四\n"


def test_utf8_after_gb18030_is_refused_with_both_lines() -> None:
    late = "转账给李某某先生\n".encode()
    with pytest.raises(DecodeError, match="line 3 is UTF-8, line 1 GB18030"):
        text_of("张三\n李四\n".encode("gb18030"), late)


def test_a_character_cut_between_two_blocks_is_whole() -> None:
    data = "张三,李四\n".encode("gb18030") * 3
    for cut in range(1, 9):
        assert text_of(data[:cut], data[cut:]) == "张三,李四\n" * 3


def test_hash_is_of_the_bytes_as_received(tmp_path: Path) -> None:
    data = bank(ROW).encode("gb18030")
    result = read_text(tmp_path, data)
    assert result.reading.sha256 == hashlib.sha256(data).hexdigest()
    assert result.reading.encoding == "gb18030"


def test_a_file_that_is_written_to_while_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(bank(ROW), encoding="utf-8")
    source = SourceFile(path, Limits())
    path.write_text(bank(ROW, ROW), encoding="utf-8")
    with pytest.raises(EvidenceMoved, match="changed while it was being read"):
        source.hash()


def test_members_of_a_zip_are_locators_of_one_source(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("b.csv", bank(ROW))
        archive.writestr("a.csv", bank(ROW, "1,2"))
        archive.writestr("读我.txt", "不是表格\n")
    result = read_text(tmp_path, out.getvalue(), "rows.zip")
    assert [member.member for member in result.reading.members] == ["a.csv", "b.csv"]
    assert [problem.locator for problem in result.reading.problems] == ["a.csv#line 3"]
    assert any("读我.txt" in str(warning) for warning in result.reading.warnings)
    assert [flow["ordinal"] for flow in result.flows] == [0, 0]  # one row, told in two files


def test_names_in_a_zip_of_chinese_windows_are_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xxxx.csv", bank(ROW))
    data = out.getvalue().replace(b"xxxx.csv", "流水".encode("gb18030") + b".csv")
    result = read_text(tmp_path, data, "rows.zip")
    assert result.reading.members[0].member == "流水.csv"


@pytest.mark.parametrize(
    ("limits", "name"),
    [(Limits(source_bytes=10), "source_bytes"), (Limits(columns=3), "columns")],
)
def test_limits_refuse_by_name(tmp_path: Path, limits: Limits, name: str) -> None:
    with pytest.raises(LimitExceeded, match=name):
        read_text(tmp_path, bank(ROW), limits=limits)


def test_a_refused_file_leaves_nothing_in_the_scratch_folder(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(Exception, match="no layout"):
        read(path, scratch=scratch)
    assert not list(scratch.iterdir())


def test_same_rows_in_four_dresses_are_the_same_flows(tmp_path: Path) -> None:
    text = bank(ROW, ROW.replace(",5,", ",6,"))
    dresses = {
        "plain.csv": text.encode(), "tabs.tsv": text.replace(",", "\t").encode(),
        "crlf.csv": text.replace("\n", "\r\n").encode("gb18030"),
        "wide.csv": b"\xff\xfe" + text.encode("utf-16-le"),
    }  # fmt: skip
    ids = set()
    for name, data in dresses.items():
        (tmp_path / name).write_bytes(data)
        ids.add(tuple(flow["id"] for flow in read_file(tmp_path / name, tmp_path).flows))
    assert len(ids) == 1


def test_sentences_on_many_lines_in_quotes_are_cells() -> None:
    said = "The fee was paid by the sender.\nNothing came back.\nThe bank kept two. So it was."
    fees = ["one, " * n for n in range(9)]
    rows = "".join(f'2024-01-0{n},"{fees[n]}{said}{fees[-n]}",{n}.00\n' for n in range(1, 9))
    assert text_form(f"Date,Memo,Amount\n{rows}".encode()) == ""
    assert text_form(f"{said}\n".encode() * 9) == "prose"


@pytest.mark.parametrize(
    ("head", "form"),
    [
        ("1CClientBankExchange\nВерсияФормата=1.02\n", "1CClientBankExchange"),
        ("-- MySQL dump 10.13\nDROP TABLE IF EXISTS `a`;\n", "SQL"),
        ("INSERT INTO `a` VALUES (1,2),(3,4);\n", "SQL"),
        ("{1:F01COBADEFFAXXX0000000000}{2:O103}{4:\n:20:REF\n", "SWIFT MT"),
    ],
)
def test_foreign_forms_are_called_by_their_names(head: str, form: str) -> None:
    assert text_form(head.encode("cp1251")) == form

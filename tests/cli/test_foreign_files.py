"""Foreign files through the commands: a bad one is a named refusal, and the others are loaded."""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import sys
import unicodedata
import warnings
import zipfile
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kg.case import new_case
from kg.cli import app
from tests.sources.faulty import ROW, SHEET, TEXT, book, repacked

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "fuzzing"))

from bombs import MAKERS

posix = pytest.mark.skipif(os.name == "nt", reason="names, links and pipes of POSIX")
SLOW = {
    *("one_line", "only_breaks", "only_delimiters", "only_quotes", "gzip_bomb", "zip_bomb"),
    *("crowded_zip", "crowded_workbook", "many_styles", "long_header_field", "shared_texts"),
    *("unclosed_quote", "zeros", "deep_list_cut", "repeated_rows", "many_columns", "many_names"),
}
"""Bombs that take more than a tenth of a second to make or to refuse: see scripts/fuzz reader."""


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words)])


def load(case: Path, *files: Path, lang: str = "en") -> tuple[Result, dict[str, Any]]:
    """Load files; return the result, and what it says with the files loaded by name."""
    done = run("load", case, *files, "--json", "--lang", lang)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    told = json.loads(done.stdout)
    told["stored"] = {one["source"]["name"]: one["source"]["stored"] for one in told["loaded"]}
    return done, told


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("empty") / "case"
    new_case(place)
    return place


@pytest.fixture
def case(empty: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty, tmp_path / "case"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return a folder with two good files."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "good.csv").write_bytes(TEXT)
    (folder / "good.xlsx").write_bytes(book(ROW))
    return folder


GOOD = {"good.csv": 3, "good.xlsx": 1}


def far_cell(place: str) -> bytes:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    added = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'
    return repacked(book(ROW), SHEET, lambda xml: xml.replace("</sheetData>", added))


def zip_of(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore", UserWarning)
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def test_a_cell_far_from_the_table_is_refused_and_the_others_load(case: Path, files: Path) -> None:
    places = ("XFD1048576", "XFD20000")
    for place in places:
        (files / f"far {place}.xlsx").write_bytes(far_cell(place))
    done, told = load(case, files)
    assert done.exit_code == 3
    assert told["stored"] == GOOD
    for place, refused in zip(places, told["refused"], strict=True):
        assert refused.startswith(f"far {place}.xlsx!Sheet: spans ")
        assert "sheet_area" in refused


def test_a_sparse_sheet_of_reasonable_size_loads_as_ever(case: Path, tmp_path: Path) -> None:
    (tmp_path / "sparse.xlsx").write_bytes(far_cell("AB3000"))
    done, told = load(case, tmp_path / "sparse.xlsx")
    assert done.exit_code == 0
    assert told["stored"] == {"sparse.xlsx": 1}


@pytest.mark.parametrize("command", ["layout", "dry-run", "trace"])
def test_no_other_command_dies_of_such_a_file(command: str, case: Path, tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    path.write_bytes(far_cell("XFD1048576"))
    if command == "layout":
        done = run("layout", path, tmp_path / "out.toml", "--lang", "en")
    elif command == "dry-run":
        done = run("load", case, path, "--dry-run", "--lang", "en")
    else:
        (tmp_path / "good.csv").write_bytes(TEXT)
        load(case, tmp_path / "good.csv")
        done = run("trace", case, "--from", path)
    said = f"{done.output} {done.exception}"
    assert "far.xlsx" in said
    assert "sheet_area" in said
    assert done.exit_code == 3 or getattr(done.exception, "exit_code", 0) == 3


def test_rows_whose_end_is_written_oddly_take_no_longer_than_others(
    case: Path, tmp_path: Path
) -> None:
    rows = "".join(f'<row r="{n}"></row >' for n in range(9, 50_000))
    data = repacked(
        book(ROW), SHEET, lambda xml: xml.replace("</sheetData>", f"{rows}</sheetData>")
    )
    (tmp_path / "a.xlsx").write_bytes(data)
    done, told = load(case, tmp_path / "a.xlsx")
    assert done.exit_code == 0
    assert told["stored"] == {"a.xlsx": 1}


def test_blank_lines_without_end_are_no_header(case: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\r\n" * 40_000)
    _, told = load(case, tmp_path / "a.txt")
    assert told["refused"] == ["a.txt: no header: there is no text in it"]


def test_two_members_of_one_name_are_refused(case: Path, files: Path) -> None:
    (files / "twice.zip").write_bytes(zip_of(("a.csv", TEXT), ("b.csv", TEXT), ("a.csv", b"x")))
    told = load(case, files)[1]
    assert told["stored"] == GOOD
    assert "twice.zip: holds two members named 'a.csv'" in told["refused"][0]
    for lang, said in (
        ("zh", "有两个成员同名：'a.csv'"),
        ("en", "holds two members named 'a.csv'"),
    ):
        assert said in run("load", case, files / "twice.zip", "--lang", lang).output


def test_two_members_that_a_person_reads_as_one_name_are_refused(
    case: Path, tmp_path: Path
) -> None:
    data = zip_of(("流水.csv", TEXT), ("AAAA.csv", TEXT))
    data = data.replace(b"AAAA.csv", "流水.csv".encode("gb18030"))
    (tmp_path / "a.zip").write_bytes(data)
    assert "two members named '流水.csv'" in load(case, tmp_path / "a.zip")[1]["refused"][0]


def test_names_that_differ_in_case_or_form_are_all_read(case: Path, tmp_path: Path) -> None:
    accented = unicodedata.normalize("NFC", "é.csv"), unicodedata.normalize("NFD", "é.csv")
    names = ("a.csv", "A.csv", *accented)
    texts = [TEXT.replace(b",5,", f",{n},".encode()) for n in range(1, 5)]
    (tmp_path / "a.zip").write_bytes(zip_of(*zip(names, texts, strict=True)))
    (report,) = load(case, tmp_path / "a.zip")[1]["loaded"]
    assert report["source"]["stored"] == 12


def test_a_sheet_that_lies_twice_in_a_workbook_is_refused(case: Path, files: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(book(ROW))) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    (files / "twice.xlsx").write_bytes(zip_of(*parts, (SHEET, dict(parts)[SHEET])))
    _, told = load(case, files)
    assert told["stored"] == GOOD
    assert f"twice.xlsx: holds two members named {SHEET!r}" in told["refused"][0]


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ('<sheet name="a" sheetId="1" r:id="rId1"/><sheet name="b" sheetId="2" r:id="rId1"/>',
         "two sheets are one member"),
        ('<sheet name="a" sheetId="1" r:id="rId1"/><sheet name="a" sheetId="2" r:id="rId2"/>',
         "two sheets are named 'a'"),
    ],
)  # fmt: skip
def test_a_sheet_that_would_be_read_for_another_is_refused(
    sheets: str, words: str, case: Path, tmp_path: Path
) -> None:
    made = repacked(
        book(ROW), "xl/workbook.xml",
        lambda xml: f"{xml.partition('<sheets>')[0]}<sheets>{sheets}</sheets></workbook>",
    )  # fmt: skip
    (tmp_path / "a.xlsx").write_bytes(made)
    assert words in load(case, tmp_path / "a.xlsx")[1]["refused"][0]


def test_what_a_system_left_in_a_zip_is_named(case: Path, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zip_of(("a.csv", TEXT), ("__MACOSX/._a.csv", b"x")))
    (report,) = load(case, tmp_path / "a.zip")[1]["loaded"]
    assert report["warnings"] == ["1 members were left by a system and not read: __MACOSX/._a.csv"]


@posix
def test_a_name_in_gb18030_is_read_as_its_text(case: Path, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("流水.csv".encode("gb18030"))
    path.write_bytes(TEXT)
    done, told = load(case, path)
    assert done.exit_code == 0
    assert told["stored"] == {"流水.csv": 3}
    assert told["loaded"][0]["warnings"] == ["its name is written in GB18030, not in UTF-8"]
    assert run("verify", case).exit_code == 0


@posix
def test_a_name_that_is_no_text_is_a_refusal_that_can_be_printed(case: Path, files: Path) -> None:
    (files / os.fsdecode(b"a\xff\xfe.csv")).write_bytes(TEXT)
    done, told = load(case, files)
    assert done.exit_code == 3
    assert told["stored"] == GOOD
    assert told["refused"][0].startswith("a⟦FF⟧⟦FE⟧.csv: has a name that is neither UTF-8 nor")
    done.output.encode()


@posix
def test_a_folder_says_of_all_it_does_not_load_why(
    case: Path, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(case, files / "an-old-case")
    (tmp_path / "elsewhere.csv").write_bytes(TEXT + b"\n")
    (files / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    (files / "loop").symlink_to(files, target_is_directory=True)
    (files / ".DS_Store").write_bytes(b"x")
    (files / "~$good.xlsx").write_bytes(b"x")
    (files / "_SUCCESS").write_bytes(b"")
    (files / "deep").mkdir()
    os.mkfifo(files / "deep" / "pipe.csv")
    monkeypatch.chdir(files)
    with closing(socket.socket(socket.AF_UNIX)) as bound:
        bound.bind("socket")
        done, told = load(case, files)
    assert done.exit_code == 0
    assert told["stored"] == GOOD
    assert {one["name"]: one["reason"].partition(" to ")[0] for one in told["left_out"]} == {
        ".DS_Store": "is hidden",
        "an-old-case": "is a case of kg",
        "deep/pipe.csv": "is no plain file",
        "link.csv": "is a link",
        "loop": "is a link",
        "socket": "is no plain file",
        "~$good.xlsx": "is a lock file of Office",
        "_SUCCESS": "is the mark of a finished job",
    }
    shown = run("load", case, files, "--lang", "zh").output
    assert "未载入 link.csv：是指向" in shown
    assert "未载入 an-old-case：是 kg 的案件文件夹" in shown


@posix
def test_the_case_itself_in_its_folder_is_left_out(files: Path) -> None:
    new_case(files / "case")
    done, told = load(files / "case", files)
    assert done.exit_code == 0
    assert told["stored"] == GOOD
    message = {"id": "is-a-case-of-kg", "arguments": {}}
    left_out = {"name": "case", "reason": "is a case of kg", "message": message}
    assert told["left_out"] == [left_out]


@posix
def test_a_link_that_is_named_itself_is_followed(case: Path, tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_bytes(TEXT)
    (tmp_path / "here.csv").symlink_to(tmp_path / "there.csv")
    assert load(case, tmp_path / "here.csv")[1]["stored"] == {"there.csv": 3}


def test_a_limit_can_be_set_for_one_command(case: Path, files: Path) -> None:
    done = run("load", case, files / "good.csv", "--limit", "reader_bytes=1", "--lang", "en")
    assert done.exit_code == 3
    assert "good.csv: takes more than 0 MiB of memory" in done.output
    assert run("load", case, files / "good.csv", "--limit", "columns=6").exit_code == 0


def test_a_limit_that_is_none_is_named(case: Path, files: Path) -> None:
    done = run("load", case, files, "--limit", "reader=1")
    assert "'reader' is no limit" in str(done.exception)


def test_bombs_among_good_files_are_named(case: Path, files: Path) -> None:
    """A quick part of ``scripts/fuzz reader``."""
    made = []
    for kind in sorted(MAKERS.keys() - SLOW):
        suffix, data = MAKERS[kind](Random(kind))
        (files / f"{kind}{suffix}").write_bytes(data)
        made.append(kind)
    done, told = load(case, files)
    assert done.exit_code == 3
    assert told["stored"] == GOOD
    refused = "\n".join(told["refused"])
    assert [kind for kind in made if f"{kind}." not in refused] == []
    assert len(told["refused"]) == len(made) > 40

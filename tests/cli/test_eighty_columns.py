"""On a terminal of 80 columns no line is wider, and nothing that is copied is broken."""

from __future__ import annotations

import io
import re
import shutil
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from kg.cli import main
from kg.cli.table import table_lines
from kg.cli.wrap import longest_piece, wrap
from kg.messages import languages
from tests.built import built
from tests.command_line import kg
from tests.depth import by_depth
from tests.docs.doc_pages import demo_in

COMMANDS = (
    ("sources",), ("problems",), ("problems", "--skipped"), ("pairs",), ("search", "阮"),
    ("show", "A815"), ("explain", "T1"), ("trace", "--victims"), ("trace", "A815", "--in"),
    ("trace", "--victims", "--rules", "fifo,lifo,haircut"), ("chain",), ("find",), ("find", "FD1"),
    ("reach", "--victims"), ("ask",), ("check",), ("log",), ("mark",), ("contacts", "N1"),
    ("without", "被害人清单.xlsx@5"), ("link",),
    ("matrix",), ("matrix", "--stage", "Collection"), ("matrix", "--list"),
    ("renumbered",), ("key", "victims"), ("key", "--people", "--by", "month"), ("pattern",),
    ("pattern", "CT01", "--rows", "1"), ("coordinated", "--participation", "1"),
    ("path", "A815", "闻蘅声"), ("saved",),
    ("query", "--sql", "select * from transfer limit 3"),
)  # fmt: skip
WITHOUT_A_CASE = (("ontology", "find", "mule"), ("ontology", "count"), ("export", "--forms"))
NUMBER = re.compile(r"(?<![\w.])\d{16,21}(?![\w.])")
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch, *words: object) -> str:
    """Return what a command prints on a terminal of 80 columns."""
    with monkeypatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        patch.setattr(sys, "argv", ["kg", *map(str, words)])
        screen = Terminal()
        patch.setattr(sys, "stdout", screen)
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 0, words
    return screen.getvalue()


def build(place: Path) -> None:
    demo_in(place)
    assert kg("find", place / "case").returncode == 0


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("eighty")
    built(build, place)
    return place / "case"


@pytest.mark.slow
@pytest.mark.parametrize("words", [*COMMANDS, *WITHOUT_A_CASE], ids=" ".join)
def test_every_table_fits_and_breaks_no_number(
    case: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    verb, *more = words
    typed = words if words in WITHOUT_A_CASE else (verb, case, *more)
    for lang in by_depth(("zh",), languages()):
        plain = kg(*typed, KG_LANG=lang).stdout
        check(on_terminal(monkeypatch, *typed, "--lang", lang), plain)


def case_of_a_long_path(case: Path) -> Path:
    """Return a copy of a case in folders whose names fill a line of a terminal."""
    place = case.parent / ("a" * 40) / ("b" * 40) / "case"
    if not place.exists():
        shutil.copytree(case, place)
    return place


def check(told: str, plain: str) -> None:
    """Hold what a terminal shows to its width, and its numbers and times to those of a pipe."""
    for line in told.splitlines():
        assert cell_len(line) <= 80 or line.lstrip().startswith(("kg ", "/")), line
    for known in (NUMBER, TIME):
        assert set(known.findall(plain)) <= set(known.findall(told))


@pytest.mark.slow
@pytest.mark.parametrize("lang", by_depth(("en",), languages()))
def test_open_prints_one_screen(case: Path, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for where in (case, case_of_a_long_path(case)):
        told = on_terminal(monkeypatch, "open", where, "--lang", lang)
        assert len(told.splitlines()) <= 30
        plain = kg("open", where, KG_LANG=lang).stdout
        check(told, plain)
        places = re.compile(r"^([AE]\d+)[\t ]+.* CNY[\t ]+[\d.]+%$", re.MULTILINE)
        most = places.findall(plain)
        assert len(most) == 5
        assert most[:3] == places.findall(told)[:3]
        assert f"{where}/chain.html" in told
    lines = plain.splitlines()
    assert len(lines) <= 30
    assert re.match(r"20 (victims lost|名被害人共损失) [\d,.]+ CNY", lines[0])
    assert "A815" in lines[0]


@pytest.mark.slow
def test_open_prints_more_where_that_is_asked_for(case: Path) -> None:
    assert len(kg("open", case, "--full").stdout.splitlines()) > 30


def test_long_text_is_folded_around_what_stays_whole() -> None:
    number = "062202242473009508"
    text = f"款项于 2024-05-01 10:00:00 由{number}转出 1,234.50 CNY，其后全部取现" * 3
    for width in range(20, 80):
        lines = wrap(text, width)
        assert all(cell_len(line) <= width for line in lines)
        assert sum(line.count(number) for line in lines) == 3
        assert sum(line.count("1,234.50 CNY") for line in lines) == 3
    assert longest_piece(text) == 19


def test_columns_that_cannot_stand_beside_each_other_become_paragraphs() -> None:
    row = [str(n) * 18 for n in range(1, 8)]
    told = list(table_lines("t", list("abcdefg"), [row], 80))
    assert all(cell_len(line) <= 80 for line in told)
    assert all(sum(cell in line for line in told) == 1 for cell in row)

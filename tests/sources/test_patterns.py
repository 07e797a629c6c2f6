"""Patterns of layouts run in RE2: at once, in every script, shipped layouts as they always did."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from kg.case import new_case, open_case
from kg.cli import app
from kg.limits import LIMITS
from kg.sources.layout import Layout
from kg.sources.layout_files import layouts
from kg.sources.patterns import PatternRefused, fits_whole, piece_of, read_pattern
from tests.depth import by_depth, examples

EVIL = ("(a+)+$", "(a|a)*$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*a){20}$", "(x+x+)+y")
BIG = "a" * 50_000 + "!"
LAYOUT = """
name = "own"
zone = "UTC"
foot = ['BARE']
[columns]
a = { names = ["a"], type = "account" }
b = { names = ["b"], type = "account" }
t = { names = ["t"], type = "time" }
n = { names = ["n"], type = "amount" }
memo = { names = ["memo"] }
piece = { names = ["memo"], pick = '(BARE)' }
titled = { names = ["titled"], head = '(BARE)' }
[parties.a]
kind = "Account"
id = [["", "$a"]]
values = { accountNumber = "a" }
kind_when = [{ column = 'memo', like = 'LIKE', kind = 'Wallet' }]
[parties.b]
kind = "Account"
id = [["", "$b"]]
values = { accountNumber = "b", name = "titled" }
[parties.c]
kind = "Account"
id = [["", "$b"]]
where = [{ column = 'memo', like = 'LIKE' }]
[[flows]]
kind = "Transfer"
source = ["a"]
target = ["c", "b"]
time = "t"
amount = "n"
memo = ["memo", "piece"]
default_currency = "CNY"
status = [{ column = 'memo', like = 'LIKE', then = 'failed' }]
"""
SPACES = "".join(chr(c) for c in range(0x11000) if chr(c).isspace())


@pytest.mark.parametrize("pattern", EVIL)
def test_a_catastrophic_pattern_ends(pattern: str) -> None:
    """Python's own engine would be at it for years."""
    assert not fits_whole(pattern, BIG)
    assert not piece_of(f"({pattern})", BIG) or pattern.startswith("(.*a)")


@pytest.mark.slow
@pytest.mark.parametrize("pattern", by_depth(EVIL[::3], EVIL))
def test_a_load_with_catastrophic_patterns_everywhere_ends(pattern: str, tmp_path: Path) -> None:
    toml, file, case = tmp_path / "own.toml", tmp_path / "file.csv", tmp_path / "case"
    bare = pattern.replace("(", "(?:")
    toml.write_text(LAYOUT.replace("BARE", bare).replace("LIKE", pattern), "utf-8")
    row = f"6220000000000000018,6220000000000000026,2024-05-01 10:00:00,5,{BIG}"
    file.write_text(f"{BIG},,,,\na,b,t,n,memo\n{row}\n{BIG},,,,\n", "utf-8")
    new_case(case)
    done = CliRunner().invoke(app, ["load", str(case), str(file), "--layout", str(toml)])
    assert done.exit_code == 0, done.output
    (source,) = open_case(case).evidence.sources()
    assert source.read == 3 == source.stored + source.skipped + source.problems


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("a(?=b)", "lookahead"),
        ("a(?!b)", "lookahead"),
        ("(?<=a)b", "lookbehind"),
        ("(?<!a)b", "lookbehind"),
        (r"(a)\1", r"invalid escape sequence: \1"),
        ("(?P<x>a)(?P=x)", "backreference"),
        ("(?>a+)b", "atomic"),
        (r"\bATM\b", "edge of a word"),
        (r"[\W]", "inside brackets"),
        (r"\C", "byte"),
        (r"\Qa.b\E", "quoted"),
        ("a++", "bad repetition"),
        ("(a", "missing )"),
        ("a)|(b", "unexpected )"),
        ("[a", "missing ]"),
        ("a\\", "single backslash"),
        ("(?x) a", "invalid"),
        ("a{1001}", "invalid repetition"),
        ("((a{1,50}){1,50}){1,50}", "pattern_size"),
        ("(?:a?){1000}(?:a?){1000}(?:a?){1000}", "pattern_size"),
    ],
)
def test_what_the_engine_cannot_run_is_refused_by_name(pattern: str, said: str) -> None:
    with pytest.raises(PatternRefused, match=re.escape(said)) as refused:
        read_pattern(pattern)
    assert str(refused.value).startswith(repr(pattern))
    assert refused.value.why.text("zh") != refused.value.why.text("en")


def test_a_pattern_just_below_and_just_above_its_size() -> None:
    most = LIMITS.pattern_size // 3
    assert read_pattern(f"(?:ab){{{most}}}").size == 3 * most
    with pytest.raises(PatternRefused, match="pattern_size"):
        read_pattern(f"(?:ab){{{most + 1}}}")


def test_classes_hold_the_blanks_digits_and_letters_of_every_script() -> None:
    assert all(fits_whole(r"\s", space) and fits_whole(r"[\s]", space) for space in SPACES)
    assert not any(fits_whole(r"\S", s) or fits_whole(r"[\S]", s) or fits_whole(r"[^\s]", s)
                   for s in SPACES)  # fmt: skip
    assert fits_whole(r"\d+", "12１２٣") and fits_whole(r"[\d-]+", "１-2")
    assert fits_whole(r"\w+", "张三李四Иван_7") and not fits_whole(r"\w", "，")
    assert fits_whole(r"\W", "，") and not fits_whole(r"\W", "张")
    assert fits_whole(r"\D", "张") and not fits_whole(r"[\D]", "７")


def test_blanks_are_exactly_those_of_python() -> None:
    every = "".join(chr(c) for c in range(1, 0x11000) if not 0xD800 <= c < 0xE000)
    query = "SELECT regexp_extract_all($1, $2)"
    (found,) = duckdb.connect().execute(query, [every, read_pattern(r"\s").re2]).fetchone() or ()
    assert found == re.findall(r"\s", every)


# what the shipped layouts read before their patterns were run in one engine


PIECES = (
    *(
        "\u3000",
        " ",
        "\t",
        "\r\n",
        "\n",
        "\u00a0",
        "\u2003",
        "\u200b",
        "\ufeff",
        "",
        ":",
        "：",
        "[",
    ),
    *("]", "(", ")", "（", "）", "，", ",", "-----", "……", "'", "*", "张三", "李Sī", "Раypal", "é"),
    *(
        "0629000000000000017",
        "０６２９１２３４５６７８",
        "350000000000017",
        "01350000000001",
        "12",
        "1",
    ),
    *("13800000000", "+8613800000000", "a@b.c", "0x" + "ab" * 20, "u10017", "END", "无"),
)


def words_of(pattern: str) -> list[str]:
    return re.findall(r"[\u4e00-\u9fffA-Za-z]+", pattern)


def texts(pattern: str, alike: list[str]) -> Iterator[str]:
    """Yield texts out of a pattern's words, of those of its kin, and of pieces that set traps."""
    chance = random.Random(pattern)
    words = [*words_of(pattern), *PIECES]
    yield re.sub(r"\.\*\(?|\|[^)]*|[()^$]", "", pattern)  # the words in their order
    for _ in range(examples(400)):
        some = chance.choices([*words, *chance.choices(alike, k=3)], k=chance.randint(1, 6))
        yield "".join(some)
    for word in words_of(pattern):
        for piece in PIECES:
            yield f"{word}{piece}{chance.choice(PIECES)}"
            yield f"{piece}{word}{chance.choice(PIECES)}"


def patterns(layout: Layout) -> Iterator[tuple[str, str]]:
    yield from (("foot", one) for one in layout.foot)
    for column in layout.columns.values():
        yield from ((key, one) for key in ("pick", "head") if (one := getattr(column, key)))
    for party in layout.parties.values():
        yield from (("like", one.like) for one in (*party.where, *party.kind_when) if one.like)
    for flow in layout.flows:
        whens = (*flow.status, *flow.ends, *flow.directions)
        yield from (("like", when.like) for when in whens if when.like)


@pytest.mark.slow
@pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.name)
def test_the_shipped_layouts_read_as_before(layout: Layout) -> None:
    """Before: like and pick as they stand in DuckDB, foot and head in Python."""
    alike = sorted({w for _, pattern in patterns(layout) for w in words_of(pattern)} | {"x"})
    for key, pattern in sorted(set(patterns(layout))):
        some = list(dict.fromkeys(texts(pattern, alike)))
        before, now = BEFORE[key](pattern, some), NOW[key](pattern, some)
        differ = [one for one in zip(some, before, now, strict=True) if one[1] != one[2]]
        assert not differ, (key, pattern, differ[:3])
        assert any(now) or key != "like", (key, pattern)


def in_duckdb(function: str, pattern: str, some: list[str]) -> list[object]:
    query = f"SELECT [{function} FOR text IN $1]"
    (found,) = duckdb.connect().execute(query, [some, pattern]).fetchone() or ([],)
    return list(found)


def every_blank(pattern: str) -> str:
    """Spell the blanks out: the one difference that is meant, for those of DuckDB are ASCII's."""
    assert not re.search(r"\[[^]]*\\s", pattern), pattern
    return pattern.replace(r"\s", f"[{SPACES}]")


def headed(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1].strip() if found else ""


MATCHES, PICKS = "regexp_matches(text, $2)", "regexp_extract(text, $2, 1)"
BEFORE = {
    "like": lambda pattern, some: in_duckdb(MATCHES, every_blank(pattern), some),
    "pick": lambda pattern, some: in_duckdb(PICKS, every_blank(pattern), some),
    "foot": lambda pattern, some: [bool(re.fullmatch(pattern, one.strip())) for one in some],
    "head": lambda pattern, some: [headed(pattern, one) for one in some],
}
NOW = {
    "like": lambda pattern, some: in_duckdb(MATCHES, read_pattern(pattern).re2, some),
    "pick": lambda pattern, some: in_duckdb(PICKS, read_pattern(pattern).re2, some),
    "foot": lambda pattern, some: [fits_whole(pattern, one.strip()) for one in some],
    "head": lambda pattern, some: [piece_of(pattern, one).strip() for one in some],
}

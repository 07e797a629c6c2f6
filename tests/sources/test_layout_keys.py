"""Every key of a layout with every wrong kind of value: a refusal with file, line and key."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kg.case import new_case
from kg.cli import app
from kg.errors import KgError, LayoutError, LimitExceeded
from kg.limits import LIMITS
from kg.sources import dry_run
from kg.sources.layout import (
    GraphBetween,
    GraphEdge,
    GraphWords,
    KindWhen,
    Layout,
    LayoutColumn,
    LayoutFact,
    LayoutFlow,
    LayoutParty,
    When,
    Where,
)
from kg.sources.layout_files import read_layout
from kg.sources.layout_parts import dotted
from tests.depth import by_depth
from tests.sources.every_key import FILE, GRAPH, LAYOUT, toml_of, value

Path_ = tuple[str | int, ...]
DEEP = "\x00deep"
WRONG: tuple[object, ...] = (
    *(True, 7, "", "no such word", [], ["no such word"], {"no such key": 1}, date(2024, 1, 1)),
    DEEP,
    *by_depth((), (1e300, "a\0b", "x" * 5_000, [1, "a", True])),
)
"""Each type of TOML; in a deep run more of the same types."""


def places(one: object, path: Path_ = ()) -> Iterator[Path_]:
    """Yield the path of every value that can be replaced."""
    items = (
        one.items() if isinstance(one, dict) else enumerate(one) if isinstance(one, list) else ()
    )
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def once_each(paths: list[Path_]) -> Iterator[Path_]:
    """Yield of the paths the first with each key: 21 columns have the same keys."""
    seen = set()
    for path in paths:
        named = path[0] in ("columns", "parties")
        key = tuple(0 if isinstance(one, int) or (n == 1 and named) else one
                    for n, one in enumerate(path))  # fmt: skip
        if key not in seen:
            seen.add(key)
            yield path


PLACES = list(places(LAYOUT))
KEYS = list(once_each(PLACES))


def with_value(path: Path_, new: object, layout: dict[str, Any] = LAYOUT) -> str:
    """Return the layout's text with one value replaced."""
    layout = copy.deepcopy(layout)
    table: Any = layout
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = "@@" if new == DEEP else new
    return toml_of(layout).replace('"@@"', "[" * 100_000)


def at(path: Path_, layout: dict[str, Any] = LAYOUT) -> Any:
    one: Any = layout
    for key in path:
        one = one[key]
    return one


def is_of_another_type(path: Path_, new: object, layout: dict[str, Any] = LAYOUT) -> bool:
    """Say whether a value is surely none that the key takes, judged by what stands there."""
    old = at(path, layout)
    if isinstance(old, bool) or not isinstance(old, float):
        texts = isinstance(old, list) and all(isinstance(one, str) for one in old)
        return type(new) is not type(old) and not (texts and isinstance(new, str))
    return type(new) not in (int, float)


def test_the_layout_writes_every_key() -> None:
    written = {str(key) for path in PLACES for key in path}
    written |= {str(key) for path in places(GRAPH) for key in path}
    tables = (Layout, LayoutColumn, KindWhen, Where, LayoutParty, When, LayoutFlow, LayoutFact)
    for part in (*tables, GraphWords, GraphEdge, GraphBetween):
        said = {one.name for one in fields(part)} - {"sha256", "information"}
        assert said <= written, part


def test_the_layout_itself_is_right(tmp_path: Path) -> None:
    toml, file = tmp_path / "own.toml", tmp_path / "file.csv"
    toml.write_text(toml_of(LAYOUT), "utf-8")
    file.write_text(FILE, "utf-8")
    assert dry_run(file, str(toml)).reading.read == 1


@pytest.mark.slow
@pytest.mark.parametrize("new", WRONG, ids=lambda new: repr(new)[:20])
def test_a_wrong_value_anywhere_is_refused_with_its_line_and_key(
    new: object, tmp_path: Path
) -> None:
    toml, file = tmp_path / "own.toml", tmp_path / "file.csv"
    file.write_text(FILE, "utf-8")
    accepted = []
    for path in KEYS:
        text = with_value(path, new)
        toml.write_text(text, "utf-8")
        if new == DEEP:
            with pytest.raises(LimitExceeded, match="toml_depth"):
                read_layout(toml)
            continue
        try:
            read_layout(toml)
        except LayoutError as error:
            if is_of_another_type(path, new):
                check_place(error, path, text)
            else:
                assert re.match(r"own\.toml( line [0-9]+)? ", f"{error.where} "), error
        else:
            assert not is_of_another_type(path, new), f"{dotted(path)} = {new!r} is taken"
            accepted.append(text)
    for text in accepted[:: max(1, len(accepted) // 3)]:
        toml.write_text(text, "utf-8")
        try:
            dry_run(file, str(toml))
        except KgError as error:
            assert error.exit_code != 1, error


@pytest.mark.parametrize("new", WRONG, ids=lambda new: repr(new)[:20])
def test_a_wrong_value_among_the_words_of_a_graph_is_refused_with_its_line_and_key(
    new: object, tmp_path: Path
) -> None:
    toml = tmp_path / "own.toml"
    for path in places(GRAPH):
        text = with_value(path, new, GRAPH)
        toml.write_text(text, "utf-8")
        refusal = LimitExceeded if new == DEEP else LayoutError
        if new == DEEP or is_of_another_type(path, new, GRAPH):
            with pytest.raises(refusal) as refused:
                read_layout(toml)
            if new != DEEP:
                check_place(refused.value, path, text)
            continue
        with suppress(LayoutError):
            read_layout(toml)


def check_place(error: LayoutError, path: Path_, text: str) -> None:
    """Hold a refusal to the key that was written wrongly, and to a line on which it stands."""
    found = re.fullmatch(r"own\.toml line ([0-9]+) (.+)", error.where)
    assert found, error
    said, meant = found[2], dotted(path)
    assert said == meant or said.startswith((f"{meant}.", f"{meant}[")), error
    line = text.splitlines()[int(found[1]) - 1]
    names = [str(one) for one in path if isinstance(one, str)]
    assert names[-1] in line or (len(names) > 2 and names[2] in line), (error, line)


# the keys of choices are the author's own
TABLES = [p for p in PLACES if isinstance(at(p), dict) and p[-1] != "choices"]


@pytest.mark.parametrize("path", TABLES, ids=dotted)
def test_an_unknown_key_anywhere_is_refused(path: Path_, tmp_path: Path) -> None:
    toml = tmp_path / "own.toml"
    toml.write_text(with_value(path, {**at(path), "nmaes": "x"}), "utf-8")
    with pytest.raises(LayoutError) as refused:
        read_layout(toml)
    assert re.match(rf"own\.toml line [0-9]+ {re.escape(dotted(path))}[.\[]", refused.value.where)


@pytest.mark.parametrize(
    ("path", "word", "near"),
    [
        (("columns", "amount", "form"), "groupd", "grouped"),
        (("columns", "amount", "unit"), "yuann", "yuan"),
        (("columns", "day", "epoch"), "sec", "names: s"),
        (("columns", "day", "day_first"), "yes", "true or false"),
        (("columns", "time", "zone"), "Asia", "Asia"),
        (("columns", "time", "zone"), "+99:99", "+99:99"),
        (("columns", "time", "zone"), "../../etc/passwd", "is not a time zone"),
        (("columns", "day", "formats", 0), "%d %Q", "no form of a time"),
        (("columns", "step", "steps_from"), "yesterday", "is not a date"),
        (("columns", "time", "type"), "tiem", "time"),
        (("flows", 0, "order"), "flie", "file"),
        (("flows", 0, "ends", 0, "then"), "FeEnd", "FeeEnd"),
        (("flows", 0, "status", 1, "then"), "faild", "failed"),
        (("flows", 0, "default_currency"), "CNX", "CNY"),
        (("flows", 0, "extras"), {"note": "memo", "commision": "memo"}, "commission"),
        (("parties", "holder", "kind"), "Transfer", "a link or a role, no party"),
        (("parties", "holder", "kind_when", 0, "form"), "ucsc", "uscc"),
        (("parties", "said", "spoken"), {"text": "name", "kidn": "role"}, "kind"),
        (("label",), {"de": "x"}, "language 'de'"),
    ],
)
def test_an_unknown_word_is_refused_with_the_nearest(
    path: Path_, word: object, near: str, tmp_path: Path
) -> None:
    toml = tmp_path / "own.toml"
    toml.write_text(with_value(path, word), "utf-8")
    with pytest.raises(LayoutError) as refused:
        read_layout(toml)
    assert near in str(refused.value)
    line = int(re.search("line ([0-9]+)", refused.value.where)[1])  # type: ignore[index]
    key = next(str(one) for one in path[2:] or path if isinstance(one, str))
    assert key in toml.read_text("utf-8").splitlines()[line - 1]


@pytest.mark.parametrize("name", ["", "a.b", "a.form", "$a", "Pos", 'a"b', "a'b", "1", "{x}"])
def test_a_name_that_is_no_name_is_refused(name: str, tmp_path: Path) -> None:
    layout = copy.deepcopy(LAYOUT)
    layout["columns"][name] = {"names": ["x"]}
    toml = tmp_path / "own.toml"
    toml.write_text(f"columns = {value(layout['columns'])}\n", "utf-8")
    with pytest.raises(LayoutError, match=r"line 1 columns\."):
        read_layout(toml)


def test_two_names_that_differ_by_case_alone_are_refused(tmp_path: Path) -> None:
    toml = tmp_path / "own.toml"
    toml.write_text('columns.a = { names = ["a"] }\ncolumns.A = { names = ["b"] }\n', "utf-8")
    with pytest.raises(LayoutError, match=r"line 2 columns\.A: 'A' and 'a' differ by case alone"):
        read_layout(toml)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a." * 100_000 + "b = 1",
        "a = " + "{ b = " * 10_000,
        "[" + "a." * 20_000 + "b]",
        "# " + "x" * LIMITS.layout_bytes,
    ],
    ids=lambda text: text[:8],
)
def test_a_bomb_of_toml_is_a_limit(text: str, tmp_path: Path) -> None:
    toml = tmp_path / "bomb.toml"
    toml.write_text(text, "utf-8")
    with pytest.raises(LimitExceeded, match=r"toml_depth|layout_bytes"):
        read_layout(toml)


@pytest.mark.parametrize(
    "text", ["a = " + "9" * 5_000, "a = 2024-02-31", "a", "\ufeffa = 1", "a\0=1"]
)
def test_what_is_no_toml_is_no_layout(text: str, tmp_path: Path) -> None:
    toml = tmp_path / "own.toml"
    toml.write_text(text, "utf-8")
    with pytest.raises(LayoutError, match="is not a layout"):
        read_layout(toml)


def test_ids_of_ids_cannot_grow_without_end(tmp_path: Path) -> None:
    """Each names the next twice: 2^40 parts of SQL."""
    parties = "".join(
        f'parties.p{n} = {{ kind = "Person", id = [["", "&p{n + 1}", "&p{n + 1}"]] }}\n'
        for n in range(40)
    )
    toml = tmp_path / "own.toml"
    last = 'parties.p40 = { kind = "Person", id = [["", "$a"]] }\n'
    toml.write_text(f'columns.a = {{ names = ["a"] }}\n{parties}{last}', "utf-8")
    with pytest.raises(LayoutError, match=r"line [0-9]+ parties\.p[0-9]+\.id: .*layout_id_parts"):
        read_layout(toml)


@pytest.mark.parametrize("command", ["load", "dry-run"])
def test_the_command_names_file_line_and_key(command: str, tmp_path: Path) -> None:
    toml, file, case = tmp_path / "own.toml", tmp_path / "file.csv", tmp_path / "case"
    toml.write_text(with_value(("columns", "day", "day_first"), "yes"), "utf-8")
    file.write_text(FILE, "utf-8")
    new_case(case)
    more = ["--dry-run"] if command == "dry-run" else []
    done = CliRunner().invoke(
        app, ["load", str(case), str(file), "--layout", str(toml), "--lang", "en", *more]
    )
    line = toml.read_text("utf-8").splitlines().index('day_first = "yes"') + 1
    said = f"own.toml line {line} columns.day.day_first: must be true or false, not a text"
    assert said in f"{done.output}{done.exception}"

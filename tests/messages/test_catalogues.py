"""Every sentence stands in each language, and each that the code says is in the catalogues."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fluent.runtime import FluentResource

from kg.messages import languages
from kg.messages.catalogue import catalogue

HOUSE = Path(__file__).resolve().parents[2] / "kg"
HAN = re.compile(r"[\u4e00-\u9fff]")
SAYING = {"Message", "say", "template", "word", "word_or"}
"""Calls whose first argument is the id of a sentence, if it is written out."""


def files() -> list[Path]:
    return sorted(p for p in HOUSE.rglob("*.py") if "node_modules" not in p.parts)


@cache
def calls() -> tuple[tuple[str, str, frozenset[str] | None], ...]:
    """Return where each sentence is said: place, id, the names of what is filled in."""
    return tuple(one for path in files() for one in _calls(path))


def _calls(path: Path) -> Iterator[tuple[str, str, frozenset[str] | None]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or _name(node.func) not in SAYING or not node.args:
            continue
        first = node.args[0]
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            continue
        names = [word.arg for word in node.keywords]
        given = None if None in names or _name(node.func) == "template" else frozenset(names)
        place = f"{path.relative_to(HOUSE)}:{node.lineno}"
        yield place, first.value, given  # type: ignore[misc]


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


@pytest.mark.parametrize("lang", languages())
def test_a_catalogue_is_well_formed_and_finished(lang: str) -> None:
    source = (HOUSE / "messages" / f"{lang}.ftl").read_text(encoding="utf-8")
    junk = [one.content for one in FluentResource(source).body if type(one).__name__ == "Junk"]
    assert not junk
    ids = re.findall(r"^(-?[a-zA-Z][\w-]*) *=", source, re.MULTILINE)
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})
    assert "TODO" not in source


@pytest.mark.parametrize("lang", sorted(set(languages()) - {"en"}))
def test_a_language_says_every_sentence_with_the_same_gaps(lang: str) -> None:
    english, other = catalogue("en"), catalogue(lang)
    assert set(other) <= set(english)
    assert set(other) == set(english) or lang != "zh"  # another one may be on its way
    differ = {"as-stored"}  # holds its text once for each language
    assert not [
        one for one in other if one not in differ and english.variables(one) != other.variables(one)
    ]


def test_each_sentence_that_the_code_says_is_there_and_gets_all_that_it_needs() -> None:
    english = catalogue("en")
    wrong = []
    for place, id_, given in calls():
        if id_ not in english:
            wrong.append(f"{place}: no sentence {id_}")
        elif given is not None and id_ != "as-stored" and given != english.variables(id_):
            wrong.append(
                f"{place}: {id_} has {sorted(english.variables(id_))}, not {sorted(given)}"
            )
    assert not wrong


OF_BEFORE = {"rename-to-csv", "text-table-not-workbook", "workbook-in-zip-not-read"}
"""What only cases of an earlier version hold."""


def test_no_sentence_is_left_that_nobody_says() -> None:
    written = {
        node.value
        for path in files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = [one for one in written if one.endswith("-")]
    idle = [
        one
        for one in catalogue("en")
        if one not in written | OF_BEFORE and not any(one.startswith(begin) for begin in made)
    ]
    assert not idle

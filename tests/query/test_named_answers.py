"""Every named question on a small tale, by two engines: all that answers it, nothing else."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from tales import Tale

from kg.query.named import bound_sparql, question, questions
from kg.rdf.terms import XSD
from kg.rdf.to_quads import ntriples

# rdflib itself still uses the names that it warns of
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.:DeprecationWarning")
TALES = tomllib.loads(Path(__file__).with_name("tales.toml").read_text("utf-8"))
CODES = sorted(TALES)
COMPUTED = ("CQ01", "CQ05", "CQ06", "CQ18", "CQ26")
"""Questions whose rows no single file is behind."""


@cache
def tale(code: str) -> Tale:
    return Tale(TALES[code]["facts"])


def text_of(code: str) -> str:
    one = question(code)
    given = {name: value(code, name, text) for name, text in TALES[code].get("given", {}).items()}
    return bound_sparql(one, given)


def value(code: str, name: str, text: str):
    slot = question(code).slot(name)
    if slot.type in ("entity", "fact"):
        return tale(code).id(text)
    if slot.type == "integer":
        return int(text)
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if slot.type == "time" else text


def plain(term) -> str:
    """Return a term as the tales write it: numbers without zeros at the end, times in UTC."""
    if term is None:
        return ""
    text, kind = str(getattr(term, "value", term)), str(getattr(term, "datatype", "") or "")
    if isinstance(term, rdflib.Literal):
        text = str(term)
    kind = kind.strip("<>").removeprefix(XSD)
    if kind in ("decimal", "integer"):
        return format(Decimal(text).normalize(), "f")
    return datetime.fromisoformat(text).strftime("%FT%T") if kind == "dateTime" else text


def by_oxigraph(told: Tale, text: str) -> list[dict[str, str]]:
    store = ox.Store()
    store.extend(told.quads())
    solutions = store.query(text)
    names = [variable.value for variable in solutions.variables]
    return [dict(zip(names, map(plain, row), strict=True)) for row in solutions]


def by_rdflib(told: Tale, text: str) -> list[dict[str, str]]:
    dataset = rdflib.Dataset()
    dataset.parse(data=b"".join(map(ntriples, told.quads())), format="nquads")
    result = dataset.query(text)
    names = [str(name) for name in result.vars]
    return [{name: plain(row[name]) for name in names} for row in result]


def projected(rows: list[dict[str, str]], names) -> Counter[tuple[str, ...]]:
    return Counter(tuple(row[name] for name in names) for row in rows)


def test_every_question_that_can_be_computed_has_a_tale() -> None:
    assert {one.code for one in questions() if not one.missing} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_it_answers_what_the_tale_holds_and_nothing_else(code: str) -> None:
    expected = TALES[code]["rows"]
    found = by_oxigraph(tale(code), text_of(code))
    assert projected(found, expected[0]) == projected(expected, expected[0])


@pytest.mark.parametrize("code", CODES)
def test_two_engines_agree_on_every_column_and_on_the_order(code: str) -> None:
    told, text = tale(code), text_of(code)
    assert by_rdflib(told, text) == by_oxigraph(told, text)


@pytest.mark.parametrize("code", CODES)
def test_its_columns_are_those_it_declares(code: str) -> None:
    declared = [column.name for column in question(code).columns]
    assert list(by_oxigraph(tale(code), text_of(code))[0]) == declared


@pytest.mark.parametrize("code", CODES)
def test_an_empty_case_answers_nothing(code: str) -> None:
    rows = by_oxigraph(Tale(""), text_of(code))
    assert {row["state"] for row in rows} == {"missing"} if code == "CQ05" else not rows


@pytest.mark.parametrize("code", [code for code in CODES if code not in COMPUTED])
def test_without_the_file_behind_a_row_the_row_is_gone(code: str) -> None:
    text = text_of(code)
    for row in by_oxigraph(tale(code), text):
        places = [place.partition(" · ")[0] for place in row["from"].split("; ")]
        for file in {place for place in places if place in tale(code).files} - {"entities.csv"}:
            assert row not in by_oxigraph(tale(code).without(file), text)

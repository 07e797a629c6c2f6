"""The corpus of made tables: the same for a seed, true to what it says, never loaded wrongly."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "corpora"))

import judge
from foreign import FAMILIES, spoilt
from known import MAKERS, unspoilt
from tables import TableFile, Told

SEED = 11


@cache
def corpus() -> tuple[TableFile, ...]:
    """Return a hundred files: every known form, every family at least twice."""
    return (*unspoilt(SEED, 40), *spoilt(SEED, 3 * len(FAMILIES)))


def lines(file: TableFile) -> list[list[str]]:
    """Return the cells of a file, read without kg."""
    if file.name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(file.data))
        rows = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    text = decoded(file.data)
    delimiter = max(",;\t", key=text.splitlines()[-1].count)
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others() -> None:
    again = (*unspoilt(SEED, 40), *spoilt(SEED, 3 * len(FAMILIES)))
    assert again == corpus()
    assert not {f.data for f in spoilt(SEED + 1, 40)} & {f.data for f in corpus()}


def test_there_is_every_form_and_every_family() -> None:
    assert sum(share for _, share in MAKERS) == 100
    assert len({file.family for file in unspoilt(1)}) == len(MAKERS)
    families = Counter(file.family for file in corpus() if file.spoilt)
    assert len(families) == len(FAMILIES)
    assert set(families.values()) == {3}


@pytest.mark.parametrize("file", corpus(), ids=lambda file: file.name)
def test_a_file_holds_the_payments_that_it_is_said_to_hold(file: TableFile) -> None:
    """Each number that names an end stands in a line, and there is a line for every payment."""
    rows = lines(file)
    assert len(file.told) >= 4
    assert len(rows) >= len(file.told)
    text = "\n".join("\t".join(row) for row in rows) + file.name
    if file.name.endswith(".xlsx"):
        text += "\n".join(openpyxl.load_workbook(io.BytesIO(file.data)).sheetnames)
    told_of_a_side = Counter(key for told in file.told for key in (told.source, told.target))
    for key in set(told_of_a_side) - {"?"}:
        named_by_answer = key == file.facts.get("account") and key not in text
        assert named_by_answer or key in text or key == "某昵称", key


def test_amounts_stand_in_the_rows_as_the_facts_have_them() -> None:
    """Of plain figures every digit is found again; nothing is lost on the way to the file."""
    for file in (f for f in corpus() if f.family in ("shuffled", "renamed", "known bank-return")):
        cells = {cell for row in lines(file) for cell in row}
        figures = {f"{sign}{told.amount:.2f}" for told in file.told for sign in ("", "-")}
        assert len(cells & figures) == len({told.amount for told in file.told})


def stored(file: TableFile, **changes: Any) -> judge.Stored:
    """Return what a load would store that were right but for some changes of each flow."""
    flows = [
        {
            "source": told.source, "target": told.target, "start_us": told.moment,
            "precision": told.precision, "amount": told.amount, "currency": told.currency,
            "status": told.status, "direction": "", "counter_name": "",
        } | changes
        for told in file.told
    ]  # fmt: skip
    entities = {key: {key} for told in file.told for key in (told.source, told.target)}
    return judge.Stored(flows, entities)


FILE = TableFile(
    "shuffled", "a.csv", b"",
    (Told("1", "2", 0, "day", Decimal("1.50"), "CNY"), Told("2", "1", 5, "day", Decimal(3), "CNY")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, judge.RIGHT), ({"amount": Decimal("1.51")}, judge.WRONG),
        ({"currency": "USD"}, judge.WRONG),
        ({"source": "2"}, judge.WRONG), ({"start_us": 1}, judge.WRONG),
        ({"precision": "second"}, judge.WRONG), ({"status": "failed"}, judge.WRONG),
    ],
)  # fmt: skip
def test_whatever_differs_from_the_truth_is_wrong(changes: dict[str, Any], outcome: str) -> None:
    assert judge.compared(FILE, stored(FILE, **changes)).outcome == outcome


def test_what_is_lost_is_wrong_unless_it_is_listed() -> None:
    some = stored(FILE)
    some.flows.pop()
    assert judge.compared(FILE, some).outcome == judge.WRONG
    listed = replace(some, problems=("why",))
    assert judge.compared(FILE, listed).outcome == judge.PARTLY
    none = judge.Stored(problems=("why", "why"))
    assert judge.compared(FILE, none).outcome == judge.REFUSED
    asked = judge.compared(FILE, replace(stored(FILE), questions=2))
    assert (asked.outcome, asked.questions) == (judge.ASKED_RIGHT, 2)


def test_a_payment_stored_twice_is_wrong() -> None:
    twice = stored(FILE)
    twice.flows.append(twice.flows[0])
    assert judge.compared(FILE, twice).outcome == judge.WRONG


SAMPLE = (*unspoilt(1, 8), *spoilt(1, len(FAMILIES)))
"""Thirty files: eight of known forms, one of each family."""


@pytest.mark.parametrize("file", SAMPLE, ids=lambda file: f"{file.family} {file.name}")
def test_no_file_is_loaded_wrongly_without_a_question(file: TableFile) -> None:
    verdict = judge.judged(file)
    assert verdict.outcome not in (judge.WRONG, judge.BROKEN), verdict.why
    if not file.spoilt:
        assert verdict.outcome == judge.RIGHT, verdict.why

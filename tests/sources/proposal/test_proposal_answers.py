"""What a person answers of a table: understood, or refused in a sentence that says what may be."""

from __future__ import annotations

import pytest

from kg.errors import UsageError
from kg.requests import TableAnswers
from kg.sources.proposal.answers import (
    goes_out,
    said_calendar,
    said_currency,
    said_order,
    said_roles,
)


@pytest.mark.parametrize(
    ("sign", "out"),
    [
        ("", ()), ("out=minus", ("minus",)), ("out=plus", ("plus",)), ("in=minus", ("plus",)),
        ("IN=Plus", ("minus",)), (" out=付, ,D ", ("付", "D")), ("out=MINUS", ("MINUS",)),
    ],
)  # fmt: skip
def test_what_goes_out_is_said_by_a_sign_or_by_words(sign: str, out: tuple[str, ...]) -> None:
    assert goes_out(TableAnswers(sign=sign)) == out


@pytest.mark.parametrize("sign", ["in=付", "minus", "out=", "=minus", "away=minus"])
def test_what_comes_in_is_said_by_a_sign_only(sign: str) -> None:
    with pytest.raises(UsageError) as refused:
        goes_out(TableAnswers(sign=sign))
    assert (refused.value.what.id, refused.value.where) == ("sign-not-understood", "--sign")


@pytest.mark.parametrize(
    ("dates", "order", "calendar"),
    [
        ("day-first", "day-first", ""), ("buddhist", "", "buddhist"), ("minguo", "", "minguo"),
        ("gregorian", "", "gregorian"), ("", "", ""),
    ],
)  # fmt: skip
def test_dates_are_answered_by_an_order_or_by_a_calendar(
    dates: str, order: str, calendar: str
) -> None:
    answers = TableAnswers(dates=dates)
    assert (said_order(answers), said_calendar(answers)) == (order, calendar)


def test_a_currency_that_is_none_is_refused() -> None:
    assert said_currency(TableAnswers(currency="€")) == "EUR"
    with pytest.raises(UsageError) as refused:
        said_currency(TableAnswers(currency="some money"))
    assert refused.value.where == "--currency"


def test_roles_are_those_of_the_first_column_of_that_header() -> None:
    headers = ("", "Gegenkonto", "Konto", "Konto")
    answers = TableAnswers(role=["own=Konto", "counter= Gegenkonto "])
    assert said_roles(answers, headers) == {2: "own", 1: "counter"}


@pytest.mark.parametrize(
    ("role", "told", "known"),
    [
        ("own", "role-not-known", "time"),
        ("payer=Konto", "role-not-known", "own"),
        ("own=konto", "no-column-called", "Konto"),
        ("own=", "no-column-called", "Konto"),
    ],
)
def test_a_role_or_a_header_that_is_none_names_those_that_are(
    role: str, told: str, known: str
) -> None:
    with pytest.raises(UsageError) as refused:
        said_roles(TableAnswers(role=[role]), ("Konto", "Datum"))
    hint = refused.value.hint
    assert refused.value.what.id == told
    assert hint is not None and known in hint.text("en")

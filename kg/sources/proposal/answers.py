"""What a person answers of what a table does not tell, understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.errors import UsageError
from kg.messages import Message
from kg.requests import TableAnswers
from kg.values import Refused
from kg.values.currencies import parse_currency
from kg.values.eras import ERAS

ROLES = (
    *("time", "clock", "amount", "debit", "credit", "direction", "balance", "currency", "own"),
    *("holder", "counter", "counter_name", "source", "target", "source_name", "target_name"),
    *("memo", "serial", "status", "caller", "called", "duration", "contract", "other"),
    *("held", "listed"),
)
"""What a column may be told to be for."""
OUR_CALENDAR = "gregorian"
CALENDARS = (*ERAS, OUR_CALENDAR)
MINUS, PLUS = "minus", "plus"


def goes_out(answers: TableAnswers) -> tuple[str, ...]:
    """Return what is said to go out: ``minus``, ``plus`` or words; nothing where it is not said.

    Raises:
        UsageError: It cannot be understood.

    >>> from kg.requests import LoadRequest
    >>> goes_out(LoadRequest(sign="in=minus")), goes_out(LoadRequest(sign="out=付,D"))
    (('plus',), ('付', 'D'))
    """
    if not answers.sign:
        return ()
    match = re.fullmatch(r"(?i)(out|in)=(.+)", answers.sign.strip())
    if match is None or (match[1].lower() == "in" and match[2].lower() not in (MINUS, PLUS)):
        raise UsageError(
            Message("sign-not-understood", text=repr(answers.sign)), where="--sign",
            hint=Message("sign-example"),
        )  # fmt: skip
    words = tuple(word.strip() for word in match[2].split(",") if word.strip())
    if match[1].lower() == "in":
        return (PLUS,) if words[0].lower() == MINUS else (MINUS,)
    return words


def said_order(answers: TableAnswers) -> str:
    """Return which of day, month and year was said to come first; nothing where none was."""
    return "" if answers.dates in CALENDARS else answers.dates


def said_calendar(answers: TableAnswers) -> str:
    """Return of which calendar years were said to be; nothing where it was not said."""
    return answers.dates if answers.dates in CALENDARS else ""


def said_currency(answers: TableAnswers) -> str:
    """Return the code of the currency that was answered.

    Raises:
        UsageError: It is none that kg knows.

    >>> from kg.requests import LoadRequest
    >>> said_currency(LoadRequest(currency="人民币"))
    'CNY'
    """
    try:
        return parse_currency(answers.currency)
    except Refused as refused:
        raise UsageError(refused.reason, where="--currency") from refused


def said_roles(answers: TableAnswers, headers: Sequence[str]) -> Mapping[int, str]:
    """Return, by the place of a column, what a person said that it is for.

    Raises:
        UsageError: A role is unknown, or no column has the header.
    """
    roles: dict[int, str] = {}
    for text in answers.role:
        role, found, header = text.partition("=")
        if not found or role not in ROLES:
            raise UsageError(
                Message("role-not-known", text=repr(text)), where="--role",
                hint=Message("one-of-known", known=ROLES),
            )  # fmt: skip
        places = [n for n, name in enumerate(headers) if name == header.strip()]
        if not places:
            raise UsageError(
                Message("no-column-called", name=repr(header)), where="--role",
                hint=Message("one-of-known", known=[name for name in headers if name]),
            )  # fmt: skip
        roles[places[0]] = role
    return roles

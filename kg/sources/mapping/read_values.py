"""How the texts of each type of column are read: quickly in SQL, else once by the Python reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kg.messages import Message, joined
from kg.schema import load_schema
from kg.sources.layout import Layout, LayoutColumn
from kg.sources.mapping import sql
from kg.text import narrow
from kg.values import Refused
from kg.values.accounts import normal_account, undressed
from kg.values.currencies import parse_currency
from kg.values.fast_forms import PLAIN_TIMES, fixed_offset_us
from kg.values.identities import normal_name, normal_uscc, odd_name, parse_resident_id
from kg.values.moments import parse_time
from kg.values.money import FORMS, PLAIN_AMOUNT, currency_sign, parse_amount
from kg.values.phones import PLAIN_MOBILE, normal_ip, normal_mac, normal_phone
from kg.values.statement_days import parse_day_of_statement
from kg.values.wallets import parse_wallet

#: Names that need no second look: Han and Latin letters, single spaces (RE2).
PLAIN_NAME = r"^(?:[\p{Han}·]+|[A-Za-z0-9]+(?:[ .&'-][A-Za-z0-9]+)*\.?)$"
_STEPS = {"day": 86_400, "hour": 3_600}
"""Seconds of a step; its time is known to the day, as there is no precision of an hour."""
_STEP_DIGITS = 6
_MILLISECONDS = re.compile(r"(?:[1-3][0-9]|40)[0-9]{11}")
"""Milliseconds since 1970 of the years 2001 to 2099: nothing else that is a time looks so."""
_SERIAL = re.compile(r"[0-9]{4,5}(\.[0-9]+)?")
_INTEGER = re.compile(r"[0-9]{1,15}(\.0+)?")
_ROUNDED = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
_SYMBOL = re.compile(r"[^\s,;]{1,64}")
_CERTIFICATE = re.compile(r"[0-9A-Za-z()（）*-]{4,40}")


@dataclass(frozen=True, slots=True)
class Value:
    """A text read: its normal value as SQL can cast it, and what else is known of it."""

    value: str | None = None
    extra: str = ""
    code: str = ""
    reason: Message | None = None
    flag: Message | None = None


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How one column is read: SQL for plain texts, its SQL type, the Python reader for the rest.

    ``by_row`` readings run on every row; the others once for each distinct text.
    """

    sql_type: str
    read: Callable[[str], Value]
    plain: str = ""
    extra: str = "''"
    by_row: bool = False


def reading_of(
    layout: Layout, column: LayoutColumn, text: str, serial: str
) -> ColumnReading | None:
    """Return how a column is read, ``text`` being SQL for its text; None: as it stands."""
    readers: dict[str, Callable[[], ColumnReading]] = {
        "account": lambda: ColumnReading("VARCHAR", _account, _digits(text)),
        "user": lambda: ColumnReading("VARCHAR", _user),
        "name": lambda: ColumnReading("VARCHAR", _name, _if(text, PLAIN_NAME)),
        "certificate": lambda: ColumnReading("VARCHAR", _certificate, extra="''"),
        "phone": lambda: _phones(column.region, text),
        "wallet": lambda: ColumnReading("VARCHAR", _wallet),
        "ip": lambda: ColumnReading("VARCHAR", lambda written: Value(normal_ip(written))),
        "mac": lambda: ColumnReading("VARCHAR", lambda written: Value(normal_mac(written))),
        "currency": lambda: ColumnReading("VARCHAR", _currency),
        "token": lambda: ColumnReading("VARCHAR", _token),
        "proof": lambda: ColumnReading("VARCHAR", _proof),
        "integer": lambda: ColumnReading(
            "BIGINT", _integer, f"try_cast({text} AS BIGINT)", by_row=True
        ),
        "amount": lambda: _amount(column, text),
        "time": lambda: _time(layout, column, text, serial),
        "choice": lambda: ColumnReading(
            "VARCHAR", _choice(column), _choice_sql(column, text), by_row=True
        ),
    }
    return readers[column.type]() if column.type in readers else None


def safely(read: Callable[[str], Value], text: str) -> Value:
    """Return what the reader says of a text, its refusal too."""
    try:
        return read(text)
    except Refused as refused:
        return Value(code=refused.code, reason=refused.reason)


def _if(text: str, pattern: str, value: str = "") -> str:
    return f"CASE WHEN regexp_matches({text}, {sql.lit(pattern)}) THEN {value or text} END"


def _digits(text: str) -> str:
    """Return SQL for numbers that need no second look: PLAIN_ACCOUNT, a tab beside it allowed."""
    bare = f"replace({text}, chr(9), '')"
    zeros = f"{bare} <> repeat('0', strlen({bare}))"
    return f"CASE WHEN regexp_matches({bare}, '^[0-9]{{5,34}}$') AND {zeros} THEN {bare} END"


def _account(text: str) -> Value:
    return Value(normal_account(text).text)


def _user(text: str) -> Value:
    """Read a platform's name or number for somebody: anything but a number that lost digits."""
    plain = undressed(text)
    if _ROUNDED.fullmatch(plain):
        raise Refused("rounded", Message("has-lost-digits", text=repr(text[:40])))
    return Value(plain)


def _name(text: str) -> Value:
    name = normal_name(text)
    return Value(name.text, flag=odd_name(name))


def _certificate(text: str) -> Value:
    """Read a resident ID or an organisation's code; any other number is kept as it stands."""
    reasons: dict[str, Message] = {}
    for form, read in (("residentId", lambda t: parse_resident_id(t).text), ("uscc", normal_uscc)):
        try:
            return Value(read(text), form)
        except Refused as refused:
            reasons[form] = refused.reason
    plain = "".join(text.split()).strip("'\"`")
    if not _CERTIFICATE.fullmatch(plain):
        raise Refused("certificate", Message("not-certificate-number", text=repr(text[:40])))
    if re.fullmatch(r"[0-9]{17}[0-9Xx]", plain) is None:
        return Value(plain.upper(), "certificateNumber")
    return Value(plain.upper(), "certificateNumber", flag=reasons["residentId"])


def _phones(region: str, text: str) -> ColumnReading:
    """Read telephone numbers, those without a country's code as of a region (China if blank)."""
    if region not in ("", "CN"):
        return ColumnReading("VARCHAR", lambda one: Value(normal_phone(one, region=region).text))
    plain = _if(text, PLAIN_MOBILE, f"'+86' || {text}")
    return ColumnReading("VARCHAR", lambda one: Value(normal_phone(one).text), plain)


def _wallet(text: str) -> Value:
    address = parse_wallet(text)
    return Value(address.text, address.chain)


def _currency(text: str) -> Value:
    return Value(parse_currency(text))


def _token(text: str) -> Value:
    """Read the code of a currency, or the symbol of a coin that kg does not know."""
    try:
        return _currency(text)
    except Refused:
        symbol = narrow(text).strip()
        if not _SYMBOL.fullmatch(symbol):
            raise
        return Value(symbol.upper() if symbol.isalpha() else symbol)


def _proof(text: str) -> Value:
    value = load_schema().resolve_listed(text, "ProofState")
    if value is None:
        known = tuple(value.label() for value in load_schema().listed("ProofState"))
        raise Refused("proof", Message("not-among", text=repr(text[:40]), known=known))
    return Value(value.code)


def _integer(text: str) -> Value:
    plain = text.replace(",", "")
    if not _INTEGER.fullmatch(plain):
        raise Refused("integer", Message("not-a-whole-number", text=repr(text[:40])))
    return Value(plain.split(".")[0])


def _choice(column: LayoutColumn) -> Callable[[str], Value]:
    words = {word.casefold(): token for token, some in column.choices.items() for word in some}

    def read(text: str) -> Value:
        token = words.get(text.casefold())
        if token is None:
            raise Refused("choice", Message("not-among", text=repr(text[:40]), known=words))
        return Value(token)

    return read


def _choice_sql(column: LayoutColumn, text: str) -> str:
    return sql.case([(sql.any_of(text, w), sql.lit(t)) for t, w in column.choices.items()])


def _amount(column: LayoutColumn, text: str) -> ColumnReading:
    def read(written: str) -> Value:
        form = column.form or FORMS[0]
        value = parse_amount(written, unit=column.unit, form=form)  # type: ignore[arg-type]
        return Value(f"{value:f}", currency_sign(written))

    is_plain = column.unit in ("yuan", "one") and column.form != "decimal_comma"
    cast = f"CAST({text} AS DECIMAL(38,18))"
    return ColumnReading(
        "DECIMAL(38,18)", read, _if(text, PLAIN_AMOUNT, cast) if is_plain else "", by_row=True
    )


def _time(layout: Layout, column: LayoutColumn, text: str, serial: str) -> ColumnReading:
    zone = column.zone or layout.zone
    if column.steps_from:
        return _steps(datetime.fromisoformat(column.steps_from), column.step, text)

    if column.until:
        return ColumnReading("BIGINT", _day_of_statement(zone, column.formats))

    def read(written: str) -> Value:
        of_serial = serial if serial and _SERIAL.fullmatch(written) else None
        epoch = column.epoch
        if not epoch and not column.formats and _MILLISECONDS.fullmatch(written):
            epoch = "ms"
        moment = parse_time(
            written, zone=zone, formats=column.formats, day_first=column.day_first,
            epoch=epoch, era=column.era, serial=of_serial,  # type: ignore[arg-type]
        )  # fmt: skip
        return Value(str(moment.us), moment.precision.value, flag=_flag(moment.flags))

    offset = None if column.formats or column.epoch or column.era else fixed_offset_us(zone)
    if offset is None:
        return ColumnReading("BIGINT", read, by_row=True)
    some = [(f"regexp_matches({text}, {sql.lit(p.pattern)})", p) for p in PLAIN_TIMES]
    value = sql.case([(test, plain.sql(text, offset)) for test, plain in some])
    return ColumnReading("BIGINT", read, value, _precision_sql(text), by_row=True)


def _day_of_statement(zone: str, formats: Sequence[str]) -> Callable[[str], Value]:
    def read(written: str) -> Value:
        moment = parse_day_of_statement(written, zone=zone, formats=formats)
        return Value(str(moment.us), moment.precision.value, flag=_flag(moment.flags))

    return read


def _flag(flags: Sequence[str]) -> Message | None:
    """Return what is odd about a time, in one message."""
    messages = [Message(f"moment-{flag}") for flag in flags]
    return joined("both-of", messages) if messages else None


def _precision_sql(text: str) -> str:
    """Return SQL for the precision of a plain time: by its length, which tells them apart."""
    day = f"(NOT contains({text}, ' ') AND (strlen({text}) <= 10))"
    minute = f"(contains({text}, ':') AND strlen({text}) - strlen(replace({text}, ':', '')) = 1)"
    return sql.case([(day, "'day'"), (minute, "'minute'")], "'second'")


def _steps(base: datetime, step: str, text: str) -> ColumnReading:
    """Read whole numbers as days or hours since a base date (a simulator's steps)."""
    seconds = _STEPS[step]
    start = round(base.replace(tzinfo=base.tzinfo or UTC).timestamp())

    def read(written: str) -> Value:
        number = _integer(written)
        if len(number.value or "") > _STEP_DIGITS:
            raise Refused("time", Message("more-days-than-calendar", text=repr(written[:40])))
        us = (start + int(number.value or 0) * seconds) * 1_000_000
        return replace(number, value=str(us), extra="day")

    moment = f"({start} + try_cast({text} AS BIGINT) * {seconds}) * 1000000"
    plain = _if(text, "^[0-9]{1,6}$", moment)
    return ColumnReading("BIGINT", read, plain, "'day'", by_row=True)

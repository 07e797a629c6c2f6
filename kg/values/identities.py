"""Who somebody is on paper: resident identity numbers, organisation codes, names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kg.messages import Message
from kg.text import (
    hides_something,
    is_composed,
    looks_like,
    mixes_scripts,
    narrow,
    parts_written_out,
    visible,
)
from kg.values.refused import Refused, shown

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")
_ADULT_AT = 18


@dataclass(frozen=True, slots=True)
class ResidentId:
    """An 18-digit resident identity number whose date exists and whose check digit holds."""

    text: str
    birth: date
    sex: Literal["male", "female"]
    region: str

    def age_on(self, day: date) -> int:
        """Return the age in full years; one is older from the day *after* the birthday.

        Chinese criminal law counts so: on the 18th birthday itself a person is still a minor.
        """
        before = (day.month, day.day) <= (self.birth.month, self.birth.day)
        return day.year - self.birth.year - before

    def minor_at(self, day: date) -> bool:
        """Say whether the person was under 18 on that day."""
        return self.age_on(day) < _ADULT_AT


def parse_resident_id(text: str) -> ResidentId:
    """Return the number with 18 digits; a 15-digit one is of the years 19xx.

    >>> parse_resident_id("000102900307123").birth
    datetime.date(1990, 3, 7)
    """
    plain = re.sub(r"\s", "", narrow(text).strip("\t'\"‘’ ")).upper()
    if not _RESIDENT.fullmatch(plain):
        raise Refused("resident_id", Message("not-15-18-digits", text=shown(text)))
    body = plain[:17] if len(plain) == 18 else f"{plain[:6]}19{plain[6:]}"
    number = body + check_digit(body)
    if len(plain) == 18 and number != plain:
        raise Refused("resident_id", Message("has-wrong-check-digit", text=shown(text)))
    sex: Literal["male", "female"] = "male" if int(body[16]) % 2 else "female"
    return ResidentId(number, _birth(body, text), sex, body[:6])


def check_digit(body: str) -> str:
    """Return the 18th character for the first 17 digits (ISO 7064, MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return _CHECK[total % 11]


def _birth(body: str, text: str) -> date:
    try:
        born = date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError as error:
        raise Refused("resident_id", Message("holds-no-real-date", text=shown(text))) from error
    if not 1850 <= born.year <= 2100:
        raise Refused("resident_id", Message("holds-implausible-year", text=shown(text)))
    return born


def normal_uscc(text: str) -> str:
    """Return the unified social credit code of an organisation, its check digit proven."""
    from stdnum.cn import uscc
    from stdnum.exceptions import ValidationError

    try:
        return str(uscc.validate(narrow(text).strip("\t'\" ").upper()))
    except ValidationError as error:
        raise Refused("uscc", Message("not-valid-unified-social", text=shown(text))) from error


@dataclass(frozen=True, slots=True)
class Name:
    """A name for matching; ``looks_odd`` says an eye could take it for another one."""

    text: str
    looks_odd: bool = False


def odd_name(name: Name) -> Message | None:
    r"""Return what is odd about a name, or nothing: what an eye could take it for.

    >>> str(odd_name(normal_name("Раypal"))), str(odd_name(normal_name("张三\u200b")))
    ("'Раypal' looks like 'Paypal'", "'张三⟦U+200B⟧' looks like '张三'")
    """
    if not name.looks_odd:
        return None
    written = f"'{parts_written_out(visible(name.text[:40]))}'"
    if like := looks_like(name.text[:40]):
        return Message("looks-like-another", text=written, like=f"'{like}'")
    return Message("mixes-scripts", text=written)


def normal_name(text: str) -> Name:
    r"""Return the name trimmed and with single inner spaces, nothing else changed.

    Two forms of one letter stay two names: who wrote them otherwise may mean another one.

    >>> normal_name(" 张 三 ").text, normal_name("张\u200b三").looks_odd
    ('张 三', True)
    """
    name = " ".join(text.split())
    if not name:
        raise Refused("name", Message("name-blank"))
    odd = hides_something(name) or mixes_scripts(name) or not is_composed(name)
    return Name(name, odd)

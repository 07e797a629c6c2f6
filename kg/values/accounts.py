"""Account and card numbers: what the bank printed, freed of what spreadsheets added."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from stdnum import iban, luhn, numdb

from kg.messages import Message
from kg.text import narrow
from kg.values.refused import Refused, shown

#: Numbers, not all zeros, whose normal form is the text itself in a text cell (RE2).
PLAIN_ACCOUNT = r"^([0-9]{1,30}[1-9]|[1-9][0-9])[0-9]{0,30}$"

_CARD_DIGITS = range(16, 20)
_EXACT_IN_A_NUMBER_CELL = 15
_LARGEST_EXACT_FLOAT = 2**53
_DRESS = "'\"`‘’“”=\t\r\n "
_IBAN_PART = re.compile("([0-9]+)!([nac])")
_SUFFIX = re.compile(r"(?P<number>[0-9]{10,34})(?P<suffix>-[0-9]{1,3}|_[0-9]{3}_[0-9]{1,3})")
_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_FLOATED = re.compile(r"[0-9]+\.0+")
_MASKED = re.compile(r"[0-9A-Za-z]*[*×•]{2,}[0-9A-Za-z]*")
_CARD_GROUPS = re.compile(
    r"[0-9*]{4}([-.‐‑–—])(?:[0-9*]{4}\1){2}[0-9*]{1,4}(?:\1[0-9*]{1,3})?"
    r"|3[47][0-9]{2}([-.‐‑–—])[0-9]{6}\2[0-9]{5}"
)
"""How cards are embossed. Of any other number a dash may be a part: 19-123457/0710, 123-456."""
_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Za-z][0-9A-Za-z._@/-]{1,63}")


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """A number in its normal form; ``suffix`` is what a bank hung on it (``-1``, ``_156_1``)."""

    text: str
    form: Literal["card", "account", "masked"]
    suffix: str = ""
    luhn: bool = False


def normal_account(text: str, *, numeric: bool = False) -> AccountNumber:
    r"""Return the account number; ``numeric`` says the cell held a number, not a text.

    A number that a spreadsheet may have rounded is refused with the code ``rounded``: lost
    digits are never guessed. The dashes or points of a card's groups do not count, as its gaps do
    not; those of any other number stay.

    >>> normal_account("\t0000123412341234-1")
    AccountNumber(text='0000123412341234', form='account', suffix='-1', luhn=False)
    >>> normal_account("6217-0012-3456-7890-123").text, normal_account("12-3456-1234567-00").text
    ('6217001234567890123', '12-3456-1234567-00')
    """
    number = _whole(_ungrouped(undressed(text)), text, numeric)
    if _MASKED.fullmatch(number):
        return AccountNumber(re.sub("[×•]", "*", number), "masked")
    match = _SUFFIX.fullmatch(number)
    plain, suffix = (match["number"], match["suffix"]) if match else (number, "")
    if not _NUMBER.fullmatch(plain):
        raise Refused("account", Message("not-account-number", text=shown(text)))
    if plain.isdigit() and not plain.strip("0"):
        raise Refused("account", Message("only-zeros", text=shown(text)))
    return _classified(plain, suffix)


def is_iban(number: str) -> bool:
    """Say whether a number is an IBAN whose check digits are right (ISO 13616).

    >>> is_iban("DE89 3704 0044 0532 0130 00"), is_iban("DE88370400440532013000")
    (True, False)
    """
    return bool(iban.is_valid(number, check_country=False))


def has_iban_form(number: str) -> bool:
    """Say whether a number is as long as an IBAN of its country and made as one.

    Its check digits may be wrong: only where a file says that a number stands is that enough.

    >>> has_iban_form("NL44RABO0987654321"), has_iban_form("NL44RABO0987654321EUR")
    (True, False)
    """
    country = next((about for _, about in numdb.get("iban").info(number)), {})
    parts = _IBAN_PART.findall(country.get("bban", "")) if number[2:4].isdigit() else []
    signs = {"n": "[0-9]", "a": "[A-Z]", "c": "[0-9A-Z]"}
    form = "".join(f"{signs[sign]}{{{count}}}" for count, sign in parts)
    return bool(form and re.fullmatch(form, number[4:]))


def undressed(text: str) -> str:
    """Return the number without tabs, apostrophes, quotes and the gaps of four-digit groups."""
    return re.sub(r"\s+", "", narrow(text).strip(_DRESS).rstrip("'\""))


def _ungrouped(number: str) -> str:
    """Return the number without what stands between the groups of a card's digits."""
    match = _CARD_GROUPS.fullmatch(number)
    return number.replace(match[1] or match[2], "") if match else number


def _whole(number: str, text: str, numeric: bool) -> str:
    whole = number.split(".")[0] if _FLOATED.fullmatch(number) else number
    lossy = numeric or whole != number
    if _SCIENTIFIC.fullmatch(number) or (lossy and _may_be_rounded(whole)):
        raise Refused("rounded", Message("has-lost-digits", text=shown(text)))
    return whole


def _may_be_rounded(digits: str) -> bool:
    if not digits.isdigit() or len(digits) <= _EXACT_IN_A_NUMBER_CELL:
        return False
    return int(digits) > _LARGEST_EXACT_FLOAT or not digits[_EXACT_IN_A_NUMBER_CELL:].strip("0")


def _classified(number: str, suffix: str) -> AccountNumber:
    if not number.isdigit():
        return AccountNumber(number, "account", suffix)
    passes = luhn.is_valid(number)
    is_card = passes and len(number) in _CARD_DIGITS
    return AccountNumber(number, "card" if is_card else "account", suffix, passes)

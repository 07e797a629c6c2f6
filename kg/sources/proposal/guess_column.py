"""What a column may be, told by its header and cells: for drafts, and for columns not read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.messages import Message
from kg.sources.detect_layout import plain_header
from kg.sources.layout import Layout, LayoutColumn
from kg.sources.mapping.read_values import reading_of, safely
from kg.values import Refused
from kg.values.phones import normal_email

OTHER = "other"
_VAGUE = ("name", "own", OTHER)
"""Roles that a header has by one word of it, whatever its others mean once they are spelt out."""
_MOST_REFUSED = 0.34
_LONGEST = 200
"""A longer cell is neither a time nor a number; no pattern is tried on it."""
_FEWEST_PARTIES, _MOSTLY_PARTIES = 3, 0.9
"""How many different names, and how large a share of the cells, make a column one of parties."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a word ends in headers of programs: accountNo."""
_BY_CELLS = {
    "time": r"(?:.*\D)?(?:19|20)\d{2}.*",
    "phone": r"(\+?86)?1[3-9]\d{9}",
    "ip": r".+",
    "mac": r".+",
    "wallet": r"[0-9A-Za-z]{26,}",
    "account": r"[\d* ]{12,}",
    "amount": r"[-+]?[¥￥$€£₪₽₩₫฿₹₱₺]?\d{1,3}(?:,?\d{3})*\.\d{2}",
}
"""Types that cells alone may show, and what every cell must look like besides."""
_OWN_NUMBER = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9 ]{11,30}|\+?[0-9*][0-9* .-]{6,38}")
"""An IBAN, or a number with digits enough for an account, a card or a telephone."""
_FALLBACKS = {"source": ("user",), "target": ("user",), "own": ("user",), "counter": ("user",)}


@dataclass(frozen=True, slots=True)
class Guess:
    """One column of the file: what it may be for, how it reads, and how sure that is.

    ``meant`` is the type that its header tells where its cells cannot be read so, for a ``reason``.
    """

    key: str
    role: str
    header: str
    type: str
    good: int = 0
    all: int = 0
    by: str = "by_header"
    meant: str = ""
    reason: Message | None = None
    cells: tuple[str, ...] = ()


def guess_column(
    header: str, cells: Sequence[str], place: int, taken: Collection[str] = ()
) -> Guess:
    """Return what a column may be.

    Args:
        header: Its header.
        cells: The filled cells of its first rows, without blanks around them.
        place: Which column of the file it is, from 1.
        taken: The keys that other columns of the draft have.

    >>> guess_column("交易金额", ["5.00", "7.10"], 3).role
    'amount'
    >>> guess_column("x", ["2024-05-01"], 4).type
    'time'
    """
    by_header = _by_header(header)
    role, kind = by_header or (OTHER, "text")
    reason: Message | None = None
    for type_name in (kind, *_FALLBACKS.get(role, ())) if role != OTHER else ():
        good, reason = _readable(type_name, cells)
        if good >= len(cells) * (1 - _MOST_REFUSED):
            key = role if role not in taken else f"{role}_{place}"
            return Guess(key, role, header, type_name, good, len(cells), cells=tuple(cells))
    if not reason:
        # a header that says what it is for is believed, whatever its cells look like
        kind = "text" if by_header else _by_cells(cells)
    else:
        return Guess(
            f"column_{place}", OTHER, header, "text", by="unreadable", meant=kind, reason=reason
        )
    good = len(cells) if kind != "text" else 0
    by = "by_cells" if kind != "text" else "unused"
    return Guess(f"column_{place}", OTHER, header, kind, good, good, by, cells=tuple(cells))


def role_of_header(header: str) -> str:
    """Return the role that a header tells; nothing where it tells none.

    >>> role_of_header("交易金额(收入)"), role_of_header("餘額"), role_of_header("x")
    ('credit', 'balance', '')
    """
    by_header = _by_header(header)
    return by_header[0] if by_header else ""


def holds_own_numbers(header: str, cells: Sequence[str]) -> bool:
    """Say whether a column holds numbers of accounts or telephones whose rows they are.

    >>> holds_own_numbers("主体账号", ["6222021234567890987"])
    True
    >>> holds_own_numbers("对方账号", ["6222021234567890987"]), holds_own_numbers("账户", ["活期"])
    (False, False)
    """
    if role_of_header(header) != "own" or not cells:
        return False
    return sum(_OWN_NUMBER.fullmatch(cell.strip("'\"`=")) is not None for cell in cells) * 2 > len(
        cells
    )


def roles_of_header(header: str) -> Iterator[str]:
    """Yield the roles that a header may tell, the likeliest first.

    >>> next(roles_of_header("送礼时间")), "time" in roles_of_header("送礼时间")
    ('source', True)
    """
    for plain in filter(None, (simple_header(header), _spelt_out(header))):
        for rule in drafting_rules()["guess"]:
            if re.search(rule["like"], plain):
                yield rule["role"]


def simple_header(header: str) -> str:
    """Return a header as patterns are held against it: plain, in simplified characters.

    >>> simple_header(" 交易 金額 ")
    '交易金额'
    """
    plain = plain_header(header).translate(_simplified())
    return plain.lstrip("#") or plain  # some banks mark the header as a remark


def _by_header(header: str) -> tuple[str, str] | None:
    """Return the role and the type that a header tells; None where it tells nothing."""
    told = [_first_rule(plain) for plain in (simple_header(header), _spelt_out(header))]
    if told[1] and (told[0] is None or told[0][0] in _VAGUE):
        return told[1]
    return told[0]


def _first_rule(plain: str) -> tuple[str, str] | None:
    for rule in drafting_rules()["guess"] if plain else ():
        if rule["like"] and re.search(rule["like"], plain):
            return rule["role"], rule["type"]
    return None


def _spelt_out(header: str) -> str:
    """Return a header whose words are written short in full; nothing where none is short.

    >>> _spelt_out("CNTPTY_ACCT"), _spelt_out("transferAmt"), _spelt_out("Amount")
    ('counter_account', 'transfer_amount', '')
    """
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", _CAMEL.sub(" ", header))]
    full = [_in_full().get(word, word) for word in words]
    return "_".join(full) if full != words else ""


@cache
def _in_full() -> dict[str, str]:
    return {short: word for word, some in drafting_rules()["short"].items() for short in some}


def _by_cells(cells: Sequence[str]) -> str:
    """Return the type that every cell can be read as, where the header says nothing."""
    for kind, form in _BY_CELLS.items():
        alike = all(len(cell) <= _LONGEST and re.fullmatch(form, cell) for cell in cells)
        if cells and alike and _readable(kind, cells)[0] == len(cells):
            return kind
    return "name" if are_parties(cells) else "text"


def are_parties(cells: Sequence[str]) -> bool:
    """Say whether nearly all cells are called as persons or firms are, and not always the same."""
    name_rules = drafting_rules()["parties"]
    person = f"[{name_rules['surnames']}][\\u4e00-\\u9fff*]{{1,2}}"
    named = [c for c in cells if re.fullmatch(person, c) or re.fullmatch(name_rules["firms"], c)]
    return len(set(named)) >= _FEWEST_PARTIES and len(named) >= len(cells) * _MOSTLY_PARTIES


def _readable(kind: str, cells: Sequence[str]) -> tuple[int, Message | None]:
    """Return how many cells a type reads, and why it does not read the first of the others."""
    if kind == "choice":
        return len(cells), None
    column = LayoutColumn(("x",), type=kind)
    reading = reading_of(Layout("x", {}, "UTC", {"x": column}), column, "x", "")
    if reading is None:
        return len(cells), None
    refused = [value.reason for cell in cells if (value := safely(reading.read, cell)).code]
    return len(cells) - len(refused), refused[0] if refused else None


def identifier_kind(cell: str) -> str:
    """Return which kind of number or address a cell is, such as nobody has for a name; or nothing.

    >>> identifier_kind("ann@example.com"), identifier_kind("DE89 3704 0044 0532 0130 00")
    ('email', 'account')
    >>> identifier_kind("Ann Lee")
    ''
    """
    if (kind := _by_cells((cell,))) in {"phone", "ip", "mac", "wallet", "account"}:
        return kind
    try:
        normal_email(cell)
    except Refused:
        forms = drafting_rules()["identifiers"]
        return next((kind for kind, form in forms.items() if re.fullmatch(form, cell)), "")
    return "email"


def are_ids(cells: Sequence[str]) -> bool:
    """Say whether most cells are such as programs call things, and nobody is called.

    >>> are_ids(["n1", "12", "machine_7"]), are_ids(["Ann Lee", "Mohamed_Atta"])
    (True, False)
    """
    form = re.compile(r".*\d.*|[a-z]+(_[a-z]+)+")
    return sum(form.fullmatch(cell) is not None for cell in cells) * 2 > len(cells)


def are_words(cells: Sequence[str]) -> bool:
    """Say whether most cells hold letters and no more digits than letters."""
    wordy = sum(len(re.findall(r"[^\W\d_]", cell)) > len(re.findall(r"\d", cell)) for cell in cells)
    return wordy * 2 > len(cells)


def is_traditional(text: str) -> bool:
    """Say whether a text has characters that are written so in Hong Kong, Macao and Taiwan only.

    >>> is_traditional("交易金額"), is_traditional("交易金额")
    (True, False)
    """
    return not _simplified().keys().isdisjoint(map(ord, text))


@cache
def _simplified() -> dict[int, str]:
    """Return the simplified character for each traditional one that headers are written with."""
    pairs = drafting_rules()["traditional"]
    return {ord(pairs[n]): pairs[n + 1] for n in range(0, len(pairs), 2)}


@cache
def drafting_rules() -> dict[str, Any]:
    """Return the patterns of headers and of what cells are called."""
    path = Path(__file__).with_name("columns.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))

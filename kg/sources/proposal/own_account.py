"""Whose statement a table is, where no column says it: told by title lines or the file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kg.sources.detect_layout import is_same_number
from kg.sources.patterns import piece_of
from kg.sources.proposal.cell_forms import is_number
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.sample import TableSample
from kg.values.statement_days import last_month


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The number of the statement's own account, and by which pattern it is found where.

    ``by`` is ``title``, ``file`` (the file's or the sheet's name), ``answer`` or nothing.
    """

    number: str = ""
    by: Literal["title", "file", "answer", ""] = ""
    pattern: str = ""

    @property
    def told_by(self) -> dict[str, str]:
        """What a layout says of where the number is found, and by which pattern.

        >>> OwnAccount("0629000000000000017", "title", "账号：([0-9]+)").told_by
        {'head': '账号：([0-9]+)'}
        """
        words = {"title": "head", "file": "file_name"}
        return {words[self.by]: self.pattern} if self.by in words else {}


def own_account(sample: TableSample, answer: str, phone: bool = False) -> OwnAccount:
    """Return the statement's own account; an answer outweighs all but another one in the titles.

    Args:
        sample: Rows of the table with the lines above its header.
        answer: What a person said; blank: nothing.
        phone: Whether it is a telephone whose calls the table lists.

    >>> titles = (("账号：", "0629000000000000017"),)
    >>> own_account(TableSample("", "f.csv", titles, (), 2, ()), "").by
    'title'
    """
    rules = drafting_rules()["own"]
    titles, file_name = ("phone_titles", "phone_file") if phone else ("titles", "file_name")
    titled = piece_of(rules[titles], title_text(sample)).strip()
    contradicts = titled and is_number(titled) and not is_same_number(titled, answer)
    if answer and not contradicts:
        return OwnAccount(answer, "answer")
    for by, pattern, text in (
        ("title", rules[titles], title_text(sample)),
        ("file", rules[file_name], sample.where),
    ):
        number = piece_of(pattern, text).strip()
        if number and is_number(number) and not _is_a_date(number):
            return OwnAccount(number, by, pattern)  # type: ignore[arg-type]
    return OwnAccount()


def title_text(sample: TableSample) -> str:
    """Return the lines above the header as one text, as patterns of a layout read them."""
    return "\n".join(" ".join(cell.strip() for cell in row if cell) for row in sample.titles)


def told_by_titles(sample: TableSample, what: str) -> tuple[str, str]:
    """Return what title lines say of the holder or the currency, and the pattern that finds it."""
    rules = drafting_rules()
    pattern = rules["titles"]["currency"] if what == "currency" else rules["own"][what]
    piece = piece_of(pattern, title_text(sample)).strip()
    return piece, pattern if piece else ""


def unit_of_titles(sample: TableSample) -> str:
    """Return the unit in which title lines say that all amounts are, or nothing.

    >>> unit_of_titles(TableSample("", "f.csv", (("单位：万元",),), (), 2, ()))
    'wanyuan'
    """
    text = title_text(sample)
    for rule in drafting_rules()["titles"]["units"]:
        if rule["units"] and re.search(rule["like"], text):
            return str(rule["units"][0])
    return ""


def _is_a_date(number: str) -> bool:
    """Say whether a number may be a moment of which the name of a file tells so often.

    >>> _is_a_date("20240131"), _is_a_date("2024-01-31"), _is_a_date("31-01-2024 - 02-02-2024")
    (True, True, True)
    """
    year, month, day = r"(19|20)\d{2}", r"(0[1-9]|1[0-2])", r"([0-2]\d|3[01])"
    forms = (
        rf"{year}{month}{day}(\d{{2}}){{0,3}}.*",
        rf"({year}-{month}-{day}|{day}-{month}-{year})( .*)?",
    )
    return any(re.fullmatch(form, number) for form in forms)


def statement_month(sample: TableSample, day_first: bool) -> str:
    """Return the pattern that finds the last month of a statement in the lines above its table.

    >>> titles = (("信用卡对账单（2024年01月）",),)
    >>> bool(statement_month(TableSample("", "f.csv", titles, (), 2, ()), day_first=False))
    True
    """
    rules, text = drafting_rules()["titles"], title_text(sample)
    patterns = [str(pattern).replace("DATE", rules["date"]) for pattern in rules["months"]]
    return next((p for p in patterns if last_month(piece_of(p, text), day_first)), "")

"""What the lines beside a table say of all its rows: a unit, a currency, another account.

A layout reads the rows; a title that says otherwise than the layout does would be lost in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.errors import FileToSplit, LayoutError
from kg.messages import Message
from kg.sources.detect_layout import LayoutFit, is_same_number
from kg.sources.layout import LayoutFlow
from kg.sources.patterns import pieces_of
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.tables import Refusal
from kg.values import Refused
from kg.values.currencies import parse_currency

_DEBIT = "借"
_NUMBERS = frozenset({"account", "user", "phone", "wallet"})
"""The types of columns that say whose a statement is."""
_TITLE_CELLS = 4
"""A line among the rows of so few filled cells may be a title of those below."""


def check_titles(fit: LayoutFit, titles: Sequence[Sequence[str]], where: str) -> None:
    """Raise LayoutError where title lines name a unit or a currency that the layout does not read.

    Args:
        fit: The layout, and which column of the file is which of its own.
        titles: The lines above the header.
        where: The file, and the table in it.
    """
    text = "\n".join(" ".join(cell for cell in cells if cell) for cells in titles)
    if not fit.layout.flows or not text.strip():
        return
    for what in (*_units(fit, text), *_currencies(fit, text)):
        raise LayoutError(what, where=where, hint=Message("draft-a-layout-that-says-it"))


def is_book(header: Sequence[str], titles: Iterable[Sequence[str]]) -> bool:
    """Say whether headers or title lines are those of a firm's books, where a debit comes in.

    >>> is_book(["日期", "科目", "借方", "贷方"], []), is_book(["凭证号", "借方发生额"], [])
    (True, False)
    """
    texts = [*header, *(cell for line in titles for cell in line)]
    like = drafting_rules()["books"]["like"]
    return any(re.search(like, text) for text in texts)


def check_book(fit: LayoutFit, titles: Sequence[Sequence[str]], where: str) -> None:
    """Raise LayoutError where debit and credit may be meant as a firm's own books mean them.

    A bank's debit goes out of the account, a firm's debit comes in: a layout of a bank's statement
    would read the books the wrong way round. A layout is proposed: it asks, or the balance tells.
    """
    flows = [flow for flow in fit.layout.flows if flow.reporter and _has_debit(fit, flow)]
    if flows and is_book(fit.header, titles):
        what = Message("may-be-books-of-a-firm", layout=fit.layout.name)
        raise LayoutError(what, where=where, hint=Message("draft-a-layout-that-says-it"))


def _has_debit(fit: LayoutFit, flow: LayoutFlow) -> bool:
    if flow.debit in fit.columns or flow.credit in fit.columns:
        return True
    column = fit.layout.columns.get(flow.direction)
    words = column.choices.get("out", ()) if column and flow.direction in fit.columns else ()
    return _DEBIT in words and _DEBIT in fit.header[fit.columns[flow.direction]]


def _units(fit: LayoutFit, text: str) -> Iterator[Message]:
    columns = {name for flow in fit.layout.flows for name in (flow.amount, flow.debit, flow.credit)}
    units = {fit.layout.columns[name].unit for name in columns & set(fit.columns)}
    for rule in drafting_rules()["titles"]["units"]:
        match = re.search(rule["like"], text)
        if match and units and not units <= set(rule["units"]):
            yield Message("title-names-unit", text=repr(match[0]), layout=fit.layout.name)
            return


def _currencies(fit: LayoutFit, text: str) -> Iterator[Message]:
    """Yield why a currency in the titles is lost: neither rows nor layout say it."""
    for flow in fit.layout.flows:
        if flow.currency in fit.columns or flow.currency in fit.heads or not flow.default_currency:
            continue
        for match in re.finditer(drafting_rules()["titles"]["currency"], text):
            code = _code(match[1])
            if code and code != flow.default_currency:
                yield Message("title-names-currency", text=repr(match[0]), layout=fit.layout.name)


def check_other_titles(
    fit: LayoutFit, refused: Sequence[Refusal], delimiters: str, where: str
) -> None:
    """Raise FileToSplit where a line among the rows names another account or currency than theirs.

    The rows below it are of that one. Such a line is no row of the table: it was refused.

    Args:
        fit: The layout, and what the title lines gave to all rows.
        refused: The lines of the table that are no facts.
        delimiters: What parts the cells of a line that is kept as the file has it.
        where: The file, and the table in it.
    """
    if not refused:
        return
    cells = [_cells_of(refusal.text, delimiters) for refusal in refused]
    texts = [" ".join(line) for line in cells]
    for name, pattern in account_patterns(fit).items():
        for refusal, piece in zip(refused, pieces_of(pattern, texts), strict=True):
            first, second = fit.heads[name], piece.strip()
            if second and second != first:
                raise _to_split("account", first, second, refusal, where)
    short = [
        (refusal, text)
        for refusal, line, text in zip(refused, cells, texts, strict=True)
        if sum(map(bool, line)) <= _TITLE_CELLS
    ]
    for refusal, text in short:
        for first in _answered_numbers(fit):
            match = re.search(drafting_rules()["own"]["titles"], text)
            if match and not is_same_number(match[1].strip(), first):
                raise _to_split("account", first, match[1].strip(), refusal, where)
        for first, second in _other_currencies(fit, text):
            raise _to_split("currency", first, second, refusal, where)


def _to_split(what: str, first: str, second: str, refusal: Refusal, where: str) -> FileToSplit:
    """Return the refusal of a table of which a part is of another account or currency."""
    about = Message(
        f"another-{what}-below", first=repr(first), second=repr(second), row=refusal.row_no
    )
    return FileToSplit(about, where=where, hint=Message(f"split-the-file-by-{what}"))


def _answered_numbers(fit: LayoutFit) -> list[str]:
    """Return the numbers of accounts that a person, or the file's name, gave to all rows."""
    columns = fit.layout.columns
    return [fit.heads[name] for name in fit.said if columns[name].type == "account"]


def _other_currencies(fit: LayoutFit, text: str) -> Iterator[tuple[str, str]]:
    """Yield the currency of the rows, and another that a line among them names."""
    for flow in fit.layout.flows:
        if flow.currency in fit.columns:
            continue
        told = fit.heads.get(flow.currency) or flow.default_currency
        for match in re.finditer(drafting_rules()["titles"]["currency"], text):
            codes = [_code(told), _code(match[1])]
            if all(codes) and codes[0] != codes[1]:
                yield told, match[1]


def _code(text: str) -> str:
    """Return the code of a currency; nothing where the text names none."""
    try:
        return parse_currency(text)
    except Refused:
        return ""


def account_patterns(fit: LayoutFit) -> Mapping[str, str]:
    """Return how a title names each number that the titles of the file gave to its rows."""
    columns = fit.layout.columns
    return {name: columns[name].head for name in fit.heads if columns[name].type in _NUMBERS}


def _cells_of(text: str, delimiters: str) -> list[str]:
    """Return the cells of a refused line: kept as JSON, or as the file has them."""
    try:
        cells = json.loads(text)
    except ValueError:
        cells = None
    if isinstance(cells, dict):
        return [str(cell) for cell in cells.values()]
    return re.split(f"[{re.escape(delimiters)}]", text)

"""Headers of two rows: a word over several columns (发生额), below it one for each (借方, 贷方).

Spreadsheets join the cells of the upper word, and those of columns that have one word only; a text
made of them has blanks there. Such a header is read as one: ``发生额 借方``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST = 30
_LOWER = re.compile(
    r"(?i)[借贷貸收支付进出入存取账帐賬帳户戶]|[金余餘]?[额額]|[号號名行日时時币幣数數]"
    r"|debit|credit|^[dc]r\.?$|^in$|^out$|withdraw|deposit|amount|balance|account|name|number|^no\.?$|bank"
    r"|date|time|currency|soll|haben|betrag|konto|debe|haber|cargo|abono|d[ée]bit|cr[ée]dit|дебет|кредит|сч[её]т"
)
"""What the lower words of such headers are made of."""
_FEWEST, _FEWEST_TOPS = 2, 2


def header_at(rows: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    """Return the header that a row is; joined with the row above where both make one.

    >>> header_at([("Date", "Amount", ""), ("", "Debit", "Credit")], 1)
    ('Date', 'Amount Debit', 'Amount Credit')
    """
    bottom = tuple(cell.strip().lstrip("\ufeff") for cell in rows[place])
    if not place or not _may_be_lower(bottom):
        return bottom
    top = tuple(cell.strip().lstrip("\ufeff") for cell in rows[place - 1])
    return _joined(top, bottom) or bottom


def header_goes_on(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Say whether the row below one is the second of its header."""
    below = place + 1
    return below < len(rows) and header_at(rows, below) != tuple(c.strip() for c in rows[below])


def _may_be_lower(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if not _FEWEST <= len(filled) < len(cells) or any(len(cell) > _LONGEST for cell in filled):
        return len(filled) == len(cells) and len(set(filled)) == len(filled) and _are_words(filled)
    return _are_words(filled)


def _are_words(cells: Sequence[str]) -> bool:
    return not any(char.isdigit() for cell in cells for char in cell)


def _joined(top: Sequence[str], bottom: Sequence[str]) -> tuple[str, ...]:
    """Return the header of two rows; empty where they make none.

    Some upper word stands over several lower ones, some column has only one word, and half of the
    lower words are known.
    """
    if len([cell for cell in top if cell]) < _FEWEST_TOPS or len(top) != len(bottom):
        return ()
    joined, over, single = list[str](), "", 0
    groups: dict[str, int] = {}
    for upper, lower in zip(top, bottom, strict=True):
        if upper:
            over = upper if lower and lower != upper else ""
        if not lower or lower == upper:
            joined.append(upper)
            single += bool(upper)
            over = "" if upper else over
        elif not over:
            return ()  # a word below nothing: no header goes on here
        else:
            joined.append(f"{over} {lower}")
            groups[over] = groups.get(over, 0) + 1
    parted = any(count > 1 for count in groups.values())
    lowers = [cell for cell in bottom if cell]
    known = sum(bool(_LOWER.search(cell)) for cell in lowers)
    return tuple(joined) if parted and single and known * 2 >= len(lowers) else ()

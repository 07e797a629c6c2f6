"""One row of a source file as an export may show it: cell by cell, and nothing that is not known.

The headings of a file are its own, so no term of the ontology says what a cell is. A cell is shown
where the export shows the same text anyhow (a memo, a status), where it is a word that every file
has (a direction, a currency), a small number, a moment, or a date or amount of the fact itself; a
name or number that is known has its mask. Of every other cell only that there is one is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kg.masking.masked_text import MaskedWords, fold
from kg.text import narrow

HIDDEN = "▒"
"""What stands for a cell that is not shown."""
Cells = tuple[tuple[str, str], ...]
_SMALL = re.compile(
    r"[-+]?(?:[0-9]{1,4}|[¥￥$]?[0-9]{1,3}(?:,?[0-9]{3}){0,4}\.[0-9]{1,2})", re.ASCII
)
_MOMENT = re.compile(
    r"(?P<day>(?:19|20)[0-9]{2}(?:[-/.年月]?[0-9]{1,2}){2}日?)"
    r"[ T]?(?:[0-2]?[0-9][:时]?[0-5][0-9](?:[:分]?[0-5][0-9]秒?)?(?:\.[0-9]{1,3})?)?"
)


@dataclass(frozen=True, slots=True)
class KnownOfRow:
    """What is known of a row from the facts that it supports.

    Args:
        texts: Texts that the export shows of the facts.
        figures: Their amounts, without zeros at the end.
        days: Their days, as ``20240415``.
    """

    texts: frozenset[str] = field(default_factory=frozenset)
    figures: frozenset[str] = field(default_factory=frozenset)
    days: frozenset[str] = field(default_factory=frozenset)


def masked_cells(
    cells: Iterable[tuple[str, str]],
    known: KnownOfRow,
    words: MaskedWords,
    everywhere: frozenset[str],
    text: Callable[[str], str],
) -> Cells:
    """Return the cells of a row that hides somebody, each as it may be shown.

    Args:
        cells: Headings and texts.
        known: What the export shows of the row's facts.
        words: Known names and numbers with their masks.
        everywhere: Words that every file has, folded.
        text: Masks names and numbers inside a longer text.
    """

    def shown(cell: str) -> str:
        if mask := words.get(cell):
            return mask
        if cell in known.texts:
            return text(cell)
        is_open = len(cell) == 1 or fold(cell) in everywhere or _SMALL.fullmatch(narrow(cell))
        return cell if is_open or _is_of_facts(cell, known) else HIDDEN

    return tuple((text(name), shown(cell)) for name, cell in cells)


def _is_of_facts(cell: str, known: KnownOfRow) -> bool:
    """Say whether a cell is a moment, or the amount or the day of a fact that the row supports."""
    plain = narrow(cell)
    if figure(plain) in known.figures:
        return True
    moment = _MOMENT.fullmatch(plain)
    # nobody's birthday has minutes; digits without signs between them may be a serial
    return moment is not None and (":" in plain or _day(moment["day"]) in known.days)


def _day(text: str) -> str:
    parts = re.findall(r"[0-9]+", text)
    return "".join(part.zfill(2) for part in parts)


def figure(text: str) -> str:
    """Return a number as it is compared: without separators, sign and zeros at the end.

    >>> figure("1,500.00"), figure("-1500"), figure("0.50")
    ('1500', '1500', '0.5')
    """
    plain = text.replace(",", "").strip("+-¥￥$ ")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain

"""The totals that the pages of a statement state, held against the rows that were read from them.

No layout is needed: a figure of a line of totals is right if it is the sum of a column of amounts
(of all of it, of what is above or below zero, or of the rows with one word in a column of few
words, such as a direction) over the page, or over all rows so far; or their number; or the first or
last amount of a column, as a balance that is carried to the next page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

_FIGURE = re.compile(r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?(?!\d)")
_COUNT = re.compile(
    r"(?<![\d.,])(\d[\d,]*)\s*(?:笔(?!数)|条|items?\b|transactions?\b|entries\b)", re.IGNORECASE
)
_AMOUNT = re.compile(r"[^\d+−(-]{0,4}([-+−(]?)[^\d]?((?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,2})\D{0,3}")
_WORDS = 4
"""A column that tells directions has at most so many words, each of at most so many signs."""


def amount_of(text: str) -> Decimal | None:
    """Return the amount that a cell holds, if it is one with decimals.

    >>> amount_of("-1,234.50"), amount_of("($20.00)"), amount_of("6222")
    (Decimal('-1234.50'), Decimal('-20.00'), None)
    """
    match = _AMOUNT.fullmatch(text.strip())
    if not match:
        return None
    number = Decimal(match[2].replace(",", ""))
    return -number if match[1] in ("-", "−", "(") else number


@dataclass(slots=True)
class _Sums:
    """Sums of the amounts of some rows, by column and by what is summed."""

    rows: int = 0
    sums: defaultdict[tuple[int, str], Decimal] = field(
        default_factory=lambda: defaultdict(Decimal)
    )
    ends: dict[int, tuple[Decimal, Decimal]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, cells: Sequence[str]) -> None:
        self.rows += 1
        words = {cell for cell in cells if 0 < len(cell) <= _WORDS and not amount_of(cell)}
        self.counts.update(words)
        for column, cell in enumerate(cells):
            amount = amount_of(cell)
            if amount is None:
                continue
            first = self.ends.get(column, (amount, amount))[0]
            self.ends[column] = first, amount
            for what in ("all", "in" if amount > 0 else "out", *words):
                self.sums[column, what] += amount
            self.counts[f"column {column}"] += amount != 0
            self.counts[f"column {column} {'in' if amount > 0 else 'out'}"] += amount != 0

    def figures(self) -> set[Decimal]:
        """Return every figure that a line of totals over these rows may state, without its sign."""
        ends = {amount for pair in self.ends.values() for amount in pair}
        return {abs(amount) for amount in {*self.sums.values(), *ends}}

    def numbers(self) -> set[int]:
        return {self.rows, *self.counts.values()}


@dataclass(slots=True)
class Totals:
    """The sums of a table as its rows come: over the page and over all."""

    page: _Sums = field(default_factory=_Sums)
    whole: _Sums = field(default_factory=_Sums)

    def add(self, cells: Sequence[str]) -> None:
        """Take the next row."""
        self.page.add(cells)
        self.whole.add(cells)

    def next_page(self) -> None:
        """Begin a page."""
        self.page = _Sums()

    def unexplained(self, text: str) -> list[str]:
        """Return the figures of a line of totals that no rows so far explain, as written.

        Zero is always explained: a column without rows sums to it.
        """
        known = self.page.figures() | self.whole.figures() | {Decimal(0)}
        numbers = self.page.numbers() | self.whole.numbers() | {0}
        wrong = [
            figure
            for figure in _FIGURE.findall(text)
            if "." in figure and abs(Decimal(re.sub("[,+−-]", "", figure))) not in known
        ]
        counts = _COUNT.findall(text)
        return wrong + [count for count in counts if int(count.replace(",", "")) not in numbers]

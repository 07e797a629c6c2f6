"""Places on the pages of a document: page, line and box, as a text and as one whole number.

Rows of a table are counted by one number each. So that a row of a PDF can be found again on paper
and by any other program, its number holds where it lies: ``p.3 line 17 @36,120-560,132`` is the
17th line of text on page 3, in the box from (36, 120) to (560, 132). The box is in points (1/72
inch), from the upper left corner of the page as it is shown; it is rounded outwards, to whole
points from top to bottom and to four points across.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

#: Bits of each part, from the highest: page, top, line, height, left, right. They fill an int64.
_PAGE, _TOP, _LINE, _HEIGHT, _ACROSS = 12, 12, 10, 9, 10
_STEP = 4
"""Points that one step across stands for."""
PAGES, LINES = (1 << _PAGE) - 1, (1 << _LINE) - 1
"""The highest page and line that have a number."""
SIDE = ((1 << _ACROSS) - 1) * _STEP
"""The widest and the highest page, in points."""
TALLEST = (1 << _HEIGHT) - 1
"""The tallest box, in points; of one that is taller, the upper part is named."""
_FORM = re.compile(
    r"p\.(?P<page>[1-9][0-9]*) line (?P<line>[1-9][0-9]*)"
    r" @(?P<left>[0-9]+),(?P<top>[0-9]+)-(?P<right>[0-9]+),(?P<bottom>[0-9]+)"
)


class PagePlace(NamedTuple):
    """Where a row begins: page and line counted from 1, and the box around its words.

    >>> place = PagePlace(3, 17, 36, 120, 560, 132)
    >>> str(place), PagePlace.of_number(place.number) == place
    ('p.3 line 17 @36,120-560,132', True)
    """

    page: int
    line: int
    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(
        cls, page: int, line: int, left: float, top: float, right: float, bottom: float
    ) -> PagePlace:
        """Return the place of a box in points, rounded outwards and kept on the page."""
        above = min(max(0, math.floor(top)), SIDE)
        below = min(max(above + 1, math.ceil(bottom)), above + TALLEST)
        first = min(max(0, math.floor(left / _STEP)), SIDE // _STEP)
        last = min(max(first + 1, math.ceil(right / _STEP)), SIDE // _STEP)
        return cls(page, line, first * _STEP, above, last * _STEP, below)

    @classmethod
    def of_number(cls, number: int) -> PagePlace:
        """Return the place that :attr:`number` stands for."""
        number, right = divmod(number, 1 << _ACROSS)
        number, left = divmod(number, 1 << _ACROSS)
        number, height = divmod(number, 1 << _HEIGHT)
        number, line = divmod(number, 1 << _LINE)
        page, top = divmod(number, 1 << _TOP)
        return cls(page, line, left * _STEP, top, right * _STEP, top + height)

    @classmethod
    def of_text(cls, locator: str) -> PagePlace | None:
        """Return the place that a locator names, or nothing where it names no place on a page."""
        match = _FORM.fullmatch(locator)
        return match and cls(**{part: int(digits) for part, digits in match.groupdict().items()})

    @property
    def number(self) -> int:
        """The place as a whole number below 2**63; a place further down has a higher one."""
        number = self.page << _TOP | self.top
        number = number << _LINE | self.line
        number = number << _HEIGHT | (self.bottom - self.top)
        number = number << _ACROSS | self.left // _STEP
        return number << _ACROSS | self.right // _STEP

    def __str__(self) -> str:
        box = f"{self.left},{self.top}-{self.right},{self.bottom}"
        return f"p.{self.page} line {self.line} @{box}"


def page_place_sql(number: str) -> str:
    """Return the SQL expression whose value is the text of a place that is given as a number."""

    def part(below: int, bits: int) -> str:
        return f"(({number} >> {below}) & {(1 << bits) - 1})"

    left, right = part(_ACROSS, _ACROSS), part(0, _ACROSS)
    height, line = part(2 * _ACROSS, _HEIGHT), part(2 * _ACROSS + _HEIGHT, _LINE)
    below_top = 2 * _ACROSS + _HEIGHT + _LINE
    top, page = part(below_top, _TOP), part(below_top + _TOP, _PAGE)
    return (
        f"concat('p.', {page}, ' line ', {line}, ' @', {left} * {_STEP}, ',', {top}, '-',"
        f" {right} * {_STEP}, ',', {top} + {height})"
    )

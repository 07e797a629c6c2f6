"""Words of a page with their boxes, and drawn lines: what a PDF shows, before any table is seen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_SPACE = 0.2
"""Two characters further apart than so many em are two words: a space is 0.25 em or more."""
_OVER = 0.5
"""A character that begins so many em before the end of the one before it is printed over it."""
_TWICE = 0.1
"""The same character so few em further is the same one, printed twice to look bold."""
_ABOVE, _BELOW = 0.8, 0.2
"""How far a line of text reaches above and below its base, in em, whatever its font says."""
THIN = 2.0
"""A drawn line is at most so many points thick; what is thicker is a box with four sides."""


@dataclass(slots=True)
class Word:
    """Characters without a space between them, and the box that their font gives them.

    ``base`` is the line on which they stand; ``em`` is the height of the font. ``faults`` says why
    the text is not to be trusted: see :data:`FAULTS`.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    em: float
    faults: frozenset[str] = frozenset()

    @property
    def middle(self) -> float:
        """The place halfway between left and right."""
        return (self.left + self.right) / 2


FAULTS = ("unmapped", "invisible", "overprinted")
"""A font says not which character a glyph is; the text is not shown; it lies over other text."""


@dataclass(slots=True)
class DrawnLine:
    """A line that is drawn across (``at`` is its height) or down (``at`` is its place across)."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """What stands on a page: words in lines, from top to bottom, and the drawn lines.

    ``aside`` are words that no line of the page has: slanted ones (a watermark) and those outside
    the page. ``characters`` counts what the page writes, before it is put into words.
    """

    number: int
    width: float
    height: float
    lines: list[list[Word]] = field(default_factory=list)
    aside: list[Word] = field(default_factory=list)
    across: list[DrawnLine] = field(default_factory=list)
    down: list[DrawnLine] = field(default_factory=list)
    characters: int = 0
    pictures: int = 0
    remarks: int = 0


@dataclass(slots=True)
class Glyph:
    """A character as it is shown: where it begins and ends, its base, and the height of an em."""

    text: str
    left: float
    right: float
    base: float
    em: float
    upright: bool
    faults: frozenset[str]

    @property
    def middle(self) -> float:
        """The place halfway between left and right."""
        return (self.left + self.right) / 2

    def word(self) -> Word:
        """Return a word of this one character."""
        above, below = self.base - _ABOVE * self.em, self.base + _BELOW * self.em
        return Word(self.text, self.left, above, self.right, below, self.base, self.em, self.faults)


def finished(read: Page, glyphs: Sequence[Glyph], characters: int) -> Page:
    """Put the glyphs of a page into words and lines."""
    inside: list[Glyph] = []
    for glyph in glyphs:
        finite = math.isfinite(glyph.left + glyph.right + glyph.base + glyph.em)
        on_page = 0 <= glyph.middle <= read.width and 0 <= glyph.base <= read.height
        if finite and on_page and glyph.upright:
            inside.append(glyph)
        else:
            read.aside.append(glyph.word() if finite else Word(glyph.text, 0, 0, 0, 0, 0, 1))
    read.characters = characters
    for line in _lines(inside):
        words, twice = _words(line)
        read.characters -= twice
        read.lines.append(words)
    read.across, read.down = _joined(read.across), _joined(read.down)
    return read


def _lines(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the glyphs that stand on one base, from left to right; lines from the top."""
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.base, glyph.left)):
        if line and glyph.base - line[-1].base > min(line[-1].em, glyph.em) / 4:
            yield sorted(line, key=lambda glyph: glyph.left)
            line = []
        line.append(glyph)
    if line:
        yield sorted(line, key=lambda glyph: glyph.left)


def _words(line: Sequence[Glyph]) -> tuple[list[Word], int]:
    """Return the words of a line, and how many characters of it are printed twice to look bold.

    Other characters that lie over each other make one word, with that fault.
    """
    words: list[Word] = []
    twice, last = 0, None
    for glyph in line:
        word = words[-1] if words else None
        em = min(word.em, glyph.em) if word else glyph.em
        gap = glyph.left - word.right if word else 0.0
        if last and glyph.text == last.text and glyph.left - last.left <= _TWICE * em:
            twice += len(glyph.text)
            continue
        last = glyph
        if word is None or gap > _SPACE * em:
            words.append(glyph.word())
            continue
        one = glyph.word()
        over = frozenset({"overprinted"}) if gap < -_OVER * em else frozenset[str]()
        word.text += one.text
        word.top, word.bottom = min(word.top, one.top), max(word.bottom, one.bottom)
        word.right = max(word.right, one.right)
        word.faults |= one.faults | over
    return words, twice


def _joined(lines: list[DrawnLine]) -> list[DrawnLine]:
    """Return lines in order of their place; pieces of one line, also of a dashed one, as one."""
    levels: list[list[DrawnLine]] = []
    for line in sorted(lines, key=lambda line: line.at):
        if levels and line.at - levels[-1][-1].at <= THIN:
            levels[-1].append(line)
        else:
            levels.append([line])
    joined: list[DrawnLine] = []
    for level in levels:
        run: list[DrawnLine] = []
        for line in sorted(level, key=lambda line: line.start):
            if run and line.start - run[-1].end <= 2 * THIN:
                run[-1].end = max(run[-1].end, line.end)
            else:
                run.append(DrawnLine(line.at, line.start, line.end))
        joined += run
    return joined

"""A draft of a layout for a file that none fits: its own header, and what each column may be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import FormatError, LayoutError
from kg.limits import LIMITS, Limits
from kg.sources.detect import Detection, best_fit, plain_header
from kg.sources.intake import SourceFile
from kg.sources.layout import Column, Layout
from kg.sources.layout_files import layouts
from kg.sources.mapping.types import reading_of, safely
from kg.sources.opening import Chooser, tables
from kg.sources.tables import not_data
from kg.text import file_name

ZONE = "Asia/Shanghai"
OTHER = "other"
_MOST_REFUSED = 0.34
_NEAREST = 2
_LONGEST = 200
"""A longer cell is neither a time nor a number; no pattern is tried on it."""
_BY_CELLS = {
    "time": r"(?:.*\D)?(?:19|20)\d{2}.*",
    "phone": r"(\+?86)?1[3-9]\d{9}",
    "ip": r".+",
    "mac": r".+",
    "account": r"[\d* ]{12,}",
}
"""Types that cells alone may show, and what every cell must look like besides."""
_FALLBACKS = {"source": ("user",), "target": ("user",), "own": ("user",), "counter": ("user",)}
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Guess:
    """One column of the file: what it may be for, how it reads, and how sure that is."""

    key: str
    role: str
    header: str
    type: str
    good: int = 0
    all: int = 0
    by: str = "by_header"
    reason: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guesses:
    """All columns of one table, in the order of the file, with what was left out and why."""

    file: str
    row: int
    columns: tuple[Guess, ...]
    twice: tuple[str, ...]
    nearest: tuple[str, ...]
    others: tuple[str, ...]

    def of(self, role: str) -> Guess | None:
        """Return the first column with a role."""
        return next((guess for guess in self.columns if guess.role == role), None)


@dataclass(slots=True)
class _Listener(Chooser):
    """Keeps the first rows of every table and chooses nothing."""

    heads: dict[str, Rows] = field(default_factory=dict)

    def of(self, where: str) -> Callable[[Rows], Detection]:
        """Return a choice that only listens."""

        def listen(rows: Rows) -> Detection:
            # text is offered once under each delimiter: the true one shows the most words
            if _width(rows) > _width(self.heads.get(where, ())):
                self.heads[where] = [list(row) for row in rows]
            raise LayoutError("is only listened to", where=where)

        return listen


def guess(path: Path, *, limits: Limits = LIMITS, encoding: str = "") -> Guesses:
    """Return what the columns of a file's widest table may be, from its first rows."""
    heads = _heads(path, limits, encoding)
    if not heads:
        raise FormatError("no header: no row holds two words", where=file_name(path))
    widest = max(heads, key=lambda where: _width(heads[where]))
    rows, row = heads[widest], _row(heads[widest])
    others = tuple(where.removeprefix(file_name(path))[1:] for where in heads if where != widest)
    below = [cells for cells in rows[row + 1 :] if not not_data(cells, rows[row])]
    columns, twice = _columns(rows[row], below)
    fits = [fit for fit in best_fit(rows, layouts()) if fit.covers]
    return Guesses(
        file_name(path), row + 1, columns, twice, tuple(fit.why() for fit in fits[:_NEAREST]),
        others,
    )  # fmt: skip


def _heads(path: Path, limits: Limits, encoding: str) -> dict[str, Rows]:
    listener = _Listener(None, file_name(path))
    with suppress(LayoutError):
        for opened in tables(SourceFile(path, limits), listener, limits, encoding or None):
            opened.tried()
    return listener.heads


def _words(cells: Sequence[str]) -> int:
    """Count the different cells of a row that are words: not numbers, not times, not blank."""
    said = {cell.strip() for cell in cells if re.search(r"[^\W\d_]", cell) and len(cell) < 60}
    return sum(not re.match(r"\W*\d{4}[-/.年]", cell) for cell in said)


def _row(rows: Rows) -> int:
    """Return the place of the header: the first of the rows with most words."""
    return max(range(len(rows)), key=lambda place: (_words(rows[place]), -place))


def _width(rows: Rows) -> int:
    """Return how many words the header of a table would have; one word is no header."""
    words = max(map(_words, rows), default=0)
    return words if words > 1 else 0


def _columns(header: Sequence[str], below: Rows) -> tuple[tuple[Guess, ...], tuple[str, ...]]:
    guesses: list[Guess] = []
    twice, seen = [], set()
    for place, text in enumerate(header):
        name = text.strip().lstrip("\ufeff")
        if plain_header(name) in seen:
            twice.append(name)
        elif name:
            cells = [row[place].strip() for row in below if place < len(row)]
            taken = {guess.key for guess in guesses}
            guesses.append(_guess(name, [cell for cell in cells if cell], taken, place + 1))
        seen.add(plain_header(name))
    return tuple(guesses), tuple(filter(None, twice))


def _guess(header: str, cells: list[str], taken: set[str], place: int) -> Guess:
    role, kind = _by_header(header)
    reason = ""
    for one in (kind, *_FALLBACKS.get(role, ())) if role != OTHER else ():
        good, reason = _readable(one, cells)
        if good >= len(cells) * (1 - _MOST_REFUSED):
            key = role if role not in taken else f"{role}_{place}"
            return Guess(key, role, header, one, good, len(cells), cells=tuple(cells))
    if not reason:
        kind = _by_cells(cells)
    else:
        return Guess(
            f"column_{place}", OTHER, header, "text", by="unreadable", reason=f"{kind}|{reason}"
        )
    good = len(cells) if kind != "text" else 0
    by = "by_cells" if kind != "text" else "unused"
    return Guess(f"column_{place}", OTHER, header, kind, good, good, by, cells=tuple(cells))


def _by_header(header: str) -> tuple[str, str]:
    plain = plain_header(header)
    for one in said()["guess"]:
        if one["like"] and re.search(one["like"], plain):
            return one["role"], one["type"]
    return OTHER, "text"


def _by_cells(cells: list[str]) -> str:
    """Return the type that every cell can be read as, where the header says nothing."""
    for kind, form in _BY_CELLS.items():
        alike = all(len(cell) <= _LONGEST and re.fullmatch(form, cell) for cell in cells)
        if cells and alike and _readable(kind, cells)[0] == len(cells):
            return kind
    return "text"


def _readable(kind: str, cells: list[str]) -> tuple[int, str]:
    """Return how many cells a type reads, and why it does not read the first of the others."""
    if kind == "choice":
        return len(cells), ""
    column = Column(("x",), type=kind)
    reading = reading_of(Layout("x", {}, ZONE, {"x": column}), column, "x", "")
    if reading is None:
        return len(cells), ""
    refused = [value.reason for cell in cells if (value := safely(reading.read, cell)).code]
    return len(cells) - len(refused), refused[0] if refused else ""


def sorted_words(cells: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the words of a direction as the shipped layouts know them, and those they do not."""
    placed: dict[str, list[str]] = {"out": [], "in": []}
    unknown: list[str] = []
    for word in dict.fromkeys(cells):
        token = _directions().get(word.casefold(), "")
        (placed[token] if token else unknown).append(word)
    return placed, unknown


@cache
def _directions() -> dict[str, str]:
    chosen = [
        layout.columns[flow.direction].choices
        for layout in layouts()
        for flow in layout.flows
        if flow.direction
    ]
    return {w.casefold(): token for one in chosen for token, words in one.items() for w in words}


@cache
def said() -> dict[str, Any]:
    """Return the patterns of headers and the words beside the guesses."""
    path = Path(__file__).with_name("drafting.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))

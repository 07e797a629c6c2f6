"""A draft of a layout for a file that none fits: its own header, and what each column may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from kg.errors import FormatError, LayoutError
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.sources.detect_layout import Detection, best_fit, plain_header
from kg.sources.guess_column import Guess, are_words, guess_column
from kg.sources.layout_files import layouts
from kg.sources.open_tables import Chooser, tables
from kg.sources.source_file import SourceFile
from kg.sources.tables import not_data
from kg.text import file_name

ZONE = "Asia/Shanghai"
_NEAREST = 2
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Guesses:
    """All columns of one table, in the order of the file, with what was left out and why."""

    file: str
    row: int
    columns: tuple[Guess, ...]
    twice: tuple[str, ...]
    nearest: tuple[Message, ...]
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
            raise LayoutError(Message("only-listened"), where=where)

        return listen


def guess(path: Path, *, limits: Limits = LIMITS, encoding: str = "") -> Guesses:
    """Return what the columns of a file's widest table may be, from its first rows."""
    heads = _heads(path, limits, encoding)
    if not heads:
        raise FormatError(Message("no-header-no-words"), where=file_name(path))
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
    words = {cell.strip() for cell in cells if re.search(r"[^\W\d_]", cell) and len(cell) < 60}
    return sum(not re.match(r"\W*\d{4}[-/.年]", cell) for cell in words)


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
            filled = [cell for cell in cells if cell]
            guesses.append(guess_column(name, filled, place + 1, taken))
        seen.add(plain_header(name))
    return tuple(_other_side(_names_apart(guesses))), tuple(filter(None, twice))


def _other_side(guesses: list[Guess]) -> list[Guess]:
    """Return the guesses so that a statement's only accounts, or names, are of its other side."""
    roles = {guess.role for guess in guesses}
    if not {"own", "time", "amount"} <= roles or roles & {"source", "target", "counter"}:
        return guesses
    corrected = list(guesses)
    for kind, role in (("account", "counter"), ("name", "counter_name")):
        places = [
            n
            for n, column in enumerate(corrected)
            if column.by == "by_cells" and column.type == kind
        ]
        if len(places) == 1 and role not in roles:
            corrected[places[0]] = replace(corrected[places[0]], key=role, role=role)
    return corrected


def _names_apart(guesses: Sequence[Guess]) -> list[Guess]:
    """Return the guesses so that of two columns for one side the one of words is its name."""
    corrected = list(guesses)
    for side in ("source", "target", "counter"):
        places = [n for n, column in enumerate(corrected) if column.role == side]
        words = [
            n for n in places if corrected[n].type != "account" and are_words(corrected[n].cells)
        ]
        numbers = [n for n in places if n not in words]
        if not words or not numbers or any(column.role == f"{side}_name" for column in corrected):
            continue
        name, number = words[0], numbers[0]
        corrected[number] = replace(corrected[number], key=side)
        corrected[name] = replace(
            corrected[name], key=f"{side}_name", role=f"{side}_name", type="name"
        )
    return corrected


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
    return {
        w.casefold(): token
        for words_by_token in chosen
        for token, words in words_by_token.items()
        for w in words
    }

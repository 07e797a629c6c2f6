"""Tables of the terminal: as wide as it is, with every number, handle and time in one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rich.table import Table

GAP = 2
"""Blanks between two columns."""

NARROW = 10
"""Cells. A column of text is not made narrower than this, or than what it holds."""

NUMBER = re.compile(r"-?[0-9,]+(?:\.[0-9]+)?(| [A-Z]{3,5}|%)")
"""A number, an amount with its currency, a share."""

Cells = Sequence[Sequence[str]]


def table_lines(title: str, heads: Sequence[str], cells: Cells, width: int) -> Iterator[str]:
    """Yield the lines of a table that is at most so many cells wide.

    Columns of long text are folded. Where the columns do not fit even so, each row becomes a
    paragraph: its first cell, then the others, each behind the head of its column.
    """
    widths = column_widths(heads, cells, width - GAP)
    yield ""
    if title:
        yield from _wrapped(title, width)
    if widths is None:
        yield from _paragraphs(heads, cells, width)
        return
    from rich.console import Console

    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(_drawn(heads, cells, widths))
    yield from (line.rstrip() for line in captured.get().splitlines())
    yield ""


def column_widths(heads: Sequence[str], cells: Cells, width: int) -> list[int] | None:
    """Return how wide each column is, in cells; None where they cannot stand beside each other."""
    from rich.cells import cell_len

    from kg.cli.wrap import longest_piece

    columns = [[head, *(row[n] for row in cells)] for n, head in enumerate(heads)]
    widths = [max(map(cell_len, column)) for column in columns]
    least = [
        max([min(wide, NARROW), *map(longest_piece, column)])
        for wide, column in zip(widths, columns, strict=True)
    ]
    room = width - GAP * (len(heads) - 1)
    if sum(least) > room:
        return None
    while (over := sum(widths) - room) > 0:
        # the widest give way first, down to the next widest of those that can
        able = [n for n, wide in enumerate(widths) if wide > least[n]]
        widest = max(widths[n] for n in able)
        first = [n for n in able if widths[n] == widest]
        floor = max([least[n] for n in first] + [widths[n] for n in able if widths[n] < widest])
        step = max(1, min(widest - floor, -(-over // len(first))))
        for n in first:
            widths[n] = max(least[n], widths[n] - min(step, over))
            over = sum(widths) - room
            if over <= 0:
                break
    return widths


def _drawn(heads: Sequence[str], cells: Cells, widths: Sequence[int]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from kg.cli.wrap import wrap

    frame = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for n, (head, width) in enumerate(zip(heads, widths, strict=True)):
        side: Literal["left", "right"] = (
            "right" if _is_numeric([row[n] for row in cells]) else "left"
        )
        folded = Text("\n".join(wrap(head, width)))
        frame.add_column(folded, justify=side, width=width, no_wrap=True)
    for row in cells:
        folds = ("\n".join(wrap(cell, width)) for cell, width in zip(row, widths, strict=True))
        frame.add_row(*map(Text, folds))
    return frame


def _paragraphs(heads: Sequence[str], cells: Cells, width: int) -> Iterator[str]:
    from kg.cli.wrap import wrap

    for row in cells:
        first, *others = row
        # a cell may begin with what its head says: "level 6"
        parts = [
            cell if cell.startswith(f"{head} ") else f"{head} {cell}"
            for head, cell in zip(heads[1:], others, strict=True)
            if cell
        ]
        text = f"{first or heads[0]}  {' · '.join(parts)}"
        yield from wrap(text, width, "    ")
    yield ""


def _wrapped(text: str, width: int) -> Iterator[str]:
    from kg.cli.wrap import wrap

    indent = " " * (len(text) - len(text.lstrip()) + 2)
    yield from wrap(text, width, indent)


def _is_numeric(texts: Sequence[str]) -> bool:
    """Say whether all that a column holds are numbers, or amounts of one currency.

    >>> _is_numeric(["1,234.50 CNY", "-7.00 CNY", ""]), _is_numeric(["1 CNY", "1 USDT"])
    (True, False)
    """
    found = [NUMBER.fullmatch(text) for text in texts if text]
    return bool(found) and all(found) and len({one and one[1] for one in found}) == 1

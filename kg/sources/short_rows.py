"""Rows of a text that end before the header does: some programs cut blank cells off at the end.

Such a row is filled up where each of its cells can be read as its column's are, and none that a
fact needs was cut off. A row that lost a cell in between does not line up, and stays a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.sources.detect_layout import LayoutFit
from kg.sources.mapping.read_values import Value, reading_of, safely

_LOOSE = frozenset({"text", "name", "user", "token", "proof", "certificate"})
"""Types that nearly any text can be read as: they show nothing of where a cell stands."""


@dataclass(slots=True)
class ShortRows:
    """Tells the short rows of a table that can be filled up from those that cannot."""

    fit: LayoutFit
    readers: dict[int, Callable[[str], Value]] = field(default_factory=dict)
    needed: frozenset[int] = frozenset()
    named: int = 0

    def __post_init__(self) -> None:
        layout = self.fit.layout
        self.readers = dict(self._readers())
        used = {name for name, column in layout.columns.items() if column.required or column.filled}
        for flow in layout.flows:
            used |= {flow.time, flow.amount, flow.debit, flow.credit, flow.direction}
        self.needed = frozenset(self.fit.places_of(used))
        self.named = 1 + max((n for n, name in enumerate(self.fit.header) if name), default=-1)

    def _readers(self) -> Iterator[tuple[int, Callable[[str], Value]]]:
        layout = self.fit.layout
        for name, place in self.fit.columns.items():
            column = layout.columns[name]
            whole = not (column.pick or column.strip or column.date or column.lenient)
            if whole and column.type not in _LOOSE:
                reading = reading_of(layout, column, "x", "")
                if reading is not None:
                    yield place, reading.read

    def lines_up(self, cells: Sequence[str]) -> bool:
        """Say whether a row's cells stand in their own columns, and all that facts need are there.

        Args:
            cells: The cells of the row, fewer than the header has.
        """
        last = len(cells) - 1
        # what cuts blank cells off leaves none at the end; columns without a name need no cell
        cut = bool(cells and cells[last].strip()) or len(cells) >= self.named
        if not self.fit.layout.name:  # rows to judge columns by, of which nothing is known yet
            return cut and 2 * len(cells) > self.named
        if self.fit.layout.sealed or not self.needed or max(self.needed) > last:
            return False
        if not cut or not self.readers:
            return False
        blank = ("", *self.fit.layout.blank)
        return all(
            cells[place].strip() in blank or not safely(read, cells[place].strip()).code
            for place, read in self.readers.items()
            if place <= last
        )

"""What the columns of a table hold: which are filled, and the first cells of those not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from kg.sources.detect import Fit, plain_header
from kg.sources.tables import Job, Table

if TYPE_CHECKING:
    import pyarrow as pa

SEEN, FEWEST_SEEN, SEEN_IN_ALL = 200, 20, 100_000
"""Of how many filled cells of a column it is told what it may be; of very many columns, fewer."""
_PLACES = 1
EDGES = "\t\r\n \u00a0\u3000\ufeff'`\""


@dataclass(slots=True)
class ColumnContents:
    """The first filled cells of some columns of a table, as the batches of its rows go by.

    Args:
        unread: The places of the columns that no fact is made of.
        persons: The places of those that a layout for want of a better one takes for persons.
        blank: Words that stand for a blank cell.
        cells: The cells of both, by place; none where no cell is filled.
    """

    unread: tuple[int, ...]
    persons: tuple[int, ...]
    blank: frozenset[str]
    cells: dict[int, list[str]] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        """How many cells of each column are kept."""
        share = SEEN_IN_ALL // max(1, len(self.cells))
        return min(SEEN, max(FEWEST_SEEN, share))

    @classmethod
    def of(cls, table: Table) -> ColumnContents:
        """Return the contents of a table of which nothing has been seen."""
        chosen = table.detection.chosen
        read, persons = read_places(chosen), tuple(_persons(chosen))
        unread = tuple(n for n in range(len(chosen.header)) if n not in read)
        blank = frozenset(chosen.layout.blank)
        return cls(unread, persons, blank, {place: [] for place in (*unread, *persons)})

    def watched(self, jobs: Iterator[Job]) -> Iterator[Job]:
        """Yield the jobs so that what they return is seen on its way."""
        return (partial(self._seen, job) for job in jobs)

    def _seen(self, job: Job) -> pa.RecordBatch:
        batch, most = job(), self.seen
        for place, held in self.cells.items():
            column = batch.column(place + _PLACES)
            if len(held) < most and column.null_count < len(column):
                self._take(column, held, most)
        return batch

    def _take(self, column: pa.Array, held: list[str], most: int) -> None:
        """Take the next filled cells, looking at few at a time: most columns are filled at once."""
        step = 10 * most
        for start in range(0, len(column), step):
            for text in column.slice(start, step).drop_null().to_pylist():
                cell = text.strip(EDGES)
                if cell and cell not in self.blank:
                    held.append(cell[: SEEN * 5])
                    if len(held) >= most:
                        return


def read_places(fit: Fit) -> set[int]:
    """Return the places of the file's columns of which some fact is made.

    Of leaked data every column counts towards its class whose header the layout has, also several
    of one class: an order's number, its time and its sum.
    """
    if not fit.layout.sealed:
        return fit.places_of(fit.layout.used())
    names = set(map(plain_header, fit.layout.headers()))
    return {n for n, text in enumerate(fit.header) if plain_header(text) in names} | set(fit.places)


def _persons(fit: Fit) -> Iterator[int]:
    if not fit.layout.generic or fit.layout.sealed:
        return
    for party in fit.layout.parties.values():
        column = party.values.get("name", "")
        told = any(when.column in fit.columns for when in party.kind_when if when.like)
        if party.kind == "Person" and column in fit.columns and not told:
            yield fit.columns[column]

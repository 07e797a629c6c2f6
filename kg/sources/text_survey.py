"""How the texts of a table's columns look: which hold dressed cells or words for blank.

Most columns hold neither, and then nothing need be done to any of their texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.sources.tables import SourceTable

if TYPE_CHECKING:
    import pyarrow as pa

_PLACES = 1
#: Spaces around a text, those of other scripts and the mark of byte order too.
SPACES = "\t\r\n \u00a0\u3000\ufeff"
#: What suppliers and spreadsheets hang around a text; a quote at its end alone is its own.
QUOTES = "'`"
QUOTED = f"^[\\s{SPACES}]*[{QUOTES}]"
#: A text that has something around it which is not part of it (RE2).
DRESSED = f"^[\\s{SPACES}{QUOTES}]|[\\s{SPACES}]$"
Bools = NDArray[np.bool_]


def _bytes(*codes: int) -> Bools:
    table = np.zeros(256, bool)
    table[list(codes)] = True
    return table


#: First bytes of texts that may be dressed: blanks, quotes, and what begins a wider blank.
_FIRST = _bytes(*b"\t\n\v\f\r '`", 0xC2, 0xE3, 0xEF)
#: Last bytes of the same; some Han letters end so too, and are looked at again.
_LAST = _bytes(*b"\t\n\v\f\r ", 0xA0, 0x80, 0xBF)


@dataclass(slots=True)
class TextSurvey:
    """The columns of a layout, by its own names, that have a dressed cell or a word for blank."""

    places: Mapping[str, int] = field(default_factory=dict)
    blank: frozenset[bytes] = frozenset()
    dressed: set[str] = field(default_factory=set)
    blanks: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, table: SourceTable) -> TextSurvey:
        """Return the looks of a table of which nothing has been seen.

        What is made of several cells, or of a piece of one, is never taken for plain.
        """
        chosen = table.detection.chosen
        words = frozenset(word.encode() for word in ("", *chosen.layout.blank))
        abouts = chosen.layout.columns
        picked = {n for n in chosen.columns if abouts[n].pick or abouts[n].strip}
        made = {
            *chosen.others,
            *chosen.dates,
            *chosen.scales,
            *chosen.afters,
            *chosen.heads,
            *chosen.layout.carry,
            *picked,
        }
        return cls(dict(chosen.columns), words, set(made), set(made))

    @classmethod
    def together(cls, some: Iterable[TextSurvey]) -> TextSurvey:
        """Return the looks of columns that several tables fill."""
        both = cls()
        for survey in some:
            both.dressed |= survey.dressed
            both.blanks |= survey.blanks
        return both

    def see(self, batch: pa.RecordBatch) -> None:
        """Look at the cells of a batch: its row numbers, then the table's columns."""
        for name, place in self.places.items():
            if name in self.dressed and name in self.blanks:
                continue
            cells = _Cells.of(batch.column(place + _PLACES))
            if name not in self.dressed and cells.dressed():
                self.dressed.add(name)
            if name in self.dressed or cells.any_of(self.blank):
                self.blanks.add(name)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one column: where each filled one begins, its size, and all their bytes."""

    column: pa.Array
    data: NDArray[np.uint8]
    filled: NDArray[np.int64] | None
    start: NDArray[np.int32]
    size: NDArray[np.int32]

    @classmethod
    def of(cls, column: pa.Array) -> _Cells:
        """Return the cells of a column; ``filled`` is None where every cell is."""
        _, ends, data = column.buffers()
        if data is None or column.null_count == len(column):
            nothing = np.zeros(0, np.int32)
            return cls(column, np.zeros(0, np.uint8), None, nothing, nothing)
        offsets = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1]
        start, size, filled = offsets[:-1], np.diff(offsets), None
        if not size.all():
            filled = np.flatnonzero(size)
            start, size = start[filled], size[filled]
        return cls(column, np.frombuffer(data, np.uint8), filled, start, size)

    def dressed(self) -> bool:
        """Say whether a cell has something around its text that is not part of it."""
        import pyarrow.compute as pc

        doubtful = _FIRST[self.data[self.start]] | _LAST[self.data[self.start + self.size - 1]]
        if not doubtful.any():
            return False
        return bool(pc.any(pc.match_substring_regex(self._those(doubtful), DRESSED)).as_py())

    def any_of(self, words: frozenset[bytes]) -> bool:
        """Say whether a cell that is not null is one of some words, or empty."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if len(self.column) - self.column.null_count > len(self.size):
            return True
        short = self.size <= max(map(len, words))
        if not short.any():
            return False
        value_set = pa.array([word.decode() for word in words])
        return bool(pc.any(pc.is_in(self._those(short), value_set)).as_py())

    def _those(self, which: Bools) -> pa.Array:
        import pyarrow as pa

        if which.all() and self.filled is None:
            return self.column
        places = np.flatnonzero(which)
        return self.column.take(pa.array(places if self.filled is None else self.filled[places]))

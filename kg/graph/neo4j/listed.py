"""Rows of properties as lists: a name travels once in the text, not with every row.

The driver packs each key and each value by a call of Python; keys were half of them, and a time
costs it as much as fifty texts. So times travel as texts too, and the statement makes them times.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kg.lpg.names import TYPED
from kg.lpg.rows import Properties
from kg.rdf.terms import time_text

TIMES = ("startTime", "endTime")


class Listed:
    """Rows as lists of cells, and the maps that a statement makes of them; absent ones are null."""

    def __init__(self, told: Sequence[Properties], first: int = 0) -> None:
        names = sorted({name for row in told for name in row})
        self._places = {name: first + number for number, name in enumerate(names)}
        self.rows = [[_cell(row.get(name)) for name in names] for row in told]

    @property
    def properties(self) -> str:
        """All properties of a node, as a map of the row's cells."""
        return _map([(name, self.cell(name)) for name in self._places])

    @property
    def edge(self) -> str:
        """The properties that a link's relationship shares with its node."""
        shared = [(name, self.cell(name)) for name in TYPED if name in self._places]
        return _map([("case", "$case"), ("linkId", self.cell("id")), *shared])

    def cell(self, name: str) -> str:
        """Return the expression of one property."""
        cell = f"row[{self._places[name]}]" if name in self._places else "null"
        return f"datetime({cell})" if name in TIMES else cell


def _map(told: Sequence[tuple[str, str]]) -> str:
    # a property's name holds no backtick: kg.lpg.property_name sees to it
    return "{" + ", ".join(f"`{name}`: {cell}" for name, cell in told) + "}"


def _cell(value: Any) -> Any:
    return time_text(value) if isinstance(value, datetime) else value

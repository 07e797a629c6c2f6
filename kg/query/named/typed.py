"""A server's answer to a named question as SPARQL gives it: amounts are exact, counts whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kg.query import Answer, Cell
from kg.query.named.reading import Question


def typed(question: Question, answer: Answer) -> Answer:
    """Return the answer with every cell of the type that its column declares."""
    types = {column.name: column.type for column in question.columns}
    rows = (
        tuple(
            _typed(types.get(name, ""), cell)
            for name, cell in zip(answer.columns, row, strict=True)
        )
        for row in answer.rows
    )
    return replace(answer, rows=tuple(rows))


def _typed(kind: str, cell: Cell) -> Cell:
    """Return a cell; Cypher has no decimals, so the questions tell amounts as texts there."""
    if kind in ("amount", "number") and isinstance(cell, str | int):
        return Decimal(cell)
    return Decimal(repr(cell)) if isinstance(cell, float) else cell

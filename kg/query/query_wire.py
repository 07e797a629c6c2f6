"""What passes between kg and its worker: one JSON document a line, numbers and times exact."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Cell = None | str | bool | int | float | Decimal | datetime | date
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
PLAIN = (str, bool, int, float, type(None))


READERS: Mapping[str, Callable[[str], Cell]] = {
    "decimal": Decimal,
    "integer": int,
    "double": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "time": datetime.fromisoformat,
    "date": date.fromisoformat,
}


def pack(message: Mapping[str, Any]) -> bytes:
    """Return a message as one line."""
    return ENCODER.encode(message).encode() + b"\n"


def unpack(line: bytes) -> dict[str, Any]:
    """Return the message of one line."""
    message: dict[str, Any] = json.loads(line)
    return message


def pack_cell(cell: object) -> object:
    """Return a cell as JSON; what is neither number nor time travels as text."""
    if isinstance(cell, PLAIN):
        return cell
    if isinstance(cell, Decimal):
        return {"decimal": str(cell)}
    if isinstance(cell, datetime):
        return {"time": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    return json.dumps(cell, ensure_ascii=False, default=str)


def unpack_cell(value: object) -> Cell:
    """Return the cell that was packed; declared a number or a time but none, it stays text."""
    if isinstance(value, dict):
        kind, text = next(iter(value.items()))
        return _read(READERS[kind], text)
    assert isinstance(value, PLAIN)
    return value


def _read(reader: Callable[[str], Cell], text: str) -> Cell:
    try:
        return reader(text)
    except (ValueError, ArithmeticError, LookupError):
        return text


def unpack_rows(rows: Sequence[Sequence[object]]) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows with their numbers and times."""
    return tuple(tuple(map(unpack_cell, row)) for row in rows)


def size_of(row: Sequence[object]) -> int:
    """Return about how many bytes a packed row takes."""
    return sum(map(_size_of, row))


def _size_of(cell: object) -> int:
    """Return a cell's share: what is told to be a number or a time may be a text of any length."""
    if isinstance(cell, dict):
        return 24 + sum(map(len, cell.values()))
    return len(cell) if isinstance(cell, str) else 24

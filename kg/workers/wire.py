"""What passes between kg and a worker: one JSON document a line, times and exact numbers marked."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from kg import errors
from kg.errors import KgError
from kg.messages import Message

_DECIMAL, _TIME, _DATE = "$decimal", "$time", "$date"
_READERS: Mapping[str, Callable[[str], Any]] = {
    _DECIMAL: Decimal,
    _TIME: datetime.fromisoformat,
    _DATE: date.fromisoformat,
}


def pack(message: Mapping[str, Any]) -> bytes:
    """Return a message as one line of ASCII; names that are no text (half pairs) survive it."""
    return json.dumps(message, default=_plain, separators=(",", ":")).encode("ascii") + b"\n"


def unpack(line: bytes) -> dict[str, Any]:
    """Return the message of one line, with its times and exact numbers."""
    message: dict[str, Any] = json.loads(line, object_hook=_exact)
    return message


def fields_of(record: Any) -> dict[str, Any]:
    """Return a record as a table, its mappings in their own order.

    Of what comes back :func:`kg.records.from_plain` makes the record again; its ``to_plain`` would
    sort the mappings.
    """
    return {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}


def pack_error(error: KgError) -> dict[str, Any]:
    """Return an error of ours as a message."""
    name = type(error).__name__
    hint = error.hint.to_plain() if error.hint else None
    return {"error": name, "what": error.what.to_plain(), "where": error.where, "hint": hint}


def unpack_error(message: Mapping[str, Any]) -> KgError:
    """Return the error of a message, of the same class and in the same words."""
    kind: type[KgError] = getattr(errors, str(message["error"]))
    hint = Message.from_plain(message["hint"]) if message["hint"] else None
    return kind(Message.from_plain(message["what"]), where=message["where"], hint=hint)


def _plain(value: object) -> Any:
    if isinstance(value, Message):
        return value.to_plain()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return fields_of(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    if isinstance(value, datetime):
        return {_TIME: value.isoformat()}
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} does not pass to a worker")


def _exact(table: dict[str, Any]) -> Any:
    if len(table) == 1:
        ((name, value),) = table.items()
        if name in _READERS and isinstance(value, str):
            return _READERS[name](value)
    return table

"""JSON of other tools: each name once, numbers by their digits, no deeper than is allowed."""

from __future__ import annotations

import json
from typing import Any

from kg.errors import FormatError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.record_lists import depth_of, json_fault, no_constant, once_each


class JsonNumber(str):
    """A number of the file by its digits: nothing is rounded, and it is told from a text."""

    __slots__ = ()


def parse_json(text: str, where: str, limits: Limits) -> Any:
    """Return what a text of JSON says.

    Args:
        text: The text.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.

    Raises:
        FormatError: It is no JSON, or an object has a name twice.
        LimitExceeded: It is deeper than ``record_depth``.
    """
    try:
        value = _DECODER.decode(text)
    except RecursionError as error:
        raise LimitExceeded(Message("nested-too-deep"), where=where) from error
    except ValueError as error:
        line = f" line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        what = Message("is-no-json", error=json_fault(error))
        raise FormatError(what, where=f"{where}{line}") from error
    if depth_of(value, limits.record_depth) > limits.record_depth:
        what = Message("deeper-than-record-depth", limit=limits.record_depth)
        raise LimitExceeded(what, where=where)
    return value


def written(value: Any) -> str:
    """Return a value as a cell: a text as it stands, nothing for null, all else as JSON.

    >>> written("a"), written(None), written(["a", "b"]), written(True)
    ('a', '', '["a","b"]', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def texts_of(value: Any) -> list[str]:
    """Return the texts of a value that may be one or a list, blank ones left out.

    >>> texts_of("a"), texts_of(["a", "", None, {"b": "c"}]), texts_of(None)
    (['a'], ['a', '{"b":"c"}'], [])
    """
    return [
        text for one in (value if isinstance(value, list) else [value]) if (text := written(one))
    ]


_DECODER = json.JSONDecoder(
    object_pairs_hook=once_each,
    parse_float=JsonNumber,
    parse_int=JsonNumber,
    parse_constant=no_constant,
)

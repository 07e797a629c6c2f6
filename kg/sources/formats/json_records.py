"""JSON whose records lie deeper, by a path that a layout names: a record a row, its parts by path.

``records = "/data/payments"`` is a JSON pointer to a list; ``*`` stands for every item of a list on
the way (``/accounts/*/payments``), once; ``.`` is the file itself. The columns of a record are the
paths of its texts (``payer/account``); what stands above the list begins with ``../`` for each step
up (``../number`` is of the account that holds the payments).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.errors import FormatError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.json_text import parse_json, written
from kg.sources.formats.records import RecordList
from kg.text import path_number

EVERY = "*"
_VALUE = "value"
"""The column of a record that is no object."""
Above = tuple[tuple[Mapping[str, Any], str], ...]
"""The objects above a record, the nearest first, each with the name by which one goes on."""


def read_json_records(text: str, path: str, where: str, limits: Limits) -> RecordList:
    """Return the records that a path leads to.

    Args:
        text: The whole file.
        path: A pointer of a layout: :func:`steps_of` tells what it may be.
        where: What errors call the file.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.

    Raises:
        FormatError: It is no JSON, or nothing lies at the path that is a list.
        LimitExceeded: It is deeper or wider than is allowed.
    """
    document = parse_json(text, where, limits)
    lists = list(_lists(document, steps_of(path), (), 0))
    if not lists:
        raise FormatError(Message("no-list-at-path", path=path), where=where)
    rows = [
        (path_number(count, part), item, dict(_cells(item, above)))
        for part, items, above in lists
        for count, item in enumerate(items, 1)
    ]
    names = dict.fromkeys(name for _, _, cells in rows for name in cells)
    if len(names) > limits.columns:
        what = Message("too-many-names", count=len(names), limit=limits.columns)
        raise LimitExceeded(what, where=where)
    found = RecordList(tuple(names), limits, reader=f"JSON {path}")
    for place, item, cells in rows:
        found.add(place, cells, json.dumps(item, ensure_ascii=False))
    return found


def steps_of(path: str) -> list[str]:
    """Return the names on a path.

    >>> steps_of("/accounts/*/payments"), steps_of("."), steps_of("/a~1b")
    (['accounts', '*', 'payments'], [], ['a/b'])
    """
    steps = path.split("/")[1:] if path != "." else []
    return [step.replace("~1", "/").replace("~0", "~") for step in steps]


def is_path(path: str) -> bool:
    """Say whether a text is a path that a layout may name: it has one ``*`` at most.

    >>> is_path("/a/*/b"), is_path("a"), is_path("/*/*"), is_path(".")
    (True, False, False, True)
    """
    steps = path.split("/")[1:]
    is_pointer = path.startswith("/") and all(steps) and "'" not in path
    return path == "." or (is_pointer and steps.count(EVERY) <= 1 and steps[-1] != EVERY)


def _lists(
    value: Any, steps: Sequence[str], above: Above, part: int
) -> Iterator[tuple[int, list[Any], Above]]:
    """Yield the lists at a path, each with its number among them and what stands above it."""
    if not steps:
        if isinstance(value, list):
            yield part, value, above
        return
    step, *rest = steps
    if step == EVERY:
        for number, item in enumerate(value if isinstance(value, list) else []):
            yield from _lists(item, rest, above, number)
    elif isinstance(value, dict) and step in value:
        yield from _lists(value[step], rest, ((value, step), *above), part)


def _cells(item: Any, above: Above) -> Iterator[tuple[str, str]]:
    yield from _leaves(item, "") if isinstance(item, dict) else [(_VALUE, written(item))]
    for up, (value, without) in enumerate(above, 1):
        told = {name: inner for name, inner in value.items() if name != without}
        yield from _leaves(told, "../" * up)


def _leaves(value: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    """Yield the texts inside an object by path; a list is one text, as JSON."""
    waiting: list[tuple[str, Any]] = [(before, value)]
    while waiting:
        path, one = waiting.pop(0)
        for name, inner in one.items():
            here = f"{path}{name.replace('~', '~0').replace('/', '~1')}"
            if isinstance(inner, dict) and inner:
                waiting.append((f"{here}/", inner))
            elif text := written(inner):
                yield here, text

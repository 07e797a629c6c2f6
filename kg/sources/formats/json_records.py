"""JSON whose records lie deeper, by a path that a layout names: a record a row, its parts by path.

``records = "/data/payments"`` is a JSON pointer to a list; ``*`` stands for every item of a list on
the way (``/banks/*/accounts/*/payments``), twice at most; ``.`` is the file itself. The columns of
a record are the paths of its texts (``payer/account``); what stands above the list begins with
``../`` for each step up (``../number`` is of the account that holds the payments). Of a file with
an object on each line the path is ``.``, and the place of a record is its line.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from kg.errors import FormatError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.json_text import parse_json, written
from kg.sources.formats.records import RecordList, lines_of
from kg.text import LIST_RADIX, list_number, path_number

EVERY = "*"
LINES = "JSONL"
"""The reader of a file with an object on each line."""
SPARQL_BINDINGS = "/results/bindings"
"""Where the answer of a query lies, whose variables are columns.

Source: https://www.w3.org/TR/sparql11-results-json/#select-results
"""
_VALUE = "value"
"""The column of a record that is no object."""
Above = tuple[tuple[Mapping[str, Any], str], ...]
"""The objects above a record, the nearest first, each with the name by which one goes on."""


def records_at(document: Any, path: str, where: str, limits: Limits) -> RecordList:
    """Return the records that a path leads to.

    Args:
        document: What the file says, as :func:`kg.sources.formats.json_text.parse_json` has it.
        path: A pointer of a layout: :func:`steps_of` tells what it may be.
        where: What errors call the file.
        limits: The largest sizes.

    Raises:
        FormatError: Nothing lies at the path that is a list.
        LimitExceeded: Its records have more names than ``columns``, or a list of lists is too long
            for the place of a record to be told.
    """
    lists = list(_lists(document, steps_of(path), (), ()))
    if not lists:
        raise FormatError(Message("no-list-at-path", path=path), where=where)
    is_answer = path == SPARQL_BINDINGS and _is_sparql_answer(document)
    cells_of = _terms if is_answer else _cells
    rows = [
        (path_number(count, part), item, {**cells_of(item), **told})
        for numbers, items, above in lists
        for part in [_part(numbers, where)]
        for told in [{} if is_answer else dict(_told_above(above))]
        for count, item in enumerate(items, 1)
    ]
    found = _empty_list((cells for _, _, cells in rows), f"JSON {path}", where, limits)
    for place, item, cells in rows:
        found.add(place, cells, json.dumps(item, ensure_ascii=False))
    if without := sum(_without(document, path)):
        found.warn(Message("json-holders-without", count=without, path=path))
    return found


def _part(numbers: tuple[int, ...], where: str) -> int:
    """Return one number for those of the items on the way to a list."""
    try:
        return list_number(*numbers)
    except OverflowError:
        what = Message("too-many-lists", count=max(numbers) + 1, limit=LIST_RADIX)
        raise LimitExceeded(what, where=where) from None


def _without(document: Any, path: str) -> Iterator[int]:
    """Yield for each ``*`` of a path how many items lead to no record."""
    steps = steps_of(path)
    ends = [*(at for at, step in enumerate(steps) if step == EVERY), len(steps)]
    for here, there in pairwise(ends):
        items = sum(len(some) for _, some, _ in _lists(document, steps[:here], (), ()))
        yield items - sum(bool(some) for _, some, _ in _lists(document, steps[:there], (), ()))


def is_json_lines(text: str) -> bool:
    r"""Say whether the first two lines that say something are an object each.

    >>> is_json_lines('{"a": 1}\n{"a": 2}'), is_json_lines('{"a": 1}')
    (True, False)
    """
    lines = (line for line in text.split("\n", _LOOKED_AT) if line.strip())
    first, second = next(lines, ""), next(lines, "")
    return _is_object(first) and second.lstrip().startswith("{")


_LOOKED_AT = 50


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def read_json_lines(text: str, where: str, limits: Limits) -> RecordList:
    """Return the object of each line; a line that is none is refused, and the others stay.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep an object goes.

    Raises:
        LimitExceeded: Its objects have more names than ``columns``.
    """
    rows: list[tuple[int, str, dict[str, str], Message | None]] = []
    for number, line in enumerate(lines_of(text), 1):
        if not line.strip():
            continue
        try:
            value = parse_json(line, where, limits)
        except (FormatError, LimitExceeded) as error:
            rows.append((number, line, {}, error.what))
            continue
        fault = None if isinstance(value, dict) else Message("neither-object-nor-text")
        rows.append((number, line, {} if fault else dict(_leaves(value, "")), fault))
    found = _empty_list((cells for _, _, cells, _ in rows), LINES, where, limits)
    for number, line, cells, fault in rows:
        if fault:
            found.refuse(number, "record", fault, line)
        else:
            found.add(number, cells, line)
    return found


def _empty_list(
    cells: Iterable[Mapping[str, str]], reader: str, where: str, limits: Limits
) -> RecordList:
    """Return a list with the columns of some records and none of them yet."""
    names = dict.fromkeys(name for some in cells for name in some)
    if len(names) > limits.columns:
        what = Message("too-many-names", count=len(names), limit=limits.columns)
        raise LimitExceeded(what, where=where)
    return RecordList(tuple(names), limits, reader=reader)


def record_paths(document: Any) -> list[str]:
    """Return the paths of the lists of objects in a document, that with most objects first.

    >>> record_paths({"of": [{"a": {"b": 1}, "in": [{"c": 2}, {"c": 3}]}], "words": ["x"]})
    ['/of/*/in', '/of']
    """
    counts = Counter[str]()
    waiting = deque[tuple[str, Any]]([("", document)])
    while waiting:
        path, value = waiting.popleft()
        objects = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
        if objects and is_path(path or "."):
            counts[path or "."] += len(objects)
        inside = [value] if isinstance(value, dict) else objects if is_path(f"{path}/*/x") else []
        step = path if isinstance(value, dict) else f"{path}/{EVERY}"
        waiting += [
            (pointer(step, name), one)
            for item in inside
            for name, one in item.items()
            if isinstance(one, dict | list) and name not in ("", EVERY)
        ]
    return [path for path, _ in counts.most_common()]


def lists_beside(path: str, paths: Iterable[str]) -> list[str]:
    """Return the lists of a file of which a record of one list tells nothing.

    What holds the list is told by columns with ``../``, a list inside a record by its cell.

    >>> lists_beside("/of/*/in", ["/of", "/of/*/in", "/of/*/out", "/more"])
    ['/of/*/out', '/more']
    """
    own = path.removeprefix(".").replace(f"/{EVERY}", "").split("/")
    steps = [(one, one.removeprefix(".").replace(f"/{EVERY}", "").split("/")) for one in paths]
    return [one for one, way in steps if way != own[: len(way)] and own != way[: len(own)]]


def spoken_name(column: str, path: str) -> str:
    """Return the name of a column as words, for whoever guesses what it is for.

    >>> spoken_name("payer/account", "/payments"), spoken_name("../number", "/accounts/*/payments")
    ('payer account', 'account number')
    """
    rest = column
    while rest.startswith("../"):
        rest = rest.removeprefix("../")
    up = (len(column) - len(rest)) // len("../")
    holders = [step for step in steps_of(path) if step != EVERY] if up else []
    holder = holders[-1 - up].removesuffix("s") if len(holders) > up else ""
    return " ".join(filter(None, (holder, *rest.split("/"))))


def has_parts(items: Any) -> bool:
    """Say whether an object of a list has objects for values, so that its columns are paths.

    >>> has_parts([{"a": 1}]), has_parts([{"a": {"b": 1}}])
    (False, True)
    """
    objects = (one for one in (items if isinstance(items, list) else []) if isinstance(one, dict))
    return any(isinstance(value, dict) and value for one in objects for value in one.values())


def steps_of(path: str) -> list[str]:
    """Return the names on a path.

    >>> steps_of("/accounts/*/payments"), steps_of("."), steps_of("/a~1b")
    (['accounts', '*', 'payments'], [], ['a/b'])
    """
    steps = path.split("/")[1:] if path != "." else []
    return [step.replace("~1", "/").replace("~0", "~") for step in steps]


def is_path(path: str) -> bool:
    """Say whether a text is a path that a layout may name: it has two ``*`` at most, not in a row.

    >>> is_path("/a/*/b/*/c"), is_path("a"), is_path("/*/*/a"), is_path(".")
    (True, False, False, True)
    """
    steps = path.split("/")[1:]
    is_pointer = path.startswith("/") and all(steps) and "'" not in path and "/*/*" not in path
    return path == "." or (is_pointer and steps.count(EVERY) <= 2 and steps[-1] != EVERY)


def _lists(
    value: Any, steps: Sequence[str], above: Above, numbers: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], list[Any], Above]]:
    """Yield the lists at a path, with the numbers of the items there and what stands above."""
    if not steps:
        if isinstance(value, list):
            yield numbers, value, above
        return
    step, *rest = steps
    if step == EVERY:
        for number, item in enumerate(value if isinstance(value, list) else []):
            yield from _lists(item, rest, above, (*numbers, number))
    elif isinstance(value, dict) and step in value:
        yield from _lists(value[step], rest, ((value, step), *above), numbers)


def _cells(item: Any) -> dict[str, str]:
    return dict(_leaves(item, "") if isinstance(item, dict) else [(_VALUE, written(item))])


def _is_sparql_answer(document: Mapping[str, Any]) -> bool:
    head = document.get("head")
    return isinstance(head, dict) and isinstance(head.get("vars"), list)


def _terms(solution: Any) -> dict[str, str]:
    """Return the values of a solution by its variables; datatypes and languages stay in the row."""
    terms = solution.items() if isinstance(solution, dict) else ()
    return {name: written(term.get("value")) for name, term in terms if isinstance(term, dict)}


def _told_above(above: Above) -> Iterator[tuple[str, str]]:
    """Yield what stands above a list, the same for all its records; other lists are not told.

    A list of objects there is a table of its own: as a cell it would be once in each record.
    """
    for up, (value, without) in enumerate(above, 1):
        told = {name: inner for name, inner in value.items() if name != without}
        yield from _leaves(told, "../" * up, with_lists=False)


def _are_objects(items: Iterable[Any]) -> Iterator[bool]:
    return (isinstance(item, dict) for item in items)


def pointer(path: str, name: str) -> str:
    """Return the JSON pointer to a member of what lies at a pointer.

    >>> pointer("/a", "b/c")
    '/a/b~1c'
    """
    return f"{path}/{_escaped(name)}"


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _leaves(
    value: Mapping[str, Any], before: str, *, with_lists: bool = True
) -> Iterator[tuple[str, str]]:
    """Yield the texts inside an object by path; a list is one text, as JSON.

    Without ``with_lists`` those of objects are left out.
    """
    waiting: list[tuple[str, Any]] = [(before, value)]
    while waiting:
        path, one = waiting.pop(0)
        for name, inner in one.items():
            here = f"{path}{_escaped(name)}"
            if isinstance(inner, dict) and inner:
                waiting.append((f"{here}/", inner))
            elif not with_lists and isinstance(inner, list) and any(_are_objects(inner)):
                continue
            elif text := written(inner):
                yield here, text

"""Lists of records that are no table (JSON arrays, tagpacks): item by item, as rows of text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from kg.errors import FormatError, LimitExceeded
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.sources.detect_layout import Detection, own_names
from kg.sources.tables import SourceTable, Tally
from kg.sources.tagpack import ListedRecord, tagpack_items
from kg.sources.text_stream import TextStream

if TYPE_CHECKING:
    import pyarrow as pa

Choose = Callable[[Sequence[Sequence[str]]], Detection]
_JSON_LIST = re.compile(rb"\s*\[\s*[\"{\]]")
_TAGPACK = re.compile(rb"(?:#[^\n]*\n|---[ \t\r]*\n|[ \t\r]*\n)*+[a-z_]+:[ \n]")
_BETWEEN = re.compile(r"[\s,]*")
_HALVED = Message("half-a-character", first=r"\ud800", last=r"\udfff")
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a pair: JSON can write it as an escape, and no file or database can hold it."""


class NotJson(ValueError):
    """What the standard library reads as JSON though it is none."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)
        self.why = why


def json_fault(error: ValueError) -> Message | str:
    """Return what is wrong with a text that is no JSON, in words of the catalogue where it can."""
    if isinstance(error, NotJson):
        return error.why
    if isinstance(error, json.JSONDecodeError):
        return Message("json-breaks-at", line=error.lineno, column=error.colno)
    return str(error)


def form_of(head: bytes) -> str:
    r"""Return which form of list a text begins as, or the empty text for a table.

    >>> form_of(b'[{"address": "x"}]'), form_of(b"title: x\ntags:\n"), form_of(b"a,b")
    ('json', 'tagpack', '')
    """
    start = head.removeprefix(b"\xef\xbb\xbf")
    if _JSON_LIST.match(start):
        return "json"
    is_pack = _TAGPACK.match(start) and re.search(rb"^tags:\s*$", start, re.MULTILINE)
    return "tagpack" if is_pack else ""


def read_records(
    text: TextStream, form: str, member: str, where: str, choose: Choose, limits: Limits
) -> SourceTable:
    """Return the list as a table with a column for each name that some record has."""
    whole = _whole(text, where, limits)
    records = json_items(whole, where, limits) if form == "json" else tagpack_items(whole, where)
    items = list(records)
    names = list(dict.fromkeys(["file", *(name for item in items for name in item.cells)]))
    if len(names) > limits.columns:
        what = Message("too-many-names", count=len(names), limit=limits.columns)
        raise LimitExceeded(what, where=where)
    detection = choose([names])
    tally = Tally(member, sealed=detection.chosen.layout.sealed)
    file = where.rpartition("/")[2]
    columns = own_names(names)
    job = lambda: _batch(items, names, columns, file, tally)  # noqa: E731
    return SourceTable(member, "records", detection, 1, columns, tally, iter([job]))


def _whole(text: TextStream, where: str, limits: Limits) -> str:
    blocks: list[bytes] = []
    size = 0
    for block in text.blocks():
        size += len(block)
        if size > limits.records_bytes:
            what = Message("more-than-records-bytes", limit=limits.records_bytes)
            raise LimitExceeded(what, where=where)
        blocks.append(block)
    return b"".join(blocks).decode().removeprefix("\ufeff")


def _batch(
    items: Sequence[ListedRecord],
    names: Sequence[str],
    columns: Sequence[str],
    file: str,
    tally: Tally,
) -> pa.RecordBatch:
    import pyarrow as pa

    for item in items:
        if item.reason:
            tally.refuse(item.line, "record", item.reason, item.text)
    good = [item for item in items if not item.reason]
    tally.read += len(items)
    tally.rows += len(good)
    cells = {name: [item.cells.get(name) or None for item in good] for name in names}
    cells["file"] = [file for _ in good]
    arrays = [pa.array(cells[name], pa.string()) for name in names]
    lines = pa.array([item.line for item in good], pa.int64())
    return pa.record_batch([lines, *arrays], names=["row_no", *columns])


def json_items(text: str, where: str, limits: Limits = LIMITS) -> Iterator[ListedRecord]:
    """Yield the members of a JSON array: objects as they are, a bare text as an address."""
    decoder = json.JSONDecoder(
        object_pairs_hook=once_each, parse_float=str, parse_int=str, parse_constant=no_constant
    )
    place, line = text.index("[") + 1, 1
    counted = 0
    while True:
        place = _skip(text, place)
        line, counted = line + text.count("\n", counted, place), place
        if text[place : place + 1] == "]":
            break
        try:
            value, end = decoder.raw_decode(text, place)
        except RecursionError as error:
            raise LimitExceeded(Message("nested-too-deep"), where=f"{where} line {line}") from error
        except ValueError as error:
            raise FormatError(
                Message("is-no-json", error=json_fault(error)), where=f"{where} line {line}"
            ) from error
        if depth_of(value, limits.record_depth) > limits.record_depth:
            what = Message("deeper-than-record-depth", limit=limits.record_depth)
            raise LimitExceeded(what, where=f"{where} line {line}")
        yield _item(value, line, text[place:end])
        place = end
    if text[place + 1 :].strip():
        raise FormatError(Message("goes-on-after-end"), where=f"{where} line {line}")


def depth_of(value: Any, most: int) -> int:
    """Return how many lists and objects stand inside each other, counted to one more than most."""
    depth, inside = 0, [value]
    while depth <= most and (
        inside := [value for value in inside if isinstance(value, list | dict)]
    ):
        depth += 1
        inside = [
            x for value in inside for x in (value.values() if isinstance(value, dict) else value)
        ]
    return depth


def _skip(text: str, place: int) -> int:
    match = _BETWEEN.match(text, place)
    return match.end() if match else place


def _item(value: Any, line: int, text: str) -> ListedRecord:
    is_text = text.startswith('"')  # a number is read as a text too
    if not is_text and not isinstance(value, dict):
        return ListedRecord(line, {}, text, Message("neither-object-nor-text"))
    cells = {"address": value} if is_text else value
    texts = {name: _text(cell) for name, cell in cells.items()}
    if _HALF.search("".join((*texts, *texts.values()))):
        return ListedRecord(line, {}, text, _HALVED)
    return ListedRecord(line, texts)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON, as a decoder's hook; refuse one in which a name stands twice."""
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotJson(Message("name-stands-twice", name=repr(twice)))
    return values


def no_constant(text: str) -> NoReturn:
    """Refuse ``NaN`` and ``Infinity``, as a decoder's hook: JSON has no such numbers."""
    raise NotJson(Message("is-no-number", text=text))

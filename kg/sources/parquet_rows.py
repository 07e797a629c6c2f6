"""Parquet: every row as cells of text, whatever types its columns have.

Numbers are written as people write them, moments as ISO 8601 (those that name an instant end with
``Z``), structures by their fields (``payer.account``), lists and maps as JSON. Rows are named by
their number, from 1; they are read some at a time, so a file of any size goes through.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import FormatError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.delimited import Choose
from kg.sources.detect_layout import own_names
from kg.sources.tables import BLANK_LINE, TITLE_LINE, Job, SourceTable, Tally, without_totals

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

READER = "Parquet"
_ROWS = 1 << 16
"""Rows that are turned into text at a time."""
_EXACT = {"double": 2.0**53, "float": 2.0**24, "halffloat": 2.0**11}
"""Below these each whole number is a float of its own: a number of digits is sure to be meant."""


def read_parquet(
    path: Path, where: str, choose: Choose, limits: Limits, told: Mapping[str, str] | None = None
) -> SourceTable:
    """Return the table of a Parquet file, its layout chosen by its columns and first rows.

    Args:
        path: The file.
        where: What it is called in errors.
        choose: Chooses the layout by the names of the columns and the first rows.
        limits: How many columns there may be, and how long a cell.
        told: Columns of all rows that the file has not: what its place in a table tells.

    Raises:
        FormatError: It is damaged.
        LimitExceeded: It has too many columns, or more cells than ``unpacked_bytes``.
        LayoutError: No layout fits.
    """
    file = _opened(path, where)
    own = _header(file.schema_arrow)
    more = {name: value for name, value in (told or {}).items() if name not in own}
    header = [*own, *more]
    if len(header) > limits.columns:
        what = Message("too-many-columns", count=len(header), limit=limits.columns)
        raise LimitExceeded(what, where=where)
    cells = file.metadata.num_rows * max(len(header), 1)
    if cells > limits.unpacked_bytes:
        what = Message("more-cells-than-unpacked-bytes", count=cells, limit=limits.unpacked_bytes)
        raise LimitExceeded(what, where=where)
    first = next(_batches(file, limits.title_lines, where), None)
    columns = [] if first is None else [c.to_pylist() for c in _cells(first, more.values())]
    shown = [[cell or "" for cell in row] for row in zip(*columns, strict=True)]
    detection = choose([header, *shown[: limits.title_lines]])
    names = own_names(detection.chosen.header)
    tally = Tally("", sealed=detection.chosen.layout.sealed)
    table = SourceTable("", READER, detection, max(detection.chosen.row, 0), names, tally, iter(()))
    table.jobs = _Rows(table, where, limits, tuple(more.values())).jobs(
        _batches(file, _ROWS, where)
    )
    return table


class _Rows:
    """How the rows of one file become batches of cells."""

    def __init__(self, table: SourceTable, where: str, limits: Limits, told: Sequence[str]) -> None:
        self._table, self._where, self._limits, self._told = table, where, limits, told

    def jobs(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Job]:
        first = 1
        for batch in batches:
            yield lambda batch=batch, first=first: self._job(batch, first)  # type: ignore[misc]
            first += len(batch)

    def _job(self, batch: pa.RecordBatch, first: int) -> pa.RecordBatch:
        import pyarrow as pa

        table, tally = self._table, self._table.tally
        columns = _cells(batch, self._told)
        places = np.arange(first, first + len(batch))
        chosen = table.detection.chosen
        out = places < chosen.first  # above and at a header that stands among the rows
        tally.read += len(batch)
        for place in places[out]:
            if place != chosen.row:
                row = [column[int(place) - first].as_py() for column in columns]
                tally.skip(place, TITLE_LINE if any(row) else BLANK_LINE)
        tally.read -= int(first <= chosen.row < first + len(batch))
        out |= self._refused(columns, places, out)
        rows = pa.record_batch(
            [pa.array(places, pa.int64()), *columns], names=["row_no", *table.names]
        ).filter(pa.array(~out))
        if len(rows):
            rows = without_totals(rows, chosen.header, tally, chosen.layout.foot)
        tally.rows += len(rows)
        return rows

    def _refused(
        self, columns: Sequence[pa.Array], places: np.ndarray, out: np.ndarray
    ) -> np.ndarray:
        """Refuse the rows with a cell that is too long or holds a NUL."""
        import pyarrow.compute as pc

        refused = np.zeros(len(places), bool)
        for number, column in enumerate(columns, start=1):
            sizes = pc.fill_null(pc.binary_length(column), 0).to_numpy(zero_copy_only=False)
            long = sizes > self._limits.field_bytes
            nul = pc.fill_null(pc.match_substring(column, "\0"), False).to_numpy(False)
            for at in np.flatnonzero((long | nul) & ~out & ~refused):
                refused[at] = True
                reason = (
                    Message(
                        "field-too-long",
                        column=str(number),
                        size=int(sizes[at]),
                        limit=self._limits.field_bytes,
                    )
                    if long[at]
                    else Message("holds-a-nul")
                )
                text = "\t".join(str(c[int(at)].as_py() or "") for c in columns)
                code = "field_too_long" if long[at] else "control"
                self._table.tally.refuse(places[at], code, reason, text)
        return refused


def _opened(path: Path, where: str) -> pq.ParquetFile:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        _header(file.schema_arrow)  # names that are no text are an error only now
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(error, where) from error
    return file


def _damaged(error: Exception, where: str) -> FormatError:
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    return FormatError(Message("reader-cannot-read", error=first), where=where)


def _batches(file: pq.ParquetFile, rows: int, where: str) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    batches = file.iter_batches(batch_size=rows, use_threads=False)
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise _damaged(error, where) from error
        if batch is None:
            return
        yield batch


def _header(schema: pa.Schema) -> list[str]:
    """Return the names of columns, of structures those of their fields.

    >>> import pyarrow as pa
    >>> _header(pa.schema([("a", pa.int8()), ("b", pa.struct([("c", pa.string())]))]))
    ['a', 'b.c']
    """
    return [name for field in schema for name in _names(field, "")]


def _names(field: pa.Field, before: str) -> Iterator[str]:
    import pyarrow as pa

    if pa.types.is_struct(field.type):
        for part in range(field.type.num_fields):
            yield from _names(field.type.field(part), f"{before}{field.name}.")
    else:
        yield f"{before}{field.name}"


def _cells(batch: pa.RecordBatch, told: Iterable[str]) -> list[pa.Array]:
    """Return the cells of each column as text, and of each that is the same in all rows."""
    import pyarrow as pa

    more = (pa.array([value or None] * len(batch), pa.string()) for value in told)
    return [*_texts(batch), *more]


def _texts(batch: pa.RecordBatch) -> list[pa.Array]:
    """Return the cells of each column as text, blank ones as NULL."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = []
    for column in batch.columns:
        for part in _parts(column):
            text = _text(part)
            texts.append(pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text))
    return texts


def _parts(column: pa.Array) -> Iterator[pa.Array]:
    import pyarrow as pa

    if pa.types.is_struct(column.type):
        for part in column.flatten():
            yield from _parts(part)
    else:
        yield column


def _text(column: pa.Array) -> pa.Array:
    """Return a column as text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind, types = column.type, pa.types
    if types.is_dictionary(kind):
        return _text(column.dictionary_decode())
    if types.is_floating(kind):
        return _float_text(column)
    if types.is_timestamp(kind):
        zone = "Z" if kind.tz else ""
        plain = pc.cast(column, pa.timestamp(kind.unit)) if kind.tz else column
        text = pc.replace_substring_regex(pc.cast(plain, pa.string()), r"\.0+$", "")
        return pc.binary_join_element_wise(text, zone, "") if zone else text
    if _is_bytes(kind):
        return pa.array(map(_bytes_text, column.to_pylist()), pa.string())
    if types.is_nested(kind):
        return pa.array(map(_json_text, column.to_pylist()), pa.string())
    if types.is_string(kind) or types.is_large_string(kind):
        return _checked(column)
    return pc.cast(column, pa.string())


def _checked(column: pa.Array) -> pa.Array:
    """Return texts; those that claim to be some and are none in hexadecimal digits."""
    import pyarrow as pa

    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        of_bytes = pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary()
        return pa.array(map(_bytes_text, column.cast(of_bytes).to_pylist()), pa.string())
    return column.cast(pa.string())


def _is_bytes(kind: pa.DataType) -> bool:
    import pyarrow as pa

    some = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    return any(is_some(kind) for is_some in some)


def _float_text(column: pa.Array) -> pa.Array:
    """Return floats as people write them: whole ones without a point, none by powers of ten."""
    import pyarrow as pa
    import pyarrow.compute as pc

    values = column.to_numpy(zero_copy_only=False).astype(np.float64)
    with np.errstate(invalid="ignore"):
        whole = (np.floor(values) == values) & (np.abs(values) < _EXACT[str(column.type)])
    numbers = pa.array(np.where(whole, values, 0).astype(np.int64))
    texts = pc.if_else(pa.array(whole), pc.cast(numbers, pa.string()), pc.cast(column, pa.string()))
    powers = pc.fill_null(pc.match_substring(texts, "e"), False)
    if pc.any(powers).as_py():
        texts = pa.array(map(_without_power, texts.to_pylist()), pa.string())
    blank = pa.array(np.isnan(values))  # as NULL is, and what pandas writes for it
    return pc.if_else(blank, pa.scalar(None, pa.string()), texts)


def _without_power(text: str | None) -> str | None:
    return f"{Decimal(text):f}" if text and "e" in text else text


def _bytes_text(value: bytes | None) -> str | None:
    """Return bytes as the text that they are, or in hexadecimal digits."""
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return f"0x{value.hex()}"


def _json_text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)

"""Rows spread over files by a column's value, read once and removed: no pass sorts all rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


_CODEC = "lz4"


class BucketFiles:
    """One file for each value of a column, to which rows are added in stretches.

    Each stretch is a stream of its own at the end of the file, so no file stays open: with 256
    buckets more would be open than some systems allow.

    Args:
        folder: Where the files go; made here.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows = Counter[str]()
        folder.mkdir(parents=True)

    def add(self, rows: pa.Table, column: str, *, keep: bool = False) -> None:
        """Add rows, each to the file that its value of a column names.

        Args:
            rows: The rows.
            column: The column; its values can be names of files.
            keep: Whether the column is kept with the rows.
        """
        for name, those in by_value(rows, column, keep=keep):
            self._append(name, those)

    def buckets(self) -> list[str]:
        """Return the values that have rows, sorted."""
        return sorted(self._rows)

    def rows(self, name: str) -> int:
        """Return how many rows a value has."""
        return self._rows[name]

    @contextmanager
    def taken(self, name: str) -> Iterator[pa.RecordBatchReader]:
        """Give the rows of a value in the order in which they came; then its file is gone."""
        import pyarrow as pa

        path = self.folder / name
        with pa.OSFile(str(path)) as file:
            first = pa.ipc.open_stream(file)
            yield pa.RecordBatchReader.from_batches(first.schema, _batches(file, first))
        path.unlink()
        del self._rows[name]

    def _append(self, name: str, rows: pa.Table) -> None:
        import pyarrow as pa

        options = pa.ipc.IpcWriteOptions(compression=_CODEC)
        with (
            (self.folder / name).open("ab") as file,
            pa.ipc.new_stream(file, rows.schema, options=options) as stream,
        ):
            stream.write_table(rows)
        self._rows[name] += len(rows)


def by_value(rows: pa.Table, column: str, *, keep: bool = False) -> Iterator[tuple[str, pa.Table]]:
    """Yield the values of a column of texts, each with its rows in their order.

    Args:
        rows: The rows.
        column: The column.
        keep: Whether the column is kept with the rows.

    >>> import pyarrow as pa
    >>> rows = pa.table({"of": ["b", "a", "b"], "n": [1, 2, 3]})
    >>> [(value, those["n"].to_pylist()) for value, those in by_value(rows, "of")]
    [('b', [1, 3]), ('a', [2])]
    """
    import numpy as np
    import pyarrow as pa

    named = rows.column(column).combine_chunks().dictionary_encode()
    codes = named.indices.to_numpy()
    kept = rows if keep else rows.drop_columns([column])
    ordered = kept.take(pa.array(np.argsort(codes, kind="stable")))
    ends = np.cumsum(np.bincount(codes, minlength=len(named.dictionary)))
    first = 0
    for name, end in zip(named.dictionary.to_pylist(), ends.tolist(), strict=True):
        yield name, ordered.slice(first, end - first)
        first = end


def _batches(file: pa.NativeFile, stream: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    size = file.size()
    yield from stream
    while file.tell() < size:
        yield from pa.ipc.open_stream(file)

"""A row of a Parquet file by its number, as the library has its values.

Nothing of :mod:`kg.sources.parquet_rows` is used: the values are shown as they are typed in the
file, so whoever doubts what kg made text of sees the moment or the number itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.errors import FormatError, NotFound
from kg.messages import Message

_MAGIC = b"PAR1"


def is_parquet(path: Path) -> bool:
    """Say whether a file begins as Parquet does."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def row_of_parquet(path: Path, number: int, where: str) -> list[str]:
    """Return what the row of a number says, a text for each column that is not blank.

    Args:
        path: The file.
        number: The row, counted from 1 over all row groups.
        where: What the place is called in an error.

    Raises:
        NotFound: The file has fewer rows.
        FormatError: It is damaged.
    """
    import pyarrow as pa

    try:
        row = _row(path, number)
    except (pa.ArrowException, OSError, ValueError) as error:
        first = str(error).partition("\n")[0]
        raise FormatError(Message("reader-cannot-read", error=first), where=where) from error
    if row is None:
        raise NotFound(Message("no-such-entry"), where=where)
    return [f"{name}: {_word(value)}" for name, value in row.items() if value is not None]


def _row(path: Path, number: int) -> dict[str, Any] | None:
    """Return the row's values by column, reading no more than its row group."""
    import pyarrow.parquet as pq

    file, before = pq.ParquetFile(path), 0
    for group in range(file.metadata.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if number <= before + rows:
            (row,) = file.read_row_group(group).slice(number - before - 1, 1).to_pylist()
            found: dict[str, Any] = row
            return found
        before += rows
    return None


def _word(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)

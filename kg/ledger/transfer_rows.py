"""The rows of a case's files as they are handed over: table by table, each row a list of texts.

The tables are those of :mod:`kg.ledger.all_rows`; what they hold is written as it stands, but for
what may not leave the case: whoever asks for the rows says how each of them is masked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.ledger.all_rows import columns_of, parquet
from kg.ledger.build_index import KNOWN_COLUMNS, LISTED_KNOWN, known_in_leaks
from kg.ledger.duck import connect
from kg.ledger.source_tables import FLOW, Shelf
from kg.sources.extract_file import LINES, TABLE
from kg.sources.mapping.flow_id import flow_id

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
Masked = Callable[[str, Row], Row]
"""Given the name of a table and a row of it, the row as it may leave the case."""
_BLOCK = 10_000


class TransferTable(NamedTuple):
    """A table of one file: its columns, each with its type, and its rows as plain values."""

    name: str
    columns: Sequence[tuple[str, str]]
    rows: Iterable[list[Any]]


class TransferRows:
    """The rows of all files of a case.

    Args:
        shelves: The files.
        key: The case's key, under which leaked data is sealed.
        masked: How a row is masked; None where nothing is.
    """

    def __init__(self, shelves: Sequence[Shelf], key: bytes, masked: Masked | None = None) -> None:
        self._known: Mapping[str, list[tuple[str, str, str]]] = known_in_leaks(shelves, key)
        self._masked = masked

    def tables(self, shelf: Shelf) -> Iterator[TransferTable]:
        """Yield the tables of one file, by name."""
        for path in sorted(shelf.folder.glob("*.parquet")):
            if path.stem in (LINES, LISTED_KNOWN) or not TABLE.fullmatch(path.stem):
                continue
            yield self._table(path)
        if known := self._known.get(shelf.sha256):
            columns = [(name, "string") for name in KNOWN_COLUMNS]
            rows = [dict(zip(KNOWN_COLUMNS, row, strict=True)) for row in known]
            yield TransferTable(LISTED_KNOWN, columns, self._said(LISTED_KNOWN, rows))

    def _table(self, path: Path) -> TransferTable:
        """Return a table as it lies; where rows of flows are masked their ids are written too."""
        import pyarrow.parquet as pq

        name = path.stem
        schema = pq.read_schema(path)
        columns = [(one.name, _kind(one.type)) for one in schema]
        if name.startswith(FLOW) and self._masked and "id" not in schema.names:
            return TransferTable(
                name, [("id", "string"), *columns], self._said(name, _with_ids(path, name))
            )
        return TransferTable(name, columns, self._said(name, _rows(path)))

    def _said(self, name: str, rows: Iterable[Row]) -> Iterator[list[Any]]:
        for row in rows:
            yield list((self._masked(name, row) if self._masked else row).values())


def alias_pairs(shelves: Sequence[Shelf]) -> list[tuple[str, str]]:
    """Return every two ids of which a row says that they are one thing's."""
    paths = [path for shelf in shelves if (path := shelf.table("alias"))]
    return [(row["a"], row["b"]) for path in paths for row in _rows(path)]


def _rows(path: Path) -> Iterator[Row]:
    import pyarrow.parquet as pq

    for block in pq.ParquetFile(path).iter_batches(_BLOCK):
        names = block.schema.names
        columns = [column.to_pylist() for column in block.columns]
        for values in zip(*columns, strict=True):
            yield dict(zip(names, values, strict=True))


def _with_ids(path: Path, name: str) -> Iterator[Row]:
    """Yield rows of flows, before the columns of each the id that these give."""
    with connect() as con:
        names = columns_of(con, path)
        result = con.execute(
            f"SELECT {flow_id(name.removeprefix(FLOW))} AS id, * FROM {parquet(path)}"
        )
        while block := result.fetchmany(_BLOCK):
            for values in block:
                yield dict(zip(["id", *names], values, strict=True))


def _kind(kind: pa.DataType) -> str:
    """Return the name of a column's type; JSON and texts told once are texts."""
    import pyarrow as pa

    bare = getattr(kind, "storage_type", kind)
    bare = bare.value_type if pa.types.is_dictionary(bare) else bare
    return "string" if pa.types.is_large_string(bare) else str(bare)

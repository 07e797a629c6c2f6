"""The tables of one derived index: a connection that sees them, and how they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ledger import all_rows, index_facts
from kg.ledger.duck import connect
from kg.ledger.source_tables import FLOW, Shelf
from kg.locking import InUse
from kg.model import Entity

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class IndexTables:
    """The tables of an index of the named sources; read-only.

    Args:
        folder: Where the index's Parquet files lie.
        shelves: The sources that it was made of.
    """

    def __init__(self, folder: Path, shelves: Sequence[Shelf]) -> None:
        self.folder = folder
        self.shelves = tuple(shelves)
        self._in_use = InUse(folder)

    @property
    def digest(self) -> str:
        """The name under which exactly these tables are kept."""
        return self.folder.name

    @cached_property
    def con(self) -> DuckDBPyConnection:
        """A connection that sees every table of the index under its name."""
        con = connect()
        self.show_tables(con)
        con.execute("CREATE TEMP VIEW wanted AS SELECT unnest(getvariable('wanted')) AS id")
        return con

    def show_tables(self, con: DuckDBPyConnection) -> None:
        """Let a connection see every table of the index under its name."""
        for path in sorted(self.folder.glob("*.parquet")):
            con.execute(f"CREATE VIEW {all_rows.name(path.stem)} AS FROM {all_rows.parquet(path)}")

    @cached_property
    def readers(self) -> dict[str, str]:
        """How rows of each source are named."""
        return {shelf.sha256: shelf.note().reader for shelf in self.shelves}

    @cached_property
    def same(self) -> dict[str, str]:
        """The ids of things that a person took for one, each with the id that they go by."""
        if not (self.folder / "same.parquet").exists():
            return {}
        return dict(self.con.execute("SELECT raw, id FROM same ORDER BY raw").fetchall())

    @cached_property
    def flow_classes(self) -> tuple[str, ...]:
        """The flowing classes that have rows, in snake case."""
        names = sorted(path.stem for path in self.folder.glob(f"{FLOW}*.parquet"))
        return tuple(name.removeprefix(FLOW) for name in names)

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities that have these ids, sorted by id; unknown ids are left out."""
        if not self.want(ids):
            return []
        query = f"SELECT {index_facts.ENTITY} FROM entity WHERE id IN (FROM wanted) ORDER BY id"
        return [index_facts.entity(row, self.readers) for row in self.con.execute(query).fetchall()]

    def flow_select(self, kind: str) -> str:
        """Return the SELECT that reads a class's payments as links."""
        table = all_rows.flow_table(kind)
        return index_facts.flow_select(kind, table, index_facts.known_extras(self.extras(kind)))

    def extras(self, kind: str) -> list[str]:
        """Return the columns that layouts added to a flowing class."""
        columns = all_rows.columns_of(
            self.con, self.folder / f"{all_rows.flow_table(kind)}.parquet"
        )
        known = {*all_rows.FLOW_COLUMNS, *all_rows.RESERVED}
        return [column for column in columns if column.lower() not in known]

    def want(self, ids: Iterable[str]) -> bool:
        """Name the ids that the next question is about, as ``wanted``; say if there are any.

        A variable is set in a fifth of the time that a table is filled in.
        """
        required = sorted(set(ids))
        self.con.execute("SET VARIABLE wanted = $1::VARCHAR[]", [required])
        return bool(required)

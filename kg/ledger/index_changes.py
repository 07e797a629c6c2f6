"""What differs between two states of the ledger, for a graph that follows it step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.ledger import all_rows, index_facts
from kg.ledger.duck import connect, fill
from kg.model import Entity, Link

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from kg.ledger.index_tables import IndexTables


LARGE = 20_000
"""So many facts are 300,000 lines of the graph: taking them out one by one costs half a minute."""
MANY = 1_000
"""So many facts are written into an empty graph as text sooner than one by one."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """Which flows the graph holds: those of whole sources, and single ones."""

    shas: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IndexChanges:
    """What to put into the graph and which ids to drop from it; read it once, in any order."""

    _con: DuckDBPyConnection
    _index: IndexTables
    _readers: Mapping[str, str]
    """How rows were named of sources that may no longer be in."""

    @property
    def put_entities(self) -> Iterator[Entity]:
        """The entities that are new or told otherwise, by id."""
        rows = index_facts.batches(
            self._con.cursor(), f"SELECT {index_facts.ENTITY} FROM put_entity ORDER BY id"
        )
        return (index_facts.entity(row, self._index.readers) for row in rows)

    @property
    def put_links(self) -> Iterator[Link]:
        """The facts and promoted payments that are new or told otherwise, by id."""
        rows = index_facts.batches(
            self._con.cursor(), f"SELECT {index_facts.LINK} FROM put_link ORDER BY id"
        )
        return (index_facts.link(row, self._index.readers) for row in rows)

    @property
    def new(self) -> Iterator[Entity | Link]:
        """What the graph does not hold at all: entities by id, then links by id."""
        return self._put("ANTI")

    @property
    def again(self) -> Iterator[Entity | Link]:
        """What the graph holds and is told otherwise, each whole as it is now."""
        return self._put("SEMI")

    def _put(self, join: str) -> Iterator[Entity | Link]:
        for table, make, columns in _FACTS:
            query = f"SELECT {columns} FROM put_{table} {join} JOIN old_{table} USING (id)"
            for row in index_facts.batches(self._con.cursor(), f"{query} ORDER BY id"):
                yield make(row, self._index.readers)

    @property
    def retold(self) -> Iterator[tuple[Entity | Link, Entity | Link]]:
        """What is told otherwise, as it was and as it is, less the evidence that both have."""
        readers = {**self._readers, **self._index.readers}
        for table, make, columns in _FACTS:
            for row in index_facts.batches(self._con.cursor(), _retold(table, columns)):
                middle = len(row) // 2
                yield make(row[:middle], readers), make(row[middle:], readers)

    @property
    def are_large(self) -> bool:
        """Whether so much goes that a graph is told the whole sooner than what changes."""
        (gone,) = self._con.cursor().execute("SELECT count(*) FROM gone").fetchall()[0]
        return bool(gone > LARGE)

    @property
    def are_first(self) -> bool:
        """Whether these are all facts of a graph that held none, and many."""
        counts = "SELECT (SELECT count(*) FROM {0}_entity) + (SELECT count(*) FROM {0}_link)"
        before, put = (
            self._con.cursor().execute(counts.format(age)).fetchall()[0][0]
            for age in ("old", "put")
        )
        return bool(not before and put > MANY)

    @property
    def put_ids(self) -> Iterator[str]:
        """The ids of what is new or told otherwise."""
        query = "SELECT id FROM put_entity UNION ALL SELECT id FROM put_link"
        return (row[0] for row in index_facts.batches(self._con.cursor(), query))

    @property
    def gone(self) -> Iterator[str]:
        """The ids that stand no longer."""
        return (row[0] for row in index_facts.batches(self._con.cursor(), "FROM gone ORDER BY id"))


def changes(
    old: IndexTables | None, new: IndexTables, was: Promotion, now: Promotion
) -> IndexChanges:
    """Return what a graph that holds ``old`` as ``was`` must do to hold ``new`` as ``now``."""
    con = connect()
    _graph_of(con, "old", old, was)
    _graph_of(con, "new", new, now)
    con.execute(all_rows.sql("changes"))
    return IndexChanges(con, new, old.readers if old else {})


def _retold(table: str, columns: str) -> str:
    """Return the query for both tellings, each less the places that the other has."""
    *common, _ = columns.split(", ")

    def half(side: str, other: str) -> list[str]:
        only = f"list_filter({side}.evidence, lambda e: NOT list_contains({other}.evidence, e))"
        return [*(f"{side}.{column}" for column in common), only]

    chosen = ", ".join([*half("was", "now"), *half("now", "was")])
    return f"SELECT {chosen} FROM old_{table} was JOIN put_{table} now USING (id) ORDER BY now.id"


def _graph_of(
    con: DuckDBPyConnection, age: str, index: IndexTables | None, promotion: Promotion
) -> None:
    """Make the tables of what the graph holds of an index: ``<age>_entity`` and ``<age>_link``."""
    if index is None or not index.shelves:
        con.execute(all_rows.sql("no_facts"))
        for table, _, columns in _FACTS:
            con.execute(f"CREATE TABLE {age}_{table} AS SELECT {columns} FROM {table}_table")
        return
    shas = {*promotion.shas, *_without_flows(index)}
    con.execute("CREATE OR REPLACE TABLE whole (sha256 VARCHAR)")
    con.execute("CREATE OR REPLACE TABLE single (id VARCHAR)")
    fill(con, "whole", sorted(shas))
    fill(con, "single", sorted(promotion.links))
    for view, body in _sources(index).items():
        con.execute(f"CREATE OR REPLACE VIEW {view} AS {body}")
    con.execute(all_rows.sql("graph_of").replace("{age}", age))


def _without_flows(index: IndexTables) -> Iterator[str]:
    return (shelf.sha256 for shelf in index.shelves if not shelf.flow_classes())


def _sources(index: IndexTables) -> dict[str, str]:
    flows = [_flow_source(index, kind) for kind in index.flow_classes]
    return {
        "all_entity": f"FROM {all_rows.parquet(index.folder / 'entity.parquet')}",
        "all_link": f"FROM {all_rows.parquet(index.folder / 'link.parquet')}",
        "all_flow": "\nUNION ALL\n".join(flows)
        or f"SELECT {index_facts.LINK} FROM all_link WHERE false",
    }


def _flow_source(index: IndexTables, kind: str) -> str:
    path = all_rows.file_text(index.folder / f"{all_rows.flow_table(kind)}.parquet")
    chosen = (
        f"(FROM read_parquet({path}) WHERE sha256 IN (FROM whole) OR id IN (FROM single)"
        " OR (members IS NOT NULL AND (list_has_any(list_transform(members, lambda m: m.sha256),"
        " (SELECT coalesce(list(sha256), []) FROM whole)) OR list_has_any(list_transform(members,"
        " lambda m: m.id), (SELECT coalesce(list(id), []) FROM single)))))"
    )
    return index_facts.flow_select(kind, chosen, index_facts.known_extras(index.extras(kind)))


_FACTS: tuple[tuple[str, Callable[..., Entity | Link], str], ...] = (
    ("entity", index_facts.entity, index_facts.ENTITY),
    ("link", index_facts.link, index_facts.LINK),
)

"""The derived index of one state of the ledger: entities, links and payments by what is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.ledger import all_rows, index_facts
from kg.ledger.index_tables import IndexTables
from kg.ledger.source_tables import Shelf
from kg.model import Entity, Link
from kg.sources.extract_file import SEEN

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from kg.ledger.base import FlowIndex
    from kg.ledger.index_changes import IndexChanges
    from kg.ledger.search import IdentifierHit
    from kg.ledger.totals import Total


class Index(IndexTables):
    """Canonical entities, facts and payments of the named sources; read-only."""

    def __init__(self, folder: Path, shelves: Sequence[Shelf]) -> None:
        super().__init__(folder, shelves)
        self._flow_indexes: dict[str, FlowIndex] = {}

    def entities_of_kinds(self, kinds: Iterable[str]) -> list[Entity]:
        """Return every entity of these kinds, sorted by id."""
        listed = ", ".join(map(all_rows.text, kinds)) or "''"
        query = f"SELECT {index_facts.ENTITY} FROM entity WHERE kind IN ({listed}) ORDER BY id"
        return [index_facts.entity(row, self.readers) for row in self.con.execute(query).fetchall()]

    def links(self, ids: Iterable[str]) -> list[Link]:
        """Return the facts and payments that have these ids, sorted by id."""
        if not self.want(ids):
            return []
        return sorted(self._links("id IN (FROM wanted)"), key=lambda link: link.id)

    def links_of(self, ids: Iterable[str]) -> list[Link]:
        """Return the facts that do not flow and touch one of these entities."""
        if not self.want(ids):
            return []
        where = "source IN (FROM wanted) OR target IN (FROM wanted) OR object IN (FROM wanted)"
        return list(self._select(f"SELECT {index_facts.LINK} FROM link WHERE {where} ORDER BY id"))

    def links_of_kind(self, kind: str) -> list[Link]:
        """Return every fact of one class that does not flow, sorted by id."""
        query = (
            f"SELECT {index_facts.LINK} FROM link WHERE kind = {all_rows.text(kind)} ORDER BY id"
        )
        return list(self._select(query))

    def links_from(self, ids: Iterable[str], kind: str) -> list[Link]:
        """Return the facts of one class that begin at one of these entities, sorted by id."""
        if not self.want(ids):
            return []
        where = f"kind = {all_rows.text(kind)} AND source IN (FROM wanted)"
        return list(self._select(f"SELECT {index_facts.LINK} FROM link WHERE {where} ORDER BY id"))

    def link_kinds(self) -> list[str]:
        """Return the classes of facts that do not flow of which there are any, sorted."""
        rows = self.con.execute("SELECT DISTINCT kind FROM link ORDER BY kind").fetchall()
        return [kind for (kind,) in rows]

    def links_with_roles(self) -> list[Link]:
        """Return every fact by which somebody has a role, sorted by id."""
        where = "json_exists(values, '$.role')"
        return list(self._select(f"SELECT {index_facts.LINK} FROM link WHERE {where} ORDER BY id"))

    def role_links(self, ids: Iterable[str]) -> list[Link]:
        """Return the facts by which one of these entities has a role, sorted by id."""
        if not self.want(ids):
            return []
        where = "source IN (FROM wanted) AND json_exists(values, '$.role')"
        return list(self._select(f"SELECT {index_facts.LINK} FROM link WHERE {where} ORDER BY id"))

    def first_moment(self, without: Iterable[str] = ()) -> int | None:
        """Return the earliest start of any fact or payment, in microseconds since 1970.

        Args:
            without: Classes of facts that do not count.
        """
        left_out = ", ".join(map(all_rows.text, without)) or "''"
        starts = [f"SELECT start_us FROM link WHERE kind NOT IN ({left_out})"]
        starts += [
            f"SELECT start_us FROM {all_rows.flow_table(kind)}" for kind in self.flow_classes
        ]
        query = f"SELECT min(start_us) FROM ({' UNION ALL '.join(starts)})"
        (first,) = self.con.execute(query).fetchall()[0]
        return None if first is None else int(first)

    def listed(self) -> list[tuple[str, list[str]]]:
        """Return, for each number or person of the case in a batch of leaked data, both's files.

        The batch's file first, then those that speak of the number or person.
        """
        return self.con.execute(
            "SELECT link.shas[1], s.shas FROM link JOIN entity e ON e.id = target"
            " JOIN entity s ON s.id = source WHERE link.kind = 'ListedIn' AND e.kind = 'DataBatch'"
        ).fetchall()

    def counterparties(self, sha256: str) -> tuple[int, int]:
        """Return how many counterparties a source's rows name, and how many of them are known.

        Known is whose own statement is in the case, or of whom another row than a payment speaks.
        """
        counts = [self._counterparties(kind, sha256) for kind in self.flow_classes]
        return sum(met for met, _ in counts), sum(known for _, known in counts)

    def _counterparties(self, kind: str, sha256: str) -> tuple[int, int]:
        tables = {"{flow}": all_rows.flow_table(kind), "{account}": f"account_{kind}"}
        query = all_rows.sql("counterparties")
        for mark, table in tables.items():
            query = query.replace(mark, table)
        met, known = self.con.execute(query, [sha256]).fetchall()[0]
        return met, known

    def flows_of(self, ids: Iterable[str], kind: str = "transfer") -> list[Link]:
        """Return the payments of these accounts in time order."""
        if kind not in self.flow_classes:
            return []
        self.want(ids)
        where = "source IN (FROM wanted) OR target IN (FROM wanted)"
        return list(self._select(f"{self.flow_select(kind)} WHERE {where} ORDER BY start_us, id"))

    def payments(self, kind: str = "transfer") -> Iterator[Link]:
        """Yield every payment in time order, without holding them all."""
        if kind not in self.flow_classes:
            return
        for row in index_facts.batches(self.con.cursor(), self.flow_select(kind)):
            yield index_facts.link(row, self.readers)

    def flow_index(self, kind: str = "transfer") -> FlowIndex:
        """Return the time-sorted arrays of a flowing class, made on first use and then mapped."""
        from kg.ledger.flow_index import open_flow_index

        if kind not in self._flow_indexes:
            self._flow_indexes[kind] = open_flow_index(self, kind)
        return self._flow_indexes[kind]

    def accounts_in_part(self) -> frozenset[str]:
        """Return the ids of the accounts of which a lake has more rows than the case."""
        found: set[str] = set()
        for kind in self.flow_classes:
            if any(shelf.table(SEEN + kind) for shelf in self.shelves):
                flows = self.flow_index(kind)
                found.update(flows.accounts[code] for code in flows.partial)
        return frozenset(found)

    def find(self, text: str) -> list[Entity]:
        """Return who or what a number, a name, a mask or an id may mean; best matches only."""
        from kg.ledger.search import find

        return find(self, text)

    def search(self, text: str) -> tuple[list[IdentifierHit], bool]:
        """Return whatever a text may mean by any reading, best first, and whether it was cut."""
        from kg.ledger.search import search

        return search(self, text)

    def changes(
        self, before: Index | None, promoted: Collection[str], links: Collection[str] = ()
    ) -> IndexChanges:
        """Return what a graph that holds ``before`` must put and drop to hold this index."""
        from kg.ledger.index_changes import Promotion, changes

        now = Promotion(frozenset(promoted), frozenset(links))
        return changes(before, self, now, now)

    def totals(self, ids: Iterable[str], kind: str = "transfer") -> list[Total]:
        """Return what these entities paid and received, by entity and currency."""
        from kg.ledger.totals import totals

        return totals(self, ids, kind)

    def views(self, con: DuckDBPyConnection, zone: str = "Asia/Shanghai") -> None:
        """Create the SQL views that an investigator asks, on a connection of the caller's."""
        from kg.ledger.views import create_views

        create_views(self, con, zone)

    def table(self, name: str) -> list[dict[str, Any]]:
        """Return a small table of the index as rows: ``pair``, ``reversal`` or ``conflict``."""
        result = self.con.execute(f"FROM {all_rows.name(name)}")
        columns = [column[0] for column in result.description]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]

    def _links(self, where: str) -> Iterator[Link]:
        yield from self._select(f"SELECT {index_facts.LINK} FROM link WHERE {where}")
        for kind in self.flow_classes:
            yield from self._select(f"{self.flow_select(kind)} WHERE {where}")

    def _select(self, query: str) -> Iterator[Link]:
        return (index_facts.link(row, self.readers) for row in self.con.execute(query).fetchall())

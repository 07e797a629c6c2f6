"""The index of what remains when one source goes, taken from the index before wherever that may be.

What the source says nothing of stays as it is. Entities and facts that it speaks of are told anew
from the rows that remain; payments stay where no other source tells one of its own. Where any of
that is in doubt the table, or the whole index, is derived from the rows as ever: the tables are the
same either way.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from kg.ledger import all_rows
from kg.ledger.build_index import (
    IndexBuilder,
    IndexTerms,
    build_index,
    gather_facts,
    holds_batches,
    index_digest,
)
from kg.ledger.index import Index
from kg.ledger.source_tables import Shelf

_TOUCHED = {
    "entity": "id IN (FROM touched_entity)",
    "link": "(source, target) IN (SELECT (source, target) FROM touched_link)",
}
_ALONE = """
SELECT NOT EXISTS (FROM read_parquet({pair}) WHERE class = {kind}
    AND (kind <> 'SameTransfer' OR list_contains(shas, {gone})))
AND NOT EXISTS (FROM read_parquet({reversal}) WHERE class = {kind})
AND NOT EXISTS (FROM read_parquet({conflict}) WHERE class = {kind})
AND NOT EXISTS (FROM read_parquet({told}) WHERE sha256 = {gone})
AND NOT EXISTS (FROM read_parquet({flow}) WHERE beside IS NOT NULL
    OR list_contains(list_transform(members, lambda m: m.sha256), {gone}))"""


def build_remaining(work: Path, shelves: Sequence[Shelf], terms: IndexTerms, before: Index) -> None:
    """Derive the index of these shelves into a folder, from one before with but one source more."""
    gone = [shelf for shelf in before.shelves if shelf not in shelves]
    one_more = len(gone) == 1 and len(before.shelves) == len(shelves) + 1
    # rows cut out of a lake may share the number of their source with others
    own = all(shelf.origin() == shelf.sha256 for shelf in before.shelves)
    if shelves and one_more and own and _is_of_use(before, terms):
        _RemainingIndexBuilder(work, shelves, before, gone[0]).run(terms)
    else:
        build_index(work, shelves, terms)


def _is_of_use(before: Index, terms: IndexTerms) -> bool:
    """Say whether an index was derived in the same terms, and no leaked data looked through it."""
    alike = index_digest(before.shelves, terms) == before.digest and before.folder.exists()
    return alike and not holds_batches(before.shelves)


class _RemainingIndexBuilder(IndexBuilder):
    """The same pass over the shelves, which leaves out what it may take from the index before."""

    def __init__(self, work: Path, shelves: Sequence[Shelf], before: Index, gone: Shelf) -> None:
        super().__init__(work, shelves)
        self._before = before
        self._gone = gone
        self._renamed = False

    def canon(self) -> None:
        """Make ``canon``; note whether a number means another account than it did before."""
        remain, self.shelves = self.shelves, self._before.shelves
        super().canon()
        self.con.execute("CREATE TABLE canon_before AS FROM canon")
        self.shelves = remain
        super().canon()
        query = (
            "SELECT EXISTS (FROM canon_before b LEFT JOIN canon c USING (raw)"
            " WHERE coalesce(c.id, raw) <> b.id)"
        )
        self._renamed = bool(self.con.execute(query).fetchall()[0][0])

    def _gather_facts(self) -> None:
        if self._renamed:
            super()._gather_facts()
            return
        gather_facts(self.con, self.shelves, "entity_all", "link_all")
        gather_facts(self.con, [self._gone], "entity_gone", "link_gone")
        self.con.execute(all_rows.sql("remaining_facts"))

    def _write_facts(self, table: str) -> None:
        if self._renamed:
            super()._write_facts(table)
            return
        kept = f"FROM {self._table(table)} WHERE NOT ({_TOUCHED[table]})"
        self._write(f"FROM (FROM {table}_table UNION ALL BY NAME ({kept})) ORDER BY id", table)

    def _flows(self, kind: str, *, companies: bool) -> None:
        extras = all_rows.gather(
            self.con,
            "flow_raw",
            self.shelves,
            all_rows.flow_table(kind),
            all_rows.FLOW_COLUMNS,
            extras=True,
        )
        alike = sorted(extras) == sorted(self._before.extras(kind))
        if self._renamed or companies or not alike or not self._tells_alone(kind):
            super()._flows(kind, companies=companies)
            return
        self._keep_flows(kind)

    def _tells_alone(self, kind: str) -> bool:
        """Say whether no payment of the class rests on a row of the source and on another's."""
        tables = {name: self._path(name) for name in ("pair", "reversal", "conflict")}
        tables |= {
            "told": self._path(f"told_{kind}"),
            "flow": self._path(all_rows.flow_table(kind)),
        }
        texts = {"kind": all_rows.text(kind), "gone": all_rows.text(self._gone.sha256)}
        return bool(self.con.execute(_ALONE.format(**tables, **texts)).fetchall()[0][0])

    def _keep_flows(self, kind: str) -> None:
        con, account = self.con, f"account_{kind}"
        for step in ("decided", "accounts"):
            con.execute(all_rows.sql(step))
        con.execute(f"SET VARIABLE gone = {all_rows.text(self._gone.sha256)}")
        con.execute(f"SET VARIABLE gone_no = {self._before.shelves.index(self._gone)}")
        con.execute(
            "CREATE OR REPLACE TABLE code AS SELECT o.code AS old, a.code AS new"
            f" FROM {self._table(account)} o JOIN account a USING (id)"
        )
        flows = f"read_parquet({self._path(all_rows.flow_table(kind))}, file_row_number = true)"
        con.execute(f"CREATE OR REPLACE TEMP VIEW before AS FROM {flows}")
        con.execute(all_rows.sql("remaining_flows"))
        self._write("FROM remaining", all_rows.flow_table(kind))
        self._write("SELECT code, id, is_end FROM account ORDER BY code", account)
        file = f"told_{kind}.parquet"
        shutil.copyfile(self._before.folder / file, self.work / file)
        pairs = f"{self._table('pair')} WHERE class = {all_rows.text(kind)}"
        con.execute(f"INSERT INTO pair_list FROM {pairs}")

    def _path(self, table: str) -> str:
        return all_rows.file_text(self._before.folder / f"{table}.parquet")

    def _table(self, table: str) -> str:
        return f"read_parquet({self._path(table)})"

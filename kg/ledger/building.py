"""The index is derived from the shelves alone: same sources and rejections, same tables."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ledger import raw
from kg.ledger.duck import connect, fill
from kg.ledger.listing import holds_batches, list_the_known
from kg.ledger.rails import find_rails, know_companies
from kg.ledger.reversals import find_reversals
from kg.ledger.shelf import Shelf
from kg.limits import LIMITS
from kg.masking.keyed import keyed_hash
from kg.model import snake_case
from kg.schema import Schema, load_schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Rises whenever the same shelves would give other tables.
VERSION = 5


GRAVEST = ("excluded", "disputed", "verified")
"""The words on one fact in the order in which they win, where its rows are judged apart."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What persons say of the rows: pairs kept apart, facts marked; and how near a pair must be.

    With the case's ``key`` the numbers that the case knows are looked for in leaked data.
    """

    rejected: Collection[str]
    pair_seconds: int
    rail_seconds: int = LIMITS.rail_seconds
    marks: Mapping[str, str] = field(default_factory=dict)
    key: bytes = field(default=b"", repr=False)

    def said(self) -> list[str]:
        """Return all of it as lines that only the same terms give."""
        marks = [f"{proof} {link}" for link, proof in sorted(self.marks.items())]
        windows = f"pair {self.pair_seconds} rail {self.rail_seconds}"
        return [windows, *sorted(self.rejected), *marks]


def index_digest(shelves: Sequence[Shelf], terms: Terms) -> str:
    """Return the name of the index that these shelves and terms give."""
    said = [f"index {VERSION}", *terms.said()]
    if terms.key and holds_batches(shelves):
        said.append(f"key {keyed_hash(terms.key, 'index', '')}")
    said += [shelf.fingerprint() for shelf in shelves]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def build_index(work: Path, shelves: Sequence[Shelf], terms: Terms) -> None:
    """Derive all tables into an empty folder."""
    Building(work, shelves).run(terms)


class Building:
    """One pass over the shelves; every step leaves tables that the next one reads."""

    def __init__(self, work: Path, shelves: Sequence[Shelf]) -> None:
        self.work = work
        self.shelves = shelves
        self.con = connect(spill=work / "spill")

    def run(self, terms: Terms) -> None:
        """Derive every table, once."""
        with self.con:
            self._set(terms)
            schema = load_schema()
            teach_kinds(self.con, schema)
            self.canon()
            self._lists()
            self._facts(terms.key)
            companies = know_companies(self.con, self.work, schema)
            for kind in raw.classes(self.shelves):
                self._flows(kind, companies=companies)
            for table in ("pair", "reversal", "conflict"):
                self._write(f"SELECT * FROM {table}_list ORDER BY ALL", table)

    def _set(self, terms: Terms) -> None:
        self.con.execute(f"SET VARIABLE pair_us = {terms.pair_seconds * 1_000_000}")
        self.con.execute(f"SET VARIABLE rail_us = {terms.rail_seconds * 1_000_000}")
        self.con.execute("CREATE TEMP TABLE rejected (id VARCHAR)")
        fill(self.con, "rejected", sorted(terms.rejected))
        self.con.execute("CREATE TEMP TABLE marked (id VARCHAR, proof VARCHAR, rank INTEGER)")
        proofs = list(terms.marks.values())
        fill(self.con, "marked", list(terms.marks), proofs, list(map(GRAVEST.index, proofs)))

    def canon(self) -> None:
        """Make the table ``canon``: which canonical id each number has that some row ties."""
        raw.gather(self.con, "alias_raw", self.shelves, "alias", raw.ALIAS_COLUMNS)
        self.con.execute(raw.sql("canon"))
        while self._settle():
            pass

    def _settle(self) -> bool:
        self.con.execute(raw.sql("canon_step"))
        (moved,) = self.con.execute(
            "SELECT count(*) FROM settled s JOIN canon c USING (raw) WHERE s.id <> c.id"
        ).fetchall()[0]
        self.con.execute("CREATE OR REPLACE TEMP TABLE canon AS FROM settled")
        return bool(moved)

    def _lists(self) -> None:
        self.con.execute(raw.sql("lists"))

    def _flows(self, kind: str, *, companies: bool) -> None:
        table = raw.flow_table(kind)
        self.con.execute(f"SET VARIABLE class = {raw.text(kind)}")
        extras = raw.gather(
            self.con, "flow_raw", self.shelves, table, raw.FLOW_COLUMNS, extras=True
        )
        for step in ("accounts", "stated", "numbered", "told"):
            self.con.execute(raw.sql(step))
        find_reversals(self.con)
        self.con.execute(raw.sql("pairs"))
        find_rails(self.con, extras, known=companies)
        for step in ("merged", "payments"):
            self.con.execute(raw.sql(step))
        chosen = "".join(f", f.{raw.name(extra)}" for extra in extras)
        self.con.execute(raw.sql("flow_table").replace("{extras}", chosen))
        self._write("FROM flow_table", table)
        self._write("FROM told_table", f"told_{kind}")
        self._write("SELECT code, id, is_end FROM account ORDER BY code", f"account_{kind}")
        self.con.execute(raw.sql("add_to_lists"))

    def _facts(self, key: bytes) -> None:
        self._gather_facts()
        self._links_told(key)
        self.con.execute("CREATE TEMP TABLE party (source_no INTEGER, layout VARCHAR)")
        layouts = [shelf.note().layout or shelf.sha256 for shelf in self.shelves]
        fill(self.con, "party", range(len(layouts)), layouts)
        for step, table in (("entities", "entity"), ("links", "link")):
            self.con.execute(raw.sql(step))
            self._write_facts(table)

    def _gather_facts(self) -> None:
        raw.gather(self.con, "entity_raw", self.shelves, "entity", raw.ENTITY_COLUMNS)
        raw.gather(self.con, "link_told", self.shelves, "link", raw.LINK_COLUMNS)

    def _write_facts(self, table: str) -> None:
        self._write(f"FROM {table}_table", table)

    def _links_told(self, key: bytes) -> None:
        """Make ``link_raw``: what rows say, and who of the case stands in leaked data."""
        also = ""
        if key and holds_batches(self.shelves):
            list_the_known(self.con, self.shelves, key)
            also = " UNION ALL BY NAME FROM listing"
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW link_raw AS FROM link_told{also}")

    def _write(self, query: str, table: str) -> None:
        path = self.work / f"{table}.parquet"
        self.con.execute(f"COPY ({query}) TO {raw.text(path)} (FORMAT parquet, COMPRESSION snappy)")


def teach_kinds(con: DuckDBPyConnection, schema: Schema) -> None:
    """Give the SQL what it must know of the ontology: depth of kinds, which are ends."""
    known = schema.entity_kinds()
    ends = [snake_case(k.key_kind) for k in known if schema.is_a(k.name, "MoneyEnd")]
    con.execute("CREATE TEMP TABLE kind_depth (kind VARCHAR, depth INTEGER)")
    con.execute("CREATE TEMP TABLE end_kind (kind VARCHAR)")
    fill(con, "kind_depth", [k.name for k in known], [len(k.ancestors) for k in known])
    fill(con, "end_kind", ends)

"""Derives the index from sources and decisions alone: the same ones give the same tables."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ledger import all_rows
from kg.ledger.duck import connect, fill
from kg.ledger.extracts import list_decided
from kg.ledger.source_tables import Shelf
from kg.limits import LIMITS
from kg.masking.numbering import keyed_hash
from kg.model import snake_case
from kg.schema import Schema, load_schema
from kg.values import Refused
from kg.values.phones import normal_phone

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Rises whenever the same shelves would give other tables.
VERSION = 6
ROW_GROUP = 122_880
"""Rows of a row group of a table, as DuckDB has it: who reads one mostly reads it all."""
LISTS = ("pair", "reversal", "conflict")
"""Tables that are looked through rather than followed."""
SAME = "same"
"""The table of the things that a person took for one: each id, and the one it goes by."""
GRAVEST = ("excluded", "disputed", "verified")
"""The words on one fact in the order in which they win, where its rows are judged apart."""


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """What people decided of the rows (pairs rejected, facts marked), and how near a pair must be.

    With the case's ``key`` the numbers that the case knows are looked for in leaked data.
    """

    rejected: Collection[str]
    pair_seconds: int
    rail_seconds: int = LIMITS.rail_seconds
    marks: Mapping[str, str] = field(default_factory=dict)
    key: bytes = field(default=b"", repr=False)
    same: Collection[tuple[str, str]] = ()
    """Pairs of things that a person took for one."""

    def lines(self) -> list[str]:
        """Return all of it as lines that only the same terms give."""
        marks = [f"{proof} {link}" for link, proof in sorted(self.marks.items())]
        windows = f"pair {self.pair_seconds} rail {self.rail_seconds}"
        same = [f"same {one} {other}" for one, other in sorted(self.same)]
        return [windows, *sorted(self.rejected), *marks, *same]


def index_digest(shelves: Sequence[Shelf], terms: IndexTerms) -> str:
    """Return the name of the index that these shelves and terms give."""
    lines = [f"index {VERSION}", *terms.lines()]
    if terms.key and holds_batches(shelves):
        lines.append(f"key {keyed_hash(terms.key, 'index', '')}")
    lines += [shelf.fingerprint() for shelf in shelves]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def build_index(work: Path, shelves: Sequence[Shelf], terms: IndexTerms) -> None:
    """Derive all tables into an empty folder."""
    if shelves or terms.same:
        IndexBuilder(work, shelves).run(terms)
    else:
        _write_nothing(work)


def _write_nothing(work: Path) -> None:
    """Write the tables of no source: a pass over nothing would take five times as long."""
    with connect() as con:
        for step in ("no_facts", "lists"):
            con.execute(all_rows.sql(step))
        for table in ("entity", "link"):
            _write_table(con, f"FROM {table}_table", work / f"{table}.parquet")
        for table in LISTS:
            _write_table(con, f"FROM {table}_list", work / f"{table}.parquet")


class IndexBuilder:
    """One pass over the shelves; every step leaves tables that the next one reads."""

    def __init__(self, work: Path, shelves: Sequence[Shelf], *, on_disk: bool = False) -> None:
        self.work = work
        self.shelves = shelves
        self.con = connect(spill=work / "spill", on_disk=on_disk)
        self._same: tuple[tuple[str, str], ...] = ()

    def run(self, terms: IndexTerms) -> None:
        """Derive every table, once."""
        self._same = tuple(terms.same)
        with self.con:
            self._set(terms)
            schema = load_schema()
            make_kind_tables(self.con, schema)
            self._name_origins()
            self.canon()
            self._write_same(terms)
            self._lists()
            self._facts(terms.key)
            companies = make_company_tables(self.con, self.work, schema)
            for kind in all_rows.classes(self.shelves):
                self._flows(kind, companies=companies)
            list_decided(self.con, self.shelves)
            for table in LISTS:
                self._write(f"SELECT * FROM {table}_list ORDER BY ALL", table)

    def _set(self, terms: IndexTerms) -> None:
        self.con.execute(f"SET VARIABLE pair_us = {terms.pair_seconds * 1_000_000}")
        self.con.execute(f"SET VARIABLE rail_us = {terms.rail_seconds * 1_000_000}")
        self.con.execute("CREATE TABLE rejected (id VARCHAR)")
        fill(self.con, "rejected", sorted(terms.rejected))
        self.con.execute("CREATE TABLE marked (id VARCHAR, proof VARCHAR, rank INTEGER)")
        proofs = list(terms.marks.values())
        fill(self.con, "marked", list(terms.marks), proofs, list(map(GRAVEST.index, proofs)))

    def _name_origins(self) -> None:
        self.con.execute(all_rows.SHELF_OF)
        self.con.execute("CREATE TABLE origin_of (shelf BIGINT, sha256 VARCHAR, origin VARCHAR)")
        known = [(n, shelf.sha256, shelf.origin()) for n, shelf in enumerate(self.shelves)]
        fill(self.con, "origin_of", *zip(*known, strict=True))

    def canon(self) -> None:
        """Make the table ``canon``: which canonical id each number has that some row ties."""
        make_canon(self.con, self.shelves, self._same)

    def _write_same(self, terms: IndexTerms) -> None:
        """Write which id the things have that a person took for one, if there are any."""
        if terms.same:
            listed = ", ".join(all_rows.text(end) for pair in terms.same for end in pair)
            self._write(f"SELECT raw, id FROM canon WHERE raw IN ({listed}) ORDER BY raw", SAME)

    def _lists(self) -> None:
        self.con.execute(all_rows.sql("lists"))

    def _flows(self, kind: str, *, companies: bool) -> None:
        table = all_rows.flow_table(kind)
        self.con.execute(f"SET VARIABLE class = {all_rows.text(kind)}")
        extras = all_rows.gather(
            self.con, "flow_raw", self.shelves, table, all_rows.FLOW_COLUMNS, extras=True
        )
        for step in ("decided", "accounts", "stated", "numbered", "told"):
            self.con.execute(all_rows.sql(step))
        find_reversals(self.con)
        self.con.execute(all_rows.sql("pairs"))
        make_rails(self.con, extras, known=companies)
        for step in ("merged", "payments"):
            self.con.execute(all_rows.sql(step))
        chosen = "".join(f", f.{all_rows.name(extra)}" for extra in extras)
        self.con.execute(all_rows.sql("flow_table").replace("{extras}", chosen))
        self.con.execute(all_rows.sql("add_to_lists"))
        self._write_flows(kind, extras)

    def _write_flows(self, kind: str, extras: Collection[str]) -> None:
        """Write the payments of a class, the tellings counted together, and its accounts."""
        self._write("FROM flow_table", all_rows.flow_table(kind))
        self._write("FROM told_table", f"told_{kind}")
        self._write("SELECT code, id, is_end FROM account ORDER BY code", f"account_{kind}")

    def _facts(self, key: bytes) -> None:
        self._gather_facts()
        self._make_link_raw(key)
        self.con.execute("CREATE TABLE party (source_no INTEGER, layout VARCHAR)")
        layouts = [shelf.note().layout or shelf.sha256 for shelf in self.shelves]
        fill(self.con, "party", range(len(layouts)), layouts)
        self._write_entities()
        self.con.execute(all_rows.sql("links"))
        self._write_facts("link")

    def _write_entities(self) -> None:
        self.con.execute(all_rows.sql("entities"))
        self._write_facts("entity")

    def _gather_facts(self) -> None:
        gather_facts(self.con, self.shelves, "entity_raw", "link_told")

    def _write_facts(self, table: str) -> None:
        self._write(f"FROM {table}_table", table)

    def _make_link_raw(self, key: bytes) -> None:
        """Make ``link_raw``: what rows say, and who of the case stands in leaked data."""
        also = ""
        if key and holds_batches(self.shelves):
            list_known_in_leaks(self.con, self.shelves, key)
            also = " UNION ALL BY NAME FROM listing"
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW link_raw AS FROM link_told{also}")

    def _write(self, query: str, table: str, row_group: int = ROW_GROUP) -> None:
        _write_table(self.con, query, self.work / f"{table}.parquet", row_group)


def _write_table(
    con: DuckDBPyConnection, query: str, path: Path, row_group: int = ROW_GROUP
) -> None:
    form = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {row_group}"
    con.execute(f"COPY ({query}) TO {all_rows.text(path)} ({form})")


def make_canon(
    con: DuckDBPyConnection, shelves: Sequence[Shelf], same: Iterable[tuple[str, str]] = ()
) -> None:
    """Make the table ``canon``: which canonical id each number has that some row ties.

    ``same`` are pairs that a person took for one: they are tied as a row ties two numbers.
    """
    pairs = list(same)
    con.execute("CREATE OR REPLACE TABLE same_pair (a VARCHAR, b VARCHAR)")
    if pairs:
        fill(con, "same_pair", [a for a, _ in pairs], [b for _, b in pairs])
    all_rows.gather(con, "alias_raw", shelves, "alias", all_rows.ALIAS_COLUMNS)
    con.execute(all_rows.sql("canon"))
    while _settle(con):
        pass


def _settle(con: DuckDBPyConnection) -> bool:
    con.execute(all_rows.sql("canon_step"))
    (moved,) = con.execute(
        "SELECT count(*) FROM settled s JOIN canon c USING (raw) WHERE s.id <> c.id"
    ).fetchall()[0]
    con.execute("CREATE OR REPLACE TABLE canon AS FROM settled")
    return bool(moved)


def gather_facts(con: DuckDBPyConnection, shelves: Sequence[Shelf], entity: str, link: str) -> None:
    """Make a view of what rows say of things and one of what they say between them.

    In tables of earlier versions things may be of roles: those become claims.
    """
    all_rows.gather(con, f"{entity}_written", shelves, "entity", all_rows.ENTITY_COLUMNS)
    all_rows.gather(con, f"{link}_written", shelves, "link", all_rows.LINK_COLUMNS)
    con.execute(all_rows.sql("said_roles").format(entity=entity, link=link))


def make_kind_tables(con: DuckDBPyConnection, schema: Schema) -> None:
    """Give the SQL what it must know of the ontology: depth of kinds, which are ends or roles."""
    known = schema.entity_kinds()
    ends = [snake_case(k.key_kind) for k in known if schema.is_money_end(k.name)]
    con.execute("CREATE TABLE kind_depth (kind VARCHAR, depth INTEGER)")
    con.execute("CREATE TABLE end_kind (kind VARCHAR)")
    fill(con, "kind_depth", [k.name for k in known], [len(k.ancestors) for k in known])
    fill(con, "end_kind", ends)
    roles = [kind for kind in schema.roles() if kind.held_by]
    con.execute("CREATE TABLE role_kind (role VARCHAR, neutral VARCHAR)")
    fill(con, "role_kind", [k.name for k in roles], [k.held_by for k in roles])


#: Rows of every statement, counterpart and amount that has a reversal, oldest first. Blank
#: counterparts of one account differ by direction only, so they count as the same nobody.
CANDIDATES = """
WITH seen AS (
    SELECT told.rid, told.id, status, start_us, seq, source_no, member, row_no, r, currency,
        abs(amount) AS size,
        CASE WHEN r = t AND s <> t THEN (CASE WHEN src.is_end THEN -1 ELSE s END)
             WHEN r = s THEN (CASE WHEN dst.is_end THEN -1 ELSE t END)
             ELSE least(s, t) * 4294967296::BIGINT + greatest(s, t) END AS other
    FROM told JOIN account src ON src.code = s JOIN account dst ON dst.code = t
    WHERE status IN ('ok', 'reversed', 'reversal')
        AND rid NOT IN (SELECT rid FROM decided WHERE part = 'off')
)
SELECT (r, other, size, currency), rid, id, status, start_us IS NOT NULL FROM seen
WHERE hash(r, other, size, currency) IN (
    SELECT hash(r, other, size, currency) FROM seen WHERE status = 'reversal')
ORDER BY r, other, size, currency, start_us NULLS LAST, status = 'reversal', coalesce(seq, -1),
    source_no, member, row_no, rid
"""


@dataclass(frozen=True, slots=True)
class Reversal:
    """A row that takes another back: ``state`` is 'paired', or 'alone' when no row is found."""

    rid: int
    id: str
    reverses: str
    reversed_rid: int
    state: str


def find_reversals(con: DuckDBPyConnection) -> None:
    """Make the tables ``reversal`` and ``undone`` (rids that do not flow) from ``told``."""
    reversals = list(match_reversals(con.execute(CANDIDATES).fetchall()))
    con.execute(
        "CREATE OR REPLACE TABLE reversal (id VARCHAR, reverses VARCHAR, state VARCHAR,"
        " rid BIGINT, reversed_rid BIGINT);"
        "CREATE OR REPLACE TABLE undone AS"
        " SELECT rid, CASE WHEN r.status = 'reversal' THEN 'reversal' ELSE 'reversed' END AS status"
        " FROM decided JOIN stated r USING (rid) WHERE part = 'off'"
    )
    if reversals:
        rows = [(f.id, f.reverses, f.state, f.rid, f.reversed_rid) for f in reversals]
        fill(con, "reversal", *zip(*rows, strict=True))
        gone = [(f.rid, "reversal") for f in reversals]
        gone += [(f.reversed_rid, "reversed") for f in reversals if f.state == "paired"]
        fill(con, "undone", *zip(*gone, strict=True))


def match_reversals(rows: Iterable[tuple[object, int, str, str, bool]]) -> Iterator[Reversal]:
    """Pair each reversal with the nearest earlier row not yet taken back, one to one.

    Rows come as ``(group, rid, id, status, dated)``, oldest first in each group. A row that the
    bank itself marks as reversed is taken before an unmarked one.
    """
    open_rows: dict[object, list[tuple[int, str, bool]]] = defaultdict(list)
    for group, rid, link, status, dated in rows:
        if status != "reversal":
            open_rows[group].append((rid, link, status == "reversed"))
        elif not dated or not open_rows[group]:
            yield Reversal(rid, link, "", -1, "alone")
        else:
            taken = _take(open_rows[group])
            yield Reversal(rid, link, taken[1], taken[0], "paired")


def _take(rows: list[tuple[int, str, bool]]) -> tuple[int, str, bool]:
    marked = [place for place, row in enumerate(rows) if row[2]]
    return rows.pop(marked[-1] if marked else -1)


CARD = "userCard"
"""The ontology's property of a payment: the card that a payment account's user paid with."""


def make_company_tables(con: DuckDBPyConnection, work: Path, schema: Schema) -> bool:
    """Make what the rails need of the written facts; say whether any payment company is known."""
    kinds = [k.name for k in schema.entity_kinds() if schema.is_pool(k.name)]
    for name, known in (("company_kind", kinds), ("holding_kind", schema.money_holdings())):
        con.execute(f"CREATE OR REPLACE TABLE {name} (kind VARCHAR)")
        fill(con, name, known)
    for table in ("entity", "link"):
        path = all_rows.file_text(work / f"{table}.parquet")
        con.execute(f"CREATE OR REPLACE TEMP VIEW known_{table} AS FROM read_parquet({path})")
    query = "SELECT count(*) FROM known_entity WHERE kind IN (FROM company_kind)"
    return bool(con.execute(query).fetchall()[0][0])


def make_rails(con: DuckDBPyConnection, extras: Collection[str], *, known: bool) -> None:
    """Make the table ``rail`` from ``told``: joined, ambiguous and rejected ones."""
    if not known:
        con.execute(all_rows.sql("rails_none"))
        return
    con.execute(_cards(all_rows.name(CARD) if CARD in extras else "NULL::VARCHAR"))
    for step in ("rail_sides", "rails"):
        con.execute(all_rows.sql(step))


def _cards(column: str) -> str:
    """Return the SQL for ``card_said``: rows that name a card, and its account where that pays."""
    identity = (
        f"'urn:crimechain:account:' || substr(sha256(concat(part(''), part({column}))), 1, 32)"
    )
    return (
        "CREATE OR REPLACE TABLE card_said AS SELECT f.rid, a.code AS card "
        f"FROM (SELECT rid, {identity} AS raw FROM flow_raw WHERE {column} <> '') f "
        "LEFT JOIN canon c USING (raw) LEFT JOIN account a ON a.id = coalesce(c.id, f.raw)"
    )


LISTED = "listed"
LISTED_COLUMNS = {
    "sort": "VARCHAR", "hash": "VARCHAR", "row_no": "BIGINT", "member": "VARCHAR",
}  # fmt: skip
LISTED_KNOWN = "listed_known"
"""Of leaked data that another case sealed: the numbers that it knew, and their hashes there."""
KNOWN_COLUMNS = {"sort": "VARCHAR", "number": "VARCHAR", "hash": "VARCHAR"}
NUMBERS = {"phone": "msisdn", "residentId": "residentId"}
"""The property that holds the numbers of each sort of hash."""
STRETCH = 50_000


def holds_batches(shelves: Sequence[Shelf]) -> bool:
    """Say whether a source has hashes of leaked data."""
    return any(shelf.table(LISTED) for shelf in shelves)


def list_known_in_leaks(con: DuckDBPyConnection, shelves: Sequence[Shelf], key: bytes) -> None:
    """Make the table ``listing`` of the links that ``entity_raw`` and the batches give."""
    all_rows.gather(con, "listed_raw", shelves, LISTED, LISTED_COLUMNS)
    numbers = [
        f"SELECT id, {all_rows.text(sort)} AS sort, "
        f"unnest((values->'$.{name}')::VARCHAR[]) AS number"
        " FROM entity_raw"
        for sort, name in NUMBERS.items()
    ]
    con.execute(f"CREATE OR REPLACE TABLE number AS {' UNION '.join(numbers)}")
    con.execute("CREATE OR REPLACE TABLE batch_file (sha256 VARCHAR, origin VARCHAR)")
    fill(con, "batch_file", *zip(*((s.sha256, s.origin()) for s in shelves), strict=True))
    _hash_all(con, key)
    all_rows.gather(con, "sealed_elsewhere", shelves, LISTED_KNOWN, KNOWN_COLUMNS)
    con.execute("INSERT INTO keyed SELECT DISTINCT sort, number, hash FROM sealed_elsewhere")
    con.execute(all_rows.sql("listing"))


def known_in_leaks(shelves: Sequence[Shelf], key: bytes) -> dict[str, list[tuple[str, str, str]]]:
    """Return of each batch of leaked data the numbers in it that the case knows.

    Each is its sort, the number as the case has it, and the hash that the batch has of it.
    """
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    if not holds_batches(shelves):
        return found
    with connect() as con:
        make_kind_tables(con, load_schema())
        gather_facts(con, shelves, "entity_raw", "link_told")
        list_known_in_leaks(con, shelves, key)
        rows = con.execute(
            "SELECT DISTINCT l.sha256, sort, k.number, hash FROM keyed k"
            " JOIN listed_raw l USING (sort, hash) ORDER BY ALL"
        )
        for sha256, sort, number, hash_ in rows.fetchall():
            found[sha256].append((sort, number, hash_))
    return found


def _hash_all(con: DuckDBPyConnection, key: bytes) -> None:
    con.execute("CREATE OR REPLACE TABLE keyed (sort VARCHAR, number VARCHAR, hash VARCHAR)")
    con.execute("CREATE OR REPLACE TABLE each AS SELECT DISTINCT sort, number FROM number")
    ((count,),) = con.execute("SELECT count(*) FROM each").fetchall()
    for start in range(0, count, STRETCH):
        within = f"rowid >= {start} AND rowid < {start + STRETCH}"
        rows = con.execute(f"SELECT sort, number FROM each WHERE {within}").fetchall()
        sorts, words = zip(*rows, strict=True)
        hashes = [keyed_hash(key, sort, as_hashed(sort, word)) for sort, word in rows]
        fill(con, "keyed", sorts, words, hashes)


def as_hashed(sort: str, word: str) -> str:
    """Return a number as a batch hashes it; some files' layouts keep telephones as written."""
    if sort != "phone" or word.startswith("+"):
        return word
    try:
        return normal_phone(word).text
    except Refused:
        return word

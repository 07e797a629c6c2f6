"""Rows that were cut out of a lake: what the whole lake knew of them goes with them.

An extract has all rows of some accounts and single rows of others. What a case asks of all money
of an account (its balance, its counterparties, its hubs) is told of the first by these rows, and of
the others only by what the lake said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import FormatError
from kg.ledger import all_rows
from kg.ledger.duck import connect, fill
from kg.ledger.source_tables import FLOW, Shelf
from kg.messages import Message
from kg.model import InferredLeg
from kg.records import as_kg_wrote, from_json
from kg.sources.extract_file import LAKE_LEGS, SEEN

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from kg.ledger.index_tables import IndexTables

_SEEN = {"id": "VARCHAR", "counterparties": "INTEGER", "whole": "BOOLEAN"}
_UNIT = {
    "currency": "VARCHAR", "digits": "INTEGER", "wide": "BOOLEAN", "widest": "BIGINT",
    "sources": "INTEGER",
}  # fmt: skip
_ROW = {"row_no": "BIGINT", "member": "VARCHAR"}
_LEG = {"id": "VARCHAR", "leg": "VARCHAR"}
_STATUS = {"place": "BIGINT", "status": "VARCHAR"}
_TABLES = {
    "listed": {"sort": "VARCHAR", "hash": "VARCHAR", "row_no": "BIGINT", "member": "VARCHAR"},
    "listed_known": {"sort": "VARCHAR", "number": "VARCHAR", "hash": "VARCHAR"},
    "alike": {"id": "VARCHAR", "alike": "VARCHAR", "shown": "VARCHAR"},
    "entity": all_rows.ENTITY_COLUMNS,
    "link": all_rows.LINK_COLUMNS,
    "alias": all_rows.ALIAS_COLUMNS,
    LAKE_LEGS: _LEG,
}


class Elsewhere(NamedTuple):
    """What the lakes of a case's extracts knew by all of their rows.

    ``units`` has by currency the digits after the point and whether 64 bits are too few, ``widest``
    the length of the longest moment in microseconds, ``many`` says that several files told them.
    """

    units: dict[str, tuple[int, bool]]
    widest: int = 0
    many: bool = False


class LakeLegs(NamedTuple):
    """Legs that no row records, as they were weighed over all rows of lakes.

    ``legs`` are those that rest on payments of a case, and what competes with these; ``payments``
    are the ids of all payments that came with legs: among them a case has nothing to look for.
    """

    legs: tuple[InferredLeg, ...] = ()
    payments: frozenset[str] = frozenset()


def check_extract(folder: Path, name: str) -> None:
    """Read every value of an extract's tables once, as the ledger will.

    Raises:
        FormatError: A table is broken, or a column holds what it cannot hold.
    """
    import duckdb

    shelf = Shelf("", folder)
    kinds = {FLOW + kind: all_rows.FLOW_COLUMNS for kind in shelf.flow_classes()}
    kinds |= {SEEN + kind: _SEEN for kind in shelf.flow_classes()}
    kinds |= {f"unit_{kind}": _UNIT for kind in shelf.flow_classes()}
    kinds |= {path.stem: _ROW for path in shelf.folder.glob("row_*.parquet")}
    kinds |= {path.stem: _STATUS for path in shelf.folder.glob("status_*.parquet")}
    with connect() as con:
        for table, columns in (kinds | _TABLES).items():
            try:
                all_rows.gather(con, "checked", [shelf], table, columns)
                seen = ", ".join(f"max(hash({all_rows.name(column)}))" for column in columns)
                con.execute(f"SELECT {seen} FROM checked")
            except duckdb.Error as error:
                what = Message("extract-table-broken", table=table)
                raise FormatError(what, where=name, hint=Message("extract-it-again")) from error
    try:
        legs_of(shelf)
    except FormatError as error:
        what = Message("extract-table-broken", table=LAKE_LEGS)
        raise FormatError(what, where=name, hint=Message("extract-it-again")) from error


def legs_of(shelf: Shelf) -> list[InferredLeg]:
    """Return the legs that came with an extract, sorted by id.

    Raises:
        FormatError: What stands there is none.
    """
    if not (path := shelf.table(LAKE_LEGS)):
        return []
    with connect() as con:
        query = f"SELECT leg FROM {all_rows.parquet(path)} ORDER BY id"
        return [from_json(InferredLeg, leg) for (leg,) in con.execute(query).fetchall()]


def lake_legs(index: IndexTables) -> LakeLegs:
    """Return the legs that came with a case's extracts, each once, its ends as they go there."""
    shelves = [shelf for shelf in index.shelves if shelf.table(LAKE_LEGS)]
    if not shelves:
        return LakeLegs()
    same = index.same
    legs = dict[str, InferredLeg]()
    for shelf in shelves:
        with as_kg_wrote(shelf.folder / f"{LAKE_LEGS}.parquet"):
            legs |= {leg.id: leg for leg in legs_of(shelf)}
    own = ", ".join(all_rows.text(shelf.sha256) for shelf in shelves)
    tables = [all_rows.flow_table(kind) for kind in index.flow_classes]
    rows = [
        row
        for table in tables
        for row in index.con.execute(f"SELECT id FROM {table} WHERE sha256 IN ({own})").fetchall()
    ]
    ends = (
        replace(
            leg, source=same.get(leg.source, leg.source), target=same.get(leg.target, leg.target)
        )
        for _, leg in sorted(legs.items())
    )
    return LakeLegs(tuple(ends), frozenset(payment for (payment,) in rows))


def make_seen(con: DuckDBPyConnection, index: IndexTables, kind: str) -> bool:
    """Make ``seen_account``: of each account the most that a lake knew; say whether there is any.

    Accounts stand under the ids that they have here. Where a person took two for one, both must be
    whole for the one to be.
    """
    table = SEEN + kind
    if not any(shelf.table(table) for shelf in index.shelves):
        return False
    all_rows.gather(con, "seen_told", index.shelves, table, _SEEN)
    con.execute("CREATE OR REPLACE TEMP TABLE seen_same (raw VARCHAR, id VARCHAR)")
    fill(con, "seen_same", list(index.same), list(index.same.values()))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE seen_account AS SELECT coalesce(s.id, t.id) AS id,"
        " max(counterparties) AS counterparties, bool_and(whole) AS whole FROM ("
        " SELECT id, max(counterparties) AS counterparties, bool_or(whole) AS whole"
        " FROM seen_told GROUP BY id) t LEFT JOIN seen_same s ON s.raw = t.id GROUP BY ALL"
    )
    return True


def extracted_rows(shelves: Sequence[Shelf]) -> dict[str, tuple[Path, ...]]:
    """Return, by the hash of the file in the lake, the folders of rows that were cut out of it."""
    folders: dict[str, tuple[Path, ...]] = {}
    for shelf in shelves:
        if (origin := shelf.origin()) != shelf.sha256:
            folders[origin] = (*folders.get(origin, ()), shelf.folder)
    return folders


def known_elsewhere(shelves: Sequence[Shelf], kind: str) -> Elsewhere:
    """Return units and clocks of the lakes from which rows of a class were cut."""
    cut = [shelf for shelf in shelves if shelf.origin() != shelf.sha256]
    if not cut:
        return Elsewhere({})
    with connect() as con:
        all_rows.gather(con, "unit_told", cut, f"unit_{kind}", _UNIT)
        rows = con.execute(
            "SELECT currency, max(digits), bool_or(wide), max(widest), max(sources) FROM unit_told"
            " GROUP BY currency ORDER BY currency"
        ).fetchall()
    units = {currency: (digits, wide) for currency, digits, wide, *_ in rows}
    widest = max((row[3] for row in rows), default=0)
    return Elsewhere(units, widest, many=any(row[4] > 1 for row in rows))


def list_decided(con: DuckDBPyConnection, shelves: Sequence[Shelf]) -> None:
    """Add to the lists of pairs, reversals and conflicts what was decided of cut rows."""
    for table, query in _LISTED.items():
        files = sorted({str(path) for shelf in shelves if (path := shelf.table(f"lake_{table}"))})
        if files:
            listed = ", ".join(map(all_rows.file_text, files))
            con.execute(
                f"INSERT INTO {table}_list WITH told AS"
                f" (SELECT DISTINCT * FROM read_parquet([{listed}])) {query}"
            )


_FILES = (
    "(SELECT list_sort(list(DISTINCT o.sha256)) FROM origin_of o"
    " WHERE list_contains(t.shas, o.origin)) AS shas"
)
_LISTED = {
    # numbers of clusters made here begin at 1
    "pair": f"SELECT * REPLACE (cluster + (1::BIGINT << 40) AS cluster, {_FILES}) FROM told t",
    "reversal": f"SELECT * REPLACE ({_FILES}) FROM told t",
    "conflict": "SELECT t.* REPLACE (o.sha256 AS sha256) FROM told t JOIN (SELECT origin,"
    " min(sha256) AS sha256 FROM origin_of GROUP BY origin) o ON o.origin = t.sha256",
}
"""What is told of each list, its files under the hashes that they have in the case."""

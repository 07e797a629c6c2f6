"""Cuts a case's part out of a lake: all rows of the accounts followed, one file for each source.

An extract is a zip that ``kg load`` reads (:mod:`kg.sources.extract_file`). It holds the rows of
one source file with what was decided of them over the whole lake, what is said of the things that
they name, the cells as they were read, and where each row lies in the lake.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.lake.layout import PAYEE, PAYER, SAID, Lake
from kg.lake.row_files import PLACE, ROWS
from kg.lake.search import account_facts
from kg.ledger import all_rows
from kg.ledger.duck import connect
from kg.ledger.source_tables import FLOW, Shelf
from kg.records import to_json
from kg.schema import load_schema
from kg.schema.meanings import ACTOR, HOLDING
from kg.sources.extract_file import (
    ABOUT,
    EXTRACT,
    EXTRACT_VERSION,
    LAKE_LEGS,
    PLACES,
    SEEN,
    SUFFIX,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from kg.lake.engine import Engine, SoughtRows
    from kg.model import InferredLeg

COPY = "lake_copy"
"""The column that says in which copy a row was found."""
NOBODY = "SELECT NULL::VARCHAR AS id WHERE false"
LISTS = {"pair": ("id_a", "id_b"), "reversal": ("id", "reverses"), "conflict": ("id", "own_id")}
"""What was decided of rows, as a case's index lists it: by which ids a line is found."""
MOST_FACTS = 1_000
"""Who has more facts than these, such as a bank, is told of without them."""
_TIED = """
INSERT INTO thing
WITH party AS (
    SELECT id FROM lake_entity WHERE id IN (FROM thing) AND kind IN ({actors})
), end_of AS (
    SELECT source AS id, target AS other FROM lake_link
    WHERE source IN (FROM party) AND kind NOT IN ({holdings})
    UNION ALL
    SELECT target, source FROM lake_link
    WHERE target IN (FROM party) AND kind NOT IN ({holdings})
)
SELECT DISTINCT other FROM end_of
WHERE id IN (SELECT id FROM end_of GROUP BY id HAVING count(*) <= {most})
    AND other NOT IN (FROM thing)
"""
"""To whom facts tie those who have the accounts: what they are in a chain is told by these."""
_SAID_BY = """
SELECT * EXCLUDE (place, nth, times, most),
    place.sha256 AS sha256, place.member AS member, place.row_no AS row_no,
    {times} AS times
FROM (SELECT * EXCLUDE (places), unnest(places) AS place, generate_subscripts(places, 1) AS nth,
        len(places) AS most
    FROM ({said}))
"""
"""One line for each row that is named for a saying."""
_SAYINGS = {
    "entity": _SAID_BY.format(
        times="times",  # of a thing a later extract may bring more of these rows
        said="SELECT raw AS id, kind, name, values, times, CASE WHEN id IN (FROM seen_account)"
        " AND id NOT IN (FROM followed) THEN places[1:1] ELSE places END AS places"
        f" FROM lake_{SAID}entity WHERE id IN (FROM thing)",
    ),
    "link": _SAID_BY.format(
        times="CASE nth WHEN 1 THEN times - most + 1 ELSE 1 END",
        said=f"SELECT * EXCLUDE (s, t) FROM lake_{SAID}link"
        " WHERE s IN (FROM thing) AND t IN (FROM thing)",
    ),
    "alias": "SELECT a, b, place.sha256 AS sha256, place.member AS member, place.row_no AS row_no"
    f" FROM (SELECT a, b, unnest(places) AS place FROM lake_{SAID}alias WHERE id IN (FROM thing))",
}
"""What is said of the things, by its table. Of an account of which not all rows are in the extract
one row of each saying is enough: a thousand files may say its number."""
_OWN = ("payer", "payee", "leads", "in_time", "width", "rid", "month")


@dataclass(frozen=True, slots=True)
class ExtractFile:
    """An extract that was written: the rows of one source, and how many they are."""

    path: Path
    origin: str
    name: str
    rows: int


def cut_rows(lake: Lake, engine: Engine, kind: str, accounts: Iterable[str]) -> pa.Table:
    """Return every row that tells a payment from or to one of these accounts, each once.

    With them come the rows of a payment company that give one of these payments its ends.

    Args:
        lake: Where the rows lie.
        engine: What reads them.
        kind: The flowing class.
        accounts: Whose rows.

    Returns:
        The rows with the columns of the lake, ``lake_file`` (below its tables) and ``lake_row``.
    """
    import pyarrow as pa

    wanted = sorted(set(accounts))
    parts = []
    for copy, other in ((PAYER, ""), (PAYEE, PAYER)):
        sought = lake.sought_rows(kind, copy, wanted)
        if sought:
            parts.append(engine.select_parts(*_cut(kind, copy, other, wanted, sought)))
    if not parts:
        return pa.table({})
    rows = pa.concat_tables(parts)
    beside = _beside(lake, engine, kind, rows)
    if beside is not None:
        rows = pa.concat_tables([rows, beside])
    return _placed(lake, kind, rows)


def cut_payments(
    lake: Lake, engine: Engine, kind: str, payments: Mapping[str, str], known: pa.Table
) -> pa.Table:
    """Return rows that were cut with those that tell some payments more, each once.

    Args:
        lake: Where the rows lie.
        engine: What reads them.
        kind: The flowing class.
        payments: The account that pays, by the id of each payment.
        known: The rows, as :func:`cut_rows` gives them.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    sought = lake.sought_rows(kind, PAYER, payments.values())
    if not sought:
        return known
    query = (
        f"SELECT r.*, '{PAYER}' AS {COPY} FROM rows r"
        f" WHERE r.{PAYER} IN (SELECT payer FROM wanted)"
        " AND coalesce(r.decided_payment, r.id) IN (SELECT id FROM wanted)"
    )
    columns = {"id": list(payments), "payer": list(payments.values())}
    wanted = pa.table({name: pa.array(ids, pa.string()) for name, ids in columns.items()})
    more = engine.select_parts(query, sought, {"wanted": wanted})
    beside = _beside(lake, engine, kind, more)
    if beside is not None:
        more = pa.concat_tables([more, beside])
    if len(known):
        more = more.filter(pc.invert(pc.is_in(more.column("rid"), known.column("rid"))))
    if not len(more):
        return known
    placed = _placed(lake, kind, more)
    return pa.concat_tables([known, placed]) if len(known) else placed


def payments_told(cut: Iterable[pa.Table]) -> set[str]:
    """Return the ids of all payments that rows which were cut tell."""
    import pyarrow.compute as pc

    return {
        payment
        for rows in cut
        if len(rows)
        for payment in pc.coalesce(rows.column("decided_payment"), rows.column("id")).to_pylist()
    }


def _placed(lake: Lake, kind: str, rows: pa.Table) -> pa.Table:
    """Return rows with their own ends, and with the places that they have in the lake."""
    return _with_places(_with_own_ends(rows), lake.tables, f"rows_{kind}")


def _with_own_ends(rows: pa.Table) -> pa.Table:
    """Return rows with their own ends, which a lake writes only where they are other accounts."""
    import pyarrow.compute as pc

    told = {name: rows.column(name) for name in ("payer", "payee", "source", "target", "reporter")}
    told["source"] = pc.coalesce(told["source"], told["payer"])
    told["target"] = pc.coalesce(told["target"], told["payee"])
    said = rows.column("reporter_end")
    for end in ("source", "target"):
        is_it = pc.fill_null(pc.equal(said, end), False)
        told["reporter"] = pc.if_else(is_it, told[end], told["reporter"])
    for name in ("source", "target", "reporter"):
        rows = rows.set_column(rows.schema.get_field_index(name), name, told[name])
    return rows.drop_columns(["reporter_end"])


def _with_places(rows: pa.Table, tables: Path, folder: str) -> pa.Table:
    """Return rows with the file, below ``tables``, and the row group of it in which each lies."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = [rows.column(part).dictionary_encode() for part in (COPY, "bucket", "month")]
    named = [part.combine_chunks() for part in parts]
    sizes = [len(part.dictionary) for part in named]
    codes = np.ravel_multi_index([part.indices.to_numpy() for part in named], sizes)
    met, of_file = np.unique(codes, return_inverse=True)
    order, counts = np.argsort(of_file, kind="stable"), np.bincount(of_file)
    at, groups = rows.column(PLACE).to_numpy(), np.empty(len(rows), np.int32)
    files, first = [], 0
    for places, count in zip(zip(*np.unravel_index(met, sizes), strict=True), counts, strict=True):
        copy, bucket, month = (
            part.dictionary[int(place)].as_py() for part, place in zip(named, places, strict=True)
        )
        files.append(f"{folder}/by={copy}/bucket={bucket}/month={month}/{ROWS}")
        mine, first = order[first : first + count], first + count
        footer = pq.read_metadata(tables / files[-1])
        ends = np.cumsum([footer.row_group(n).num_rows for n in range(footer.num_row_groups)])
        groups[mine] = np.searchsorted(ends, at[mine], side="right")
    told = pa.DictionaryArray.from_arrays(
        pa.array(of_file, pa.int32()), pa.array(files, pa.string())
    )
    rows = rows.drop_columns([COPY]).append_column("lake_file", told)
    return rows.append_column("lake_group", pa.array(groups))


def _cut(
    kind: str, copy: str, other: str, wanted: Sequence[str], sought: Sequence[SoughtRows]
) -> tuple[str, Sequence[SoughtRows], Mapping[str, pa.Table]]:
    """Return the question for the rows whose ``copy`` end is wanted, and whose other is not."""
    import pyarrow as pa

    query = f"SELECT r.*, '{copy}' AS {COPY} FROM rows r WHERE r.{copy} IN (SELECT id FROM wanted)"
    if other:
        query += f" AND r.{other} NOT IN (SELECT id FROM wanted)"
    return query, sought, {"wanted": pa.table({"id": pa.array(wanted, pa.string())})}


def _beside(lake: Lake, engine: Engine, kind: str, rows: pa.Table) -> pa.Table | None:
    """Return the rows of payments that stand beside one of these and are not among them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    told = rows.filter(pc.is_valid(rows.column("decided_beside")))
    if not len(told):
        return None
    ends = {*told.column(PAYER).to_pylist(), *told.column(PAYEE).to_pylist()}
    near = [
        engine.select_parts(*_cut(kind, copy, other, sorted(ends), sought))
        for copy, other in ((PAYER, ""), (PAYEE, PAYER))
        if (sought := lake.sought_rows(kind, copy, ends))
    ]
    among = pa.concat_tables(near)
    with connect() as con:
        for name, table in (("told", told), ("among", among), ("known", rows)):
            con.register(name, table)
        return con.sql(_BESIDE).to_arrow_table()


_BESIDE = """
WITH named AS (
    SELECT decided_beside->>'$.id' AS id, decided_beside->>'$.sha256' AS sha256,
        (decided_beside->>'$.row_no')::BIGINT AS row_no, decided_beside->>'$.member' AS member
    FROM told
), payment AS (
    SELECT DISTINCT coalesce(a.decided_payment, a.id) AS id FROM among a JOIN named n
    ON a.id = n.id AND a.sha256 = n.sha256 AND a.row_no = n.row_no
        AND a.member IS NOT DISTINCT FROM n.member
)
SELECT * FROM among WHERE coalesce(decided_payment, id) IN (SELECT id FROM payment)
    AND rid NOT IN (SELECT rid FROM known)
"""


def write_extract(
    lake: Lake,
    engine: Engine,
    cut: Mapping[str, pa.Table],
    followed: Iterable[str],
    request: Mapping[str, Any],
    out: Path,
    known: Mapping[str, Sequence[Path]] | None = None,
    same: Sequence[frozenset[str]] = (),
    legs: Sequence[InferredLeg] | None = None,
) -> list[ExtractFile]:
    """Write the rows that were cut into a folder, one file for each source of the lake.

    Args:
        lake: Where they come from.
        engine: What reads the lake.
        cut: The rows by flowing class.
        followed: The accounts of which all rows are there.
        request: What was asked, for the file's own account of itself.
        out: The folder.
        known: By the hash of a source the folders of rows of it that the case has: these are
            left out. A source of which it has all, and all accounts, gets no file.
        same: Groups of accounts that a person took for one.
        legs: Those that rest on payments among the rows and what competes with them, as they were
            weighed over the lake; None: nobody looked.
    """
    with tempfile.TemporaryDirectory(prefix="kg-extract-") as scratch:
        given = (lake, engine, cut, set(followed), request, Path(scratch), out, known or {}, same)
        return _Extract(*given, legs).write()


class _Extract:
    """The writing of one extract."""

    def __init__(
        self,
        lake: Lake,
        engine: Engine,
        cut: Mapping[str, pa.Table],
        followed: set[str],
        request: Mapping[str, Any],
        scratch: Path,
        out: Path,
        known: Mapping[str, Sequence[Path]],
        same: Sequence[frozenset[str]],
        legs: Sequence[InferredLeg] | None,
    ) -> None:
        self._legs = legs
        self._lake, self._engine, self._followed, self._request = lake, engine, followed, request
        self._scratch, self._out, self._known, self._same = scratch, out, known, same
        self._shelves = {shelf.sha256: shelf for shelf in lake.ledger().shelves()}
        self._con = connect(spill=scratch / "spill")
        self._kinds = sorted(kind for kind, rows in cut.items() if len(rows))
        for kind in self._kinds:
            self._con.register(f"cut_{kind}", cut[kind])

    def write(self) -> list[ExtractFile]:
        self._name_things()
        for kind in self._kinds:
            self._note_accounts(kind)
        self._note_lists()
        written = [self._write_file(shelf) for shelf in self._shelves.values()]
        return [file for file in written if file is not None]

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._con.execute(query).fetchall()

    def _name_things(self) -> None:
        """Make ``thing``: the accounts of the rows, and who or what facts tie to them."""
        con, tables, followed = self._con, self._lake.tables, sorted(self._followed)
        ends = [f"SELECT unnest([payer, payee]) AS id FROM cut_{kind}" for kind in self._kinds]
        con.execute(f"CREATE TEMP TABLE seen_account AS {' UNION '.join(ends) or NOBODY}")
        said = [f"{SAID}{table}" for table in _SAYINGS]
        for table in ("entity", "link", *LISTS, *said):
            path = all_rows.file_text(tables / f"{table}.parquet")
            con.execute(f"CREATE TEMP VIEW lake_{table} AS FROM read_parquet({path})")
        con.execute(
            "CREATE TEMP TABLE thing AS SELECT id FROM seen_account UNION"
            " SELECT source FROM lake_link WHERE target IN (FROM seen_account) UNION"
            " SELECT target FROM lake_link WHERE source IN (FROM seen_account)"
        )
        schema = load_schema()
        actors, holdings = (
            ", ".join(map(all_rows.text, schema.kinds_below(kind))) for kind in (ACTOR, HOLDING)
        )
        con.execute(_TIED.format(actors=actors, holdings=holdings, most=MOST_FACTS))
        con.execute("CREATE TEMP TABLE followed AS SELECT unnest($1::VARCHAR[]) AS id", [followed])
        for table, query in _SAYINGS.items():
            con.execute(f"CREATE TEMP TABLE told_{table} AS {query}")

    def _note_accounts(self, kind: str) -> None:
        """Make ``known_KIND``: what the whole lake knows of the accounts of the rows."""
        import pyarrow as pa

        ends = self._rows(f"SELECT DISTINCT unnest([payer, payee]) FROM cut_{kind}")
        accounts = [end for (end,) in ends]
        known = account_facts(self._lake, self._engine, kind, accounts, self._same)
        facts = [
            {"id": one, **told._asdict(), "whole": one in self._followed}
            for one, told in sorted(known.items())
        ]
        self._con.register(f"known_{kind}", pa.Table.from_pylist(facts))

    def _note_lists(self) -> None:
        """Make ``near_LIST``: the lines about any of the rows, of whatever source."""
        ids = " UNION ALL ".join(f"SELECT id FROM cut_{kind}" for kind in self._kinds) or NOBODY
        for table, ends in LISTS.items():
            self._con.execute(
                f"CREATE TEMP TABLE near_{table} AS {_about(f'lake_{table}', ends, ids)}"
            )

    def _write_file(self, shelf: Shelf) -> ExtractFile | None:
        folder = self._scratch / shelf.sha256
        folder.mkdir()
        rows = sum(self._write_flows(shelf, kind, folder) for kind in self._kinds)
        told = self._write_facts(shelf, folder)
        known = bool(self._known.get(shelf.sha256))
        if not rows and (known or not told) and not self._completes(shelf, folder):
            return None
        if self._legs is not None:
            self._write_legs(self._legs, shelf, folder)
        cells = self._write_cells(shelf, folder)
        note = shelf.note()
        about = {
            "format": EXTRACT,
            "version": EXTRACT_VERSION,
            "origin": shelf.sha256,
            "name": note.name,
            "reader": note.reader,
            "layout": note.layout,
            "layout_sha256": note.layout_sha256,
            "rows": cells,
            "flows": rows,
            "sources": self._lake.about()["sources"],
            "tables": self._lake.settings.tables,
            "request": dict(self._request),
        }
        (folder / ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        again = f".{len(self._known[shelf.sha256]) + 1}" if known else ""
        path = self._out / f"{Path(note.name).name}.{shelf.sha256[:8]}{again}{SUFFIX}"
        _zip(folder, path)
        return ExtractFile(path, shelf.sha256, note.name, rows)

    def _completes(self, shelf: Shelf, folder: Path) -> bool:
        """Say whether an account is whole now of which the case had a part."""
        for path in sorted(folder.glob(f"{SEEN}*.parquet")):
            folders = self._known.get(shelf.sha256, ())
            there_too = [one / path.name for one in folders if (one / path.name).exists()]
            before = list(map(all_rows.file_text, there_too))
            query = f"SELECT 1 FROM {all_rows.parquet(path)} WHERE whole"
            if before:
                there = f"read_parquet([{', '.join(before)}])"
                query += f" AND id NOT IN (SELECT id FROM {there} WHERE whole)"
            if self._rows(f"{query} LIMIT 1"):
                return True
        return False

    def _write_flows(self, shelf: Shelf, kind: str, folder: Path) -> int:
        """Write a source's rows of a class, and what is known of the accounts and units."""
        mine = f"sha256 = {all_rows.text(shelf.sha256)}"
        ((rows,),) = self._rows(f"SELECT count(*) FROM cut_{kind} WHERE {mine}")
        if not rows:
            return 0
        own = [
            *_OWN,
            "sha256",
            "lake_file",
            "lake_group",
            "lake_row",
            "bucket",
        ]
        known = {column[0] for column in self._con.execute(f"FROM cut_{kind} LIMIT 0").description}
        left = ", ".join(all_rows.name(column) for column in own if column in known)
        table = f"{all_rows.flow_table(kind)}.parquet"
        mine += self._not_known(shelf, table, "id")
        ((rows,),) = self._rows(f"SELECT count(*) FROM cut_{kind} WHERE {mine}")
        self._copy(
            f"SELECT * EXCLUDE ({left}) FROM cut_{kind} WHERE {mine} ORDER BY member, row_no, rid",
            folder / table,
        )
        self._copy(
            "SELECT DISTINCT member, row_no, lake_file, lake_group, lake_row"
            f" FROM cut_{kind} WHERE {mine}"
            " ORDER BY ALL",
            folder / f"{PLACES}{kind}.parquet",
        )
        self._write_seen(kind, folder)
        return int(rows)

    def _not_known(self, shelf: Shelf, table: str, name: str, of: str = "") -> str:
        """Return the condition that a row is not in the case already, by a column and its place."""
        folders = self._known.get(shelf.sha256, ())
        paths = [folder / table for folder in folders if (folder / table).exists()]
        if not paths:
            return ""
        here = map(all_rows.file_text, paths)
        mine, theirs = (f"{t}{name}, coalesce({t}member, ''), {t}row_no" for t in (of, ""))
        return f" AND ({mine}) NOT IN (SELECT ({theirs}) FROM read_parquet([{', '.join(here)}]))"

    def _write_seen(self, kind: str, folder: Path) -> None:
        """Write what the whole lake knows of accounts, and in which units it counts."""
        self._copy(f"FROM known_{kind} ORDER BY id", folder / f"{SEEN}{kind}.parquet")
        about = self._lake.about()["kinds"][kind]
        widest, sources = int(about["widest"]), int(about["sources"])
        units = all_rows.file_text(self._lake.tables / f"unit_{kind}.parquet")
        self._copy(
            f"SELECT currency, digits, wide, {widest}::BIGINT AS widest, {sources} AS sources"
            f" FROM read_parquet({units})",
            folder / f"unit_{kind}.parquet",
        )

    def _write_facts(self, shelf: Shelf, folder: Path) -> int:
        """Write what a source's rows say of the things, and which numbers they tie; count it."""
        told = 0
        for table in _SAYINGS:
            path = folder / f"{table}.parquet"
            where = f"f.sha256 = {all_rows.text(shelf.sha256)}"
            where += self._not_known(shelf, path.name, "a" if table == "alias" else "id", "f.")
            mine = f"FROM told_{table} f WHERE {where}"
            ((rows,),) = self._rows(f"SELECT count(*) {mine}")
            if rows:
                self._copy(f"SELECT * EXCLUDE (sha256) {mine} ORDER BY ALL", path)
                told += int(rows)
        self._write_lists(shelf, folder)
        return told

    def _write_lists(self, shelf: Shelf, folder: Path) -> None:
        """Write what was decided of the rows and is listed, with the first file that tells it."""
        mine = f"WHERE sha256 = {all_rows.text(shelf.sha256)}"
        ids = " UNION ALL ".join(f"SELECT id FROM cut_{kind} {mine}" for kind in self._kinds)
        for table, ends in LISTS.items():
            query = _about(f"near_{table}", ends, ids or NOBODY)
            self._copy(f"{query} ORDER BY ALL", folder / f"lake_{table}.parquet")

    def _write_legs(self, legs: Sequence[InferredLeg], shelf: Shelf, folder: Path) -> None:
        """Write the legs that rest on payments of the source, or compete with such ones."""
        import pyarrow as pa

        mine = f"sha256 = {all_rows.text(shelf.sha256)}"
        told = {
            payment
            for kind in self._kinds
            for (payment,) in self._rows(
                f"SELECT coalesce(decided_payment, id) FROM cut_{kind} WHERE {mine}"
            )
        }
        met = {row for leg in legs if not told.isdisjoint(leg.rows) for row in leg.rows}
        kept = [leg for leg in legs if not met.isdisjoint(leg.rows)]
        texts = {"id": [leg.id for leg in kept], "leg": [to_json(leg) for leg in kept]}
        table = pa.table({name: pa.array(column, pa.string()) for name, column in texts.items()})
        self._con.register("leg", table)
        self._copy("FROM leg ORDER BY id", folder / f"{LAKE_LEGS}.parquet")
        self._con.unregister("leg")

    def _write_cells(self, shelf: Shelf, folder: Path) -> int:
        """Write the cells of the rows, as their reader had them; return how many rows these are."""
        named = [
            f"SELECT member, row_no FROM {all_rows.parquet(path)}"
            for path in sorted(folder.glob(f"{FLOW}*.parquet"))
            + [folder / f"{table}.parquet" for table in ("entity", "link")]
            if path.exists()
        ]
        places = (
            "SELECT DISTINCT coalesce(member, '') AS member, row_no"
            f" FROM ({' UNION ALL '.join(named)})"
        )
        for path in sorted(shelf.folder.glob("row_*.parquet")):
            self._copy(
                f"SELECT * FROM {all_rows.parquet(path)}"
                " WHERE (coalesce(member, ''), row_no) IN"
                f" (SELECT (member, row_no) FROM ({places}))"
                " ORDER BY row_no",
                folder / path.name,
            )
        return int(self._rows(f"SELECT count(*) FROM ({places})")[0][0]) if named else 0

    def _copy(self, query: str, path: Path) -> None:
        self._con.execute(
            f"COPY ({query}) TO {all_rows.text(path)} (FORMAT parquet, COMPRESSION zstd)"
        )


def _about(table: str, ends: tuple[str, str], ids: str) -> str:
    """Return SQL for the lines of a list whose first id, or second where it has none, is among."""
    first, second = ends
    return (
        f"SELECT * FROM {table} WHERE {first} IN ({ids}) OR ({first} = '' AND {second} IN ({ids}))"
    )


def _zip(folder: Path, path: Path) -> None:
    """Pack a folder's files by name and without times: equal rows give equal bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(folder.iterdir()):
            archive.writestr(zipfile.ZipInfo(file.name), file.read_bytes())

"""The columns of the flows that can be followed, written to files as they are read.

What is held in memory at a time are a few columns of whole numbers, never the rows or their ids:
ten million payments are 1.4 GB of files, and DuckDB keeps to its ceiling and spills.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import DTypeLike, NDArray

from kg.errors import NotFound
from kg.ledger import all_rows
from kg.ledger.account_flows import by_end, counterparties
from kg.ledger.base import FlowIndex
from kg.ledger.duck import connect
from kg.ledger.extracts import known_elsewhere, make_seen
from kg.ledger.source_tables import derived
from kg.ledger.units import Unit, Whole, choose_units, currency_sql, whole_units
from kg.messages import Message
from kg.records import as_kg_wrote
from kg.schema import load_schema
from kg.schema.meanings import EXCHANGE, POOL

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from kg.ledger.index_tables import IndexTables

_Arrays: TypeAlias = dict[str, NDArray[Any]]

ABOUT = "about.json"
BATCH = 100_000
HUB_KINDS = (POOL, EXCHANGE)
"""What of itself mixes the money of many; ``hub_kind`` says which, counted from 1, or 0."""
TYPES: Mapping[str, DTypeLike] = {
    "src": np.int32, "dst": np.int32, "start": np.int64, "width": np.int64, "amount": np.int64,
    "currency": np.int16, "seq": np.int64, "source_no": np.int32, "reporter": np.int32,
    "also_seq": np.int64, "also_source_no": np.int32, "also_reporter": np.int32,
}  # fmt: skip
"""What is told of each flow, as :class:`kg.ledger.base.FlowIndex` explains it."""


def write_flow_arrays(index: IndexTables, kind: str, work: Path) -> None:
    """Write the arrays of a flowing class into a folder."""
    table = all_rows.flow_table(kind)
    with connect(spill=work / "spill") as con:
        index.show_tables(con)
        elsewhere = known_elsewhere(index.shelves, kind)
        units = choose_units(con, table, elsewhere.units)
        query = all_rows.sql("arrays").replace("{table}", table)
        con.execute(query.replace("{currency}", currency_sql(units)))
        left_out = {**_left_out(con, table), "inexact": _stream(con, table, work, units)}
        partial = _partial(index, con, kind)
        for name, column in _account_columns(index, con, kind, work, units):
            np.save(work / f"{name}.npy", column, allow_pickle=False)
    about = {
        "currencies": list(units),
        "digits": [unit.digits for unit in units.values()],
        "wide": [place for place, unit in enumerate(units.values()) if unit.wide],
        "left_out": {why: left_out[why] for why in sorted(left_out) if left_out[why]},
        "widest": elsewhere.widest,
        "many": elsewhere.many,
        "partial": partial,
    }
    (work / ABOUT).write_text(json.dumps(about), encoding="utf-8")


def _account_columns(
    index: IndexTables, con: DuckDBPyConnection, kind: str, work: Path, units: Mapping[str, Unit]
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield what is told of accounts, and the positions of each one's flows in time order."""
    ids = _ids(con, f"(FROM account_{kind} ORDER BY code)")
    yield "accounts", ids
    ends = {end: np.load(work / f"{end}.npy", mmap_mode="r") for end in ("src", "dst")}
    for way, end in (("out", "src"), ("in", "dst")):
        ptr, idx = by_end(ends[end], len(ids))
        yield f"{way}_ptr", ptr
        yield f"{way}_idx", idx
    met = counterparties(ends["src"], ends["dst"], len(ids))
    yield "counterparties", _with_unseen(index, con, kind, met)
    yield from _account_flags(con, kind).items()
    yield from _openings(index, con, kind, units).items()


def _partial(index: IndexTables, con: DuckDBPyConnection, kind: str) -> list[int]:
    """Return the accounts, by their numbers, of which a lake has more rows than the case."""
    if not make_seen(con, index, kind):
        return []
    query = (
        f"SELECT code FROM account_{kind} JOIN seen_account USING (id)"
        " WHERE NOT whole ORDER BY code"
    )
    return [code for (code,) in con.execute(query).fetchall()]


def _with_unseen(
    index: IndexTables, con: DuckDBPyConnection, kind: str, met: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return with how many accounts each dealt; of those here in part, by the lakes' rows."""
    if not make_seen(con, index, kind):
        return met
    query = (
        f"SELECT CASE WHEN s.whole THEN 0 ELSE coalesce(s.counterparties, 0) END AS met"
        f" FROM account_{kind} a LEFT JOIN seen_account s USING (id) ORDER BY code"
    )
    seen = con.execute(query).fetchnumpy()["met"]
    return np.maximum(met, np.asarray(seen, np.int32))


def _stream(con: DuckDBPyConnection, table: str, work: Path, units: Mapping[str, Unit]) -> int:
    """Write what is told of each flow, and its id; return how many fit into no whole unit.

    No Python text is made of an id, and no column is held whole.
    """
    size, wide, id_text = _ids_of(con, f"{table} WHERE in_time")
    kinds = {**TYPES, "links": f"S{wide}"}
    files = {name: _file(work, name, dtype, size) for name, dtype in kinds.items()}
    apart = _WideFiles(work, con, table, units)
    end = 0
    for whole in con.sql(f"SELECT {', '.join(TYPES)}, {id_text} FROM followed").to_arrow_reader(
        BATCH
    ):
        batch, amounts = _in_units(whole, units)
        begin, end = end, end + len(batch)
        for name in TYPES:
            column = amounts.units if name == "amount" else batch.column(name).to_numpy()
            files[name][begin:end] = column
        files["links"][begin:end] = _bytes(batch.column("id"), wide)
        apart.add(amounts, files["currency"][begin:end], files["amount"][begin:end], begin)
    for name in kinds if end < size else ():
        # popped: some systems write no file anew that is still mapped
        kept = np.array(files.pop(name)[:end])
        np.save(work / f"{name}.npy", kept, allow_pickle=False)
    apart.close()
    return int(size - end)


class _WideFiles:
    """The positions of payments that 64 bits do not hold, and their upper and lower halves."""

    KINDS: Mapping[str, DTypeLike] = {
        "wide_at": np.int64, "wide_high": np.int64, "wide_low": np.uint64,
    }  # fmt: skip

    def __init__(
        self, work: Path, con: DuckDBPyConnection, table: str, units: Mapping[str, Unit]
    ) -> None:
        self._work, self._end = work, 0
        self._codes = [place for place, unit in enumerate(units.values()) if unit.wide]
        named = (
            ", ".join(all_rows.text(code) for code, unit in units.items() if unit.wide) or "NULL"
        )
        where = f"in_time AND currency IN ({named})"
        counted = con.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchall()
        self._size = int(counted[0][0]) if self._codes else 0
        self._files = {n: _file(work, n, kind, self._size) for n, kind in self.KINDS.items()}

    def add(self, amounts: Whole, currency: NDArray[Any], column: NDArray[Any], begin: int) -> None:
        """Write the payments of a batch that begins at a position; their column says -1."""
        mine = np.flatnonzero(np.isin(currency, self._codes))
        first, self._end = self._end, self._end + len(mine)
        parts = (mine + begin, amounts.high[mine], amounts.low[mine])
        for name, values in zip(self.KINDS, parts, strict=True):
            self._files[name][first : self._end] = values
        column[mine] = -1

    def close(self) -> None:
        """Shorten the files where payments were left out."""
        for name in self.KINDS if self._end < self._size else ():
            kept = np.array(self._files.pop(name)[: self._end])
            np.save(self._work / f"{name}.npy", kept, allow_pickle=False)


def _in_units(batch: Any, units: Mapping[str, Unit]) -> tuple[Any, Whole]:
    """Return an Arrow batch without what is no whole number of units, and those."""
    places = batch.column("currency").to_numpy()
    whole = whole_units(batch.column("amount"), places, list(units.values()))
    exact = whole.exact
    if exact.all():
        return batch, whole
    return batch.filter(exact), whole.only(exact)


def _file(work: Path, name: str, dtype: DTypeLike, size: int) -> NDArray[Any]:
    """Return a column that is a file; an empty one cannot be mapped."""
    path = work / f"{name}.npy"
    if size:
        return open_memmap(path, "w+", dtype, (size,))
    np.save(path, np.empty(0, dtype), allow_pickle=False)
    return np.empty(0, dtype)


def _ids(con: DuckDBPyConnection, rows: str) -> NDArray[np.bytes_]:
    """Return the ids of some rows as bytes of one width."""
    size, wide, id_text = _ids_of(con, rows)
    if not size:
        return np.empty(0, f"S{wide}")
    table = con.sql(f"SELECT {id_text} FROM {rows}").to_arrow_table()
    return _bytes(table.column("id").combine_chunks(), wide)


def _ids_of(con: DuckDBPyConnection, rows: str) -> tuple[int, int, str]:
    """Return how many rows there are, how wide their ids are, and the SQL that makes them so."""
    size, longest, shortest = con.execute(
        f"SELECT count(*), coalesce(max(strlen(id)), 1), min(strlen(id)) FROM {rows}"
    ).fetchall()[0]
    return size, longest, "id" if longest == shortest else f"rpad(id, {longest}, chr(0)) AS id"


def _bytes(words: Any, longest: int) -> NDArray[np.bytes_]:
    """Return texts of one width as they lie in an Arrow column."""
    offset, width = words.offset * longest, len(words) * longest
    data = np.frombuffer(words.buffers()[2], dtype=np.uint8, count=width, offset=offset)
    return data.view(f"S{longest}")


def _left_out(con: DuckDBPyConnection, table: str) -> dict[str, int]:
    """Count the flows that cannot be followed, by the reason."""
    rows = con.execute(
        "SELECT CASE WHEN judged = 'excluded' THEN judged WHEN status <> 'ok' THEN status"
        " ELSE 'undated' END AS why, count(*)"
        f" FROM {table} WHERE NOT in_time GROUP BY why"
    ).fetchall()
    return dict(rows)


def _account_flags(con: DuckDBPyConnection, kind: str) -> _Arrays:
    flags = con.execute(
        f"WITH known AS ({hub_accounts()}) "
        "SELECT a.is_end, coalesce(k.hub_kind, 0) AS hub_kind "
        f"FROM account_{kind} a LEFT JOIN known k USING (id) ORDER BY code"
    ).fetchnumpy()
    kinds = {"is_end": np.bool_, "hub_kind": np.int8}
    return {name: np.asarray(flags[name], dtype=dtype) for name, dtype in kinds.items()}


def hub_accounts(entity: str = "entity", link: str = "link") -> str:
    """Return SQL for the ids that are hubs of themselves or held by one, with their ``hub_kind``.

    Args:
        entity: The table of entities.
        link: The table of facts.
    """
    holdings = ", ".join(map(all_rows.text, load_schema().money_holdings()))
    return (
        f"WITH hub AS (SELECT id, {_hub_kind()} AS which FROM {entity}), owned AS ("
        "SELECT id, which FROM hub WHERE which > 0 UNION ALL "
        f"SELECT l.target, which FROM {link} l JOIN hub ON hub.id = l.source WHERE which > 0"
        f" AND l.kind IN ({holdings}) AND l.proof <> 'excluded'"
        ") SELECT id, min(which) AS hub_kind FROM owned GROUP BY id"
    )


def _openings(
    index: IndexTables, con: DuckDBPyConnection, kind: str, units: Mapping[str, Unit]
) -> _Arrays:
    """Return what statements say was there before their first row, where it fits the unit."""
    table = all_rows.flow_table(kind)
    all_rows.gather(con, "told", index.shelves, table, all_rows.FLOW_COLUMNS)
    con.execute(all_rows.sql("openings").replace("{table}", table))
    if make_seen(con, index, kind):
        # the first row of an account that is here need not be the first of its statement
        con.execute(
            f"DELETE FROM opened WHERE code IN (SELECT code FROM account_{kind}"
            " JOIN seen_account USING (id) WHERE NOT whole)"
        )
    arrow = con.sql(
        f"SELECT code AS account, {currency_sql(units)} AS currency, amount, at_us AS at"
        " FROM opened WHERE amount IS NOT NULL ORDER BY code, currency"
    ).to_arrow_table()
    places = arrow.column("currency").to_numpy()
    amounts = arrow.column("amount").combine_chunks()
    whole = whole_units(amounts, places, list(units.values()))
    kinds = {"account": np.int32, "currency": np.int16, "at": np.int64}
    columns: _Arrays = {n: arrow.column(n).to_numpy().astype(dtype) for n, dtype in kinds.items()}
    columns |= {"amount": whole.units, "high": whole.high, "low": whole.low}
    return {f"opening_{name}": column[whole.exact] for name, column in columns.items()}


def _hub_kind() -> str:
    """Return SQL for which of the kinds that are hubs of themselves an entity is, or 0."""
    schema = load_schema()
    whens = [
        f"WHEN kind = {all_rows.text(k.name)} THEN {number}"
        for number, hub in enumerate(HUB_KINDS, start=1)
        for k in schema.entity_kinds()
        if schema.is_a(k.name, hub)
    ]
    return f"CASE {' '.join(whens)} ELSE 0 END"


ARRAYS = (
    *TYPES,
    "out_ptr",
    "out_idx",
    "in_ptr",
    "in_idx",
    "counterparties",
    "hub_kind",
    "is_end",
    "opening_account",
    "opening_currency",
    "opening_amount",
    "opening_at",
    "wide_at",
    "wide_high",
    "wide_low",
    "opening_high",
    "opening_low",
)


class MappedTexts(Sequence[str]):
    """ASCII texts by position, read from a mapped file only where they are asked for."""

    def __init__(self, words: NDArray[np.bytes_]) -> None:
        self._words = words

    def __len__(self) -> int:
        return len(self._words)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        words = self._words[place]
        if isinstance(place, slice):
            return [word.decode() for word in words.tolist()]
        return bytes(words).decode()

    def __iter__(self) -> Iterator[str]:
        return (word.decode() for word in self._words.tolist())

    def index(self, word: Any, start: int = 0, stop: int | None = None) -> int:
        """Return the position of a text, or raise ValueError as lists do."""
        places = np.flatnonzero(self._words[start:stop] == str(word).encode())
        if not len(places):
            raise ValueError(f"{word} is not here")
        return int(places[0]) + start


def open_flow_index(index: IndexTables, kind: str) -> FlowIndex:
    """Return the arrays of a flowing class, derived now if they were not before."""
    if kind not in index.flow_classes:
        raise NotFound(Message("none-in-case", kind=kind), hint=Message("load-file-with-some"))
    place = index.folder / f"columns_{kind}"
    return _open(derived(place, lambda work: write_flow_arrays(index, kind, work)))


def _open(place: Path) -> FlowIndex:
    path = place / ABOUT
    with as_kg_wrote(path):
        about = json.loads(path.read_text(encoding="utf-8"))
        parts = {
            "currencies": tuple(about["currencies"]),
            "scales": tuple(10**digits for digits in about["digits"]),
            "wide": tuple(about["wide"]),
            "left_out": about["left_out"],
            "widest": about.get("widest", 0),
            "many": about.get("many", False),
            "partial": tuple(about.get("partial", ())),
        }
    return FlowIndex(
        **{name: _load(place, name) for name in ARRAYS},
        links=MappedTexts(_load(place, "links")),
        accounts=MappedTexts(_load(place, "accounts")),
        **parts,
    )


def _load(place: Path, name: str) -> Any:
    path = place / f"{name}.npy"
    with as_kg_wrote(path):
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(mapped)  # the plain array over the same pages: a memmap is slow to index

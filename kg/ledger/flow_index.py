"""The time-sorted arrays of one flowing class: made once beside the index, mapped ever after."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from kg.errors import NotFound
from kg.ledger import raw
from kg.ledger.base import FlowIndex
from kg.ledger.units import choose_scales, currency_sql, units_sql
from kg.schema import load_schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from kg.ledger.index import Index

_Arrays: TypeAlias = dict[str, NDArray[Any]]

ABOUT = "about.json"
HUB_KINDS = ("PaymentCompany", "Exchange")
"""What of itself mixes the money of many; ``hub_kind`` says which, counted from 1, or 0."""
COLUMNS = (
    "src", "dst", "start", "width", "amount", "currency", "seq", "source_no", "reporter",
    "also_seq", "also_source_no", "also_reporter",
)  # fmt: skip
ARRAYS = (
    *COLUMNS,
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
)


class Words(Sequence[str]):
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
        found = self._words[place]
        if isinstance(place, slice):
            return [word.decode() for word in found.tolist()]
        return bytes(found).decode()

    def __iter__(self) -> Iterator[str]:
        return (word.decode() for word in self._words.tolist())

    def index(self, word: Any, start: int = 0, stop: int | None = None) -> int:
        """Return the position of a text, or raise ValueError as lists do."""
        found = np.flatnonzero(self._words[start:stop] == str(word).encode())
        if not len(found):
            raise ValueError(f"{word} is not here")
        return int(found[0]) + start


def open_flow_index(index: Index, kind: str) -> FlowIndex:
    """Return the arrays of a flowing class, derived now if they were not before."""
    if kind not in index.flow_classes:
        raise NotFound(f"no {kind} is in the case", hint="load a file that holds some")
    place = index.folder / f"columns_{kind}"
    if not place.exists():
        work = place.with_name(f".building-{secrets.token_hex(6)}")
        work.mkdir()
        try:
            _write(index, kind, work)
            work.rename(place)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return _open(place)


def _open(place: Path) -> FlowIndex:
    about = json.loads((place / ABOUT).read_text(encoding="utf-8"))
    return FlowIndex(
        **{name: _load(place, name) for name in ARRAYS},
        links=Words(_load(place, "links")),
        accounts=Words(_load(place, "accounts")),
        currencies=tuple(about["currencies"]),
        scales=tuple(10**digits for digits in about["digits"]),
        left_out=about["left_out"],
    )


def _load(place: Path, name: str) -> Any:
    mapped = np.load(place / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    return np.asarray(mapped)  # the plain array over the same pages: a memmap is slow to index


def _write(index: Index, kind: str, work: Path) -> None:
    con, table = index.con, raw.flow_table(kind)
    scales = choose_scales(con, table)
    columns = _columns(con, table, scales)
    columns["accounts"] = _ids(con, f"(FROM account_{kind})")
    columns |= _by_account(columns["src"], columns["dst"], len(columns["accounts"]))
    columns |= _account_flags(con, kind)
    columns |= _openings(index, kind, scales)
    for name, column in columns.items():
        np.save(work / f"{name}.npy", np.asarray(column), allow_pickle=False)
    about = {
        "currencies": list(scales),
        "digits": list(scales.values()),
        "left_out": _left_out(con, table),
    }
    (work / ABOUT).write_text(json.dumps(about), encoding="utf-8")


def _columns(con: DuckDBPyConnection, table: str, scales: Mapping[str, int]) -> _Arrays:
    query = raw.sql("arrays").replace("{table}", table)
    query = query.replace("{units}", units_sql(scales)).replace("{currency}", currency_sql(scales))
    con.execute(query)
    found = con.execute(f"SELECT {', '.join(COLUMNS)} FROM followed WHERE amount IS NOT NULL")
    columns: _Arrays = dict(found.fetchnumpy())
    columns["links"] = _ids(con, "followed WHERE amount IS NOT NULL")
    return columns


def _ids(con: DuckDBPyConnection, rows: str) -> NDArray[np.bytes_]:
    """Return a column of ids as bytes of one width, without making a Python text of each."""
    (longest,) = con.execute(f"SELECT coalesce(max(strlen(id)), 1) FROM {rows}").fetchall()[0]
    found = con.sql(f"SELECT rpad(id, {longest}, chr(0)) AS id FROM {rows}").to_arrow_table()
    words = found.column("id").combine_chunks()
    if not len(words):
        return np.empty(0, dtype="S1")
    data = np.frombuffer(words.buffers()[2], dtype=np.uint8, count=len(words) * longest)
    return data.view(f"S{longest}")


def _left_out(con: DuckDBPyConnection, table: str) -> dict[str, int]:
    """Count the flows that cannot be followed, by the reason."""
    rows = con.execute(
        "SELECT CASE WHEN judged = 'excluded' THEN judged WHEN status <> 'ok' THEN status"
        " ELSE 'undated' END AS why, count(*)"
        f" FROM {table} WHERE NOT in_time GROUP BY why UNION ALL "
        "SELECT 'inexact', count(*) FROM followed WHERE amount IS NULL ORDER BY why"
    ).fetchall()
    return {why: count for why, count in rows if count}


def _by_account(src: Any, dst: Any, accounts: int) -> _Arrays:
    """Return the positions of each account's flows, in time order, and its counterparties."""
    found: _Arrays = {}
    for way, ends in (("out", src), ("in", dst)):
        found[f"{way}_idx"] = np.argsort(ends, kind="stable").astype(np.int32)
        counts = np.bincount(ends, minlength=accounts)
        found[f"{way}_ptr"] = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    found["counterparties"] = _counterparties(src, dst, accounts)
    return found


def _counterparties(src: Any, dst: Any, accounts: int) -> NDArray[np.int32]:
    """Return with how many other accounts each account dealt, whichever way."""
    low, high = np.minimum(src, dst).astype(np.int64), np.maximum(src, dst).astype(np.int64)
    pairs = np.unique((low * max(accounts, 1) + high)[low != high])
    ends = np.concatenate((pairs // max(accounts, 1), pairs % max(accounts, 1)))
    return np.bincount(ends, minlength=accounts).astype(np.int32)


def _account_flags(con: DuckDBPyConnection, kind: str) -> _Arrays:
    flags = con.execute(
        f"WITH hub AS (SELECT id, {_hub_kind()} AS which FROM entity), owned AS ("
        "SELECT id, which FROM hub WHERE which > 0 UNION ALL "
        "SELECT l.target, which FROM link l JOIN hub ON hub.id = l.source WHERE which > 0"
        " AND l.kind IN ('HoldsAccount', 'HoldsWallet') AND l.proof <> 'excluded'"
        "), known AS (SELECT id, min(which) AS which FROM owned GROUP BY id) "
        "SELECT a.is_end, coalesce(k.which, 0) AS hub_kind "
        f"FROM account_{kind} a LEFT JOIN known k USING (id) ORDER BY code"
    ).fetchnumpy()
    kinds = {"is_end": np.bool_, "hub_kind": np.int8}
    return {name: np.asarray(flags[name], dtype=dtype) for name, dtype in kinds.items()}


def _openings(index: Index, kind: str, scales: Mapping[str, int]) -> _Arrays:
    """Return what statements say was there before their first row, where it fits the unit."""
    con, table = index.con, raw.flow_table(kind)
    raw.gather(con, "told", index.shelves, table, raw.FLOW_COLUMNS)
    con.execute(raw.sql("openings").replace("{table}", table))
    found = con.execute(
        f"SELECT code AS opening_account, {currency_sql(scales)} AS opening_currency,"
        f" {units_sql(scales)} AS opening_amount, at_us AS opening_at FROM opened"
        " WHERE opening_amount IS NOT NULL ORDER BY code, opening_currency"
    ).fetchnumpy()
    kinds = {"account": np.int32, "currency": np.int16, "amount": np.int64, "at": np.int64}
    return {f"opening_{n}": np.asarray(found[f"opening_{n}"], dtype=k) for n, k in kinds.items()}


def _hub_kind() -> str:
    """Return SQL for which of the kinds that are hubs of themselves an entity is, or 0."""
    schema = load_schema()
    whens = [
        f"WHEN kind = {raw.text(k.name)} THEN {number}"
        for number, hub in enumerate(HUB_KINDS, start=1)
        for k in schema.entity_kinds()
        if schema.is_a(k.name, hub)
    ]
    return f"CASE {' '.join(whens)} ELSE 0 END"

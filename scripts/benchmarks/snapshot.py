"""The FinBench snapshot as arrays: flows by account in time order, amounts exact in two parts.

Its amounts have up to 16 decimals, so none fits a unit of 64 bits together with its total: here an
amount is ``high`` units of 10^-8 and ``low`` of 10^-16, each summed by itself and put together at
the end. In a case such a currency is counted by :mod:`kg.trace.whole_numbers`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from kg.ledger.account_flows import by_end

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared"))
SNAPSHOT = SHARED / "data" / "finbench" / "snapshot"
PART = 10**8
AMOUNT = "DECIMAL(38, 16)"
EDGES = {
    "transfer": ("AccountTransferAccount", "fromId", "toId"),
    "withdraw": ("AccountWithdrawAccount", "fromId", "toId"),
    "deposit": ("LoanDepositAccount", "loanId", "accountId"),
    "repay": ("AccountRepayLoan", "accountId", "loanId"),
}
TABLES = f"""
CREATE TABLE account AS SELECT row_number() OVER (ORDER BY accountId) - 1 AS code,
    accountId AS id, accoutType AS kind, isBlocked::BOOLEAN AS blocked FROM told('Account');
CREATE TABLE loan AS SELECT row_number() OVER (ORDER BY loanId) - 1 AS code, loanId AS id,
    loanAmount::{AMOUNT} AS amount, balance::{AMOUNT} AS balance FROM told('Loan');
CREATE TABLE own AS SELECT p.personId::BIGINT AS owner, a.code AS account, false AS firm
    FROM told('PersonOwnAccount') p JOIN account a ON a.id = p.accountId
    UNION ALL SELECT companyId::BIGINT, a.code, true FROM told('CompanyOwnAccount') c
    JOIN account a ON a.id = c.accountId;
CREATE TABLE sign_in AS SELECT s.mediumId::BIGINT AS medium, a.code AS account,
    epoch_ms(s.createTime::TIMESTAMP) AS moment FROM told('MediumSignInAccount') s
    JOIN told('Medium') m USING (mediumId) JOIN account a ON a.id = s.accountId
    WHERE m.isBlocked::BOOLEAN;
"""
CLOSING = """
SELECT DISTINCT a.src, a.dst FROM transfer a JOIN transfer b ON b.src = a.dst
JOIN transfer c ON c.src = b.dst AND c.dst = a.src ORDER BY ALL"""


@dataclass(frozen=True)
class Flows:
    """One kind of edge in time order, and each end's in time order too."""

    src: np.ndarray
    dst: np.ndarray
    at: np.ndarray
    high: np.ndarray
    low: np.ndarray
    out_ptr: np.ndarray
    out_idx: np.ndarray
    in_ptr: np.ndarray
    in_idx: np.ndarray

    def between(self, side: str, node: int, since: int, until: int) -> np.ndarray:
        """Return the flows of one node strictly inside a window, in time order."""
        ptr, idx = (self.out_ptr, self.out_idx) if side == "out" else (self.in_ptr, self.in_idx)
        mine = idx[ptr[node] : ptr[node + 1]]
        times = self.at[mine]
        first, last = np.searchsorted(times, since, "right"), np.searchsorted(times, until, "left")
        return mine[first:last]

    def above(self, rows: np.ndarray, least: int) -> np.ndarray:
        """Return those of some flows that are more than so many whole units of money."""
        high, low = self.high[rows], self.low[rows]
        return rows[(high > least * PART) | ((high == least * PART) & (low > 0))]

    def total(self, rows: np.ndarray) -> int:
        """Return an exact sum in units of 10^-16."""
        return int(self.high[rows].sum()) * PART + int(self.low[rows].sum())

    def most(self, rows: np.ndarray) -> int:
        """Return the largest amount in units of 10^-16."""
        high = self.high[rows]
        top = rows[high == high.max()]
        return self.total(top[self.low[top].argmax()][None])


@dataclass(frozen=True)
class Snapshot:
    """All that the queries look at; accounts and loans are numbers in the order of their ids."""

    con: duckdb.DuckDBPyConnection
    flows: dict[str, Flows]
    blocked: np.ndarray
    card: np.ndarray
    owner: np.ndarray
    firm: np.ndarray
    loans: list[tuple[int, int]]
    signs: dict[int, list[tuple[int, int]]]
    closing: list[tuple[int, int]]
    """Payers and payees of whose transfers some close a circle of three, whatever their times."""

    def owned(self, person: int) -> np.ndarray:
        """Return the accounts of one person."""
        return np.flatnonzero((self.owner == person) & ~self.firm)


def opened() -> Snapshot:
    """Read the snapshot into DuckDB's tables and, from them, into arrays."""
    con = duckdb.connect(config={"threads": 2})
    con.execute(
        f"CREATE MACRO told(name) AS TABLE FROM read_csv('{SNAPSHOT}/' || name || '.csv.gz',"
        " delim = '|', header = true, all_varchar = true)"
    )
    con.execute(TABLES)
    sizes = {one: _all(con, f"SELECT count(*) FROM {one}")[0][0] for one in ("account", "loan")}
    return Snapshot(
        con,
        {name: _flows(con, name, sizes) for name in EDGES},
        *_of_accounts(con),
        _all(con, f"SELECT {_UNITS.format('amount')}, {_UNITS.format('balance')} FROM loan"),
        _signs(con),
        _all(con, CLOSING),
    )


_UNITS = "replace({}::VARCHAR, '.', '')::HUGEINT"


def _flows(con: duckdb.DuckDBPyConnection, name: str, sizes: dict[str, int]) -> Flows:
    file, *columns = EDGES[name]
    ends = ["loan" if "loan" in column else "account" for column in columns]
    con.execute(
        f"CREATE TABLE {name} AS SELECT row_number() OVER (ORDER BY moment) - 1 AS pos, * FROM ("
        "SELECT s.code AS src, d.code AS dst, epoch_ms(e.createTime::TIMESTAMP) AS moment,"
        f" e.amount::{AMOUNT} AS amount FROM told('{file}') e"
        f" JOIN {ends[0]} s ON s.id = e.{columns[0]} JOIN {ends[1]} d ON d.id = e.{columns[1]})"
    )
    for end in ("src", "dst"):
        con.execute(f"CREATE INDEX {name}_{end} ON {name} ({end})")
    rows = _all(con, f"SELECT src, dst, moment, {_UNITS.format('amount')} FROM {name} ORDER BY pos")
    src, dst, at, units = zip(*rows, strict=True)
    high, low = zip(*(divmod(int(one), PART) for one in units), strict=True)
    told = [np.array(one, np.int64) for one in (src, dst, at, high, low)]
    lines = [by_end(end, sizes[kind]) for end, kind in zip(told[:2], ends, strict=True)]
    return Flows(*told, *lines[0], *lines[1])


def _of_accounts(con: duckdb.DuckDBPyConnection) -> list[np.ndarray]:
    found = con.execute(
        "SELECT blocked, kind LIKE '%card' AS card, coalesce(owner, -1) AS owner,"
        " coalesce(firm, false) AS firm FROM account a LEFT JOIN own o ON o.account = a.code"
        " ORDER BY code"
    ).fetchnumpy()
    return [np.asarray(found[name]) for name in ("blocked", "card", "owner", "firm")]


def _signs(con: duckdb.DuckDBPyConnection) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for account, medium, at in _all(con, "SELECT account, medium, moment FROM sign_in"):
        found.setdefault(account, []).append((medium, at))
    return found


def _all(con: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return con.execute(query).fetchall()

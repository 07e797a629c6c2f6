"""Checks the running balance against the rows: where it disagrees, the file was misread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from kg.errors import BalanceFails
from kg.ledger import all_rows
from kg.ledger.duck import connect
from kg.ledger.source_tables import FLOW, Shelf
from kg.limits import LIMITS, Limits
from kg.messages import Message

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FEWEST_ROWS = 20
_Row: TypeAlias = tuple[str, int, int, int, int, int, int, int]
CAUSES = ("reversed", "swapped", "both", "fen", "mixed")
"""Readings of a file under which its rows may fit, in the order of the columns that count them."""
_HINT = Message("check-layout-and-order")


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """How one account's rows agree with its balances, as read and under other readings."""

    account: str
    rows: int
    failed: int
    cause: str = ""

    @property
    def share(self) -> float:
        """The share of the rows that fail."""
        return self.failed / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True)
class BalanceReport:
    """How many rows of a file a running balance checks, and how many fail."""

    checked: int = 0
    failed: int = 0
    accounts: tuple[AccountBalance, ...] = ()


def balance_check(folder: Path, *, name: str = "", limits: Limits = LIMITS) -> BalanceReport:
    """Check every statement of a reading; raise BalanceFails where one cannot be believed.

    ``accounts`` lists those with failing rows, worst first.
    """
    shelf = Shelf("", folder)
    balances: list[AccountBalance] = []
    checked = 0
    with connect() as con:
        for kind in shelf.flow_classes():
            all_rows.gather(con, "flow_raw", [shelf], FLOW + kind, all_rows.FLOW_COLUMNS)
            con.execute(all_rows.sql("balance"))
            rows = con.execute("FROM balance_of ORDER BY failed / rows DESC, account").fetchall()
            checked += sum(row[1] for row in rows) + _unsuspected(con)
            some = [_judged(row) for row in rows if row[2]]
            balances += some
            _refuse(con, shelf, some, name, limits.balance_share)
            _refuse_together(rows, _unsuspected(con, FEWEST_ROWS), name, limits.balance_share)
    return BalanceReport(checked, sum(balance.failed for balance in balances), tuple(balances))


def _refuse_together(rows: list[_Row], unsuspected: int, name: str, share: float) -> None:
    """Refuse a file whose many short statements contradict it: none by itself has rows enough."""
    short = [row for row in rows if row[1] < FEWEST_ROWS]
    counts = [sum(int(row[place]) for row in short) for place in range(1, 8)]
    pooled = _judged(("", counts[0] + unsuspected, *counts[1:]))  # type: ignore[arg-type]
    if pooled.rows >= FEWEST_ROWS and pooled.share > share:
        what = Message("balances-contradict", accounts=len(short), **_contradicted(pooled))
        raise BalanceFails(what, where=name, hint=_HINT)


def _contradicted(balance: AccountBalance) -> dict[str, int | str | Message]:
    """Return how many rows contradict a balance, and which other reading they would fit."""
    cause = Message(f"balance-{balance.cause}" if balance.cause else "balance-no-other-reading")
    return {
        "failed": balance.failed,
        "rows": balance.rows,
        "share": f"{balance.share:.0%}",
        "cause": cause,
    }


def _unsuspected(con: DuckDBPyConnection, below: int = 0) -> int:
    """Return how many rows were checked of accounts without any contradiction (and few rows)."""
    where = f"failed = 0 AND rows < {below}" if below else "failed = 0"
    query = f"SELECT coalesce(sum(rows), 0) FROM seen WHERE {where}"
    (rows,) = con.execute(query).fetchall()[0]
    return int(rows)


def _judged(row: _Row) -> AccountBalance:
    account, rows, failed, *others = row
    best = min(others)
    cause = CAUSES[others.index(best)] if best < failed / 2 else ""
    return AccountBalance(account, rows, failed, cause)


def _refuse(
    con: DuckDBPyConnection,
    shelf: Shelf,
    balances: list[AccountBalance],
    name: str,
    share: float,
) -> None:
    bad = [balance for balance in balances if balance.rows >= FEWEST_ROWS and balance.share > share]
    if not bad:
        return
    worst = bad[0]
    facts = {"account": _masked(con, shelf, worst.account), **_contradicted(worst)}
    what = Message("balance-contradicts", **facts)
    if more := len(bad) - 1:
        what = Message("balance-contradicts-and-more", more=more, **facts)
    raise BalanceFails(what, where=name, hint=_HINT)


def _masked(con: DuckDBPyConnection, shelf: Shelf, account: str) -> str:
    """Return an account's last four digits: enough to find it, too little to give it away."""
    path = shelf.table("entity")
    if path is None:
        return "…" + account[-4:]
    rows = con.execute(
        "SELECT regexp_extract_all(values::VARCHAR, '[0-9]{8,}')"
        f" FROM {all_rows.parquet(path)} WHERE id = ? ORDER BY ALL",
        [account],
    ).fetchall()
    numbers = [number for (texts,) in rows for number in texts]
    return "…" + (numbers[0] if numbers else account)[-4:]

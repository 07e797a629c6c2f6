"""What a lake knows of an account by all of its rows: whom it dealt with, when, and its sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kg.errors import NotFound
from kg.lake.accounts import LakeAccounts
from kg.lake.layout import EPOCH, Lake
from kg.ledger.all_rows import parquet
from kg.ledger.duck import connect
from kg.messages import Message
from kg.model import Money


@dataclass(frozen=True, slots=True)
class CurrencySums:
    """What an account paid and got in one currency, and by how many payments."""

    paid: Money
    paid_rows: int
    got: Money
    got_rows: int


@dataclass(frozen=True, slots=True)
class AccountStatistics:
    """What all rows of one flowing class say of an account.

    ``first`` and ``last`` are None where no payment of it says when; ``holders`` are names.
    """

    id: str
    number: str
    holders: tuple[str, ...]
    kind: str
    counterparties: int
    payments: int
    first: datetime | None
    last: datetime | None
    sums: tuple[CurrencySums, ...]


def account_statistics(
    lake: Lake, texts: Sequence[str]
) -> tuple[list[AccountStatistics], list[str]]:
    """Return what a lake knows of accounts, each class of flows by itself.

    Args:
        lake: A lake that holds files.
        texts: Numbers of accounts, or names of who holds some.

    Returns:
        The statistics, and the texts that nothing in the lake fits.

    Raises:
        NotFound: None of them is in the lake.
        Ambiguous: A text fits several things.
    """
    names = LakeAccounts(lake)
    found = {word: names.named(word) for word in texts}
    unknown = [word for word, accounts in found.items() if not accounts]
    wanted = list(dict.fromkeys(one for accounts in found.values() for one in accounts))
    if not wanted:
        raise NotFound(
            Message("no-start-is-in-the-lake", count=len(texts)),
            where=str(lake.folder),
            hint=Message("lake-search-numbers"),
        )
    described = names.described(wanted)
    told = []
    with connect() as con:
        for kind in lake.kinds():
            known = _rows(con, lake, f"account_{kind}", wanted)
            sums = _rows(con, lake, f"sum_{kind}", wanted)
            units = con.sql(f"FROM {_table(lake, f'unit_{kind}')}").fetchall()
            digits = {currency: count for currency, count, _ in units}
            for row in known:
                thing, holders = described.get(row["id"], (None, ()))
                told.append(
                    AccountStatistics(
                        id=row["id"],
                        number=thing.first("accountNumber") if thing else "",
                        holders=holders,
                        kind=kind,
                        counterparties=row["counterparties"],
                        payments=row["payments"],
                        first=_moment(row["first_us"]),
                        last=_moment(row["last_us"]),
                        sums=tuple(_sums(one, digits) for one in sums if one["id"] == row["id"]),
                    )
                )
    order = {account: place for place, account in enumerate(wanted)}
    return sorted(told, key=lambda one: (order[one.id], one.kind)), unknown


def _table(lake: Lake, name: str) -> str:
    return parquet(lake.tables / f"{name}.parquet")


def _rows(con: Any, lake: Lake, name: str, wanted: Sequence[str]) -> list[dict[str, Any]]:
    query = f"FROM {_table(lake, name)} WHERE id IN (SELECT unnest($1::VARCHAR[])) ORDER BY ALL"
    found = con.execute(query, [list(wanted)])
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _sums(row: dict[str, Any], digits: dict[str, int]) -> CurrencySums:
    currency, scale = row["currency"], 10 ** digits[row["currency"]]
    paid, got = (Money(int(row[f"{way}_units"]), currency, scale) for way in ("paid", "got"))
    return CurrencySums(paid, row["paid_rows"], got, row["got_rows"])


def _moment(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else EPOCH + timedelta(microseconds=microseconds)

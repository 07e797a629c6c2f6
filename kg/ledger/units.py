"""In which whole unit each currency is counted, so that every amount fits and none is rounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.ledger.raw import text
from kg.values.currencies import SCALES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LARGEST_TOTAL = 1 << 62
EXACTLY_SUMMED = 10**9
"""Smaller amounts are summed as they are; a few of the largest would overflow the column's type."""


def choose_scales(con: DuckDBPyConnection, table: str) -> dict[str, int]:
    """Return the decimals of each currency's unit, by currency.

    A currency is counted in its usual unit; where its amounts need more decimals, in the unit
    that holds them all, as long as their total still fits into 62 bits.
    """
    large = f"abs(amount) >= {EXACTLY_SUMMED}"
    found = con.execute(
        f"SELECT currency, coalesce(sum(abs(amount)) FILTER (NOT {large}), 0)::DOUBLE"
        f" + coalesce(sum(abs(amount)::DOUBLE) FILTER ({large}), 0)"
        f" FROM {table} WHERE in_time GROUP BY currency ORDER BY currency"
    ).fetchall()
    return {currency: _scale(con, table, currency, total) for currency, total in found}


def _scale(con: DuckDBPyConnection, table: str, currency: str, total: float) -> int:
    usual = SCALES.get(currency, 0)
    (needed,) = con.execute(
        "SELECT coalesce(max(length(rtrim(split_part(amount::VARCHAR, '.', 2), '0'))), 0)"
        f" FROM {table} WHERE in_time AND currency = ? AND amount <> round(amount, {usual})",
        [currency],
    ).fetchall()[0]
    fits = total * 10**needed < LARGEST_TOTAL
    return max(usual, needed) if fits else usual


def units_sql(scales: Mapping[str, int]) -> str:
    """Return the SQL of an amount in whole units: 0 without amount, NULL where it does not fit."""
    cases = "".join(
        f" WHEN {text(currency)} THEN CASE WHEN amount = round(amount, {scale})"
        f" THEN TRY_CAST(TRY(amount * {10**scale}::BIGINT) AS BIGINT) END"
        for currency, scale in scales.items()
    )
    return f"CASE WHEN amount IS NULL THEN 0 ELSE CASE currency{cases} END END" if cases else "0"


def currency_sql(scales: Mapping[str, int]) -> str:
    """Return the SQL of a currency's position among the scales."""
    cases = "".join(f" WHEN {text(currency)} THEN {n}" for n, currency in enumerate(scales))
    return f"(CASE currency{cases} END)::SMALLINT" if cases else "0::SMALLINT"

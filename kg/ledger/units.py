"""In which whole unit each currency is counted, so that every amount fits and none is rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kg.ledger.raw import text
from kg.values.currencies import SCALES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LARGEST_TOTAL = 1 << 62
EXACTLY_SUMMED = 10**9
"""Smaller amounts are summed as they are; a few of the largest would overflow the column's type."""
DECIMALS = 18
"""Digits after the point of the ledger's amounts, as :mod:`kg.values.money` stores them."""
BATCH = 500_000


def choose_scales(con: DuckDBPyConnection, table: str) -> dict[str, int]:
    """Return the decimals of each currency's unit, by currency.

    A currency is counted in its usual unit; where its amounts need more decimals, in the unit
    that holds them all, as long as their total still fits into 62 bits.
    """
    large = f"abs(amount) >= {EXACTLY_SUMMED}"
    found = con.execute(
        f"SELECT currency, coalesce(sum(CASE WHEN NOT {large} THEN abs(amount) END), 0)::DOUBLE"
        f" + coalesce(sum(CASE WHEN {large} THEN abs(amount)::DOUBLE END), 0)"
        f" FROM {table} WHERE in_time GROUP BY currency ORDER BY currency"
    ).fetchall()
    usual = {currency: SCALES.get(currency, 0) for currency, _ in found}
    finer = _finer(con, table, usual)
    return {c: _scale(con, table, c, t) if c in finer else usual[c] for c, t in found}


def whole_units(
    amounts: Any, currencies: NDArray[np.integer[Any]], digits: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return amounts as whole units, and which of them are that many units to the last digit.

    ``amounts`` is an Arrow array of 128-bit decimals with 18 digits after the point,
    ``currencies`` the place of each one's currency among ``digits``, which says how many digits
    after the point a unit has. What is not there is 0 units.

    To divide 128 bits by 10^k takes a loop a row. What 10^k divides can be divided modulo 2^64
    instead: shift by k, multiply by the inverse of 5^k; the quotient is right unless it is off by
    2^64 / 10^k or more, which a division of floats tells, as long as the dividend is below 2^112.
    """
    low, high = _halves(amounts)
    shifts = np.array([DECIMALS - digit for digit in digits], np.uint64)[currencies]
    odd = np.array([pow(5, digit - DECIMALS, 1 << 64) for digit in digits], np.uint64)[currencies]
    shifted = (low >> shifts) | ((high.view(np.uint64) << 1) << (63 - shifts))
    units = (shifted * odd).view(np.int64)
    tens = np.array([10.0 ** (DECIMALS - digit) for digit in digits])[currencies]
    about = high * 2.0**64 + low
    exact = (low & ((1 << shifts) - 1) == 0) & (np.abs(about / tens - units) < 2.0**63 / tens)
    for place in np.flatnonzero(np.abs(about) >= 2.0**112).tolist():
        whole = (int(high[place]) << 64) | int(low[place])
        units[place], exact[place] = _divided(whole, 10 ** int(shifts[place]))
    return units, exact


def currency_sql(scales: Mapping[str, int]) -> str:
    """Return the SQL of a currency's position among the scales."""
    cases = "".join(f" WHEN {text(currency)} THEN {n}" for n, currency in enumerate(scales))
    return f"(CASE currency{cases} END)::SMALLINT" if cases else "0::SMALLINT"


def _divided(whole: int, unit: int) -> tuple[int, bool]:
    units, rest = divmod(whole, unit)
    fits = rest == 0 and -(1 << 63) <= units < 1 << 63
    return (units if fits else 0), fits


def _halves(amounts: Any) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the lower and the upper 64 bits of each, 0 where there is none."""
    filled = amounts.fill_null(0) if amounts.null_count else amounts
    data = np.frombuffer(filled.buffers()[1], np.uint64, 2 * len(filled), 16 * filled.offset)
    return data[::2], data[1::2].view(np.int64)


def _finer(con: DuckDBPyConnection, table: str, usual: Mapping[str, int]) -> set[str]:
    """Return the currencies of which an amount is no whole number of their usual units."""
    query = f"SELECT amount, {currency_sql(usual)} AS place FROM {table} WHERE in_time"
    names, digits, found = list(usual), list(usual.values()), set[int]()
    for batch in con.sql(query).to_arrow_reader(BATCH):
        places = batch.column("place").to_numpy()
        _, exact = whole_units(batch.column("amount"), places, digits)
        found.update(places[~exact].tolist())
    return {names[place] for place in found}


def _scale(con: DuckDBPyConnection, table: str, currency: str, total: float) -> int:
    usual = SCALES.get(currency, 0)
    (needed,) = con.execute(
        "SELECT coalesce(max(length(rtrim(split_part(amount::VARCHAR, '.', 2), '0'))), 0)"
        f" FROM {table} WHERE in_time AND currency = ? AND amount <> round(amount, {usual})",
        [currency],
    ).fetchall()[0]
    fits = total * 10**needed < LARGEST_TOTAL
    return max(usual, needed) if fits else usual

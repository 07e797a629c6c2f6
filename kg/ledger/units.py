"""In which whole unit each currency is counted, so that every amount fits and none is rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.ledger.all_rows import text
from kg.values.currencies import SCALES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LARGEST_TOTAL = float(1 << 62)
LARGEST_WIDE = 0.99 * 2.0**127
"""More than 10^20 of a currency in units of its 18th decimal."""
EXACTLY_SUMMED = 10**9
"""Smaller amounts are summed as they are; a few of the largest would overflow the column's type."""
DECIMALS = 18
"""Digits after the point of the ledger's amounts, as :mod:`kg.values.money` stores them."""
BATCH = 500_000
HALF, BITS = np.uint64(0xFFFFFFFF), np.uint64(32)


class Unit(NamedTuple):
    """How many digits after the point a currency's unit has; ``wide``: 64 bits are too few."""

    digits: int
    wide: bool = False


class Whole(NamedTuple):
    """Amounts in whole units.

    ``units`` are those of 64 bits, 0 where the currency is wide: there ``high`` and ``low`` are
    the upper and lower 64 bits. ``exact`` says which are that many units to the last digit.
    """

    units: NDArray[np.int64]
    high: NDArray[np.int64]
    low: NDArray[np.uint64]
    exact: NDArray[np.bool_]

    def only(self, rows: NDArray[np.bool_]) -> Whole:
        """Return some of the amounts."""
        return Whole(self.units[rows], self.high[rows], self.low[rows], self.exact[rows])


def choose_units(
    con: DuckDBPyConnection, table: str, elsewhere: Mapping[str, tuple[int, bool]] | None = None
) -> dict[str, Unit]:
    """Return the unit of each currency, by currency, as its amounts need it.

    A currency is counted in its usual unit, or in a finer one that holds every digit of its
    amounts. Where their total does not fit into 62 bits then, the currency is wide. Only what
    adds up to more than 10^20 can be cut: the finest unit is taken in which it fits 127 bits.

    Args:
        con: What knows the table.
        table: The payments.
        elsewhere: By currency the digits after the point of the unit, and whether it is wide, in
            a larger ledger of which these are some payments: theirs is as fine and as wide.
    """
    known = elsewhere or {}
    large = f"abs(amount) >= {EXACTLY_SUMMED}"
    rows = con.execute(
        f"SELECT currency, coalesce(sum(CASE WHEN NOT {large} THEN abs(amount) END), 0)::DOUBLE"
        f" + coalesce(sum(CASE WHEN {large} THEN abs(amount)::DOUBLE END), 0)"
        f" FROM {table} WHERE in_time GROUP BY currency ORDER BY currency"
    ).fetchall()
    usual = {currency: Unit(SCALES.get(currency, 0)) for currency, _ in rows}
    finer = _finer(con, table, usual)
    digits = {c: _needed(con, table, c) if c in finer else usual[c].digits for c in usual}
    own = {currency: _unit(digits[currency], total) for currency, total in rows}
    return {
        currency: Unit(max(unit.digits, known[currency][0]), unit.wide or known[currency][1])
        if currency in known
        else unit
        for currency, unit in own.items()
    }


def whole_units(amounts: Any, currencies: NDArray[np.integer[Any]], units: Sequence[Unit]) -> Whole:
    """Return amounts as whole units.

    ``amounts`` is an Arrow array of 128-bit decimals with 18 digits after the point,
    ``currencies`` the place of each one's currency among ``units``. What is not there is 0 units.

    To divide 128 bits by 10^k takes a loop a row. What 10^k divides can be divided modulo 2^64
    instead: shift by k, multiply by the inverse of 5^k; the quotient is right unless it is off by
    2^64 / 10^k or more, which a division of floats tells, as long as the dividend is below 2^112.
    """
    low, high = _halves(amounts)
    digits = [unit.digits for unit in units]
    shifts = np.array([DECIMALS - digit for digit in digits], np.uint64)[currencies]
    odd = np.array([pow(5, digit - DECIMALS, 1 << 64) for digit in digits], np.uint64)[currencies]
    shifted = (low >> shifts) | ((high.view(np.uint64) << 1) << (63 - shifts))
    quotient = (shifted * odd).view(np.int64)
    tens = np.array([10.0 ** (DECIMALS - digit) for digit in digits], np.float64)[currencies]
    about = high * 2.0**64 + low
    exact = (low & ((1 << shifts) - 1) == 0) & (np.abs(about / tens - quotient) < 2.0**63 / tens)
    wide = np.array([unit.wide for unit in units], bool)[currencies]
    for place in np.flatnonzero((np.abs(about) >= 2.0**112) & ~wide).tolist():
        bits = (int(high[place]) << 64) | int(low[place])
        quotient[place], exact[place] = _divided(bits, 10 ** int(shifts[place]))
    whole = Whole(
        quotient, np.zeros(len(quotient), np.int64), np.zeros(len(quotient), np.uint64), exact
    )
    for place, unit in enumerate(units):
        if unit.wide:
            _divide_wide(whole, low, high, currencies == place, DECIMALS - unit.digits)
    return whole


def currency_sql(currencies: Mapping[str, Unit]) -> str:
    """Return the SQL of a currency's position among those that have a unit."""
    cases = "".join(f" WHEN {text(currency)} THEN {n}" for n, currency in enumerate(currencies))
    return f"(CASE currency{cases} END)::SMALLINT" if cases else "0::SMALLINT"


def _divide_wide(
    whole: Whole,
    low: NDArray[np.uint64],
    high: NDArray[np.int64],
    rows: NDArray[np.bool_],
    zeros: int,
) -> None:
    """Write the 128 bits of some amounts divided by a power of ten, in four parts of 32 bits."""
    negative = high[rows] < 0
    upper, lower = _absolute(high[rows].view(np.uint64), low[rows], negative)
    parts = [upper >> BITS, upper & HALF, lower >> BITS, lower & HALF]
    exact = np.ones(len(lower), np.bool_)
    for divisor in (10 ** min(zeros, 9), 10 ** max(zeros - 9, 0)):
        rest = np.zeros(len(lower), np.uint64)
        for at, part in enumerate(parts):
            dividend = (rest << BITS) | part
            parts[at] = dividend // np.uint64(divisor)
            rest = dividend % np.uint64(divisor)
        exact &= rest == 0
    upper, lower = (parts[0] << BITS) | parts[1], (parts[2] << BITS) | parts[3]
    upper, lower = _absolute(upper, lower, negative)
    whole.units[rows] = 0
    whole.high[rows], whole.low[rows], whole.exact[rows] = upper.view(np.int64), lower, exact


def _absolute(
    upper: NDArray[np.uint64], lower: NDArray[np.uint64], negative: NDArray[np.bool_]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Turn the sign of some numbers of two halves."""
    carried = ~upper + (lower == 0)
    return np.where(negative, carried, upper), np.where(negative, ~lower + np.uint64(1), lower)


def _divided(whole: int, unit: int) -> tuple[int, bool]:
    units, rest = divmod(whole, unit)
    fits = rest == 0 and -(1 << 63) <= units < 1 << 63
    return (units if fits else 0), fits


def _halves(amounts: Any) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the lower and the upper 64 bits of each, 0 where there is none."""
    filled = amounts.fill_null(0) if amounts.null_count else amounts
    data = np.frombuffer(filled.buffers()[1], np.uint64, 2 * len(filled), 16 * filled.offset)
    return data[::2], data[1::2].view(np.int64)


def _finer(con: DuckDBPyConnection, table: str, usual: Mapping[str, Unit]) -> set[str]:
    """Return the currencies of which an amount is no whole number of their usual units."""
    query = f"SELECT amount, {currency_sql(usual)} AS place FROM {table} WHERE in_time"
    names, units, finer = list(usual), list(usual.values()), set[int]()
    for batch in con.sql(query).to_arrow_reader(BATCH):
        places = batch.column("place").to_numpy()
        exact = whole_units(batch.column("amount"), places, units).exact
        finer.update(np.unique(places[~exact]).tolist())
    return {names[place] for place in finer}


def _needed(con: DuckDBPyConnection, table: str, currency: str) -> int:
    """Return how many digits after the point the amounts of a currency have, its usual at least."""
    usual = SCALES.get(currency, 0)
    (needed,) = con.execute(
        "SELECT coalesce(max(length(rtrim(split_part(amount::VARCHAR, '.', 2), '0'))), 0)"
        f" FROM {table} WHERE in_time AND currency = ? AND amount <> round(amount, {usual})",
        [currency],
    ).fetchall()[0]
    return max(usual, int(needed))


def _unit(digits: int, total: float) -> Unit:
    """Return the unit of so many digits, or where so much does not fit, the finest that does."""
    while digits and total * 10.0**digits >= LARGEST_WIDE:
        digits -= 1
    return Unit(digits, wide=total * 10.0**digits >= LARGEST_TOTAL)

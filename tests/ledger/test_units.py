"""Amounts as whole units: equal to the division of whole numbers, or said not to be exact."""

from __future__ import annotations

from decimal import Context, Decimal

import numpy as np
import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from kg.ledger.base import joined
from kg.ledger.units import Unit, whole_units

LARGEST = 10**38 - 1
WIDE = Context(prec=38)
HELD = st.integers(-LARGEST, LARGEST)
NEAR = st.builds(
    lambda units, digits, off: max(-LARGEST, min(LARGEST, units * 10 ** (18 - digits) + off)),
    st.integers(-(1 << 65), 1 << 65), st.integers(0, 18), st.integers(-1, 1),
)  # fmt: skip
TURNED = st.builds(lambda units, turns: units * 10**16 + (turns << 64), HELD, HELD).filter(
    lambda value: abs(value) <= LARGEST
)


def amounts(values: list[int | None]) -> pa.Array:
    with_point = [None if v is None else Decimal(v).scaleb(-18, WIDE) for v in values]
    return pa.array(with_point, pa.decimal128(38, 18))


def slowly(value: int | None, digits: int) -> tuple[int, bool]:
    units, rest = divmod(value or 0, 10 ** (18 - digits))
    return units, rest == 0 and -(1 << 63) <= units < 1 << 63


@given(st.lists(st.tuples(st.one_of(st.none(), HELD, NEAR, TURNED), st.integers(0, 18))))
@example([(2**112, 2), (2**112 - 1, 2), (-(2**112), 18), (-1, 18), (LARGEST, 0), (None, 2)])
@example([((2**63) * 10**16, 2), ((2**63 - 1) * 10**16, 2), (-(2**63) * 10**16, 2)])
def test_units_are_those_of_a_division_of_whole_numbers(
    rows: list[tuple[int | None, int]],
) -> None:
    column = amounts([value for value, _ in rows])
    places = np.array([digits for _, digits in rows], np.int16)
    found = whole_units(column, places, [Unit(digits) for digits in range(19)])
    expected = [slowly(value, digits) for value, digits in rows]
    assert found.exact.tolist() == [fits for _, fits in expected]
    assert found.units[found.exact].tolist() == [whole for whole, fits in expected if fits]


@given(st.lists(st.tuples(st.one_of(st.none(), HELD, NEAR, TURNED), st.integers(0, 18))))
@example([(LARGEST, 18), (-LARGEST, 18), (1, 18), (-1, 18), (2**64, 18), (-(2**64), 18), (None, 2)])
@example([(10**37, 0), (-(10**37), 0), (10**37 + 1, 0), (2**64 * 10**9, 9), (LARGEST - 9, 17)])
def test_wide_units_are_those_of_a_division_of_whole_numbers_whatever_their_size(
    rows: list[tuple[int | None, int]],
) -> None:
    column = amounts([value for value, _ in rows])
    places = np.array([digits for _, digits in rows], np.int16)
    found = whole_units(column, places, [Unit(digits, wide=True) for digits in range(19)])
    expected = [divmod(value or 0, 10 ** (18 - digits)) for value, digits in rows]
    assert found.exact.tolist() == [rest == 0 for _, rest in expected]
    units = joined(found.high, found.low)
    assert units[found.exact].tolist() == [whole for whole, rest in expected if not rest]
    assert not found.units.any()


def test_a_slice_of_a_column_is_read_where_it_begins() -> None:
    column = amounts([5 * 10**18, None, 7 * 10**18])[1:]
    found = whole_units(column, np.zeros(2, np.int16), [Unit(2)])
    assert found.units.tolist() == [0, 700] and found.exact.all()


def test_no_amount_in_no_currency_is_nothing():
    amounts = pa.array([], pa.decimal128(38, 18))
    found = whole_units(amounts, np.array([], np.int16), [])
    assert len(found.units) == 0

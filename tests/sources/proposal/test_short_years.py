"""Which of three numbers of two digits is the year: told by days, by years, by rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kg.sources.proposal.short_years import (
    ORDERS,
    is_short_year,
    short_year_formats,
    short_year_orders,
)

ALL = tuple(ORDERS)
OF_ONE_YEAR = [f"{n:02}/{n + 1:02}/23" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        (["31.05.23", "no date"], ("day-first",)),
        (["no date"], ()),
        (["31.05.23", "01/06/23"], ()),
        (["03/04/05", "45/45/45"], ALL),
        (["45/45/45"], ()),
        (["13/14/15"], ()),
        (["29/02/23", "28/02/23"], ("year-first",)),
        (OF_ONE_YEAR, ("day-first", "month-first")),
        ([cell[6:] + cell[2:6] + cell[:2] for cell in OF_ONE_YEAR], ("year-first",)),
        (OF_ONE_YEAR[:5], ALL),
    ],
)
def test_cells_tell_which_number_is_the_year(cells: Sequence[str], orders: tuple[str, ...]) -> None:
    assert short_year_orders(cells, []) == orders


@pytest.mark.parametrize(
    ("rows", "orders"),
    [
        ([*OF_ONE_YEAR, "x"], ("day-first", "month-first")),
        (["05/03/23", "06/03/23", "x", "07/03/23", "08/03/23", "09/03/23", "01/04/23", "02/04/23"],
         ("day-first",)),
    ],
)  # fmt: skip
def test_rows_that_run_on_in_time_tell_it_where_only_one_order_lets_them(
    rows: Sequence[str], orders: tuple[str, ...]
) -> None:
    cells = [cell for cell in dict.fromkeys(rows) if is_short_year(cell)]
    assert short_year_orders(cells, [rows]) == orders


def test_formats_are_those_of_the_first_date_among_the_cells() -> None:
    assert short_year_formats(["x", "05-31-23"], "month-first") == [
        "%m-%d-%y", "%m-%d-%y %H:%M", "%m-%d-%y %H:%M:%S",
    ]  # fmt: skip
    assert short_year_formats(["23/05/31 10:00"], "year-first")[0] == "%y/%m/%d"

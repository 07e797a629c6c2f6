"""A place on a page as a number, as a text and in SQL: the same place."""

from __future__ import annotations

from random import Random

import duckdb
import pytest

from kg.text import PagePlace, locator, locator_sql
from kg.text.page_place import LINES, PAGES, SIDE, TALLEST


def places(count: int) -> list[PagePlace]:
    dice = Random(5)
    return [
        PagePlace.around(
            dice.randint(1, PAGES), dice.randint(1, LINES), left := dice.uniform(0, SIDE - 9),
            top := dice.uniform(0, SIDE), dice.uniform(left, SIDE), top + dice.uniform(1, 99),
        )
        for _ in range(count)
    ]  # fmt: skip


def test_a_place_is_the_same_as_number_text_and_sql() -> None:
    made = places(300)
    assert [PagePlace.of_number(place.number) for place in made] == made
    assert [PagePlace.of_text(str(place)) for place in made] == made
    assert all(0 < place.number < 1 << 63 for place in made)
    query = f"SELECT {locator_sql('m', 'n', 'pdf')} FROM (SELECT '' AS m, unnest($n) AS n)"
    with duckdb.connect() as con:
        found = con.execute(query, {"n": [place.number for place in made]}).fetchall()
    assert [text for (text,) in found] == [locator("", p.number, "pdf") for p in made]


def test_what_is_further_down_has_a_higher_number() -> None:
    made = sorted(places(300), key=lambda place: place.number)
    assert [place[:1] for place in made] == sorted(place[:1] for place in made)
    assert made == sorted(made, key=lambda p: (p.page, p.top, p.line, p.bottom, p.left, p.right))


@pytest.mark.parametrize(
    ("box", "kept"),
    [
        ((36.2, 120.7, 559.1, 131.2), (36, 120, 560, 132)),
        ((-5.0, -3.0, 2.0, 2.0), (0, 0, 4, 2)),
        ((0.0, 10.0, 9.0, 2000.0), (0, 10, 12, 10 + TALLEST)),
        ((7.0, 5.0, 7.0, 5.0), (4, 5, 8, 6)),
    ],
)
def test_boxes_are_rounded_outwards_and_kept_on_the_page(
    box: tuple[float, float, float, float], kept: tuple[int, int, int, int]
) -> None:
    assert PagePlace.around(1, 1, *box)[2:] == kept


@pytest.mark.parametrize("text", ["line 3", "p.3", "p.0 line 1 @1,2-3,4", "p.3 line 17 @a,b-c,d"])
def test_other_texts_name_no_place_on_a_page(text: str) -> None:
    assert PagePlace.of_text(text) is None

"""Where a page of a PDF begins, however it is turned."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kg.explain.page_row import _corner


@pytest.mark.parametrize(
    ("rotate", "corner"),
    [(0, (10, 785)), (90, (20, 590)), (180, (5, 780)), (270, (15, 595)), (45, (10, 785))],
)
def test_the_corner_of_what_is_shown_is_that_of_the_turned_page(
    rotate: int, corner: tuple[float, float]
) -> None:
    # a sheet of 600 by 800, of which 10 on the left, 20 below, 5 on the right, 15 above are cut off
    page = SimpleNamespace(mediabox=(0, 0, 600, 800), cropbox=(10, 20, 595, 785), rotate=rotate)
    assert _corner(page) == corner

"""Adjacency matrices: which texts are one, what its cells say, and what is refused."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from kg.errors import FormatError, LayoutError
from kg.limits import LIMITS
from kg.sources.formats import format_of
from kg.sources.formats.matrix import read_matrix
from tests.sources.reader import Result, read_text

DIRECTED = ",a,b,c\na,0,2,0\nb,0,0,1.5\nc,,7,0\n"
MIRRORED = ",a,b,c\na,0,2,0\nb,2,0,1\nc,0,1,3\n"


def ties(text: str) -> list[tuple[str, ...]]:
    found = read_matrix(text, "m.csv", LIMITS)
    return [tuple(record.cells.values()) for record in found.records]


def test_a_matrix_is_read_as_directed_ties(tmp_path: Path) -> None:
    result: Result = read_text(tmp_path, DIRECTED, "m.csv")
    assert result.reading.layout == "matrix"
    assert result.reading.read == result.reading.stored == 3
    assert ties(DIRECTED) == [("a", "b", "2"), ("b", "c", "1.5"), ("c", "b", "7")]


def test_one_that_is_its_own_mirror_tells_each_pair_once() -> None:
    assert ties(MIRRORED) == [("a", "b", "2"), ("b", "c", "1"), ("c", "c", "3")]
    said = read_matrix(MIRRORED, "m.csv", LIMITS).warnings
    assert "its own mirror" in str(said[0])


def test_ties_of_any_matrix_are_those_of_a_slow_twin() -> None:
    for seed in range(20):
        dice = Random(seed)
        names = [f"n{n}" for n in range(dice.randrange(2, 9))]
        grid = [[dice.choice([0, 0, 1, 5]) for _ in names] for _ in names]
        rows = [f"{name};{';'.join(map(str, row))}" for name, row in zip(names, grid, strict=True)]
        text = "\n".join([f";{';'.join(names)}", *rows]) + "\n"
        mirror = all(grid[a][b] == grid[b][a] for a in range(len(grid)) for b in range(len(grid)))
        twin = [
            (names[a], names[b], str(grid[a][b]))
            for a in range(len(grid))
            for b in range(len(grid))
            if grid[a][b] and (a <= b or not mirror)
        ]
        assert ties(text) == twin
        assert format_of(text.encode()).name == "matrix"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        ",a,b\n1,0,1\n2,1,0\n",
        "x,a,b\na,0,1\nb,1,0\n",
        ",a,b\na,yes,no\nb,no,yes\n",
        ",a\na,0\n",
        ",a,b\n",
        ",a,b\na,1\nb,1\n",
    ],
)
def test_what_is_no_matrix_is_no_format(text: str) -> None:
    assert format_of(text.encode()) is None


def test_a_tab_before_the_first_name_is_not_lost() -> None:
    assert format_of(b"\ta\tb\na\t0\t1\nb\t1\t0\n").name == "matrix"  # type: ignore[union-attr]


def test_a_long_matrix_is_known_by_its_start() -> None:
    names = [f"name{n}" for n in range(400)]
    rows = [f"{name},{','.join('0' * len(names))}" for name in names]
    text = "\r\n".join([f",{','.join(names)}", *rows])
    assert format_of(text.encode()[: 64 * 1024]).name == "matrix"  # type: ignore[union-attr]


def test_rows_and_cells_that_cannot_be_ties_are_refused() -> None:
    text = ",a,b,c\na,0,1,0\nx,1,0,0\nc,0,much,0\nb,1\n"
    found = read_matrix(text, "m.csv", LIMITS)
    assert [(r.place, r.code) for r in found.records if r.reason] == [
        (4, "name"), (8, "number"), (10, "name"),
    ]  # fmt: skip


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises((FormatError, LayoutError), match="twice"):
        read_text(tmp_path, ",a,a\na,0,1\na,1,0\n", "m.csv")


def test_delimiters_alone_are_no_matrix(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="empty"):
        read_text(tmp_path, ",,\n,,\n", "a.csv")

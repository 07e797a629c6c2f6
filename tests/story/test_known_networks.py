"""Networks of which others published the figures, asked on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import kg

pytestmark = pytest.mark.shared
Shared = Callable[[str], Path]
CAVIAR = (1, 2, 3, 4, 5, 6, 8, 9, 10, 11)
"""The phases; the file of the seventh has the figures of the ninth under other labels."""


def asked(case: Path, *words: str) -> Any:
    done = kg("key", case, *words, "--json")
    assert done.returncode == 0, done.stderr
    return done.document


def labels(case: Path, things: set[str]) -> dict[str, str]:
    from kg.case import open_case

    with open_case(case, create=False) as opened:
        entities = opened.lookup.entities(sorted(things))
    return {thing: entity.first("name") for thing, entity in entities.items()}


@pytest.mark.parametrize(
    ("file", "size", "first", "parts"),
    [
        ("meetings", (101, 256), [("N18", 0.3732), ("N47", 0.2198), ("N27", 0.1585),
         ("N68", 0.1261), ("N12", 0.1171)], [92, 88, 68, 66, 46, 39]),
        ("phone", (100, 124), [("N18", 0.4182), ("N61", 0.2817), ("N47", 0.2362),
         ("N29", 0.2195)], [89, 68, 51, 38, 35, 22]),
    ],
)  # fmt: skip
def test_montagna(
    shared_data: Shared, tmp_path: Path, file: str, size: tuple[int, int],
    first: list[tuple[str, float]], parts: list[int],
) -> None:  # fmt: skip
    """Sicilian Mafia, 2003-2007 (Cavallaro et al. 2020): betweenness, and what it takes apart."""
    case = tmp_path / "case"
    data = shared_data("montagna-mafia") / f"montagna_{file}.csv"
    assert kg("new", case).returncode == 0
    assert kg("load", case, data).returncode == 0
    found = asked(case, "--people")
    name = labels(case, {thing["thing"] for thing in found["key"]})
    assert (found["things"], found["ties"]) == size
    assert [
        (name[thing["thing"]], round(thing["betweenness"], 4)) for thing in found["key"]
    ][: len(first)] == first  # fmt: skip
    (order,) = (one for one in found["dismantled"] if one["order"] == "betweenness")
    assert order["recomputed"]
    assert [order["before"], *(one["largest"] for one in order["removals"])] == parts


def test_caviar_by_phase(shared_data: Shared, tmp_path: Path) -> None:
    """1 leads nearly always and fades, 12 and 41 lead at the end: the same people in all phases."""
    case, folder = tmp_path / "case", shared_data("covert-networks")
    files = [folder / f"caviar{phase}.csv" for phase in CAVIAR]
    assert kg("new", case).returncode == 0
    assert kg("load", case, *files, "--scope", "caviar").returncode == 0
    found = asked(case, "--people", "--by", "source", "--rows", "200")
    name = labels(case, {thing["thing"] for thing in found["key"]})
    phases = {one["name"]: one for one in found["phases"]}
    sizes = {
        phase: (phases[f"caviar{phase}.csv"]["things"], phases[f"caviar{phase}.csv"]["ties"])
        for phase in CAVIAR
    }
    assert sizes == {
        1: (15, 18), 2: (24, 28), 3: (33, 56), 4: (33, 48), 5: (32, 39), 6: (27, 47), 8: (42, 58),
        9: (34, 44), 10: (42, 50), 11: (41, 50),
    }  # fmt: skip
    leader = {
        phase: name[phases[f"caviar{phase}.csv"]["leaders"]["degree"][0]["thing"]]
        for phase in CAVIAR
    }
    assert {phase for phase in CAVIAR if leader[phase] == "1"} == {1, 2, 3, 4, 5, 6, 8, 10}
    assert leader[11] == "12"
    last = phases["caviar11.csv"]["leaders"]["betweenness"]
    assert [(name[one["thing"]], round(one["figure"], 3)) for one in last] == [
        ("41", 0.554), ("1", 0.526), ("12", 0.43),
    ]  # fmt: skip


def test_caviar_whole(shared_data: Shared, tmp_path: Path) -> None:
    """The matrix of 110 people: degree and betweenness as its own readme has them."""
    case = tmp_path / "case"
    data = shared_data("covert-networks") / "matrices" / "morselli_caviar.csv"
    assert kg("new", case).returncode == 0
    assert kg("load", case, data).returncode == 0
    found = asked(case, "--people")
    name = labels(case, {thing["thing"] for thing in found["key"]})
    assert (found["things"], found["ties"], found["rows"]) == (110, 205, 295)
    assert [(name[t["thing"]], round(t["betweenness"], 4)) for t in found["key"][:5]] == [
        ("1", 0.6375), ("12", 0.2921), ("87", 0.1193), ("76", 0.1152), ("3", 0.1052),
    ]  # fmt: skip
    assert {name[t["thing"]]: t["degree"] for t in found["key"]}["1"] == 60


def test_coordinated_retweets(shared_data: Shared, tmp_path: Path) -> None:
    """Russian accounts of 2021 (Kulichkina, Righetti and Waldherr 2024), within a minute."""
    case, data = tmp_path / "case", shared_data("coortweet") / "russian_coord_tweets.csv.gz"
    assert kg("new", case).returncode == 0
    assert kg("load", case, data).returncode == 0
    done = kg("coordinated", case, "--window", "60s", "--participation", "2", "--json")
    found = done.document
    assert (found["rows"], found["pairs"], found["objects"]) == (35_125, 3_791, 502)
    assert (found["accounts"], found["parts"][0], found["strong"]) == (2_110, 2_019, 60)
    assert sum(tie["strong"] for tie in found["ties"]) == len(found["ties"])

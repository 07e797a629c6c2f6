"""AMLSim through a lake and as a case: the same traces, reach and findings."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.case import Case, new_case
from kg.case.money.lake_findings import find_in_lake
from kg.case.money.lake_reach import reach_in_lake
from kg.lake.add import add_files
from kg.lake.layout import Lake
from kg.requests import FindRequest, LoadRequest, ReachRequest
from tests.lake.compared import trace_facts

RULES = ("fifo", "lifo", "haircut", "lowest", "poison", "floor")
pytestmark = [pytest.mark.deep, pytest.mark.shared]


@pytest.fixture(scope="module", params=["20K_cycle200", "20K_fanin200"])
def told(
    request: pytest.FixtureRequest,
    shared_data: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Case, Lake, list[str]]]:
    """A case and a lake of the same 118,000 payments, and the numbers of the accounts."""
    place = tmp_path_factory.mktemp("amlsim")
    packed = shared_data("amlsim") / request.param / "transactions.csv.gz"
    file = place / "transactions.csv"
    file.write_bytes(gzip.decompress(packed.read_bytes()))
    lake = Lake.init(place / "lake")
    add_files(lake, [file], LoadRequest(), lambda step: None)
    with new_case(place / "case") as case:
        case.load(file)
        rows = case.sql("SELECT name FROM entity ORDER BY name", rows=100_000).rows
        yield case, lake, [str(name) for (name,) in rows]


def test_traces_of_an_extract_are_those_of_the_whole(
    told: tuple[Case, Lake, list[str]], tmp_path: Path
) -> None:
    whole, lake, accounts = told
    chance = random.Random(7)
    for number in range(12):
        start, way = chance.choice(accounts), chance.choice(["out", "in"])
        bounds: dict[str, Any] = {
            "hops": chance.choice([1, 2, 3]),
            "within": chance.choice(["24h", "72h"]),
            "direction": way,
        }
        with new_case(tmp_path / f"case{number}") as part:
            part.evidence.extract(lake.folder, start, **bounds)
            for rule in RULES if way == "out" else RULES[:1]:
                traces = (one.trace(start, rule=rule, **bounds) for one in (part, whole))
                mine, theirs = map(trace_facts, traces)
                assert mine == theirs


def test_reach_and_findings_are_those_of_the_whole(told: tuple[Case, Lake, list[str]]) -> None:
    whole, lake, accounts = told
    chance = random.Random(8)
    for _ in range(10):
        starts = tuple(chance.sample(accounts, chance.choice([1, 3])))
        way = chance.choice(["out", "in"])
        mine = reach_in_lake(lake.folder, ReachRequest(starts, direction=way)).reach
        theirs = whole.money.reach(*starts, direction=way)
        assert mine.places == theirs.places
    found = find_in_lake(lake.folder, FindRequest(rows=1_000))
    every = whole.money.find(rows=1_000).findings
    asked = [one.id for one in every if one.typology not in found.not_asked]
    assert [one.id for one in found.found.findings] == asked
    assert asked

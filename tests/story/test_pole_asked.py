"""A graph of a police force in both stores: ten questions answered as its own CSVs count them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pole_files
import pytest
from pole_questions import QUESTIONS, Asked, Csvs
from servers import clear_case, named_server

from kg.case import Case, open_case
from tests.built import built
from tests.depth import by_depth

pytestmark = [pytest.mark.shared, pytest.mark.slow]
MANY = 100_000


@pytest.fixture(scope="module")
def zipped(shared_data) -> Path:
    return shared_data("pole") / pole_files.NAME


@pytest.fixture(scope="module")
def case(zipped: Path, tmp_path_factory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("pole")
    built(pole_files.load, folder, zipped)
    with open_case(folder / "case") as opened:
        yield opened


@pytest.fixture(scope="module")
def csvs(zipped: Path) -> Csvs:
    return Csvs(zipped)


@dataclass(frozen=True)
class Pushed:
    """A case on the server, the server's password, and the files that the case was made of."""

    case: Case
    password: str
    csvs: Csvs


@pytest.fixture(scope="module")
def pushed(zipped: Path, tmp_path_factory) -> Iterator[Pushed]:
    """Return what is on the server: few of the crimes by default, all of them in a deep run."""
    server, folder = named_server(), tmp_path_factory.mktemp("pushed")
    built(by_depth(pole_files.load_thin, pole_files.load), folder, zipped)
    files = Csvs(by_depth(folder / "thin.zip", zipped))
    with open_case(folder / "case") as case:
        case.sharing.push(server.uri, password=server.password)
        yield Pushed(case, server.password, files)
        clear_case(case.sharing.server_key())


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)
def test_the_graph_answers_as_the_files_count(one: Asked, case: Case, csvs: Csvs) -> None:
    expected = one.counted(csvs)
    assert expected
    assert Counter(case.query(one.sparql, rows=MANY, seconds=60).rows) == expected


@pytest.mark.neo4j
@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)
def test_the_server_answers_as_the_files_count(one: Asked, pushed: Pushed) -> None:
    expected = one.counted(pushed.csvs)
    assert expected
    found = pushed.case.questions.cypher(
        one.cypher, password=pushed.password, rows=MANY, seconds=60
    )
    assert Counter(found.rows) == expected

"""A graph of a police force in both stores: ten questions answered as its own CSVs count them.

By default few of its crimes are loaded (:func:`pole_files.write_thin`), in a deep run all of them.
"""

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
def loaded(zipped: Path, tmp_path_factory) -> Path:
    """Return a folder with the case: of few of the crimes by default, of all in a deep run."""
    folder: Path = tmp_path_factory.mktemp("pole")
    built(by_depth(pole_files.load_thin, pole_files.load), folder, zipped)
    return folder


@pytest.fixture(scope="module")
def case(loaded: Path) -> Iterator[Case]:
    with open_case(loaded / "case") as opened:
        yield opened


@pytest.fixture(scope="module")
def csvs(zipped: Path, loaded: Path) -> Csvs:
    return Csvs(by_depth(loaded / "thin.zip", zipped))


@dataclass(frozen=True)
class Pushed:
    """A case on the server, and the server's password."""

    case: Case
    password: str


@pytest.fixture(scope="module")
def pushed(case: Case) -> Iterator[Pushed]:
    server = named_server()
    case.sharing.push(server.uri, password=server.password)
    yield Pushed(case, server.password)
    clear_case(case.sharing.server_key())


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)
def test_the_graph_answers_as_the_files_count(one: Asked, case: Case, csvs: Csvs) -> None:
    expected = one.counted(csvs)
    assert expected
    assert Counter(case.query(one.sparql, rows=MANY, seconds=60).rows) == expected


@pytest.mark.neo4j
@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)
def test_the_server_answers_as_the_files_count(one: Asked, pushed: Pushed, csvs: Csvs) -> None:
    expected = one.counted(csvs)
    assert expected
    found = pushed.case.questions.cypher(
        one.cypher, password=pushed.password, rows=MANY, seconds=60
    )
    assert Counter(found.rows) == expected

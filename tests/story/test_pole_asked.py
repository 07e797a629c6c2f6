"""A graph of a police force in both stores: ten questions answered as its own CSVs count them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pole_questions import QUESTIONS, Asked, Csvs
from servers import clear_case, named_server

from kg.case import Case, new_case

pytestmark = [pytest.mark.shared, pytest.mark.slow]
MANY = 100_000


@pytest.fixture(scope="module")
def zipped(shared_data) -> Path:
    return shared_data("pole") / "pole-data-importer.zip"


@pytest.fixture(scope="module")
def csvs(zipped: Path) -> Csvs:
    return Csvs(zipped)


@pytest.fixture(scope="module")
def case(zipped: Path, tmp_path_factory) -> Iterator[Case]:
    with new_case(tmp_path_factory.mktemp("pole") / "case") as opened:
        opened.load(zipped)
        yield opened


@pytest.fixture(scope="module")
def pushed(case: Case) -> Iterator[str]:
    """Return the server's password once the case is there."""
    server = named_server()
    case.push(server.uri, password=server.password)
    yield server.password
    clear_case(case.server_key())


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)
def test_the_graph_answers_as_the_files_count(one: Asked, case: Case, csvs: Csvs) -> None:
    expected = one.counted(csvs)
    assert expected
    assert Counter(case.query(one.sparql, rows=MANY, seconds=60).rows) == expected


@pytest.mark.neo4j
@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)
def test_the_server_answers_as_the_files_count(
    one: Asked, case: Case, pushed: str, csvs: Csvs
) -> None:
    found = case.cypher(one.cypher, password=pushed, rows=MANY, seconds=60)
    assert Counter(found.rows) == one.counted(csvs)

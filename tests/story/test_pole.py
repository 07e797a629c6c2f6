"""A graph of a police force, from the zip that a graph database imports: its known counts.

By default few of its crimes are loaded (:func:`pole_files.write_thin`), in a deep run all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pole_files
import pytest
from panels import click_all, summed, told_sums
from pole_questions import Csvs

from kg.case import Case, open_case
from kg.records import to_plain
from tests.built import built
from tests.depth import DEEP, by_depth

pytestmark = [pytest.mark.shared, pytest.mark.slow]


WHOLE_ROWS, WHOLE_CRIMES = 167_361, 28_762


@pytest.fixture(scope="module")
def folder(shared_data, tmp_path_factory) -> Path:
    """Return the folder of the case, and of the thin zip where it was made of that."""
    folder: Path = tmp_path_factory.mktemp("pole")
    load = by_depth(pole_files.load_thin, pole_files.load)
    built(load, folder, shared_data("pole") / pole_files.NAME)
    return folder


@pytest.fixture(scope="module")
def case(folder: Path) -> Iterator[Case]:
    with open_case(folder / "case") as case:
        yield case


@pytest.fixture(scope="module")
def csvs(shared_data, folder: Path) -> Csvs:
    return Csvs(by_depth(folder / "thin.zip", shared_data("pole") / pole_files.NAME))


def nodes(case: Case, label: str) -> int:
    query = f"SELECT count(*) FROM entity WHERE values->>'$.recordedAs[0]' = '{label}'"
    return int(str(case.sql(query).rows[0][0]))


def ties(case: Case, word: str) -> int:
    query = (
        f"""SELECT count(*) FROM link WHERE list_contains((values->>'$.recordedAs[*]'), '{word}')"""
    )
    return int(str(case.sql(query).rows[0][0]))


def test_every_row_is_stored(case: Case, csvs: Csvs) -> None:
    (source,) = case.evidence.sources()
    rows = len(csvs.nodes) + sum(map(len, csvs.ends.values()))
    assert rows > 1_000 and (rows == WHOLE_ROWS or not DEEP)
    assert (source.read, source.stored, source.problems) == (rows, rows, 0)


def test_the_counts_of_the_readme(case: Case, csvs: Csvs) -> None:
    assert (nodes(case, "Person"), nodes(case, "Phone"), nodes(case, "PhoneCall")) == (
        369,
        328,
        534,
    )
    crimes = sum("last_outcome" in node for node in csvs.nodes.values())
    assert crimes > 1_000 and (crimes == WHOLE_CRIMES or not DEEP)
    assert nodes(case, "Crime") == crimes
    assert (ties(case, "KNOWS"), ties(case, "PARTY_TO")) == (586, 55)


def test_twenty_nine_persons_are_party_to_a_crime(case: Case) -> None:
    found = case.sql(
        "SELECT count(DISTINCT source) FROM link "
        "WHERE list_contains((values->>'$.recordedAs[*]'), 'PARTY_TO')"
    )
    assert found.rows == ((29,),)


def test_a_person_is_found_by_the_whole_name(case: Case) -> None:
    (person,) = case.lookup.find("Todd Hamilton")
    assert (person.kind, person.first("name")) == ("Person", "Todd Hamilton")


@pytest.mark.parametrize("limit", [1, 20, by_depth(100, 150)])
def test_what_is_drawn_three_hops_around_a_person_hangs_together(case: Case, limit: int) -> None:
    chain = case.chain("Todd Hamilton", hops=3, limit=limit)
    (start,) = case.lookup.find("Todd Hamilton")
    drawn = {node.entity.id for node in chain.nodes}
    assert start.id in drawn and len(drawn) == limit
    reached, ahead = {start.id}, [start.id]
    while ahead:
        here = ahead.pop()
        for edge in chain.edges:
            if here in (edge.source, edge.target):
                new = {edge.source, edge.target} - reached
                reached |= new
                ahead += new
    assert reached == drawn
    cut = sum(hidden.count for hidden in chain.hidden)
    assert cut and [b for b in chain.banners if f"{cut} more are not" in b.text("en")]


@pytest.mark.browser
def test_every_panel_of_the_page_opens(case: Case, browser: Any, tmp_path: Path) -> None:
    """No money is in this graph: a panel has no sum, and relations without supply light nobody."""
    chain = case.chain("Todd Hamilton", hops=2, name="panels")
    case.export(tmp_path / "panels.html", chain)
    wrong: list[str] = []
    context = browser.new_context(offline=True)
    tab = context.new_page()
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto((tmp_path / "panels.html").as_uri())
    clicked = click_all(tab, "zh")
    assert len(clicked) == len(chain.nodes) > 10
    for node, found in zip(chain.nodes, clicked, strict=True):
        known = to_plain(case.lookup.show(node.handle))
        assert told_sums(found, node.handle) == summed(known, case.lookup.handle) == []
    context.close()
    assert not wrong

"""A graph of a police force, from the zip that a graph database imports: its known counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.case import Case, new_case

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def case(shared_data, tmp_path_factory) -> Iterator[Case]:
    with new_case(tmp_path_factory.mktemp("pole") / "case") as case:
        case.load(shared_data("pole") / "pole-data-importer.zip")
        yield case


def nodes(case: Case, label: str) -> int:
    query = f"SELECT count(*) FROM entity WHERE values->>'$.recordedAs[0]' = '{label}'"
    return int(str(case.sql(query).rows[0][0]))


def ties(case: Case, word: str) -> int:
    query = (
        f"""SELECT count(*) FROM link WHERE list_contains((values->>'$.recordedAs[*]'), '{word}')"""
    )
    return int(str(case.sql(query).rows[0][0]))


def test_every_row_is_stored(case: Case) -> None:
    (source,) = case.sources()
    assert (source.read, source.stored, source.problems) == (167_361, 167_361, 0)


def test_the_counts_of_the_readme(case: Case) -> None:
    assert (nodes(case, "Person"), nodes(case, "Phone"), nodes(case, "PhoneCall")) == (
        369,
        328,
        534,
    )
    assert nodes(case, "Crime") == 28_762
    assert (ties(case, "KNOWS"), ties(case, "PARTY_TO")) == (586, 55)


def test_twenty_nine_persons_are_party_to_a_crime(case: Case) -> None:
    found = case.sql(
        "SELECT count(DISTINCT source) FROM link "
        "WHERE list_contains((values->>'$.recordedAs[*]'), 'PARTY_TO')"
    )
    assert found.rows == ((29,),)


def test_a_person_is_found_by_the_whole_name(case: Case) -> None:
    (person,) = case.find("Todd Hamilton")
    assert (person.kind, person.first("name")) == ("Person", "Todd Hamilton")

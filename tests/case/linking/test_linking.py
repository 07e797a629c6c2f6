"""What cases share, and leaked data beside lists: counts that brute force gives, and no member."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from batches import phone, resident_id, rows, write_calls, write_list, write_victims
from hypothesis import given
from hypothesis import strategies as st
from statements import card, write_statement

from kg.case import Case, new_case, open_case
from kg.case.linking import link_cases, link_cases_as
from kg.case.linking.compare import CAUTIONS, MASKS, identifiers
from kg.case.linking.leak_overlap import concordance
from kg.errors import UsageError
from kg.masking import masks
from kg.model import CaseLinks, LeakOverlap
from kg.model.linking import APART, BATCH, CALLED, CLUE, GRADES, MEET, NUMBER, VICTIMS
from kg.requests import LinkRequest
from kg.schema import load_schema
from tests.built import built
from tests.command_line import kg

LISTED = 60
CALLS, LOSSES = (0, 7, 9, 500), (0, 900)
"""Whom of the list others know: those below LISTED stand in it."""


def build(place: Path) -> None:
    """Make a case with leaked data and a statement, and one with calls, victims, the same card."""
    with new_case(place / "one", name="甲案") as one:
        one.load(write_list(place / "list.csv", rows(LISTED)), link_only=True)
        one.load(write_statement(place / "a.csv", 6, seed=1))
        one.load(write_calls(place / "own.csv", [3]))
    with new_case(place / "two", name="乙案") as two:
        two.load(write_calls(place / "calls.csv", list(CALLS)))
        two.load(write_victims(place / "victims.csv", list(LOSSES)))
        two.load(write_statement(place / "b.csv", 6, seed=1))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Case, Case]]:
    place = tmp_path_factory.mktemp("linking")
    built(build, place)
    with open_case(place / "one") as one, open_case(place / "two") as two:
        yield one, two


def leak(links: CaseLinks, against: str, case: str) -> LeakOverlap:
    (found,) = [one for one in links.leaks if (one.against, one.case) == (against, case)]
    return found


def identifiers_of(case: Case) -> dict[str, set[str]]:
    """Return, the slow way, whatever a case knows things by, by property."""
    known: dict[str, set[str]] = {}
    with case.sessions.reading() as session:
        ids = [
            thing for (thing,) in session.index().con.execute("SELECT id FROM entity").fetchall()
        ]
        for entity in session.index().entities(ids):
            for name, texts in entity.values.items():
                known.setdefault(name, set()).update(texts)
    return known


def test_what_two_cases_share_is_what_a_search_through_both_finds(both: tuple[Case, Case]) -> None:
    one, two = both
    links = link_cases(one, two, show_values=True, rows=1_000)
    known, other = identifiers_of(one), identifiers_of(two)
    for name in ("cardNumber", "accountNumber", "msisdn", "residentId"):
        least = next(entry.least for entry in identifiers() if entry.property == name)
        common = {t for t in known.get(name, set()) & other.get(name, set()) if len(t) >= least}
        told = {thing.shown for thing in links.shared if thing.identifier == name}
        plain = {text for text in told if "*" not in text}
        assert plain <= common
        assert len(told) == len({masks.phone(t) if name == "msisdn" else t for t in common}) or (
            len([t for t in links.shared if t.identifier == name]) == len(common)
        )
    assert card(1) in {thing.shown for thing in links.shared}


def test_each_side_has_its_rows_and_periods_and_nothing_is_merged(both: tuple[Case, Case]) -> None:
    links = link_cases(*both)
    (own,) = [
        thing
        for thing in links.shared
        if thing.identifier == "cardNumber"
        and {side.facts for side in thing.sides} != {1}
        and thing.shown == masks.card(card(1))
    ]
    assert (own.grade, own.periods) == (NUMBER, MEET)
    assert [side.case for side in own.sides] == ["A", "B"]
    for side, case in zip(own.sides, both, strict=True):
        flows = case.sql(
            "SELECT count(*) FROM transfer WHERE source = $id OR target = $id".replace(
                "$id", f"'{side.thing}'"
            )
        ).rows[0][0]
        assert side.facts >= int(str(flows)) > 0
        assert side.places
    assert sum(links.counts.values()) == len(links.shared) + links.cut
    order = [GRADES.index(thing.grade) for thing in links.shared]
    assert order == sorted(order)


def test_leaked_data_of_one_case_is_held_against_the_lists_of_another(
    both: tuple[Case, Case],
) -> None:
    links = link_cases(*both)
    listed = {n for n in range(LISTED) if rows(LISTED)[n][1] or rows(LISTED)[n][2]}
    called = leak(links, CALLED, "B")
    phones = {n for n in CALLS if n < LISTED and rows(LISTED)[n][1]}
    assert (called.listed, called.found, called.found_after) == (
        len(CALLS), len(phones), len(phones),
    )  # fmt: skip
    assert called.share == (Decimal(len(phones)) / len(CALLS)).quantize(Decimal("0.0001"))
    assert not called.subset
    assert called.sold is None
    victims = leak(links, VICTIMS, "B")
    assert victims.listed == len(LOSSES)
    assert victims.found == len([n for n in LOSSES if n in listed])
    assert {one.information for one in victims.classes} >= {"ordinary"}


def test_only_contacts_after_the_sale_count(both: tuple[Case, Case]) -> None:
    whole = leak(link_cases(*both), CALLED, "B")
    assert whole.first is not None
    late = (whole.first + timedelta(days=900)).isoformat()
    links = link_cases(*both, sold=late)
    for one in links.leaks:
        assert (one.after, one.found_after, one.share) == (0, 0, Decimal(0))
        assert one.found > 0
        assert not one.subset
    early = link_cases(*both, sold=(whole.first - timedelta(days=1)).isoformat())
    assert leak(early, CALLED, "B").found_after == whole.found_after


def test_two_batches_of_two_cases_are_compared_by_reading_one_again(tmp_path: Path) -> None:
    """The twin: the numbers of both lists, in the clear."""
    first, second = rows(40), rows(60)[20:]
    files = [write_list(tmp_path / "a.csv", first), write_list(tmp_path / "b.csv", second)]
    cases = []
    for name, file in zip("ab", files, strict=True):
        case = new_case(tmp_path / f"case-{name}", name=name)
        case.load(file, link_only=True)
        cases.append(case)
    common = [
        {row[column] for row in first if row[column]}
        & {row[column] for row in second if row[column]}
        for column in (1, 2)
    ]
    (overlap,) = link_cases(*cases).leaks
    assert overlap.against == BATCH
    assert overlap.found == max(map(len, common))
    for file in files:
        file.unlink()
    links = link_cases(*cases)
    assert not links.leaks
    assert [one.id for one in links.warnings] == ["link-batches-not-compared"]
    for case in cases:
        case.close()


def test_no_member_of_leaked_data_is_told_and_no_key_leaves(both: tuple[Case, Case]) -> None:
    one, two = both
    told = [kg("link", one.root, two.root, *more).stdout for more in ((), ("--json",))]
    members = {cell for row in rows(LISTED) for cell in row if len(cell) >= 8}
    for text in told:
        assert not [cell for cell in members if cell in text]
        assert one.folder.key().hex() not in text
        assert card(1) not in text
    assert json.loads(told[1])["cases"][0]["letter"] == "A"


def test_real_values_are_shown_where_asked_but_for_victims_and_it_is_logged(
    tmp_path: Path,
) -> None:
    built(build, tmp_path)
    shown = kg("link", tmp_path / "one", tmp_path / "two", "--show-values").stdout
    assert card(1) in shown
    assert phone(0) not in shown
    assert resident_id(0) not in shown
    for name in ("one", "two"):
        with open_case(tmp_path / name) as case:
            (line,) = [one for one in case.folder.log.entries() if one["action"] == "link"]
            assert line["show_values"] is True
            if name == "two":  # the other's list lies elsewhere by now
                case.verify(quick=True)


def test_a_phone_whose_periods_do_not_meet_is_a_clue(tmp_path: Path) -> None:
    cases = []
    for name, year in (("a", 2021), ("b", 2024)):
        file = write_calls(tmp_path / f"{name}.csv", [5])
        file.write_text(file.read_text("utf-8").replace("2024", str(year)), "utf-8")
        case = new_case(tmp_path / f"case-{name}", name=name)
        case.load(file)
        cases.append(case)
    phones = [one for one in link_cases(*cases).shared if one.identifier == "msisdn"]
    assert phones
    assert {(one.grade, one.periods) for one in phones} == {(CLUE, APART)}
    for case in cases:
        case.close()


def test_what_cannot_be_linked_is_refused(both: tuple[Case, Case]) -> None:
    with pytest.raises(UsageError, match="no case"):
        link_cases()
    with pytest.raises(UsageError, match="twice"):
        link_cases_as(LinkRequest([str(both[0].root)]), [both[0]])


def test_identifiers_are_properties_of_the_ontology() -> None:
    schema = load_schema()
    for one in identifiers():
        assert schema.has_property(one.property)
        assert one.mask in MASKS
        assert one.grade in GRADES
        assert all(schema.has_kind(kind) for kind in one.kinds)
    assert set(CAUTIONS) <= {one.property for one in identifiers()}


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_the_order_is_that_of_all_pairs(pairs: list[tuple[int, int]]) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    dated = [(start + timedelta(days=day), row) for day, row in pairs]
    rising = falling = 0
    for (one, row), (other, below) in combinations(dated, 2):
        if one != other and row != below:
            if (one < other) == (row < below):
                rising += 1
            else:
                falling += 1
    share, count = concordance(dated)
    assert count == rising + falling
    if count:
        assert share == (Decimal(rising) / count).quantize(Decimal("0.0001"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_tells_in_both_languages(both: tuple[Case, Case], lang: str) -> None:
    told = kg("link", both[0].root, both[1].root, KG_LANG=lang)
    assert told.returncode == 0, told.stderr
    assert {"en": "account", "zh": "账户"}[lang] in told.stdout
    assert kg("link", both[0].root, KG_LANG=lang).returncode == 0

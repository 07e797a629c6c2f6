"""Proposals and parts of kept answers explain themselves with the rows that they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.case import Case, new_case, open_case
from kg.case.lookup.explain_part import ExplainedPart
from kg.errors import NotFound
from kg.messages import languages
from tests.built import built
from tests.case.judgements.test_same import build as build_people
from tests.case.statements import card
from tests.case.test_key import write_files
from tests.command_line import kg
from tests.demo.test_case_file import build as build_statements

pytestmark = pytest.mark.usefixtures("derived_once")


def build(place: Path) -> None:
    with new_case(place / "case") as made:
        made.load(write_files(place)[-1])
        made.trace(card(1), name="t")
        made.network.key("t", save_as="middle")
        made.evidence.without("流水.csv@2", save_as="fall")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def part(case: Case, what: str) -> ExplainedPart:
    found = case.lookup.explain_part(what)
    assert found is not None
    return found


def cells(found: ExplainedPart) -> set[str]:
    pieces = [*found.pieces, *(piece for fact in found.facts for piece in fact.pieces)]
    return {cell for piece in pieces for cell in piece.cells}


def test_a_key_thing_is_explained_by_its_figures_and_the_rows_that_tie_it(case: Case) -> None:
    (thing, *_) = case.network.key("t").key
    handle = case.lookup.handle(thing.thing)
    found = part(case, f"middle@{handle}")
    assert found.said[0] == thing.said
    assert {fact.id for fact in found.facts} == set(thing.links)
    assert f"{thing.betweenness:.4f}" in found.said[1].text("en")
    assert found.innocent


def test_a_cell_has_the_rows_of_every_item_for_and_against(tmp_path: Path) -> None:
    built(build_statements, tmp_path, 1)
    with open_case(tmp_path / "case") as case:
        matrix = case.chains.matrix(save_as="gaps")
        cell = matrix.cell("Collection", "use")
        assert cell is not None
        found = part(case, "gaps@Collection/use")
    items = [item for one in cell.subjects for item in (*one.supports, *one.against)]
    assert {(p.sha256, p.locator) for p in found.pieces} == {
        (item.sha256, item.locator) for item in items
    }
    assert cells(found)
    assert found.more == sum(item.rows - 1 for item in items)


def test_what_hangs_on_a_row_is_explained_by_that_row(case: Case) -> None:
    found = part(case, "fall@trace t")
    assert {piece.locator for piece in found.pieces} == {"line 2"}


def test_a_part_that_is_not_there_is_refused_with_those_that_are(case: Case) -> None:
    with pytest.raises(NotFound, match=r"trace t"):
        case.lookup.explain_part("fall@nothing")
    assert case.lookup.explain_part("T1") is None
    assert case.lookup.explain_part("nobody@example.com") is None


@pytest.mark.parametrize("lang", languages())
def test_a_proposal_is_explained_with_grounds_and_cells(tmp_path: Path, lang: str) -> None:
    built(build_people, tmp_path)
    with open_case(tmp_path / "case") as case:
        (pair,) = case.judgements.same(family="person", band=["strong"]).pairs
        handle = case.lookup.handle(pair.id)
        found = part(case, handle)
        assert len(found.said) == 1 + len(pair.grounds)
        assert {"沈铎", "沈鐸"} <= cells(found)
        told = kg("explain", tmp_path / "case", handle, lang=lang)
        assert told.returncode == 0, told.stderr
        assert "客户甲.csv" in told.stdout
        case.judgements.accept_same([pair.id], "同名同号")
        assert part(case, handle).said == found.said  # also when it is judged

"""What a reader keeps open between questions is never older than the case."""

from __future__ import annotations

from pathlib import Path

import pytest
from statements import card, write_statement

from kg.case import Case, new_case, open_case
from kg.case.storage.open_case import SessionReader
from kg.errors import NotFound
from tests.built import built

COUNT = "SELECT count(*) FROM transfer"


def build(place: Path) -> None:
    with new_case(place / "case") as made:
        made.load(write_statement(place / "a.csv", 30))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    built(build, tmp_path)
    return open_case(tmp_path / "case")


def test_one_desk_answers_until_the_case_changes(case: Case, tmp_path: Path) -> None:
    reader = SessionReader(case.folder)
    with reader.reading() as first:
        assert len(first.index().shelves) == 1
    with reader.reading() as again:
        assert again is first and again.index() is first.index()
    case.load(write_statement(tmp_path / "b.csv", 20, seed=2))
    with reader.reading() as after:
        assert after is not first and len(after.index().shelves) == 2


def test_a_question_inside_another_has_a_desk_of_its_own(case: Case) -> None:
    reader = SessionReader(case.folder)
    with reader.reading() as outer, reader.reading() as inner:
        assert inner is not outer


def test_a_desk_is_not_used_again_after_an_error(case: Case) -> None:
    reader = SessionReader(case.folder)
    with pytest.raises(NotFound), reader.reading() as first:
        raise NotFound("nothing")
    with reader.reading() as second:
        assert second is not first


def test_what_another_writer_did_is_seen(case: Case, tmp_path: Path) -> None:
    """Undo and a load again give the graph a state of the same name, with other contents."""
    paths = [write_statement(tmp_path / f"{n}.csv", 10 * n, seed=n) for n in (2, 3)]
    other = open_case(case.root)
    with case:
        other.load(paths[0])
        assert case.sql(COUNT).rows == ((50,),)
        other.judgements.undo()
        other.load(paths[1])
        assert case.sql(COUNT).rows == ((60,),)
        assert len(case.trace(card(3), hops=1).seeds) == 1
        other.judgements.undo()
        assert case.sql(COUNT).rows == ((30,),)
        with pytest.raises(NotFound):
            case.trace(card(3))

"""Files that are never copied: hash and path stand for them, and what became of them is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from statements import write_statement
from states import state

from kg.case import Case, new_case
from kg.errors import EvidenceChanged
from kg.model import Evidence

pytestmark = pytest.mark.usefixtures("derived_once")


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return write_statement(tmp_path / "files" / "流水.csv", 12)


def lost(case: Case) -> list[str]:
    """Return the names of the sources whose bytes are not to be had: verify refuses such a case."""
    with pytest.raises(EvidenceChanged, match="is missing"):
        case.verify()
    found = case.evidence.verdict().differences
    return [one.thing for one in found if (one.part, one.what) == ("source", "missing")]


def test_a_linked_file_gives_the_same_case_but_for_the_copy(
    statement: Path, tmp_path: Path
) -> None:
    with new_case(tmp_path / "a", name="x") as copied, new_case(tmp_path / "b", name="x") as linked:
        assert not copied.load(statement).linked
        assert linked.load(statement, link_only=True).linked
        (kept,) = linked.folder.sources.iterdir()
        assert kept.read_text("utf-8") == str(statement)
        assert (
            linked.evidence.linked() == {linked.evidence.sources()[0].sha256}
            and not copied.evidence.linked()
        )
        assert linked.verify().linked == 1
        one, other = state(copied.root), state(linked.root)
        assert other["log"][1]["sources"][0].pop("link_only") is True
        assert one == other


def test_what_became_of_a_linked_file_is_said(statement: Path, tmp_path: Path) -> None:
    with new_case(tmp_path / "case") as case:
        case.load(statement, link_only=True)
        ((payment,),) = case.sql("SELECT id FROM transfer ORDER BY id LIMIT 1").rows

        def state_of_the_row() -> str:
            return case.lookup.explain(payment).pieces[0].state.text()

        assert state_of_the_row() == "the file is as it was loaded"
        text = statement.read_bytes()
        statement.unlink()
        assert lost(case) == ["流水.csv"]
        assert state_of_the_row().startswith("kept by hash only")
        statement.write_bytes(text + b"x")
        (changed,) = case.evidence.verdict().differences
        assert (changed.part, changed.what, changed.thing) == ("source", "changed", "流水.csv")
        assert changed.before == case.evidence.sources()[0].sha256 != changed.after
        assert state_of_the_row().startswith("the file changed")
        statement.write_bytes(text)
        case.verify()


def test_a_link_goes_and_comes_back_with_its_source(statement: Path, tmp_path: Path) -> None:
    with new_case(tmp_path / "case") as case:
        case.load(statement, link_only=True)
        case.evidence.unload("流水.csv")
        case.judgements.undo()
        assert case.evidence.linked() and case.load(statement).already
        moved = statement.rename(tmp_path / "elsewhere.csv")
        assert lost(case) == ["流水.csv"]
        assert case.load(moved, again=True, link_only=True).linked
        case.verify()
        assert not case.load(moved, again=True).linked, "asked for a copy, it is one"
        moved.unlink()
        assert case.verify().linked == 0
        case.evidence.unload(
            "1"
            if case.evidence.sources()[0].number == 1
            else str(case.evidence.sources()[0].number)
        )
        for number in range(6):
            case.load(write_statement(tmp_path / f"{number}.csv", 3, seed=number + 5))
        assert len(list(case.folder.sources.iterdir())) == 6


def test_a_copy_is_not_thrown_away_for_a_link(statement: Path, tmp_path: Path) -> None:
    with new_case(tmp_path / "case") as case:
        case.load(statement)
        assert not case.load(statement, again=True, link_only=True).linked
        statement.unlink()
        assert case.verify().linked == 0


def test_refused_rows_of_a_changed_file_are_not_explained_by_it(
    statement: Path, tmp_path: Path
) -> None:
    statement.write_text(
        statement.read_text("utf-8").replace("2024-01-01 00:05:00", "不详"), "utf-8"
    )
    with new_case(tmp_path / "case") as case:
        case.load(statement, link_only=True)
        assert case.evidence.write_problems(tmp_path / "a.xlsx", str) == 1
        statement.write_text("a,b\n", encoding="utf-8")
        assert case.evidence.write_problems(tmp_path / "b.xlsx", str) == 1
        (problem,) = case.evidence.problems()
        assert isinstance(Evidence(problem.sha256, problem.locator), Evidence)

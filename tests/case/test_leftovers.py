"""What a killed reader left is cleared by the next writer; what a living one uses is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from statements import write_statement

from kg.case import Case, new_case, open_case
from kg.graph.oxigraph_engine import Checkpoints
from kg.locking import InUse, remove_unused
from tests.built import built

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders are locked on POSIX")


def build(place: Path, *files: str) -> None:
    with new_case(place / "case") as case:
        for seed, name in enumerate(files, 1):
            case.load(write_statement(place / name, 20, seed=seed))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path, "a.csv")
    with open_case(tmp_path / "case") as case:
        yield case


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Case]:
    """Open a case of two files that went in one after the other."""
    built(build, tmp_path, "a.csv", "b.csv")
    with open_case(tmp_path / "case") as case:
        yield case


def test_an_abandoned_index_goes_and_one_being_built_stays(case: Case, tmp_path: Path) -> None:
    room = case.folder.ledger / "index"
    dead, living = room / ".building-dead", room / ".building-living"
    (dead / "spill").mkdir(parents=True)
    living.mkdir()
    with InUse(living):
        case.load(write_statement(tmp_path / "b.csv", 20, seed=2))
        assert not dead.exists() and living.exists()
    case.load(write_statement(tmp_path / "c.csv", 20, seed=3))
    assert not living.exists()


def test_an_index_in_use_outlives_the_loads_after_it(case: Case, tmp_path: Path) -> None:
    with open_case(case.root) as reader, reader.sessions.reading() as session:
        index = session.index()
        for seed in (2, 3, 4):
            case.load(write_statement(tmp_path / f"{seed}.csv", 20, seed=seed))
        assert index.folder.is_dir() and len(list(index.payments())) == 20


def test_a_folder_that_was_removed_meanwhile_is_not_held(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with InUse(folder):
        assert not remove_unused(folder)
    assert remove_unused(folder) and not list(tmp_path.iterdir())
    with pytest.raises(FileNotFoundError):
        InUse(folder)


def test_a_question_goes_on_with_the_state_before_where_an_undo_takes_its_own(
    two: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = Checkpoints(two.folder.graph).newest()
    assert newest is not None
    ask = two.sessions.questions().sparql

    def taken_back(text: str, *, graph: Path, **more: Any) -> Any:
        if graph == newest and graph.exists():
            with open_case(two.root) as other:
                other.judgements.undo()
        return ask(text, graph=graph, **more)

    monkeypatch.setattr(two.sessions.questions(), "sparql", taken_back)
    answer = two.query("SELECT (count(*) AS ?n) { ?s ?p ?o }")
    assert len(answer.rows) == 1 and not newest.exists()


def test_a_state_that_goes_while_it_is_opened_is_not_missed(
    two: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, find = [0], Checkpoints.newest

    def stale(checkpoints: Checkpoints) -> Path | None:
        number[0] += 1
        found = find(checkpoints)
        return found if number[0] > 1 or found is None else found.with_name("999")

    monkeypatch.setattr(Checkpoints, "newest", stale)
    with open_case(two.root) as reader:
        assert [source.name for source in reader.evidence.sources()] == ["a.csv", "b.csv"]

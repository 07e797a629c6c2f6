"""Files that one call names go in together: one action, and the case that one by one would give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from statements import busiest, write_other_side, write_statement
from states import state, tables
from typer.testing import CliRunner

from kg.case import Case, new_case, open_case
from kg.case.evidence.load_files import FileLoad, load_files
from kg.case.storage.open_case import reading_session, writing_session
from kg.cli import app
from kg.errors import EvidenceMoved
from kg.limits import Limits
from kg.requests import LoadRequest
from tests.built import built
from tests.depth import by_depth

ROWS = 40


def write_files(place: Path) -> list[Path]:
    """Write two statements that tell some payments both, and a third one."""
    place.mkdir()
    first = write_statement(place / "a.csv", ROWS)
    second = write_other_side(place / "b.csv", first, busiest(first))
    return [first, second, write_statement(place / "c.csv", 30, seed=3)]


def load_together(place: Path) -> None:
    with new_case(place / "together", name="某案") as case:
        reports, refusals = case.evidence.load_all(write_files(place / "together-files"))
        assert (len(reports), refusals) == (3, [])


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write_files(tmp_path / "files")


@pytest.fixture
def together(tmp_path: Path) -> Iterator[Case]:
    built(load_together, tmp_path)
    with open_case(tmp_path / "together") as case:
        yield case


def graph(case: Case) -> list[bytes]:
    with reading_session(case.folder) as session:
        return list(session.store.dump())


def index_tables(case: Case) -> dict[str, object]:
    with reading_session(case.folder) as session:
        return tables(session.index())


def test_the_case_is_the_one_that_loads_one_by_one_give(
    together: Case, tmp_path: Path, files: list[Path]
) -> None:
    single = new_case(tmp_path / "single", name="某案")
    told = [single.load(file) for file in files]
    assert graph(together) == graph(single)
    assert index_tables(together) == index_tables(single)
    assert (
        together.evidence.sources()
        == single.evidence.sources()
        == [report.source for report in told]
    )


def test_it_is_one_line_of_the_log_and_one_undo(
    together: Case, files: list[Path], tmp_path: Path
) -> None:
    entries = list(together.folder.log.entries())
    assert [entry["action"] for entry in entries] == ["new", "load"]
    assert [one["source"] for one in entries[1]["sources"]] == [file.name for file in files]
    assert together.verify().pending == ()
    assert together.judgements.undo() == "load a.csv, b.csv, c.csv"
    assert together.evidence.sources() == []
    assert graph(together) == graph(new_case(tmp_path / "new", name="某案"))
    shown = CliRunner().invoke(app, ["log", str(together.root), "--lang", "en"])
    assert all(file.name in shown.output for file in files)


def test_what_two_files_share_is_counted_with_the_later_one(
    tmp_path: Path, files: list[Path]
) -> None:
    for name, order in (("forwards", files), ("backwards", files[::-1])):
        reports, _ = new_case(tmp_path / name).evidence.load_all(order)
        pairs = {report.source.name: report.pairs for report in reports}
        later = order[max(order.index(files[0]), order.index(files[1]))].name
        assert pairs.pop(later) > 0
        assert set(pairs.values()) == {0}


def test_the_same_content_twice_in_one_call_goes_in_once(tmp_path: Path, files: list[Path]) -> None:
    copy = files[0].with_name("copy.csv")
    copy.write_bytes(files[0].read_bytes())
    case = new_case(tmp_path / "case")
    reports, _ = case.evidence.load_all([files[0], copy])
    assert [(report.source.name, report.already) for report in reports] == [
        ("a.csv", False),
        ("a.csv", True),
    ]
    assert len(case.evidence.sources()) == 1


def test_a_refused_file_between_others_leaves_them_in(tmp_path: Path, files: list[Path]) -> None:
    odd = files[0].with_name("b-odd.csv")
    odd.write_text("甲,乙\n1,2\n", encoding="utf-8")
    case = new_case(tmp_path / "case")
    reports, refusals = case.evidence.load_all([files[0], odd, files[2]])
    assert [report.source.name for report in reports] == ["a.csv", "c.csv"]
    assert len(refusals) == 1
    assert [source.number for source in case.evidence.sources()] == [1, 2]
    assert not list(case.folder.ledger.glob(".staging-*"))


@pytest.mark.parametrize("rows", by_depth([1, ROWS + 1], [1, ROWS, ROWS + 1, 10**6]))
def test_a_large_call_goes_in_by_groups(
    rows: int, together: Case, tmp_path: Path, files: list[Path]
) -> None:
    case = new_case(tmp_path / "case", name="某案")
    request = LoadRequest(limits=Limits(group_rows=rows))
    orders = [FileLoad(file, request) for file in files]
    with writing_session(case.folder) as session:
        load_files(session, orders)
    actions = [entry["action"] for entry in case.folder.log.entries()]
    assert actions.count("load") == {1: 3, ROWS: 2, ROWS + 1: 2}.get(rows, 1)
    assert graph(case) == graph(together)


def test_reading_one_anew_among_others_leaves_the_same_case(
    together: Case, files: list[Path]
) -> None:
    before = state(together.root)["tables"]
    reports, refusals = together.evidence.load_all(files, again=True)
    assert [report.again for report in reports] == [True] * 3
    assert refusals == []
    assert state(together.root)["tables"] == before


def test_a_file_that_changes_before_all_are_read_leaves_the_case_as_it_was(
    tmp_path: Path, files: list[Path]
) -> None:
    case = new_case(tmp_path / "case")
    before = state(case.root)

    def spoil(phase: str) -> None:
        if phase == "parquet":
            files[0].write_bytes(files[0].read_bytes().replace(b"CNY", b"USD"))

    with pytest.raises(EvidenceMoved, match=r"a\.csv"):
        case.evidence.load_as(files, LoadRequest(), on_phase=spoil)
    assert state(case.root) == before
    assert not list(case.folder.ledger.glob(".staging-*"))
    assert case.verify().sources == 0
    assert len(case.evidence.load_all(files)[0]) == 3

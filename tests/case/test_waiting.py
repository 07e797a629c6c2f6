"""A source too large for the graph goes in at reading speed; the first question counts it."""

from __future__ import annotations

from pathlib import Path

import pytest
from statements import write_statement

from kg.case import Case, new_case
from kg.case.evidence import load_files as loading_room
from kg.case.storage.open_case import writing_session
from kg.limits import Limits
from kg.model import LoadReport
from kg.requests import LoadRequest

SMALL = Limits(promoted_flows=100)


def load(case: Case, path: Path) -> LoadReport:
    with writing_session(case.folder) as session:
        return loading_room.load(session, loading_room.FileLoad(path, LoadRequest(limits=SMALL)))


def indexes(case: Case) -> list[str]:
    return [place.name for place in (case.folder.ledger / "index").glob("*")]


def test_an_unpromoted_source_needs_no_index_until_someone_asks(tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    report = load(case, write_statement(tmp_path / "a.csv", 300))
    assert not report.counted and not report.source.promoted and not indexes(case)
    with case:
        assert case.sql("SELECT count(*) FROM transfer").rows == ((300,),)
    assert indexes(case)
    case.verify()


def test_what_waited_is_one_case_with_what_comes_later(tmp_path: Path) -> None:
    """Facts of a later promoted source find the accounts of the one that waited."""
    first, second = (
        write_statement(tmp_path / f"{n}.csv", rows, seed=n) for n, rows in ((1, 300), (2, 60))
    )
    sheet = tmp_path / "案.csv"
    sheet.write_text(
        "主体,关系,客体,来源文书,证明程度\n王五,账户持有,0629000000000000014,笔录,印证\n"
    )
    waited, told = new_case(tmp_path / "waited"), new_case(tmp_path / "told")
    for path in (first, second, sheet):
        load(waited, path)
    for path in (sheet, first, second):
        load(told, path)
    dumps = []
    for case in (waited, told):
        case.verify()
        with writing_session(case.folder) as session:
            dumps.append([line for line in session.store.dump() if b"graph:markers" not in line])
    assert dumps[0] == dumps[1] and dumps[0]


@pytest.mark.parametrize("limits", [SMALL, Limits()])
def test_a_promoted_source_is_counted_at_once(limits: Limits, tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    path = write_statement(tmp_path / "a.csv", 50)
    with writing_session(case.folder) as session:
        report = loading_room.load(session, loading_room.FileLoad(path, LoadRequest(limits=limits)))
    assert report.counted and report.counterparties and indexes(case)

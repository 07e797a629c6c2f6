"""What one person states twice in one file is one fact with every row of it as evidence."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.case import Case, new_case, open_case
from kg.model import CellState
from tests.built import built

HEADER = (
    *("陈述人", "笔录种类", "笔录名称", "卷页", "行次", "肯定或否认"),
    *("所述主体", "所述关系", "所述客体"),
)
SAID = ("SuppliesAccount", "丙三")
ROWS = [
    ("甲一", "讯问笔录", "讯问笔录（第1次）", "卷2第4页", "3", "肯定", "乙二", *SAID),
    ("甲一", "讯问笔录", "讯问笔录（第1次）", "卷2第9页", "7", "肯定", "乙二", *SAID),
    ("甲一", "讯问笔录", "讯问笔录（第1次）", "卷2第9页", "7", "肯定", "乙二", *SAID),
    ("甲一", "讯问笔录", "讯问笔录（第2次）", "卷3第1页", "2", "肯定", "乙二", *SAID),
]
LINES = ["line 2", "line 3", "line 4", "line 5"]


def build(place: Path) -> None:
    path = place / "陈述.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *ROWS])
    with new_case(place / "case") as made:
        made.load(path)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def test_every_row_is_evidence_of_the_fact_and_of_the_statement(case: Case) -> None:
    with case.sessions.reading() as session:
        (fact,) = session.index().links_of_kind("SuppliesAccount")
        said = session.index().links_of_kind("States")
    assert [item.locator for item in fact.evidence] == LINES
    assert sorted(item.locator for one in said for item in one.evidence) == LINES
    told = case.lookup.explain(fact.id)
    assert {piece.cells[3] for piece in told.pieces} == {"卷2第4页", "卷2第9页", "卷3第1页"}
    case.verify()


def test_one_speaker_bears_himself_out_in_nothing(case: Case) -> None:
    cell = case.chains.matrix().cell("Collection", "act")
    assert cell is not None
    (subject,) = cell.subjects
    assert [item.locator for item in subject.supports] == LINES
    assert (cell.state, subject.state) == (CellState.STATEMENTS, CellState.STATEMENTS)

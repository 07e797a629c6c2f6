"""What a typed text may mean, best first, by every way of reading it."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import card

from kg.case import Case, open_case
from kg.errors import NotFound
from kg.ledger.search import search

OWN = card(21)
OTHERS = {
    card(n): name for n, name in ((31, "邬芷然"), (32, "邬芷"), (33, "王小明"), (34, "Wang Xi"))
}
HEADER = ("交易卡号", "交易时间", "收付标志", "交易金额", "对手卡号", "对手户名")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("find")
    with (folder / "流水.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for n, (number, name) in enumerate(OTHERS.items()):
            writer.writerow((OWN, f"2024-01-02 10:0{n}:00", "出", "1.00", number, name))
    opened = open_case(folder / "case")
    opened.load(folder / "流水.csv")
    return opened


def found(case: Case, text: str) -> list[tuple[str, str]]:
    hits, cut = case.lookup.search(text)
    assert not cut
    return [(hit.entity.first("name"), hit.how) for hit in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (card(31), [("邬芷然", "number")]),
        (card(31)[-6:], [("邬芷然", "tail")]),
        (f"{card(31)[:4]}****{card(31)[-4:]}", [("邬芷然", "mask")]),
        ("邬芷", [("邬芷", "name"), ("邬芷然", "part_of_name")]),
        ("小明", [("王小明", "part_of_name")]),
        ("wzr", [("邬芷然", "initials_whole")]),
        ("wz", [("邬芷", "initials_whole"), ("邬芷然", "initials_start")]),
        ("wx", [("王小明", "initials_start")]),
        ("wang", [("Wang Xi", "part_of_name"), ("王小明", "initials_start")]),
        ("qqq", []),
        ("", []),
    ],
)
def test_every_way_of_reading_a_text(
    case: Case, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(case, text) == expected


def test_a_part_from_the_middle_of_a_number_is_found(case: Case) -> None:
    middle = card(31)[12:18]
    assert ("邬芷然", "part_of_number") in found(case, middle)


def test_a_handle_means_one_thing(case: Case) -> None:
    (hit,) = case.lookup.search(card(33))[0]
    assert found(case, case.lookup.handle(hit.entity.id)) == [("王小明", "handle")]


def test_what_is_cut_is_said(case: Case) -> None:
    with case.sessions.reading() as session:
        hits, cut = search(session.index(), "0629", most=2)
    assert (len(hits), cut) == (2, True)


def test_digits_out_of_the_middle_of_a_number_mean_nothing(case: Case) -> None:
    """An account without a name is called by its number: a trace must not begin there by chance."""
    middle = card(21)[3:9]
    assert found(case, middle)
    with pytest.raises(NotFound, match="try kg search"):
        case.lookup.explain(middle)
    assert case.lookup.explain(card(21)[-6:])

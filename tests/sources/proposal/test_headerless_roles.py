"""Tables without a header: what each column is for is told by cells and arithmetic, or asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import asks, layout_of, roles, transfers, ways, written

IBAN = "DE89370400440532013000"
OURS, CARD, OTHER = "6222021234567890987", "6217001234567890123", "6228481234567890124"
EURO = TableAnswers(currency="EUR", zone="UTC")
YUAN = TableAnswers(currency="CNY", zone="Asia/Shanghai")
PHONE, FIRST, SECOND = "13812341000", "13912345678", "13712345678"


def told(path: Path, answers: TableAnswers) -> list[str]:
    """Return the roles of the columns in their order."""
    return list(roles(propose(path, answers)).values())


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_balance_tells_which_of_two_columns_goes_out(newest_first: bool, tmp_path: Path) -> None:
    rows = [
        "2024-03-01,100.00,,900.00,Shop A", "2024-03-02,,50.00,950.00,Boss B",
        "2024-03-03,25.00,,925.00,Shop C", "2024-03-04,,75.50,1000.50,Boss D",
    ]  # fmt: skip
    path = written(tmp_path, *(rows[::-1] if newest_first else rows), name=f"{IBAN}.csv")
    found = propose(path, EURO)
    assert list(roles(found).values()) == ["time", "debit", "credit", "balance", "memo"]
    assert (asks(found), found.account) == ([], IBAN)
    paid = [("out", "100.00"), ("in", "50.00"), ("out", "25.00"), ("in", "75.50")]
    assert ways(transfers(path, found)) == (paid[::-1] if newest_first else paid)


def test_the_column_that_comes_in_may_stand_first(tmp_path: Path) -> None:
    path = written(
        tmp_path, "2024-03-01,,100.00,900.00", "2024-03-02,50.00,,950.00",
        "2024-03-03,,25.00,925.00", "2024-03-04,,75.50,849.50", name=f"{IBAN}.csv",
    )  # fmt: skip
    found = propose(path, EURO)
    assert list(roles(found).values()) == ["time", "credit", "debit", "balance"]
    assert [way for way, _ in ways(transfers(path, found))] == ["out", "in", "out", "out"]


def test_which_of_two_columns_goes_out_is_asked_where_no_balance_tells(tmp_path: Path) -> None:
    path = written(
        tmp_path, "2024-03-01,10:15,100.00,,Shop A", "2024-03-02,11:15,,50.00,Boss B",
        "2024-03-03,12:15,25.00,,Shop C", "2024-03-04,13:15,,75.50,Boss D", name=f"{IBAN}.csv",
    )  # fmt: skip
    found = propose(path, EURO)
    assert list(roles(found).values())[:2] == ["time", "clock"]
    (question,) = found.questions
    texts = [answer.text for answer in question.answers]
    assert (question.option, texts) == ("sign", ["out=column 3", "out=column 4"])
    for out, way in (("column 3", ["out", "in"] * 2), ("column 4", ["in", "out"] * 2)):
        said = propose(path, TableAnswers(currency="EUR", zone="UTC", sign=f"out={out}"))
        rows = transfers(path, said)
        assert [row["direction"] for row in rows] == way
        assert rows[0]["time_text"] == "2024-03-01 10:15"


def test_a_fee_beside_what_the_balance_follows_is_not_what_moved(tmp_path: Path) -> None:
    path = written(
        tmp_path, "2024-03-01,Card payment,5.00,2.00,97.00",
        "2024-03-02,Card payment,7.00,0.00,90.00", "2024-03-03,Transfer,3.00,0.50,87.00",
        "2024-03-04,Transfer,4.00,0.50,83.00", name=f"{IBAN}.csv",
    )  # fmt: skip
    found = propose(path, EURO)
    assert list(roles(found).values()) == ["time", "memo", "amount", "other", "balance"]
    assert asks(found) == []
    assert ways(transfers(path, found)) == [
        ("out", "5.00"), ("out", "7.00"), ("out", "3.00"), ("out", "4.00"),
    ]  # fmt: skip


def test_of_two_numbers_that_change_who_pays_is_asked_unless_it_was_said(tmp_path: Path) -> None:
    path = written(
        tmp_path, f"2024-03-01 10:00:00,{OURS},张三,{CARD},李四,500.00",
        f"2024-03-02 10:00:00,{CARD},李四,{OURS},张三,20.00",
        f"2024-03-03 10:00:00,{OURS},张三,{OTHER},王五,70.00",
    )  # fmt: skip
    (question,) = propose(path, YUAN).questions
    assert [answer.text for answer in question.answers] == ["source=column 2", "source=column 4"]
    for payer, first in (("column 2", (OURS, CARD)), ("column 4", (CARD, OURS))):
        said = TableAnswers(currency="CNY", zone="Asia/Shanghai", role=[f"source={payer}"])
        found = propose(path, said)
        assert asks(found) == []
        row = transfers(path, found)[0]
        assert (row["source_name"], row["target_name"]) == first


def test_names_beside_the_numbers_of_both_sides_are_theirs(tmp_path: Path) -> None:
    path = written(
        tmp_path, f"2024-03-01 10:00:00,{OURS},张三,{CARD},李四,500.00",
        f"2024-03-02 10:00:00,{CARD},李四,{OURS},张三,20.00",
    )  # fmt: skip
    assert told(path, YUAN) == [
        "time", "source", "source_name", "target", "target_name", "amount",
    ]  # fmt: skip


def test_of_two_numbers_the_one_that_never_changes_is_the_own(tmp_path: Path) -> None:
    names = ("李四", "王五", "赵六")
    path = written(
        tmp_path,
        *(
            f"2024-03-0{n} 10:00:00,{OURS},张三,62170012345678901{n}3,{name},-{n}0.00"
            for n, name in enumerate(names, 1)
        ),
    )
    answers = TableAnswers(currency="CNY", zone="Asia/Shanghai", sign="out=minus")
    found = propose(path, answers)
    assert list(roles(found).values()) == [
        "time", "own", "holder", "counter", "counter_name", "amount",
    ]  # fmt: skip
    assert (asks(found), found.account) == ([], OURS)
    rows = transfers(path, found)
    assert [(row["direction"], row["counter_name"]) for row in rows] == [
        ("out", name) for name in names
    ]


def test_a_number_that_is_another_in_some_row_of_one_balance_is_not_the_own(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path, f"2024-03-01 10:00:00,{OURS},张三,{CARD},李四,-500.00,1500.00",
        f"2024-03-02 10:00:00,{OURS},张三,6217001234567890124,王五,20.00,1520.00",
        f"2024-03-03 10:00:00,{OTHER},张三,6228481234567890123,赵六,-70.00,1450.00",
        f"2024-03-04 10:00:00,{OURS},张三,6228481234567890125,钱七,30.00,1480.00",
    )  # fmt: skip
    found = propose(path, YUAN)
    assert (asks(found), found.account) == (["account"], "")
    assert list(roles(found).values())[3:] == ["counter", "counter_name", "amount", "balance"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [
                f"1381234100{n},{other},2024-03-0{n} 10:00:00,{n}5"
                for n, other in enumerate((FIRST, SECOND, "10086"), 1)
            ],
            ["caller", "called", "time", "duration"],
        ),
        (
            [
                f"{PHONE},{other},2024-03-0{n} 10:00:00,{way},{n}5"
                for n, (other, way) in enumerate(
                    ((FIRST, "主叫"), (SECOND, "被叫"), ("10086", "主叫")), 1
                )
            ],
            ["own", "counter", "time", "direction", "duration"],
        ),
    ],
    ids=["of many", "of one"],
)
def test_telephones_beside_times_and_no_decimals_are_calls(
    rows: Sequence[str], expected: Sequence[str], tmp_path: Path
) -> None:
    path = written(tmp_path, *rows)
    found = propose(path, TableAnswers(zone="Asia/Shanghai"))
    assert list(roles(found).values()) == expected
    layout_of(found, tmp_path)
    mapped = dry_run(path, str(tmp_path / "proposed.toml")).mapped
    calls = [(row["source_name"][-11:], row["target_name"][-11:]) for row in mapped["flow_call"]]
    assert "flow_transfer" not in mapped
    if "own" in expected:
        assert calls == [(PHONE, FIRST), (SECOND, PHONE), (PHONE, "10086")]
    else:
        assert calls[:2] == [("13812341001", FIRST), ("13812341002", SECOND)]


def test_numbers_that_rise_from_row_to_row_are_serials(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        *(f"2024-03-0{n},70000000000{n},{IBAN},Shop {n},-{n}.50,EUR" for n in range(1, 10)),
    )
    found = propose(path, TableAnswers(zone="UTC", sign="out=minus"))
    assert list(roles(found).values())[:3] == ["time", "serial", "own"]
    assert (asks(found), found.account) == ([], IBAN)
    rows = transfers(path, found)
    assert [row["serial"] for row in rows] == [f"70000000000{n}" for n in range(1, 10)]
    assert {row["currency"] for row in rows} == {"EUR"}

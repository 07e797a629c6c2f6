"""Calls under the headers of switches and of carriers abroad: who called whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import asks, layout_of, roles, written

OWN, ONE, TWO = "13812341000", "13812341001", "13812341002"
HEAD = "call type,a-party,b-party,call date,duration"
ZONE = TableAnswers(zone="Asia/Shanghai")


def calls(path: Path, answers: TableAnswers = ZONE) -> list[tuple[str, str]]:
    layout_of(found := propose(path, answers), path.parent)
    assert asks(found) == []
    rows = dry_run(path, str(path.parent / "proposed.toml")).mapped["flow_call"]
    return [(row["source_name"][-11:], row["target_name"][-11:]) for row in rows]


def test_source_and_destination_of_rows_that_last_are_caller_and_called(tmp_path: Path) -> None:
    path = written(
        tmp_path, "src,dst,dcontext,calldate,duration,billsec,disposition",
        f"1003,{ONE},from-internal,2024-12-23 12:41:27,29,23,ANSWERED",
    )  # fmt: skip
    assert asks(propose(path)) == ["zone"]
    assert calls(path) == [("1003", ONE)]


def test_a_carriers_customer_is_the_a_party_of_calls_of_both_ways(tmp_path: Path) -> None:
    path = written(
        tmp_path, HEAD, f"Outgoing,{OWN},{ONE},2024-03-01 09:00:00,60",
        f"Incoming,{OWN},{TWO},2024-03-02 09:00:00,61",
    )  # fmt: skip
    told = roles(propose(path, ZONE))
    assert (told["a-party"], told["b-party"]) == ("own", "counter")
    assert calls(path) == [(OWN, ONE), (TWO, OWN)]


def test_who_turns_from_the_first_to_the_second_number_is_told_by_place(tmp_path: Path) -> None:
    path = written(
        tmp_path, HEAD, f"Outgoing,{OWN},{ONE},2024-03-01 09:00:00,60",
        f"Incoming,{TWO},{OWN},2024-03-02 09:00:00,61",
    )  # fmt: skip
    assert calls(path) == [(OWN, ONE), (TWO, OWN)]


def test_where_nothing_tells_whose_number_stands_first_it_is_asked(tmp_path: Path) -> None:
    path = written(
        tmp_path, HEAD, f"Outgoing,{OWN},{ONE},2024-03-01 09:00:00,60",
        f"Incoming,{TWO},13812341003,2024-03-02 09:00:00,61",
    )  # fmt: skip
    assert asks(propose(path, ZONE)) == ["role"]
    own = TableAnswers(zone="Asia/Shanghai", role=["own=a-party"])
    first = TableAnswers(zone="Asia/Shanghai", role=["caller=a-party"])
    assert calls(path, own) == [(OWN, ONE), ("13812341003", TWO)]
    assert calls(path, first) == [(OWN, ONE), (TWO, "13812341003")]


def test_how_long_a_loan_runs_makes_no_calls_of_payments(tmp_path: Path) -> None:
    path = written(
        tmp_path, "from,to,amount,time,duration", "10001,10002,500.00,2024-03-01 09:00:00,12",
        "10001,10003,700.00,2024-03-02 09:00:00,24",
    )  # fmt: skip
    told = roles(propose(path, TableAnswers(zone="UTC", currency="USD")))
    assert (told["from"], told["to"], told["amount"]) == ("source", "target", "amount")


def test_what_a_call_costs_is_no_payment_between_its_ends(tmp_path: Path) -> None:
    path = written(
        tmp_path, "caller,recipient,type,duration,timestamp,cost",
        "+12025550143,+12025550182,voice,120,2024-01-15 09:30:00,0.50",
        "+12025550182,+12025550143,sms,0,2024-01-15 09:35:00,0.10",
    )  # fmt: skip
    found = propose(path, TableAnswers(zone="America/New_York"))
    assert (roles(found)["recipient"], asks(found)) == ("called", [])
    assert [flow.kind for flow in layout_of(found, tmp_path).flows] == ["Call"]


@pytest.mark.parametrize("own", ["本机号码", "手机号码", "用户号码"])
def test_the_own_telephone_is_that_of_each_row(tmp_path: Path, own: str) -> None:
    path = written(
        tmp_path,
        f"{own};去话来话;对端;起;秒",
        "13800138000;主叫;13912345678;2024-04-15 09:05:11;80",
        "13900000009;被叫;4008123123;2024-04-15 11:05:11;30",
    )
    found = propose(path, TableAnswers(role=("direction=去话来话", "time=起", "counter=对端")))
    assert roles(found)[own] == "own" and not asks(found)


def test_a_charge_in_a_call_list_is_no_payment_between_telephones(tmp_path: Path) -> None:
    path = written(
        tmp_path, "用户号码,对方号码,话单类型,开始时间,时长,费用",
        f"{OWN},{ONE},MO,2024-04-15 09:05:11,80,0.1",
        f"{OWN},{TWO},MT,2024-04-15 10:05:11,45,0.2",
        f"{OWN},{ONE},SMT,2024-04-15 11:05:11,0,0.1",
    )  # fmt: skip
    found = propose(path)
    assert (roles(found)["用户号码"], roles(found)["费用"]) == ("own", "other")
    assert calls(path, TableAnswers()) == [(OWN, ONE), (TWO, OWN)]


def test_a_gift_between_telephones_is_a_payment_however_long_it_took(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "用户手机,主播手机,时长,打赏金额,时间",
        f"{ONE},{TWO},80,100.00,2024-04-15 09:05:11",
    )
    assert roles(propose(path))["打赏金额"] == "amount"


def test_a_switch_says_how_long_was_spoken_and_who_answered(tmp_path: Path) -> None:
    path = written(
        tmp_path, "calldate,src,dst,duration,billsec,disposition",
        "2026-09-22 09:20:00,102,09121234567,12,0,NO ANSWER",
        "2026-09-22 09:30:00,101,02188776655,132,120,ANSWERED",
    )  # fmt: skip
    found = propose(path, TableAnswers(zone="Asia/Tehran"))
    assert (roles(found)["billsec"], roles(found)["duration"]) == ("duration", "other")
    assert 'channel = ["status"]' in found.layout
    place = path.with_suffix(".toml")
    place.write_text(found.layout, "utf-8")
    mapped = dry_run(path, str(place)).mapped
    names = {thing["name"] for thing in mapped["entity"]}
    assert names == {"101", "102", "09121234567", "02188776655"}  # Iran's: not +86 before them
    assert [row["channel"] for row in mapped["flow_call"]] == ["NO ANSWER", "ANSWERED"]


@pytest.mark.parametrize(("one", "two"), [(ONE, TWO), ("1003", "1004")])
def test_the_log_of_a_switch_without_a_header_tells_calls(
    tmp_path: Path, one: str, two: str
) -> None:
    path = written(
        tmp_path,
        f'"","{one}","{two}","internal","SIP/a-01","Dial","2024-12-23 12:41:27",29,23,"ANSWERED",'
        '"1734957687.1"',
        f'"","{two}","{one}","internal","SIP/b-02","Dial","2024-12-23 13:00:00",30,0,"NO ANSWER",'
        '"1734958800.3"',
        f'"","{one}","{two}","internal","SIP/a-03","Dial","2024-12-24 09:00:10",721,700,"BUSY",'
        '"1735030810.5"',
    )  # fmt: skip
    found = propose(path, ZONE)
    told = roles(found)
    assert (told["column 9"], told["column 11"]) == ("duration", "serial")
    assert calls(path) == [(one, two), (two, one), (one, two)]
    rows = dry_run(path, str(path.parent / "proposed.toml")).mapped["flow_call"]
    assert [(row["duration"], row["channel"]) for row in rows] == [
        ("23", "ANSWERED"), ("0", "NO ANSWER"), ("700", "BUSY")
    ]  # fmt: skip


def test_what_tells_the_time_of_its_row_anew_is_no_amount(tmp_path: Path) -> None:
    path = written(
        tmp_path, "2024-12-23 12:41:27,6222020200012345678,6217000010001234567,1734957687.1",
        "2024-12-23 13:00:00,6222020200012345678,6217000010007654321,1734958800.3",
        "2024-12-24 09:00:10,6222020200012345678,6217000010007654322,1735030810.5",
    )  # fmt: skip
    with pytest.raises(LayoutError):
        propose(path, ZONE)


def test_what_switches_write_of_costs_is_no_payment_unless_it_was_said_to_be(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path, "src,dst,calldate,duration,cost", f"1003,{ONE},2024-12-23 12:41:27,29,0.5"
    )
    assert roles(propose(path, ZONE))["cost"] == "other"
    assert calls(path) == [("1003", ONE)]
    said = TableAnswers(zone="Asia/Shanghai", role=("amount=cost",))
    assert roles(propose(path, said))["cost"] == "amount"


def test_costs_alone_beside_how_long_it_took_tell_calls(tmp_path: Path) -> None:
    path = written(
        tmp_path, "from,to,start time,duration,fee", f"{ONE},{TWO},2024-12-23 12:41:27,29,0.5"
    )
    assert calls(path) == [(ONE, TWO)]


@pytest.mark.parametrize(
    ("head", "rows", "told"),
    [
        ("主叫号码,收款,开始时间,时长", [f"{ONE},{TWO},2024-12-23 12:41:27,29"], [(ONE, TWO)]),
        (
            "主叫号码,对方号码,开始时间,通话时长",
            [f"{ONE},{TWO},2024-12-23 12:41:27,29", f"{TWO},{ONE},2024-12-24 12:41:27,29"],
            [(ONE, TWO), (TWO, ONE)],
        ),
        (
            "本机号码,呼叫类型,被叫号码,开始时间,通话时长",
            [
                f"{OWN},主叫,{ONE},2024-12-23 12:41:27,29",
                f"{OWN},被叫,{TWO},2024-12-24 12:41:27,29",
            ],
            [(OWN, ONE), (TWO, OWN)],
        ),
        (
            "号码,对方号码,话单类型,开始时间,时长",
            [
                f"{OWN},{ONE},主叫,2024-12-23 12:41:27,29",
                f"{OWN},{TWO},被叫,2024-12-24 12:41:27,29",
            ],
            [(OWN, ONE), (TWO, OWN)],
        ),
        (
            "call type,a-party,b-party,call date,duration",
            [
                f"Outgoing,{OWN},{ONE},2024-03-01 09:00:00,60",
                f"Outgoing,{OWN},{TWO},2024-03-02 09:00:00,61",
            ],
            [(OWN, ONE), (OWN, TWO)],
        ),
    ],
)
def test_both_ends_of_a_call_are_told_by_what_each_column_is_called(
    head: str, rows: list[str], told: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert calls(written(tmp_path, head, *rows)) == told


def test_a_way_that_was_said_leaves_caller_and_called_where_they_are(tmp_path: Path) -> None:
    path = written(
        tmp_path, HEAD, f"Outgoing,{OWN},{ONE},2024-03-01 09:00:00,60",
        f"Incoming,{TWO},{OWN},2024-03-02 09:00:00,61",
    )  # fmt: skip
    answers = TableAnswers(zone="Asia/Shanghai", role=("direction=call type",))
    assert calls(path, answers) == [(OWN, ONE), (TWO, OWN)]


def test_calls_without_a_time_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "主叫号码,被叫号码,时长", f"{OWN},{ONE},29", f"{OWN},{TWO},39")
    with pytest.raises(LayoutError) as refused:
        propose(path)
    lacking = refused.value.what.arguments["lacking"]
    assert "lacks-time" in [one.id for one in lacking]


def test_whose_calls_they_are_is_asked_where_no_column_and_no_title_tells(tmp_path: Path) -> None:
    head = "呼叫类型,对方号码,开始时间,通话时长"
    rows = (f"主叫,{ONE},2024-12-23 12:41:27,29", f"被叫,{TWO},2024-12-24 12:41:27,29")
    path = written(tmp_path, head, *rows)
    (question,) = propose(path).questions
    assert (question.option, question.what.id) == ("account", "own-not-said")
    layout_of(propose(path, TableAnswers(account=OWN)), tmp_path)
    mapped = dry_run(path, str(tmp_path / "proposed.toml"), account=OWN).mapped["flow_call"]
    assert [(row["source_name"][-11:], row["target_name"][-11:]) for row in mapped] == [
        (OWN, ONE), (TWO, OWN),
    ]  # fmt: skip


def test_of_two_lengths_that_of_the_talk_is_taken(tmp_path: Path) -> None:
    path = written(
        tmp_path, "主叫号码,被叫号码,开始时间,振铃时长,通话时长",
        f"{OWN},{ONE},2024-12-23 12:41:27,39,29",
    )  # fmt: skip
    told = roles(propose(path))
    assert (told["振铃时长"], told["通话时长"]) == ("other", "duration")
    said = roles(propose(path, TableAnswers(role=("duration=振铃时长",))))
    assert (said["振铃时长"], said["通话时长"]) == ("duration", "other")


def test_words_that_only_calls_go_by_tell_their_way_beside_messages(tmp_path: Path) -> None:
    head = "对方,类,起,秒"
    given = ("counter=对方", "time=起", "duration=秒")
    rows = (
        f"{ONE},moc,2024-04-15 09:05:11,80", f"{TWO},mtc,2024-04-15 11:05:11,30",
        f"{TWO},mms,2024-04-15 12:05:11,0",
    )  # fmt: skip
    path = written(tmp_path, head, *rows)
    found = propose(path, TableAnswers(account=OWN, role=given))
    assert roles(found)["类"] == "direction"
    layout_of(found, tmp_path)
    run = dry_run(path, str(tmp_path / "proposed.toml"), account=OWN)
    assert [row["direction"] for row in run.mapped["flow_call"]] == ["out", "in"]
    assert [problem.locator for problem in run.reading.problems] == ["line 4"]


def test_amounts_beside_a_balance_or_under_words_of_money_are_payments(tmp_path: Path) -> None:
    head = "对方号码,话单类型,开始时间,时长,费用"
    rows = (f"{ONE},主叫,2024-04-15 09:05:11,80,0.50", f"{TWO},被叫,2024-04-15 11:05:11,30,0.10")
    path = written(tmp_path, head, *rows)
    assert roles(propose(path, TableAnswers(account=OWN)))["费用"] == "other"
    left = written(tmp_path, f"{head},余额", f"{rows[0]},99.50", f"{rows[1]},99.40")
    assert roles(propose(left))["费用"] == "amount"
    said = TableAnswers(account=OWN, role=("amount=费用",))
    assert roles(propose(path, said))["费用"] == "amount"
    paid = written(
        tmp_path, "对方号码,方向,时间,时长,金额", f"{ONE},支出,2024-04-15 09:05:11,80,0.50",
        f"{TWO},收入,2024-04-15 11:05:11,30,0.10",
    )  # fmt: skip
    assert roles(propose(paid))["金额"] == "amount"


def test_how_a_call_ended_is_told_by_its_words_under_any_header(tmp_path: Path) -> None:
    path = written(
        tmp_path, "caller,called,start,duration,end cause",
        f"{OWN},{ONE},2024-12-23 12:41:27,29,answered",
        f"{OWN},{TWO},2024-12-23 13:41:27,0,busy",
    )  # fmt: skip
    layout_of(found := propose(path, ZONE), tmp_path)
    assert roles(found)["end cause"] == "status"
    mapped = dry_run(path, str(tmp_path / "proposed.toml")).mapped["flow_call"]
    assert [row["channel"] for row in mapped] == ["answered", "busy"]

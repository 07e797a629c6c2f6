"""Contacts in a case: what files say of a call, persons for numbers, both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from kg.case import Case, new_case, open_case
from kg.cli import app
from kg.demo.numbers import resident_id
from kg.errors import NotFound, UsageError
from kg.records import to_json
from kg.values.call_length import parse_span
from kg.values.refused import Refused
from tests.built import built

pytestmark = pytest.mark.usefixtures("derived_once")

BILL = "序号,通话日期,通话时间,通信地点,通信方式,对方号码,通信时长,通信类型"
CALLS = "开始时间,事件类型,用户号码,通话时长,对端号码,基站号,IMEI"
OWN_ID = resident_id(Random(1), date(1990, 1, 1))
PERSONS = "客户名称,证照类型,证照号码,联系手机"


def phone(number: int) -> str:
    return f"1200000{number:04d}"


def write_files(place: Path) -> list[Path]:
    """Write a bill with every sort of row, a carrier's record, and who uses two of the numbers."""
    bill = [f"手机号码：{phone(1)}", BILL]
    for n, (clock, way, other, length, sort) in enumerate(
        (
            ("10:00:00", "主叫", 2, "1分5秒", "本地"),
            ("10:05:00", "主叫", 3, "00:00:00", "本地"),
            ("10:06:00", "被叫", 4, "10", "未接通"),
            ("10:07:00", "主叫", 5, "0", "短信"),
            ("10:08:00", "被叫", 6, "0", "短信"),
            ("10:09:00", "主叫", 7, "许久", "本地"),
            ("10:10:00", "主叫", 8, "", "本地"),
        )
    ):
        bill.append(f"{n + 1},2024-05-06,{clock},某市,{way},{phone(other)},{length},{sort}")
    calls = [
        CALLS,
        f"2024-05-06 12:00:00,主叫,{phone(21)},40,{phone(22)},M1,990000000000017",
        f"2024-05-06 12:30:00,被叫,{phone(21)},40,9990001,M1,990000000000017",
    ]
    persons = [
        PERSONS,
        f"闻人澈,居民身份证,{OWN_ID},{phone(2)}",
        f"闻人澈,居民身份证,{OWN_ID},{phone(21)}",
    ]
    written = []
    for name, lines in (("详单.csv", bill), ("话单.csv", calls), ("人员.csv", persons)):
        written.append(place / name)
        written[-1].write_text("\n".join(lines), encoding="utf-8")
    return written


def build(place: Path) -> None:
    with new_case(place / "case") as made:
        _, refused = made.evidence.load_all(write_files(place))
        assert refused == []


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write_files(tmp_path)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def told(case: Case, start: int = 1, **wishes: object) -> dict[str, datetime]:
    """Return who could have been told and when: a number by its end, a person by the name."""
    found = case.calls.contacts(phone(start), **wishes)
    known = case.lookup.entities([one.who for one in found.told])
    return {
        (known[one.who].first("name") or known[one.who].first("msisdn"))[-4:]: one.at
        for one in found.told
    }


def at(hour: int, minute: int) -> datetime:
    """Return a moment of that day on the clock of Shanghai."""
    return datetime(2024, 5, 6, hour - 8, minute, tzinfo=UTC)


def test_the_files_own_words_say_who_was_told(case: Case) -> None:
    """Not answered is 0 seconds or a word; a message tells its receiver; no length is answered."""
    assert told(case, apart=True) == {
        "0002": at(10, 0), "0005": at(10, 7), "0007": at(10, 9), "0008": at(10, 10),
    }  # fmt: skip
    found = case.calls.contacts(phone(1), apart=True)
    assert (found.rows, found.silent) == (9, 2)
    said = " ".join(one.text() for one in found.warnings)
    assert "2 calls do not say how long" in said
    assert "1 row: their length cannot be read" in said


def test_backward_a_message_comes_from_its_sender(case: Case) -> None:
    assert "0006" in told(case, backward=True)
    assert "0005" not in told(case, backward=True)


def test_one_persons_numbers_know_together(case: Case) -> None:
    found = told(case)
    assert found["闻人澈"] == at(10, 0)
    assert found["0022"] == at(12, 0)
    reach = case.calls.contacts(phone(1))
    assert [len(numbers) for numbers in reach.joined.values()] == [2]
    assert [stop.reason for stop in reach.stops] == ["service"]
    assert told(case, start=2) == told(case, start=21)


def test_a_message_that_is_a_fact_is_one_way(case: Case) -> None:
    case.judgements.add("闻人澈", "消息", "韩霁", evidence="聊天记录截图", on="2024-05-06 13:00:00")
    case.judgements.add("俞汀", "消息", "闻人澈", evidence="聊天记录截图", on="2024-05-06 13:00:00")
    found = told(case)
    assert found["韩霁"] == at(13, 0)
    assert "俞汀" not in found
    assert "俞汀" in told(case, start=21, backward=True)


def test_an_excluded_call_tells_nobody(case: Case) -> None:
    (first,) = (one.chain[0].link for one in case.calls.contacts(phone(1), to=phone(2)).told)
    case.judgements.mark(first, "excluded", "串号登记错误")
    assert "闻人澈" not in told(case)
    assert any("excluded" in one.text() for one in case.calls.contacts(phone(1)).warnings)


def test_terms_narrow_and_wrong_ones_are_refused(case: Case) -> None:
    assert set(told(case, until="2024-05-06 10:06", apart=True)) == {"0002"}
    assert set(told(case, since="2024-05-06 10:08", apart=True)) == {"0007", "0008"}
    assert "0022" not in told(case, thresholds=("within=1h",))
    assert "0022" not in told(case, thresholds=("hops=1",))
    for wishes in (
        {"to": phone(1)},
        {"rows": 0},
        {"since": "gestern"},
        {"since": "2024-05-07", "until": "2024-05-06"},
        {"thresholds": ("hops=0",)},
    ):
        with pytest.raises(UsageError):
            case.calls.contacts(phone(1), **wishes)
    with pytest.raises(UsageError):
        case.calls.renumbered(before="2024-05-06")
    with pytest.raises(NotFound):
        case.calls.contacts("120000099")


def test_without_calls_both_verbs_say_so(tmp_path: Path, files: list[Path]) -> None:
    with new_case(tmp_path / "empty") as bare:
        bare.load(files[2])
        for ask in (bare.calls.contacts, bare.calls.renumbered):
            with pytest.raises(NotFound, match="no call or message"):
                ask(phone(2))


def test_the_same_bytes_in_a_case_made_again(tmp_path: Path, files: list[Path], case: Case) -> None:
    with new_case(tmp_path / "again") as again:
        again.evidence.load_all(files)
        assert to_json(again.calls.contacts(phone(1))) == to_json(case.calls.contacts(phone(1)))
        assert to_json(again.calls.renumbered()) == to_json(case.calls.renumbered())


def kg(*words: object) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("lang", "lead", "silent", "stopped"),
    [
        ("zh", "不等于确已得知", "2 条未接通", "在此停止"),
        ("en", "not that they did", "2 were not answered", "stopped here"),
    ],
)
def test_the_terminal_says_what_it_is_not(
    case: Case, lang: str, lead: str, silent: str, stopped: str
) -> None:
    folder = case.folder.root
    shown = kg("contacts", folder, phone(1), "--lang", lang)
    assert all(text in shown for text in (lead, silent, stopped, "闻人澈"))
    way = kg("contacts", folder, phone(1), "--to", phone(22), "--within", "3h", "--lang", lang)
    assert lead in way and "40s" in way and phone(21) in way
    back = kg("contacts", folder, phone(22), "--in", "--to", phone(1), "--lang", lang)
    assert lead in back


def test_one_document_holds_the_result_and_its_lead(case: Case) -> None:
    folder = case.folder.root
    document = json.loads(kg("contacts", folder, phone(1), "--json"))
    assert document["lead"]["zh"].startswith("按现有记录可能得知")
    assert {step["link"] for one in document["told"] for step in one["chain"]}
    document = json.loads(kg("renumbered", folder, "--json"))
    assert {"clue", "formula", "innocent", "newcomers"} <= set(document)


@pytest.mark.parametrize("verb", ["contacts", "renumbered"])
def test_every_threshold_is_told_with_its_reason(case: Case, verb: str) -> None:
    from kg.trace.contacts.contact_terms import terms

    for lang in ("zh", "en"):
        shown = kg(verb, case.folder.root, "--thresholds", "--lang", lang)
        for one in terms(verb).thresholds.values():
            assert one.name in shown and one.why.text(lang) in shown


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0), ("45", 45), ("45.0", 45), ("0.2", 1), ("1:05", 65), ("01:02:03", 3723),
        ("1分5秒", 65), ("2小时", 7200), ("３０秒", 30), ("5'30\"", 330), (" 7 s ", 7),
    ],
)  # fmt: skip
def test_lengths_are_read_as_they_are_written(text: str, seconds: int) -> None:
    assert parse_span(text) == seconds


@pytest.mark.parametrize("text", ["", "许久", "-5", "1:2:3:4", "5x", "分"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_span(text)

"""SMS Backup & Restore: messages and calls of a telephone, each with its other side."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import AnswerNeeded, FormatError
from kg.explain import read_at
from kg.limits import LIMITS
from kg.sources.formats.records import RecordList
from kg.sources.formats.smsbackup import read_call_backup, read_sms_backup
from tests.sources.formats.told import problems
from tests.sources.reader import Result, read_text

OWN, OTHER, THIRD = "+8613900000009", "+8613800000001", "+8613800000002"
NAME = "13900000009_sms.xml"
SENT_TO_TWO = """<mms address="13800000001~13800000002" date="1709287990000" msg_box="2"
 contact_name="老王, 小张"><parts><part ct="application/smil" text="&lt;smil/&gt;" />
<part ct="text/plain" text="一起" /><part ct="image/jpeg" cl="a.jpg" data="AAAA" /></parts>
<addrs><addr address="insert-address-token" type="137" /><addr address="13800000001" type="151" />
</addrs></mms>"""
CAME_FROM_ONE = """<mms address="13800000001~13800000002" date="1709287995000" msg_box="1">
<parts><part ct="image/jpeg" cl="b.jpg" /></parts>
<addrs><addr address="13800000002" type="137" /></addrs></mms>"""


def backup(*messages: str, root: str = "smses") -> str:
    head = "<?xml version='1.0' encoding='UTF-8'?>\n<!--by an app-->\n"
    return f"{head}<{root}>\n{''.join(messages)}</{root}>"


def sms(kind: int, number: str, body: str, date: str = "1709287872000") -> str:
    return f'<sms address="{number}" date="{date}" type="{kind}" body="{body}" subject="null" />\n'


def told(result: Result) -> list[tuple[str, str, str]]:
    """Return who sent what to whom, in order of time."""
    names = {
        row["id"]: (row["values"].get("msisdn") or row["values"].get("name") or [""])[0]
        for row in result.rows("entity")
    }
    said = [row for row in result.rows("link") if row["kind"] == "Message"]
    said.sort(key=lambda row: row["start_us"])
    return [(names[k["source"]], names[k["target"]], names[k["object"]]) for k in said]


def test_a_message_goes_the_way_that_its_type_says(tmp_path: Path) -> None:
    text = backup(
        sms(1, "13800000001", "码 &#55357;&#56832; &#1;"),
        sms(2, THIRD, "已转", "1709287972000"),
        sms(3, "13800000001", "draft"),
        sms(1, "", "nobody"),
        SENT_TO_TWO,
        CAME_FROM_ONE,
    )
    result = read_text(tmp_path, text, NAME)
    assert told(result) == [
        (OTHER, OWN, "码 😀 \ufffd"), (OWN, THIRD, "已转"), (OWN, OTHER, "一起"),
        (OWN, THIRD, "一起"), (THIRD, OWN, "b.jpg"),
    ]  # fmt: skip
    assert sorted(str(one.reason) for one in result.reading.skipped) == [
        "a draft, or a message that was not sent", "the number of the other side is withheld",
    ]  # fmt: skip
    assert "text: 一起" in read_at(tmp_path / NAME, "entry 5")
    assert "body: 已转" in read_at(tmp_path / NAME, "entry 2")


def test_a_text_that_looks_blank_is_a_text_and_a_type_of_no_app_is_a_problem(
    tmp_path: Path,
) -> None:
    text = backup(sms(1, "13800000001", "unknown"), sms(9, "13800000001", "x"))
    result = read_text(tmp_path, text, NAME)
    assert told(result) == [(OTHER, OWN, "unknown")]
    assert problems(result) == [("entry 2", "missing")]


def test_who_of_several_sent_a_message_is_not_guessed(tmp_path: Path) -> None:
    """The app lists the senders of most messages, but not of all."""
    untold = CAME_FROM_ONE.replace('<addr address="13800000002" type="137" />', "")
    result = read_text(tmp_path, backup(untold), NAME)
    assert problems(result) == [("entry 1", "record")] and told(result) == []


def test_a_service_that_has_a_name_for_a_number_sends_too(tmp_path: Path) -> None:
    result = read_text(tmp_path, backup(sms(1, "ICBC", "到账")), NAME)
    (link,) = [k for k in result.rows("link") if k["kind"] == "Message"]
    assert not problems(result) and link["source"] != link["target"]


def test_calls_that_were_missed_came_in_and_a_name_in_the_book_is_a_clue(tmp_path: Path) -> None:
    text = backup(
        '<call number="13800000001" duration="35" date="1709287872000" type="2"'
        ' contact_name="老王" />',
        '<call number="13800000002" duration="0" date="1709287972000" type="3"'
        ' contact_name="(Unknown)" />',
        '<call number="-2" duration="9" date="1709287972000" type="1" />',
        root="calls",
    )
    result = read_text(tmp_path, text, "calls-13900000009.xml")
    flows = result.rows("flow_call")
    assert [(f["direction"], f["start_us"] // 1_000_000) for f in flows] == [
        ("out", 1_709_287_872), ("in", 1_709_287_972),
    ]  # fmt: skip
    clues = [k for k in result.rows("link") if k["kind"] == "UsesPhone"]
    assert [k["proof"] for k in clues] == ["clue"]
    assert len(result.reading.skipped) == 1


def test_whose_telephone_it_is_is_asked(tmp_path: Path) -> None:
    with pytest.raises(AnswerNeeded):
        read_text(tmp_path, backup(sms(1, "13800000001", "x")), "sms-20240301101112.xml")


def test_a_backup_that_breaks_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError):
        read_text(tmp_path, backup(sms(1, "13800000001", "x"))[:-9], NAME)


def messages(*elements: str) -> RecordList:
    return read_sms_backup(backup(*elements).encode(), "a.xml", LIMITS)


def calls(*elements: str) -> RecordList:
    return read_call_backup(backup(*elements, root="calls").encode(), "a.xml", LIMITS)


def mms(box: int, parts: str = "", addrs: str = "", address: str = "1", more: str = "") -> str:
    inside = f"<parts>{parts}</parts><addrs>{addrs}</addrs>"
    return f'<mms address="{address}" date="5" msg_box="{box}" {more}>{inside}</mms>'


def filled(found: RecordList) -> list[dict[str, str]]:
    """Return what each record says, without its number, its time and its proof."""
    known = ("entry", "time", "proof")
    return [{n: t for n, t in r.cells.items() if t and n not in known} for r in found.records]


TEXT = '<part ct="text/plain" text="t1"/>'


@pytest.mark.parametrize(
    ("element", "rows"),
    [
        (  # a text may be the word, other fields say by it that they are blank
            '<sms address="1" type="1" body="null" subject="null" sub_id="null"'
            ' contact_name="(Unknown)" service_center="null"/>',
            [{"direction": "in", "number": "1", "text": "null"}],
        ),
        (
            '<sms address="1" type="2" body="b" subject="s" sub_id="2" contact_name="Ann"'
            ' service_center="+1"/>',
            [
                {
                    "direction": "out", "number": "1", "text": "b", "subject": "s", "sim": "2",
                    "contact name": "Ann", "service center": "+1",
                }
            ],
        ),
        (
            '<sms number="1" type="1" body="b" subscription_id="3"/>',
            [{"direction": "in", "number": "1", "text": "b", "sim": "3"}],
        ),
        ('<sms address="1" type="7" body="b"/>', [{"number": "1", "text": "b"}]),
        (
            mms(1, f'{TEXT}<part ct="text/plain" text="t2"/><part ct="image/png" name="n.png"/>'
                '<part ct="audio/x"/>', '<addr type="137" address="9"/>'),
            [
                {
                    "direction": "in", "number": "9", "text": "t1\nt2",
                    "attachment": "n.png audio/x",
                }
            ],
        ),
        (
            mms(1, '<part ct="image/png" cl="c.png" name="n.png"/>', more='sub="Sub"'),
            [
                {
                    "direction": "in", "number": "1", "text": "Sub", "subject": "Sub",
                    "attachment": "c.png",
                }
            ],
        ),
        (
            mms(2, '<part ct="image/png" cl="c.png"/>', address="1~2~1~", more='contact_name="A"'),
            [
                {"direction": "out", "number": "1", "text": "c.png", "attachment": "c.png"},
                {"direction": "out", "number": "2", "text": "c.png", "attachment": "c.png"},
            ],
        ),
        (mms(1, TEXT), [{"direction": "in", "number": "1", "text": "t1"}]),
    ],
)  # fmt: skip
def test_what_a_message_says(element: str, rows: list[dict[str, str]]) -> None:
    assert filled(messages(element)) == rows


@pytest.mark.parametrize(
    ("element", "why"),
    [
        *((f'<sms address="1" type="{kind}" body="b"/>', "a draft, or a message that was not sent")
          for kind in (3, 4, 5, 6)),
        (mms(3, TEXT), "a draft, or a message that was not sent"),
        ('<sms address="-1" type="1" body="b"/>', "the number of the other side is withheld"),
        ('<sms address="null" type="1" body="b"/>', "the number of the other side is withheld"),
    ],
)  # fmt: skip
def test_what_nobody_sent_or_nobody_is_told_of_is_left_out(element: str, why: str) -> None:
    found = messages(sms(1, "2", "b"), element)
    assert [record.place for record in found.records] == [1]
    assert [(place, str(reason)) for place, reason in found.skipped] == [(2, why)]


def test_of_several_it_is_not_guessed_who_sent() -> None:
    (record,) = messages(mms(1, TEXT, address="1~2")).records
    assert (record.code, str(record.reason)) == ("record", "the message names no sender")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("&#55357;&#56832;", "😀"),
        ("&#55357;&#57344;", "\ufffd\ue000"),  # the second is no half
        ("&#55357;x", "\ufffdx"),
        ("&#56832;", "\ufffd"),
        ("&#xD83D;", "\ufffd"),
        ("&#1;", "\ufffd"),
        ("a&#9;b", "a\tb"),
        ("&#x1F600;", "😀"),
        ("&#1114112;", "\ufffd"),  # beyond the last letter
        ("&#65;", "A"),
    ],
)
def test_each_reference_is_a_letter_or_is_seen_to_be_none(written: str, text: str) -> None:
    (record,) = messages(sms(1, "1", written)).records
    assert record.cells["text"] == text


def test_a_call_went_out_by_one_type_and_came_in_by_all_others_that_are_known() -> None:
    found = calls(*(f'<call number="1" type="{kind}" duration="7"/>' for kind in range(8)))
    ways = [row.get("direction", "") for row in filled(found)]
    assert ways == ["", "in", "out", "in", "in", "in", "in", ""]
    assert {row["duration"] for row in filled(found)} == {"7"}
    withheld = calls('<call number="-2" type="1"/>')
    assert [str(why) for _, why in withheld.skipped] == ["the number of the other side is withheld"]

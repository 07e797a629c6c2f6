"""Chats: the texts of WhatsApp and QQ, Telegram's JSON, WeChat's tables, as messages in time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import FormatError, LayoutError, LimitExceeded
from kg.explain import read_at
from kg.limits import LIMITS
from kg.sources.formats import format_of
from kg.sources.formats.whatsapp import chat_name, read_whatsapp
from tests.sources.formats.told import own_layout, problems, words
from tests.sources.reader import read_text

TALK = """13/01/2024, 10:12 - Messages and calls are end-to-end encrypted.
13/01/2024, 10:12 - 甲某: tonight
800 a set

13/01/2024, 10:15 - +86 138 0000 0000: ok "yes"
1/2/2024, 23:59 - 甲某: <Media omitted>
"""


def test_a_talk_of_two_goes_from_one_to_the_other(tmp_path: Path) -> None:
    result = read_text(tmp_path, TALK, "WhatsApp Chat with 甲某.txt")
    assert words(result) == [
        ("甲某", "+8613800000000", "tonight\n800 a set"), ("+8613800000000", "甲某", 'ok "yes"'),
        ("甲某", "+8613800000000", "<Media omitted>"),
    ]  # fmt: skip
    assert [link["time_text"] for link in result.rows("link")] == [
        "2024-01-13 10:12", "2024-01-13 10:15", "2024-02-01 23:59",
    ]  # fmt: skip
    assert any("only 甲某 and +86 138" in str(w) for w in result.reading.warnings)
    assert any("without a zone" in str(w) for w in result.reading.warnings)
    path = tmp_path / "WhatsApp Chat with 甲某.txt"
    assert read_at(path, "line 2") == ["13/01/2024, 10:12 - 甲某: tonight", "800 a set", ""]
    assert {row["kind"] for row in result.rows("entity")} == {
        "SocialAccount", "PhoneNumber", "MessageText",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        ("[2024/1/15 下午2:12:33] ", "2024-01-15 下午2:12:33"),
        ("\u200e[15/01/24, 14:12:33] ", "2024-01-15 14:12:33"),
        ("1/15/24, 2:12\u202fPM - ", "2024-01-15 2:12 PM"),
        ("15.01.24, 14:12 - ", "2024-01-15 14:12"),
        ("2024-01-15, 2:12 p.m. - ", "2024-01-15 2:12 PM"),
    ],
)
def test_stamps_of_both_apps_in_several_countries(stamp: str, time: str, tmp_path: Path) -> None:
    text = "".join(f"{stamp}{name}: x: y\n" for name in ("甲", "乙", "丙"))
    result = read_text(tmp_path, text, "某群.txt")
    links = result.rows("link")
    assert [link["time_text"] for link in links] == [time] * 3
    assert words(result)[0] == ("甲", "某群", "x: y")
    assert {link["start_us"] // 60_000_000 for link in links} == {1705299120 // 60}


def test_an_order_that_nothing_proves_is_refused_and_a_layout_answers(tmp_path: Path) -> None:
    text = "1/2/24, 10:12 - Ann: hi\n3/4/24, 10:12 - Bob: ho\n"
    with pytest.raises(LayoutError, match=r"line 1: .*day or month first.*kg layout FILE"):
        read_text(tmp_path, text, "a.txt")
    own = own_layout(
        tmp_path, "chat-messages", ('zone = "Asia/Shanghai"', 'zone = "Europe/Berlin"'),
        ('["sent"], type = "time",', '["sent"], type = "time", day_first = true,'),
    )  # fmt: skip
    links = read_text(tmp_path, text, "b.txt", layout=own).rows("link")
    assert links[0]["start_us"] == 1_706_778_720_000_000


def test_a_log_of_a_program_is_no_chat(tmp_path: Path) -> None:
    with pytest.raises((FormatError, LayoutError), match="not a table"):
        read_text(tmp_path, "[2024-01-15 10:12:33] local.ERROR: x failed\n" * 3, "a.log")


QQ_HEAD = """消息记录（此消息记录为文本格式，不支持重新导入）

================================================================
消息分组:{group}
================================================================
消息对象:{name}
================================================================

"""


def test_qq_tells_a_group_by_numbers_and_what_a_program_said_is_left_out(tmp_path: Path) -> None:
    text = QQ_HEAD.format(group="我的QQ群", name="料主群") + (
        "2024-03-01 9:11:12 【群主】甲某(2000000001)\n到账了\n2024-03-01 9:00:00 出款 5000\n\n"
        "2024-03-01 9:12:00 AM 乙某<yi@example.com>\n收\n\n"
        "2024-03-01 21:13:00 系统消息(10000)\n丙某加入本群。\n"
    )
    result = read_text(tmp_path, text, "全部.txt")
    assert words(result) == [
        ("甲某", "料主群", "到账了\n2024-03-01 9:00:00 出款 5000"), ("乙某", "料主群", "收"),
    ]  # fmt: skip
    numbers = [row["values"].get("platformNumber") for row in result.rows("entity")]
    assert ["2000000001"] in numbers and ["yi@example.com"] in numbers
    assert [link["time_text"] for link in result.rows("link")] == [
        "2024-03-01 9:11:12", "2024-03-01 9:12:00 AM",
    ]  # fmt: skip
    reasons = [str(one.reason) for one in result.reading.skipped]
    assert sum("notice" in reason for reason in reasons) == 1


def test_qq_tells_two_who_talk_by_their_names_and_several_chats_of_one_file(tmp_path: Path) -> None:
    one = "2024-03-01 10:11:12 甲某\n卡好了吗\n\n"
    one += "2024-03-01 10:12:00 老王\n好了\n====\n消息对象:谁\n\n"
    other = "2024-03-02 10:00:00 乙某\n转了\n\n2024-03-02 10:01:00\n无名\n"
    text = QQ_HEAD.format(group="我的好友", name="甲某") + one
    text += QQ_HEAD.format(group="同行", name="乙某(旧)") + other
    result = read_text(tmp_path, text, "全部.txt")
    assert words(result) == [
        ("甲某", "老王", "卡好了吗"), ("老王", "甲某", "好了\n====\n消息对象:谁"),
        ("乙某", "乙某(旧)", "转了"),
    ]  # fmt: skip
    assert problems(result) == [("line 28", "record")]
    assert read_at(tmp_path / "全部.txt", "line 12")[:2] == ["2024-03-01 10:12:00 老王", "好了"]


def test_an_excerpt_of_qq_without_its_title_is_known_by_its_first_line(tmp_path: Path) -> None:
    text = "2024-03-01 9:11:12 甲某(2000000001)\n在\n2024-03-01 9:11:20 乙某(2000000002)\n在的\n"
    result = read_text(tmp_path, text, "截取.txt")
    assert words(result) == [("甲某", "截取", "在"), ("乙某", "截取", "在的")]


def telegram(*messages: Any, **chat: Any) -> str:
    return json.dumps(
        {"name": "乙某", "type": "personal_chat", "id": 7, **chat, "messages": messages},
        ensure_ascii=True,
    )


def said(number: int, who: str, text: Any, **more: Any) -> dict[str, Any]:
    stamp = {"date": "2024-01-05T10:00:00", "date_unixtime": str(1_704_420_000 + number)}
    return {
        "id": number,
        "type": "message",
        **stamp,
        "from": who[4:],
        "from_id": who,
        "text": text,
        **more,
    }


def test_telegram_tells_who_and_when_exactly(tmp_path: Path) -> None:
    link = {"type": "link", "text": "x.example"}
    text = telegram(
        {"id": 1, "type": "service", "action": "phone_call"}, said(2, "user7", ["see ", link]),
        said(3, "user42", "", photo="photos/1.jpg"), 5, said(4, "user42", "half \ud83d"),
    )  # fmt: skip
    result = read_text(tmp_path, text, "result.json")
    assert words(result)[0][2] == "see x.example"
    names = {
        row["id"]: row["values"].get("platformNumber", [""])[0] for row in result.rows("entity")
    }
    ends = [(names[k["source"]], names[k["target"]]) for k in result.rows("link")]
    assert ends == [("user7", "user42"), ("user42", "user7")]
    assert [k["start_us"] for k in result.rows("link")] == [
        1_704_420_002_000_000,
        1_704_420_003_000_000,
    ]
    assert words(result)[1][2] == "photos/1.jpg"
    assert problems(result) == [("entry 4", "record"), ("entry 5", "control")]
    assert "id: 3" in read_at(tmp_path / "result.json", "entry 3")


def test_a_telephone_call_over_telegram_is_told_between_the_two(tmp_path: Path) -> None:
    call = said(2, "user7", "", type="service", action="phone_call", duration_seconds=61)
    call = {**call, "actor": call.pop("from"), "actor_id": call.pop("from_id")}
    text = telegram({**call, "discard_reason": "hangup"}, said(3, "user42", "好"))
    result = read_text(tmp_path, text, "result.json")
    assert words(result)[0][2] == "phone_call duration_seconds=61 discard_reason=hangup"
    row = result.as_read()[0]
    assert (row["sender number"], row["receiver number"]) == ("user7", "user42")


LINE = """[LINE] Chat history with Bob
Saved on: 2023/04/03 09:11

Mon, 04/03/2023
09:00\tAlice\thello
9:01 PM\tBob\t"pay ""now""
to 6222000011112222"
21:02\tBob\t☎ Call time 1:05
21:03\t\tBob unsent a message.

2023/04/04(火)
下午1:05\tAlice\tok
25:00\tAlice\tno such time
"""


def test_line_tells_day_time_and_who(tmp_path: Path) -> None:
    result = read_text(tmp_path, LINE, "chat.txt")
    assert result.reading.reader == "LINE" and problems(result) == [("line 13", "record")]
    assert words(result) == [
        ("Alice", "Bob", "hello"),
        ("Bob", "Alice", 'pay "now"\nto 6222000011112222'),
        ("Bob", "Alice", "☎ Call time 1:05"), ("Alice", "Bob", "ok"),
    ]  # fmt: skip
    assert [row["sent"] for row in result.as_read()] == [
        "2023-04-03 09:00", "2023-04-03 21:01", "2023-04-03 21:02", "2023-04-04 13:05",
    ]  # fmt: skip
    reasons = [str(skipped.reason) for skipped in result.reading.skipped]
    assert reasons.count("notice of the program") == 1
    assert read_at(tmp_path / "chat.txt", "line 8") == ["21:02\tBob\t☎ Call time 1:05"]


@pytest.mark.parametrize(
    ("title", "receiver"),
    [
        ("[LINE] 山田とのトーク履歴\n保存日時：2023/04/03 09:11", "山田"),
        ("[LINE] 与山田的聊天记录\n保存日期: 2023/04/03 09:11", "山田"),
        ("[LINE] 山田組のトーク履歴\n保存日時：2023/04/03 09:11", "山田組"),
        ("[LINE] Chat history in Team\nSaved on: 4/3/2023, 9:11", "Team"),
    ],
)
def test_line_names_a_talk_otherwise_than_a_group(
    title: str, receiver: str, tmp_path: Path
) -> None:
    text = f"{title}\n\n2023/04/03(月)\n09:00\t鈴木\tはい\n"
    result = read_text(tmp_path, text, "a.txt")
    assert words(result) == [("鈴木", receiver, "はい")]


KAKAO = """Bob 님과 카카오톡 대화
저장한 날짜 : 2023-04-03 09:11:12

--------------- 2023년 4월 3일 월요일 ---------------
[Alice] [오전 12:05] 안녕
[Bob] [오후 12:01] 계좌 110-123-456789
둘째 줄
[Alice] [오후 25:99] no such time
--------------- Tuesday, April 4, 2023 ---------------
[Bob] [11:59 PM] ok
Bob님이 나갔습니다.
2023년 4월 5일 오후 2:30, Alice : 네
"""


def test_kakaotalk_of_a_computer_and_of_a_telephone(tmp_path: Path) -> None:
    result = read_text(tmp_path, KAKAO, "chat.txt")
    assert result.reading.reader == "KakaoTalk" and problems(result) == [("line 8", "record")]
    assert words(result) == [
        ("Alice", "Bob", "안녕"), ("Bob", "Alice", "계좌 110-123-456789\n둘째 줄"),
        ("Bob", "Alice", "ok"), ("Alice", "Bob", "네"),
    ]  # fmt: skip
    assert [row["sent"] for row in result.as_read()] == [
        "2023-04-03 00:05", "2023-04-03 12:01", "2023-04-04 23:59", "2023-04-05 14:30",
    ]  # fmt: skip
    reasons = [str(skipped.reason) for skipped in result.reading.skipped]
    assert reasons.count("notice of the program") == 1
    assert read_at(tmp_path / "chat.txt", "line 6") == KAKAO.split("\n")[5:7]
    group = KAKAO.replace("Bob 님과", "모임 5 님과")
    assert {receiver for _, receiver, _ in words(read_text(tmp_path, group, "b.txt"))} == {"모임"}


def facebook(*messages: Any, people: tuple[str, ...] = ("Andr\u00c3\u00a9", "Bob")) -> str:
    named = [{"name": name} for name in people]
    return json.dumps({"participants": named, "messages": messages, "title": "Andr\u00c3\u00a9"})


def test_facebook_is_read_with_its_letters_mended(tmp_path: Path) -> None:
    said = {"sender_name": "Andr\u00c3\u00a9", "timestamp_ms": 1679794260123}
    photo = {"sender_name": "Bob", "timestamp_ms": 1679790500000, "photos": [{"uri": "p/1.jpg"}]}
    text = facebook({**said, "content": "caf\u00c3\u00a9 5000"}, photo, 5, {"content": "x"})
    result = read_text(tmp_path, text, "message_1.json")
    assert words(result) == [("André", "Bob", "café 5000"), ("Bob", "André", "p/1.jpg")]
    assert result.reading.reader == "Facebook"
    assert problems(result) == [("entry 3", "record"), ("entry 4", "missing")]
    assert result.rows("link")[0]["start_us"] == 1_679_794_260_123_000
    assert "content: caf" in " ".join(read_at(tmp_path / "message_1.json", "entry 1"))
    group = read_text(tmp_path, facebook(photo, people=("A", "B", "Bob")), "message_2.json")
    assert words(group) == [("Bob", "André", "p/1.jpg")]
    assert {row["kind"] for row in group.rows("entity")} >= {"ChatGroup"}
    with pytest.raises(FormatError, match="Facebook"):
        read_text(tmp_path, '{"participants": [], "messages": 5, "timestamp_ms": 1}', "c.json")


def test_discord_is_read_with_its_numbers(tmp_path: Path) -> None:
    one = {"id": "9", "name": "alice", "nickname": "Alice"}
    at = {"timestamp": "2023-03-26T03:31:00.123+02:00", "type": "Default"}
    messages = [
        {"id": "1", **at, "content": "pay me", "author": one},
        {"id": "2", **at, "content": "", "author": {"id": "8", "name": "bob"},
         "attachments": [{"url": "u/1.png"}], "reference": {"messageId": "1"}},
        {"id": "3", **at, "type": "ChannelPinnedMessage", "content": "x", "author": one},
    ]  # fmt: skip
    chat = {"guild": {"id": "1"}, "channel": {"id": "2", "type": "GuildTextChat", "name": "g"}}
    result = read_text(tmp_path, json.dumps({**chat, "messages": messages}), "discord.json")
    assert words(result) == [("Alice", "g", "pay me"), ("bob", "g", "u/1.png")]
    assert result.rows("link")[0]["start_us"] == 1_679_794_260_123_000
    assert [row["reply to"] for row in result.as_read()] == [None, "1"]
    assert len(result.reading.skipped) == 1
    chat["channel"]["type"] = "DirectTextChat"
    two = read_text(tmp_path, json.dumps({**chat, "messages": messages[:2]}), "two.json")
    assert [row["receiver number"] for row in two.as_read()] == ["8", "9"]


def test_a_whole_account_of_telegram_and_what_is_none(tmp_path: Path) -> None:
    group = {"name": "某群", "type": "private_group", "id": 9, "messages": [said(1, "user1", "a")]}
    other = {**group, "id": 10, "name": "另群"}
    text = json.dumps({"about": "", "chats": {"list": [group, other]}})
    assert [w[1] for w in words(read_text(tmp_path, text, "a.json"))] == ["某群", "另群"]
    with pytest.raises(FormatError, match="not a table"):
        read_text(tmp_path, '{"name": "x"}', "b.json")
    for bad in (
        '{"name": "x", "messages": 5}',
        '{"about": "", "chats": {"list": [3]}}',
    ):
        with pytest.raises(FormatError, match="Telegram"):
            read_text(tmp_path, bad, f"b{len(bad)}.json")
    with pytest.raises(FormatError, match="is no JSON"):
        read_text(tmp_path, '{"name": "x", "messages": [', "c.json")
    with pytest.raises(LimitExceeded, match=r"deep"):
        read_text(
            tmp_path,
            telegram(said(1, "user1", "x")).replace('"x"', "[" * 150 + "]" * 150),
            "d.json",
        )


def test_wechat_as_two_tools_write_it(tmp_path: Path) -> None:
    one = (
        "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,"
        "NickName,Sender\n"
        '1,7,1,0,0,1704420000,3,"今晚, 收卡",2024-01-05 10:00:00,某群友,小乙,wxid_b\n'
        "2,7,1,0,1,1704420060,3,好,2024-01-05 10:01:00,,,wxid_me\n"
    )
    result = read_text(tmp_path, one, "a.csv")
    assert result.reading.layout == "wechat-messages" and result.reading.stored == 2
    assert [w[2] for w in words(result)] == ["今晚, 收卡", "好"]
    other = (
        "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\n"
        "1,9001,文本,0,wxid_b,wxid_b,在吗,,2024-01-05 10:00:00\n"
        "2,9002,文本,1,我,wxid_b,在,,2024-01-05 10:01:00\n"
        "3,9003,文本,0,wxid_c,555@chatroom,大家好,,2024-01-05 10:02:00\n"
    )
    result = read_text(tmp_path, other, "b.csv")
    assert result.reading.layout == "wechat-chats" and result.reading.stored == 3
    assert words(result) == [
        ("wxid_b", "", "在吗"), ("", "wxid_b", "在"), ("wxid_c", "555@chatroom", "大家好"),
    ]  # fmt: skip


def test_a_stamp_in_brackets_without_a_comma_begins_a_chat_and_no_json() -> None:
    found = format_of(b"[01/30/19 20:49] Jahn Doe: Lorem ipsum,\nconsectetur.\n")
    assert found is not None and found.name == "WhatsApp"


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("Anna.txt", "Anna"),
        ("folder/WhatsApp-Chat mit 甲.txt", "甲"),
        ("Conversa do WhatsApp com 乙.txt", "乙"),
        ("与甲的WhatsApp聊天记录.txt", "甲"),
        ("甲的 WhatsApp 聊天.txt", "甲"),
        ("WhatsApp Chat with .txt", "WhatsApp Chat with "),  # nobody is named
        ("noext", "noext"),
        ("a.zip#folder/other.txt", "other"),
        ("a.zip#noext", "noext"),
        ("a.zip#_chat.txt", "a"),  # the archive is named as the chat is
        ("WhatsApp Chat - 甲.zip#_chat.txt", "甲"),
    ],
)
def test_a_chat_is_called_as_its_file_or_its_archive(where: str, name: str) -> None:
    assert chat_name(where) == name


@pytest.mark.parametrize(
    ("text", "told", "skipped"),
    [
        (
            "\n\u200e\ntitle\n13/1/2024, 10:12 - A: x\nmore\n\n",
            [("A", "", "G", "2024-01-13 10:12", "x\nmore")],
            [(1, "blank line"), (2, "blank line"), (3, "title line")],
        ),
        (  # the first line is of the program, whoever it seems to be from
            "[13/1/2024, 10:12:00] G: \u200eencrypted\n[13/1/2024, 10:13:00] A: \u200eimage\n",
            [("A", "", "G", "2024-01-13 10:13:00", "image")],
            [(1, "notice of the program")],
        ),
        (
            "13/1/2024, 10:12 - A: x\n[not a stamp at all] B: y\n",
            [("A", "", "G", "2024-01-13 10:12", "x\n[not a stamp at all] B: y")],
            [],
        ),
        (
            "13-1-2024, 10:12 - A: x\n13-1-2024 10.12 - +1 202 555 0117: y\n",
            [
                ("A", "+1 202 555 0117", "", "2024-01-13 10:12", "x"),
                ("+1 202 555 0117", "A", "", "2024-01-13 10:12", "y"),
            ],
            [],
        ),
        (
            "[2024/1/13 下午2:12] A: x\n[2024/1/13 2:12:01 a.m.] A: y\n",
            [
                ("A", "", "G", "2024-01-13 下午2:12", "x"),
                ("A", "", "G", "2024-01-13 2:12:01 AM", "y"),
            ],
            [],
        ),
        ("13/1/2024, 10:12 - hello nobody\n", [], [(1, "notice of the program")]),
        (
            "13/1/2024, 10:12 - A: x\n13/1/2024, 10:12 - B: y\n13/1/2024, 10:12 - ~\u202fC: z\n",
            [
                ("A", "", "G", "2024-01-13 10:12", "x"),
                ("B", "", "G", "2024-01-13 10:12", "y"),
                ("C", "", "G", "2024-01-13 10:12", "z"),
            ],
            [],
        ),
    ],
)
def test_who_says_what_to_whom_in_a_chat_of_whatsapp(
    text: str, told: list[tuple[str, ...]], skipped: list[tuple[int, str]]
) -> None:
    found = read_whatsapp(text, "G.txt", LIMITS)
    cells = [record.cells for record in found.records]
    assert [
        (
            one["sender"] or one["sender phone"], one["receiver"] or one["receiver phone"],
            one["group"], one["sent"], one["text"],
        )
        for one in cells
    ] == told  # fmt: skip
    assert [(place, str(why)) for place, why in found.skipped] == skipped
    assert len(found.warnings) == bool(told) + any(receiver for _, receiver, *_ in told)

"""Statements and messages that are no tables, and chats that are: what each must give."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

from tests.sources.dirty import cells
from tests.story.every_layout.page import Made, Page, Told, exact
from tests.story.every_layout.writing import text_file

WECHAT = cells(
    "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,"
    "Sender"
)
CHATS = cells("id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime")
BEGUN = 1_704_420_000


def _made(name: str, text: str, told: Told) -> Made:
    return Made(name, text.encode(), (told,), told.read)


def _told(
    layout: str, stored: int, skipped: dict[str, int], problems: dict[str, str], cents: int = 0
) -> Told:
    read = stored + sum(skipped.values()) + len(problems)
    sums = Counter({("transfer", "EUR"): exact(cents)}) if cents else Counter()
    times = Counter({"transfer": stored}) if cents else Counter()
    return Told(layout, read, stored, Counter(skipped), problems, sums, times)


def bank_entries(dice: Random) -> Made:
    """Return an MT940 message whose closing balance is right, and one whose is not."""
    lines = ["{1:F01NOBKXXXX}", ":20:R", ":25:XX00NOBK0000000001", ":28C:1", ":60F:C240501EUR0,00"]
    total = balance = 0
    for n in range(20):
        cents, mark = dice.randrange(1, 10**6), dice.choice("CD")
        total, balance = total + cents, balance + (cents if mark == "C" else -cents)
        other = f"/IBAN/XX00NOBK00000001{n % 5:02d}/NAME/某{n % 5}/REMI/用途 {n}"
        lines += [f":61:2405{n + 1:02d}{mark}{cents // 100},{cents % 100:02d}NTRFr", f":86:{other}"]
    lines += [":61:2405XXC1,00", f":62F:{_balance(balance)}", "-"]
    lines += [":20:S", ":25:XX00NOBK0000000001", ":28C:2", f":60F:{_balance(balance)}"]
    lines += [":61:240601C0,01NTRFr", f":62F:{_balance(balance)}", "-", ""]
    problems = {"line 46": "entry", "line 54": "balance"}
    told = _told("bank-entries", 21, {"title line": 1}, problems, total + 1)
    return _made("对账单.sta", "\n".join(lines), told)


def _balance(cents: int) -> str:
    mark, size = ("C", cents) if cents >= 0 else ("D", -cents)
    return f"{mark}240531EUR{size // 100},{size % 100:02d}"


def chat_messages(dice: Random) -> Made:
    """Return an export of a group of Telegram."""
    messages: list[object] = [{"id": 0, "type": "service", "action": "create_group"}]
    for n in range(1, 21):
        who = f"user{dice.randrange(5)}"
        stamp = {"date": "2024-01-05T10:00:00", "date_unixtime": str(BEGUN + n)}
        said = {"from": f"昵称{who}", "from_id": who, "text": ["今晚 ", {"text": f"收 {n} 张"}]}
        messages.append({"id": n, "type": "message", **stamp, **said})
    messages += [5, {"id": 22, "type": "message", "from_id": "user1", "text": "no time"}]
    chat = {"name": "某群", "type": "private_group", "id": 99, "messages": messages}
    problems = {"entry 22": "record", "entry 23": "missing"}
    told = _told("chat-messages", 20, {"notice of the program": 1}, problems)
    return _made("result.json", json.dumps(chat, ensure_ascii=False, indent=1), told)


def mail(dice: Random) -> Made:
    """Return an mbox; a message to two is two rows."""
    text = ""
    for n in range(10):
        text += (
            f"From MAILER Fri Jan  5 10:00:00 2024\nFrom: a{dice.randrange(4)}@example.org\n"
            f"To: b@example.org, c{n % 3}@example.org\nDate: Fri, 05 Jan 2024 10:00:{n:02d} +0800\n"
            f"Subject: 资料 {n}\nMessage-ID: <{n}@example.org>\n\nbody\n\n"
        )
    text += "From MAILER Fri Jan  5 10:00:00 2024\nFrom: nobody\nTo: b@example.org\n\n"
    return _made("邮件.mbox", text, _told("mail", 20, {}, {"line 91": "missing"}))


def contacts(dice: Random) -> Made:
    """Return an address book."""
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:某{n}\nTEL:1{dice.randrange(10**9, 2 * 10**9)}\n"
        f"EMAIL:m{n}@example.org\nEND:VCARD\n"
        for n in range(10)
    )
    cards += "BEGIN:VCARD\nTEL:13000000000\nEND:VCARD\n"
    return _made("通讯录.vcf", cards, _told("contacts", 20, {}, {"line 61": "missing"}))


def wechat_messages(dice: Random) -> Made:
    page = Page("wechat-messages", WECHAT, plain=True)
    for n in range(20):
        mine = dice.choice(("0", "1"))
        page.row(
            [str(n + 1), "7", "1", "0", mine, str(BEGUN + n), "3", f"消息, {n}\n又一行", "", "", "",
             "wxid_me" if mine == "1" else f"wxid_{n % 3}"]
        )  # fmt: skip
    page.bad(["", *page.rows[0].cells[1:]], "missing")
    page.bad([*page.rows[0].cells[:5], "昨天", *page.rows[0].cells[6:]], "time")
    return text_file(page, "群聊.csv", dice)


def wechat_chats(dice: Random) -> Made:
    page = Page("wechat-chats", CHATS, plain=True)
    for n in range(20):
        mine = dice.choice(("0", "1"))
        room = dice.choice(("wxid_b", "555@chatroom"))
        who = "我" if mine == "1" else ("wxid_b" if room == "wxid_b" else f"wxid_{n % 3}")
        page.row(
            [str(n), str(9000 + n), "文本", mine, who, room, f"话 {n}", "", "2024-01-05 10:00:00"]
        )
    page.bad([*page.rows[0].cells[:4], "", *page.rows[0].cells[5:]], "missing")
    return text_file(page, "wxid_b_0_5000.csv", dice)


def sms_backup(dice: Random) -> Made:
    """Return the messages of a telephone, one to two of them, a draft and a number that is none."""
    lines = [
        f'<sms address="138{dice.randrange(10**8):08d}" date="{BEGUN + n}000" type="{n % 2 + 1}" '
        f'body="款 {n} &#55357;&#56832;" contact_name="(Unknown)" />'
        for n in range(18)
    ]
    lines += [
        f'<mms address="13800000001~13800000002" date="{BEGUN}000" msg_box="2"><parts>'
        '<part ct="text/plain" text="一起" /></parts></mms>',
        f'<sms address="13800000001" date="{BEGUN}000" type="3" body="draft" />',
        '<sms address="13800000001" date="then" type="1" body="x" />',
    ]
    text = "\n".join(["<?xml version='1.0' encoding='UTF-8'?>", "<smses>", *lines, "</smses>"])
    skipped = {"a draft, or a message that was not sent": 1}
    told = _told("sms-backup", 20, skipped, {"entry 21": "time"})
    return _made("13900000009_sms-20240105.xml", text, told)

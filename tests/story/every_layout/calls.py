"""Carriers: their forms of call records."""

from __future__ import annotations

from collections import Counter
from random import Random

from tests.sources.dirty import cells, clock, phone
from tests.story.every_layout.page import Made, Page, Told
from tests.story.every_layout.writing import gz_file, text_file

CALLS = cells("开始时间,事件类型,用户号码,通话时长,对端号码,对端归属地,活动地区")
BOTH = cells("主叫号码,被叫号码,通话开始时间,时长,本地/长途,LAC,CI,IMEI,IMSI")
BILL = cells("序号,通话日期,通话时间,通信地点,通信方式,对方号码,通信时长,通信类型,实收通信费")
BILL_HEAD = [
    ["某某通信通话详单"], ["客户姓名：甲某", f"手机号码：{phone(51)}"], ["查询月份：2024-05"],
]  # fmt: skip


def calls(dice: Random) -> Made:
    page = Page("calls", CALLS, flow="call", numbers=["用户号码", "对端号码"], digits=["对端号码"])
    for n in range(20):
        way = dice.choice(["主叫", "被叫"])
        page.moves([clock(n), way, phone(31), "35", phone(40 + n % 6), "某市", "某区"])
    page.bad([clock(70), "呼转", phone(31), "1", phone(40), "", ""], "choice")
    page.bad([clock(71), "主叫", phone(31), "1", "", "", ""], "missing")
    page.bad(["20240230101010", "主叫", phone(31), "1", phone(40), "", ""], "time")
    return gz_file(page, "话单.csv.gz", dice)


def calls_both_numbers(dice: Random) -> Made:
    page = Page(
        "calls-both-numbers", BOTH, flow="call", titles=[["某某公司话单"]],
        numbers=["主叫号码", "被叫号码"], digits=["被叫号码"],
    )  # fmt: skip
    for n in range(20):
        dress = dice.choice(["{}", "86{}", "+86-{}", "0086{}"])
        numbers = [dress.format(phone(60 + n % 5)), phone(66 + n % 3)]
        page.moves([*numbers, clock(n), "35", "本地", "6001", "1234", "", "460000000000001"])
    page.bad(["", phone(1), clock(70), "", "", "", "", "", ""], "missing")
    page.bad(["未知", phone(1), clock(71), "", "", "", "", "", ""], "phone")
    page.bad(["1.38E+10", phone(1), clock(72), "", "", "", "", "", ""], "phone")
    page.bad([phone(1), phone(2), "25:00", "", "", "", "", "", ""], "time")
    return text_file(page, "通话记录.tsv", dice, "utf-16", delimiter="\t")


def calls_bill(dice: Random) -> Made:
    page = Page(
        "calls-bill", BILL, flow="call", titles=BILL_HEAD, foot=[["共20条记录"]],
        numbers=["对方号码"],
    )  # fmt: skip
    for n in range(20):
        day, time = clock(n).split(" ")
        way, other = dice.choice(["主叫", "被叫"]), phone(52 + n % 6)
        page.moves([str(n), day, time, "某市", way, other, "1分5秒", "国内通话", "0.15"])
    page.bad(["50", "2024-05-01", "10:00:00", "", "转移", phone(52), "", "", ""], "choice")
    page.bad(["51", "2024-05-01", "10:00:00", "", "主叫", "", "", "", ""], "missing")
    return text_file(page, "通话详单.csv", dice, "gb18030")


INDIA = cells(
    "Target No,Call Type,TOC,B Party No,LRN No,LRN TSP-LSA,Date,Time,Dur(s),First CGI Lat/Long,"
    "First CGI,Last CGI Lat/Long,Last CGI,SMSC No,Service Type,IMEI,IMSI,Call Fow No,Roam Nw"
)
INDIA_BOTH = cells(
    "Calling Party Telephone Number,Called Party Telephone Number,Call Forwarding,LRN Called No,"
    "Call Date,Call Time,Call Termination Time,Call Duration,First Cell ID,Last Cell ID,Call Type,"
    "SMS Center Number,IMEI,IMSI,Roaming Circle Name"
)


def _india(n: int, way: str, other: str) -> list[str]:
    return [
        "'5550000001'", way, "Post", other, "4106", "", f"'{n % 28 + 1:02d}/04/2024'", "09:42:17",
        "41", "0.1/0.2", "404-98-1-2", "", "", "-", "Voice", "'000000000000000'", "", "-", "X",
    ]  # fmt: skip


def calls_india(dice: Random) -> Made:
    titles = [["SOME CARRIER LIMITED"], ["Call Details of Mobile No '5550000001'"]]
    foot = [["*** END OF REPORT ***"], ["CDR COUNT : 20"]]
    page = Page("calls-india", INDIA, flow="call", titles=titles, foot=foot, plain=True)
    for n in range(20):
        other = dice.choice(["'555000{:04d}'", "'91555000{:04d}'"]).format(n % 5)
        page.moves(_india(n, dice.choice(["IN", "OUT"]), other))
    page.bad(_india(1, "SMT", "'5550000002'"), "choice")
    row = _india(1, "IN", "'5550000002'")
    page.bad([*row[:14], "SMS", *row[15:]], "choice")
    page.bad(_india(1, "IN", "'AD-Carrier-S'"), "phone")
    return text_file(page, "cdr.csv", dice)


def _india_both(n: int, way: str) -> list[str]:
    at = [f"'{n + 1:02d}/01/2024'", "'10:15:30'", "'10:16:15'"]
    ends = ["'915550000001'", f"'91555000{n % 5:04d}'"]
    return [*ends, "-", "-", *at, "45", "1AD", "1AE", way, "-", "", "", "X"]


def calls_india_both(dice: Random) -> Made:
    titles = [["Ticket Number :", "X1"], ["Total Records :", "20"]]
    page = Page("calls-india-both", INDIA_BOTH, flow="call", titles=titles, plain=True)
    for n in range(20):
        page.moves(_india_both(n, dice.choice(["a_out", "a_in"])))
    page.bad(_india_both(3, "A2P_SMSIN"), "choice")
    return text_file(page, "cdr-both.csv", dice)


def call_backup(dice: Random) -> Made:
    """Return the call log of a telephone, with a call whose number is withheld."""
    lines = [
        f'<call number="{phone(40 + n % 6)}" duration="{dice.randrange(99)}" '
        f'date="{1_704_420_000 + n}000" type="{n % 3 + 1}" contact_name="某{n % 6}" />'
        for n in range(20)
    ]
    lines += [
        '<call number="" duration="1" date="1704420000000" type="1" />',
        f'<call number="{phone(40)}" duration="1" date="" type="1" />',
    ]
    text = "\n".join(["<!--x-->", "<calls count='22'>", *lines, "</calls>"])
    skipped = Counter({"the number of the other side is withheld": 1})
    problems = {"entry 22": "missing"}
    told = Told("call-backup", 22, 20, skipped, problems, Counter(), Counter({"call": 20}))
    return Made("13900000009_calls-20240105.xml", text.encode(), (told,), told.read)

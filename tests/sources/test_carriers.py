"""Call records of other carriers: both numbers in columns, or the owner in a title line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

from kg.model import stable_id
from tests.sources.dirty import Sheet, cells, clock, phone, read_dirty

BOTH = cells("主叫号码,被叫号码,通话开始时间,时长,本地/长途,LAC,CI,IMEI,IMSI")
BILL = cells("序号,通话日期,通话时间,通信地点,通信方式,对方号码,通信时长,通信类型,实收通信费")
HEAD = [
    ["中国某某通信有限公司通话详单"],
    ["客户姓名：甲某", f"手机号码：{phone(1)}"],
    ["查询月份：2024-05"],
]


def both(n: int, caller: str, called: str, time: str = "") -> list[str]:
    return [caller, called, time or clock(n), "35", "本地", "6001", "1234", "", "460000000000001"]


def billed(n: int, way: str, other: str) -> list[str]:
    day, time = clock(n).split(" ")
    return [str(n), day, time, "某市", way, other, "1分5秒", "国内通话", "0.15"]


def number(text: str) -> str:
    return stable_id("PhoneNumber", "", f"+86{text}")


def test_caller_and_called_in_columns_of_their_own(tmp_path: Path) -> None:
    rng, rows, wanted = Random(8), [], Counter[tuple[str, str]]()
    for n in range(60):
        one, two = rng.sample([phone(k) for k in range(1, 9)], 2)
        dress = rng.choice(["{}", "86{}", "+86-{}", "0086{}"])
        rows.append(both(n, dress.format(one), two))
        wanted[number(one), number(two)] += 1
    sheet = Sheet(
        BOTH, rows, titles=[["某某公司话单"]], digits=["被叫号码"],
        numbers=["主叫号码", "被叫号码"],
        bad=[
            (both(70, "", phone(1)), "missing"), (both(71, "未知", phone(1)), "phone"),
            (both(72, "1.38E+10", phone(1)), "phone"),
            (both(73, phone(1), phone(2), "25:00"), "time"),
        ],
    )  # fmt: skip
    told = read_dirty(sheet, tmp_path, "calls-both-numbers", delimiter="\t", encoding="gb18030")
    for result in (told.text, told.book):
        calls = result.rows("flow_call")
        assert Counter((call["source"], call["target"]) for call in calls) == wanted
        assert {call["reporter"] for call in calls} == {""}
        assert calls[0]["cellSite"] == "1234"


def test_a_bill_whose_owner_stands_in_a_title_line(tmp_path: Path) -> None:
    rng, rows, ways = Random(6), [], Counter[str]()
    for n in range(40):
        way = rng.choice(["主叫", "被叫"])
        rows.append(billed(n, way, phone(rng.randrange(2, 9))))
        ways[{"主叫": "out", "被叫": "in"}[way]] += 1
    sheet = Sheet(
        BILL, rows, titles=HEAD, foot=[["共40条记录"]], numbers=["对方号码"],
        bad=[(billed(50, "转移", phone(2)), "choice"), (billed(51, "主叫", ""), "missing")],
    )  # fmt: skip
    told = read_dirty(sheet, tmp_path, "calls-bill")
    for result in (told.text, told.book):
        calls = result.rows("flow_call")
        assert Counter(call["direction"] for call in calls) == ways
        assert {call["reporter"] for call in calls} == {number(phone(1))}
        assert all(call["precision"] == "second" for call in calls)
    (uses,) = told.text.rows("link")
    owner = stable_id("Person", told.text.reading.sha256, "甲某")
    assert (uses["kind"], uses["source"]) == ("UsesPhone", owner)

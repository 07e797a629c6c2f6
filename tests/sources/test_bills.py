"""Bills that users of payment companies export: head lines, foot lines, owners barely named."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random

from kg.model import stable_id
from tests.sources.dirty import Sheet, as_text, cells, clock, read_dirty
from tests.sources.reader import Result, read_text

WECHAT = cells(
    "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注"
)
HEAD = [
    ["微信支付账单明细"], ["微信昵称：[某昵称]"],
    ["起始时间：[2024-05-01 00:00:00] 终止时间：[2024-05-31 23:59:59]"], ["导出类型：[全部]"],
    ["共40笔记录"], ["收入：1笔 1.00元"], ["支出：1笔 1.00元"], ["注："],
    ["----------------------微信支付账单明细列表--------------------"],
]  # fmt: skip
WAYS = {"支出": "out", "收入": "in"}


def told(n: int, way: str, yuan: str, kind: str = "转账", **more: str) -> list[str]:
    return [
        clock(n), kind, more.get("other", "某人"), "/", way, yuan, more.get("method", "零钱"),
        more.get("status", "支付成功"), f"{n:032d}", "/", "/",
    ]  # fmt: skip


def account(result: Result, *parts: str) -> str:
    return stable_id("Account", result.reading.sha256, *parts)


def test_wechat_bill(tmp_path: Path) -> None:
    rng, wanted, rows = Random(5), Counter[tuple[str, str]](), []
    for n in range(40):
        way, cents = rng.choice(list(WAYS)), rng.randrange(1, 10**6)
        sign = rng.choice(["¥", "￥", ""])
        rows.append(told(n, way, f"{sign}{cents / 100:.2f}", other=f"某人{n % 7}"))
        wanted["CNY", WAYS[way]] += Decimal(cents).scaleb(-2)
    rows.append(told(50, "支出", "¥9.00", status="支付失败"))
    sheet = Sheet(
        WECHAT, rows, titles=HEAD, foot=[["共40笔记录"]],
        digits=["金额(元)"], numbers=["交易单号", "金额(元)"],
        bad=[
            (told(51, "/", "¥9.00", "其他"), "direction"), (told(52, "付出", "¥9.00"), "choice"),
            (told(53, "支出", ""), "missing"), (told(54, "支出", "¥0.00"), "zero"),
        ],
    )  # fmt: skip
    result = read_dirty(sheet, tmp_path, "wechat-bill")
    assert result.sums() == wanted
    own = {e["id"]: e for e in result.text.rows("entity")}[account(result.text, "own")]
    assert own["values"] == {"nickname": ["某昵称"], "bankName": ["财付通"]}


def test_wechat_bill_moves_between_purse_fund_and_card(tmp_path: Path) -> None:
    bank = "某银行(1234)"
    rows = [
        told(1, "/", "¥1.00", "零钱提现", method=bank, other="某银行"),
        told(2, "/", "¥2.00", "零钱充值", method=bank, other="/"),
        told(3, "/", "¥3.00", "转入零钱通-来自零钱", other="零钱通"),
        told(4, "/", "¥4.00", "零钱通转出-到零钱", other="零钱通"),
        told(5, "支出", "¥5.00", "商户消费", method=bank, other="某店"),
        told(6, "收入", "¥6.00", "微信红包", other="/"),
    ]
    result = read_text(tmp_path, as_text([*HEAD, WECHAT, *rows]))
    own, card = account(result, "own"), account(result, "card", bank)
    fund, shop = account(result, "fund"), account(result, "other", "某店")
    assert [(f["source"], f["target"]) for f in result.flows[:5]] == [
        (own, card), (card, own), (own, fund), (fund, own), (own, shop),
    ]  # fmt: skip
    assert result.flows[5]["source"] == stable_id("MoneyEnd", own, "UnknownEnd", "in")
    assert len({f["target"] for f in result.flows} | {f["source"] for f in result.flows}) == 5


ALIPAY = cells(
    "交易号,商家订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,交易对方,商品名称,金额（元）,"
    "收/支,交易状态,服务费（元）,成功退款（元）,备注,资金状态,"
)
WEB_HEAD = [
    ["支付宝交易记录明细查询"], ["账号:[jia@example.com]"],
    ["起始日期:[2024-05-01 00:00:00]    终止日期:[2024-06-01 00:00:00]"],
    ["---------------------------------交易记录明细列表------------------------------------"],
]  # fmt: skip
WEB_FOOT = [
    ["--------------------------------------------------------------------------------------"],
    ["共30笔记录"], ["已收入:1笔", "1.00元"], ["待收入:0笔", "0.00元"], ["已支出:1笔", "1.00元"],
    ["待支出:0笔", "0.00元"], ["导出时间:[2024-06-01 10:00:00]    用户:某人"],
]  # fmt: skip


def record(n: int, way: str, yuan: str, funds: str, **more: str) -> list[str]:
    paid = more.get("paid", clock(n))
    return [
        f"2024{n:024d}", "", clock(n), paid, clock(n), "其他", "即时到账交易",
        more.get("other", "某人"), more.get("goods", "转账"), yuan, way,
        more.get("status", "交易成功"), "0.00", "0.00", "", funds, "",
    ]  # fmt: skip


def test_alipay_records_in_gbk_with_head_and_foot_and_padded_cells(tmp_path: Path) -> None:
    rng, wanted, rows = Random(9), Counter[tuple[str, str]](), []
    for n in range(30):
        way, cents = rng.choice(list(WAYS)), rng.randrange(1, 10**6)
        rows.append(record(n, way, f"{cents / 100:.2f}", "已" + way, other=f"某人{n % 5}"))
        wanted["CNY", WAYS[way]] += Decimal(cents).scaleb(-2)
    rows += [
        record(40, "", "7.00", "资金转移", goods="余额宝-自动转入", other="某基金"),
        record(41, "", "8.00", "资金转移", goods="提现-快速提现", other="某银行"),
        record(42, "支出", "9.00", "", status="交易关闭", paid=""),
    ]
    wanted["CNY", "out"] += 15
    sheet = Sheet(
        ALIPAY, rows, titles=WEB_HEAD, foot=WEB_FOOT, padded=True, digits=["金额（元）"],
        bad=[
            (record(43, "", "9.00", "", status="交易关闭", paid=""), "direction"),
            (record(44, "支出", "九元", "已支出"), "amount"),
        ],
    )  # fmt: skip
    result = read_dirty(sheet, tmp_path, "alipay-records", encoding="gbk")
    assert result.text.reading.encoding == "gb18030"
    assert result.sums() == wanted
    assert {f["reporter"] for f in result.text.flows} == {
        stable_id("Account", "alipay", "jia@example.com")
    }
    (closed,) = [f for f in result.text.flows if f["status"] == "failed"]
    assert closed["time_text"].startswith("2024-05-01 00:42:00")


APP = cells(
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
)
APP_HEAD = [
    ["-" * 40], ["导出信息："], ["姓名：甲某"], ["支付宝账户：13800000001"],
    ["起始时间：[2024-05-01 00:00:00]    终止时间：[2024-06-01 00:00:00]"],
    ["共20笔记录"], ["---------支付宝（中国）网络技术有限公司  电子客户回单---------"],
]  # fmt: skip


def receipt(n: int, way: str, yuan: str, **more: str) -> list[str]:
    return [
        clock(n), "转账红包", more.get("other", "某人"), more.get("login", "a***@example.com"),
        more.get("goods", "转账"), way, yuan, "余额", more.get("status", "交易成功"),
        f"2024{n:024d}\t", "\t", "", "",
    ]  # fmt: skip


def test_alipay_bill_of_the_app_names_its_owner_above(tmp_path: Path) -> None:
    rows = [
        receipt(1, "支出", "10.00"), receipt(2, "收入", "20.00"),
        receipt(3, "不计收支", "5.00", status="退款成功", goods="退款-某物"),
        receipt(4, "不计收支", "0.25", goods="余额宝-2024.05.01-收益发放", other="/", login="/"),
        receipt(5, "支出", "10.00", login="b***@example.com"),
        receipt(6, "支出", "99.00", status="交易关闭"),
    ]  # fmt: skip
    sheet = Sheet(
        APP,
        rows,
        titles=APP_HEAD,
        bad=[(receipt(7, "不计收支", "9.00", goods="某事"), "direction")],
    )
    result = read_dirty(sheet, tmp_path, "alipay-bill", encoding="gb18030")
    assert result.sums() == {("CNY", "out"): 20, ("CNY", "in"): Decimal("25.25")}
    own = stable_id("Account", "alipay", "13800000001")
    (held,) = result.text.rows("link")
    assert (held["source"], held["target"]) == (
        stable_id("Person", result.text.reading.sha256, "甲某"), own,
    )  # fmt: skip
    others = {f["target"] for f in result.text.flows if f["source"] == own}
    assert others == {
        account(result.text, "other", "某人", f"{name}***@example.com") for name in "ab"
    }


TRADES = cells(
    "交易号,商户订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,用户信息,交易对方信息,消费名称,"
    "金额（元）,收/支,交易状态,支付方式,清算流水号,备注,对应的协查数据"
)


def returned(
    n: int, way: str, yuan: str, other: str, user: str = "2088000000000001(甲某)"
) -> list[str]:
    return [
        f"A{n}", f"O{n}", clock(n), clock(n), clock(n), "某网站", "即时到账交易", user, other,
        f"={n}=", yuan, way, "交易成功结束", "", "", "", "x",
    ]  # fmt: skip


def test_alipay_trades_take_number_and_name_out_of_one_cell(tmp_path: Path) -> None:
    rng, wanted, rows = Random(3), Counter[tuple[str, str]](), []
    for n in range(30):
        way, cents = rng.choice(list(WAYS)), rng.randrange(1, 10**6)
        rows.append(returned(n, way, f"{cents / 100:.2f}", "2088000000000002（乙某）"))
        wanted["CNY", WAYS[way]] += Decimal(cents).scaleb(-2)
    rows.append(returned(40, "支出", "1.00", "某某商行"))
    wanted["CNY", "out"] += 1
    sheet = Sheet(
        TRADES, rows, numbers=["用户信息", "交易对方信息"], digits=["用户信息"],
        bad=[(returned(41, "支出", "1.00", "x", user="(甲某)"), "missing")],
    )  # fmt: skip
    result = read_dirty(sheet, tmp_path, "alipay-trades")
    assert result.sums() == wanted
    entities = {e["id"]: e["values"] for e in result.text.rows("entity")}
    user, other = (stable_id("Account", "alipay", f"208800000000000{n}") for n in (1, 2))
    known = {"name": ["甲某"], "platformNumber": ["2088000000000001"], "bankName": ["支付宝"]}
    assert entities[user] == known
    assert entities[other] == {"name": ["乙某"], "platformNumber": ["2088000000000002"]}
    assert account(result.text, "other", "某某商行") in entities

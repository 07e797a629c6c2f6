"""Returns of payment companies: users by their IDs, amounts in fen, bound cards, cut-off rows."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random

from kg.model import stable_id
from kg.values.identities import check_digit
from tests.sources.dirty import Sheet, card, cells, clock, phone, read_dirty
from tests.sources.reader import read_text

TENPAY = cells(
    "用户ID,交易单号,大单号,用户侧账号名称,借贷类型,交易业务类型,交易用途类型,交易时间,交易金额(分),"
    "账户余额(分),用户银行卡号,用户侧网银联单号,网联/银联,第三方账户名称,对手方ID,对手侧账户名称,"
    "对手方银行卡号,对手侧银行名称,对手侧网银联单号,网联/银联,基金公司信息,间联/非间联交易,"
    "第三方账户名称,对手方接收时间,对手方接收金额(分),备注1,备注2"
)


def trade(n: int, way: str, fen: str, **more: str) -> list[str]:
    said = dict.fromkeys(range(len(TENPAY)), "")
    said |= {
        0: "wxid_zhao", 1: f"T{n:08d}", 3: "赵某", 4: way, 5: more.get("business", "余额支付"),
        6: more.get("purpose", "转账"), 7: more.get("time", clock(n)), 8: fen, 9: "100",
        10: more.get("card", ""), 14: more.get("other", "wxid_qian"), 15: "钱某",
        16: more.get("counter_card", ""), 25: "微信转账",
    }  # fmt: skip
    return list(said.values())


def test_tenpay_counts_fen_and_knows_users_by_their_ids(tmp_path: Path) -> None:
    rng, wanted = Random(11), Counter[tuple[str, str]]()
    rows = []
    for n in range(60):
        way, fen = rng.choice("出入"), rng.randrange(1, 10**7)
        rows.append(trade(n, way, str(fen)))
        wanted["CNY", {"出": "out", "入": "in"}[way]] += Decimal(fen).scaleb(-2)
    sheet = Sheet(
        TENPAY, rows, digits=["交易金额(分)"], numbers=["用户ID", "交易单号", "交易金额(分)"],
        bad=[
            (trade(90, "出", "12.5"), "amount"), (trade(91, "", "5"), "missing"),
            (trade(92, "出", "-5"), "sign"), (trade(93, "出", "0"), "zero"),
            (trade(94, "出", "5", time="2024-02-30 10:00:00"), "time"),
            (trade(95, "出", "5", other="6.22202E+18"), "rounded"),
        ],
    )  # fmt: skip
    told = read_dirty(sheet, tmp_path, "tenpay-trades", delimiter="\t")
    assert told.sums() == wanted
    out = next(f for f in told.text.flows if f["direction"] == "out")
    assert out["source"] == stable_id("Account", "tenpay", "wxid_zhao")
    assert out["target"] == stable_id("Account", "tenpay", "wxid_qian")


def test_tenpay_withdrawals_reach_the_users_own_card(tmp_path: Path) -> None:
    rows = [
        trade(1, "出", "500", business="提现", card=card(1), other=""),
        trade(2, "入", "700", business="充值", card=card(1), other=""),
        trade(3, "出", "900", business="快捷支付", card=card(1)),
        trade(4, "出", "900", business="转账到银行卡", other="", counter_card=card(2)),
        trade(5, "出", "1", purpose="提现手续费", other=""),
    ]
    text = "\n".join("\t".join(line) for line in (TENPAY, *rows)) + "\n"
    result = read_text(tmp_path, text, "TenpayTrades.txt")
    user, own = stable_id("Account", "tenpay", "wxid_zhao"), stable_id("Account", "", card(1))
    assert [(f["source"], f["target"]) for f in result.flows][:4] == [
        (user, own), (own, user), (user, stable_id("Account", "tenpay", "wxid_qian")),
        (user, stable_id("Account", "", card(2))),
    ]  # fmt: skip
    assert result.flows[4]["target"] == stable_id("MoneyEnd", user, "FeeEnd", "out")
    assert {f["userCard"] for f in result.flows[:3]} == {card(1)}
    assert {f["balance"] for f in result.flows} == {None}
    (bound,) = result.rows("link")
    assert (bound["kind"], bound["source"], bound["target"]) == ("BindsCard", user, own)


def test_tenpay_users_go_on_in_rows_that_name_only_a_card(tmp_path: Path) -> None:
    person = (body := "00010219900307123") + check_digit(body)
    header = "账户状态,账号,注册姓名,注册时间,注册身份证号,绑定手机,绑定状态,开户行信息,银行账号"
    rows = [
        f"正常,wxid_zhao,赵某,2015-01-28 02:11:13,{person},{phone(1)},绑定确认,某行,{card(1)}",
        f",,,,,,绑定确认,某行,{card(2)}",
        f"注销,wxid_qian,钱某,2016-01-28 02:11:13,,,,,{card(3)}",
        f"\u3000,,,,,,解绑,某行,{card(4)}",
    ]
    text = "\n".join([header, *rows]).replace(",", "\t") + "\n注销信息\n"
    result = read_text(tmp_path, text, "TenpayRegInfo.txt")
    assert (result.reading.layout, result.reading.stored) == ("tenpay-users", 4)
    assert [str(one.reason) for one in result.reading.skipped] == ["foot line"]
    zhao, qian = (stable_id("Account", "tenpay", f"wxid_{name}") for name in ("zhao", "qian"))
    links = result.rows("link")
    bound = {(k["source"], k["target"]) for k in links if k["kind"] == "BindsCard"}
    cards = [stable_id("Account", "", card(n)) for n in (1, 2, 3, 4)]
    assert bound == {(zhao, cards[0]), (zhao, cards[1]), (qian, cards[2]), (qian, cards[3])}
    phones = [k["source"] for k in links if k["kind"] == "UsesPhone"]
    assert phones == [stable_id("Person", "residentId", person)]
    held = {k["target"]: k["start_us"] for k in links if k["kind"] == "HoldsAccount"}
    assert set(held) == {zhao, qian}
    assert all(held.values())


def test_tenpay_users_of_a_return_that_names_no_account(tmp_path: Path) -> None:
    person = (body := "00010219900307123") + check_digit(body)
    text = (
        "账户状态,注册姓名,注册时间,注册身份证号,绑定手机,绑定状态,开户行信息,银行账号\n"
        f"正常,赵某,2015-01-28 02:11:13,{person},,绑定确认,某行,{card(1)}\n"
        f",,,,,绑定确认,某行,{card(2)}\n"
    )
    result = read_text(tmp_path, text)
    user = stable_id("Account", result.reading.sha256, "registered", "赵某", person)
    bound = [k["source"] for k in result.rows("link") if k["kind"] == "BindsCard"]
    assert bound == [user, user]

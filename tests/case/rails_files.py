"""Invented files of a payment chain over a payment company: banks' statements, its returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from statements import card

POOL, COMPANY = "0999300133", "财付通支付科技有限公司"
BANK = (
    "交易卡号,账户开户名称,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,对手户名,摘要说明,"
    "交易流水号,交易是否成功"
)
TRADES = (
    "用户ID,交易单号,大单号,用户侧账号名称,借贷类型,交易业务类型,交易用途类型,交易时间,交易金额(分),"
    "账户余额(分),用户银行卡号,对手方ID,对手侧账户名称,对手方银行卡号,备注1"
)
USERS = "账户状态,账号,注册姓名,注册时间,注册身份证号,绑定手机,绑定状态,开户行信息,银行账号"
ALIPAY = (
    "交易号,商户订单号,交易创建时间,付款时间,交易来源地,类型,用户信息,交易对方信息,消费名称,"
    "金额(元),收/支,交易状态"
)
ALIPAY_USERS = (
    "用户Id,登录邮箱,登录手机,账户名称,证件类型,证件号,可用余额,绑定手机,绑定银行卡,对应的协查数据"
)
VICTIM, FIRST, SECOND, LAST = card(9), card(1), card(2), card(3)
ZHAO, QIAN = "wxid_zhao", "wxid_qian"


def clock(minute: int, second: int = 0) -> str:
    return f"2024-05-01 {10 + minute // 60:02d}:{minute % 60:02d}:{second:02d}"


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def bank_row(
    own: str, way: str, fen: int, at: str, other: str = POOL, name: str = COMPANY, serial: str = ""
) -> str:
    said = [own, f"户{own[-4:]}", at, yuan(fen), "", way, other, name, "转账", serial or at, "成功"]
    return ",".join(said)


def trade(
    user: str, number: int, way: str, fen: int, at: str, business: str = "余额支付",
    card: str = "", other: str = "",
) -> str:  # fmt: skip
    said = [user, f"T{number:08d}", "", f"名{user}", way, business, "转账", at, str(fen), "0", card]
    return "\t".join([*said, other, f"名{other}" if other else "", "", ""])


def first_bank(fen: int, by_card: int = 0) -> list[str]:
    """Return the mule's statement: the victim pays in, the mule tops up and pays with the card."""
    rows = [
        bank_row(FIRST, "进", fen + by_card, clock(0), VICTIM, "被害人甲"),
        bank_row(FIRST, "出", fen, clock(1)),
    ]
    paid = bank_row(FIRST, "出", by_card, clock(9, 30), "")  # the bank names the company alone
    return [*rows, paid] if by_card else rows


def second_bank(fen: int) -> list[str]:
    return [
        bank_row(SECOND, "进", fen, clock(20, 5)),
        bank_row(SECOND, "出", fen, clock(30), LAST, "孙某"),
    ]


def trades(fen: int, by_card: int = 0) -> list[str]:
    """Return what the company tells of both users."""
    rows = [
        trade(ZHAO, 1, "入", fen, clock(1, 3), "充值", FIRST),
        trade(ZHAO, 2, "出", fen, clock(5), other=QIAN),
        trade(QIAN, 2, "入", fen, clock(5), other=ZHAO),
    ]
    if by_card:
        rows.append(trade(ZHAO, 3, "出", by_card, clock(9, 27), "快捷支付", FIRST, QIAN))
        rows.append(trade(QIAN, 3, "入", by_card, clock(9, 27), other=ZHAO))
    return [*rows, trade(QIAN, 4, "出", fen + by_card, clock(20), "提现", SECOND)]


def write(path: Path, header: str, rows: Iterable[str]) -> Path:
    heads = header.replace(",", "\t") if path.suffix == ".txt" else header
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([heads, *rows]) + "\n", "utf-8")
    return path


def chain_files(folder: Path, fen: int = 80_001, by_card: int = 15_037) -> list[Path]:
    """Write the chain bank → user → user → bank: two statements and the company's return."""
    return [
        write(folder / "甲银行.csv", BANK, first_bank(fen, by_card)),
        write(folder / "乙银行.csv", BANK, second_bank(fen + by_card)),
        write(folder / "TenpayTrades.txt", TRADES, trades(fen, by_card)),
    ]


def strangers(count: int) -> Sequence[str]:
    """Return statements of people who deal with the same company and have nothing to do with it."""
    rows = []
    for n in range(count):
        own = card(1_000 + n)
        rows.append(bank_row(own, "出", 80_001, clock(1, n % 60), serial=f"O{n}"))
        rows.append(bank_row(own, "进", 80_001, clock(20, n % 60), serial=f"I{n}"))
    return rows

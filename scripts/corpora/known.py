"""Unspoilt files: forms that kg has a layout for, as their makers write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from facts import Party, Payment, card, parties, repeatable, statement
from forms import Form
from tables import Row, TableFile, Told, cells, moment, text, workbook

ZONE = "Asia/Shanghai"
RETURN = cells(
    "交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,现金标志,"
    "对手户名,对手身份证号,对手开户银行,摘要说明,交易币种,交易网点名称,交易网点代码,交易发生地,交易是否成功,传票号,"
    "终端号,IP地址,MAC地址,对手交易余额,交易流水号,日志号,凭证种类,凭证号,交易柜员号,商户名称,商户号,备注,交易类型,"
    "查询反馈结果原因"
)
"""The columns of a bank's return to an inquiry."""
Maker = Callable[[Random, int], TableFile]


def parties_of(dice: Random, own: int = 1, number: str = "") -> tuple[list[Party], list[Party]]:
    """Return some accounts of the file's own, and others that they pay."""
    made = parties(dice, own + dice.randrange(4, 9), number)
    return made[:own], made[own:]


def payments_of(dice: Random, own: Sequence[Party], others: Sequence[Party]) -> list[Payment]:
    """Return the payments of some accounts, one account after the other."""
    return [p for one in own for p in statement(dice, one, others, dice.randrange(6, 22))]


def as_file(
    dice: Random, family: str, name: str, rows: Sequence[Row], told: Sequence[Told]
) -> TableFile:
    """Return rows as text or as a workbook, in an encoding that such files have."""
    if dice.random() < 0.3:
        return TableFile(family, f"{name}.xlsx", workbook({"Sheet1": rows}), tuple(told))
    encoding = dice.choice(("utf-8", "utf-8-sig", "gb18030"))
    return TableFile(family, f"{name}.csv", text(rows, encoding=encoding), tuple(told))


def bank_return(dice: Random, number: int) -> TableFile:
    """Write a bank's return of 34 columns, one account or several, some rows failed."""
    own, others = parties_of(dice, dice.choice((1, 1, 2, 3)))
    words = dice.choice((("出", "进"), ("借", "贷"), ("支出", "收入"), ("D", "C")))
    rows, told = [list(RETURN)], []
    form = Form(dict.fromkeys(("own", "other"), ""))
    for payment in payments_of(dice, own, others):
        failed = dice.random() < 0.06
        filled = dict.fromkeys(RETURN, "") | {
            "交易卡号": payment.own.number, "账户开户名称": payment.own.name,
            "交易时间": f"{payment.at:%Y-%m-%d %H:%M:%S}", "交易金额": f"{payment.amount:.2f}",
            "交易余额": f"{payment.balance:.2f}", "收付标志": words[0 if payment.out else 1],
            "交易对手账卡号": payment.other.number, "对手户名": payment.other.name,
            "摘要说明": payment.memo, "交易币种": "CNY", "交易流水号": payment.serial,
            "交易是否成功": "失败" if failed else "成功",
        }  # fmt: skip
        rows.append(list(filled.values()))
        told.append(replace(form.told(payment), status="failed" if failed else "ok"))
    return as_file(dice, "known bank-return", f"return_{number}", rows, told)


def bank_signed(dice: Random, number: int) -> TableFile:
    """Write a bank's statement with signed amounts; the account in a column or in a title line."""
    (own,), others = parties_of(dice)
    heads = {
        "own": "卡号", "holder": "户名", "date": "交易日期", "clock": "交易时间",
        "amount": "交易金额",
        "balance": "余额", "other": "对方账号", "other_name": "对方户名", "memo": "摘要",
    }  # fmt: skip
    titles: list[Row] = []
    if dice.random() < 0.5:
        heads = {role: head for role, head in heads.items() if role not in ("own", "holder")}
        titles = [["某某银行账户交易明细"], [f"户名：{own.name}", f"卡号：{own.number}"]]
    form = Form(heads, minus="out", figure=dice.choice(("plain", "grouped")))
    return _written(dice, "known bank-signed", number, form, own, others, titles)


def bank_two_columns(dice: Random, number: int) -> TableFile:
    """Write a bank's statement with debit and credit apart, the account in a title line."""
    (own,), others = parties_of(dice)
    heads = {
        "date": "交易日期", "clock": "交易时间", "memo": "摘要",
        "out": "借方发生额", "in": "贷方发生额",
        "balance": "余额", "other": "对方账号", "other_name": "对方户名",
    }  # fmt: skip
    titles = [["某某银行对账单"], [f"户名：{own.name} 账号：{own.number}", "币种：人民币"]]
    form = Form(heads, day="%Y%m%d", empty=dice.choice(("", "0.00")))
    return _written(dice, "known bank-debit-credit", number, form, own, others, titles)


def _written(
    dice: Random, family: str, number: int, form: Form, own: Party,
    others: Sequence[Party], titles: Sequence[Row],
) -> TableFile:  # fmt: skip
    payments = payments_of(dice, [own], others)
    if dice.random() < 0.3:
        payments.reverse()
    rows = [*titles, form.header(), *(form.row(p, n) for n, p in enumerate(payments, 1))]
    name = f"{family.split()[1]}_{number}"
    return as_file(dice, family, name, rows, [form.told(p) for p in payments])


def wechat(dice: Random, number: int) -> TableFile:
    """Write a bill that a user of WeChat Pay exports."""
    others = parties(dice, 6)
    heads = [
        "交易时间",
        "交易类型",
        "交易对方",
        "商品",
        "收/支",
        "金额(元)",
        "支付方式",
        "当前状态",
        "交易单号",
        "商户单号",
        "备注",
    ]
    own = Party("某昵称", "某昵称", "某昵称")
    rows: list[Row] = [
        ["微信支付账单明细"], [f"微信昵称：[{own.name}]"], ["导出类型：[全部]"], [""],
        ["----------------------微信支付账单明细列表--------------------"], heads,
    ]  # fmt: skip
    told = []
    for n, p in enumerate(statement(dice, own, others, dice.randrange(6, 20))):
        rows.append([
            f"{p.at:%Y-%m-%d %H:%M:%S}", "转账", p.other.name, "/", "支出" if p.out else "收入",
            f"¥{p.amount:.2f}", "零钱", "支付成功", f"{n:028d}", "/", "/",
        ])  # fmt: skip
        told.append(Form({"other_name": ""}).told(p))
    data = text(rows, encoding="utf-8-sig", end="\r\n")
    return TableFile("known wechat-bill", f"微信支付账单_{number}.csv", data, tuple(told))


def alipay(dice: Random, number: int) -> TableFile:
    """Write a bill that a user of Alipay exports from the app."""
    others = parties(dice, 6)
    heads = cells(
        "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
    )
    login = f"nobody{dice.randrange(1000)}@example.com"
    own = Party(login, "甲某", login)
    rows: list[Row] = [
        ["-" * 40], ["导出信息："], ["姓名：甲某"], [f"支付宝账户：{login}"],
        ["导出时间：[2024-06-01 09:00:00]"], ["-" * 20 + "支付宝交易明细" + "-" * 20], heads,
    ]  # fmt: skip
    told = []
    for n, p in enumerate(statement(dice, own, others, dice.randrange(6, 20))):
        rows.append([
            f"{p.at:%Y-%m-%d %H:%M:%S}", "转账红包", p.other.name, f"n{n % 5}***@example.com",
            "转账", "支出" if p.out else "收入", f"{p.amount:.2f}", "余额", "交易成功",
            f"{n:028d}", "", "", "",
        ])  # fmt: skip
        told.append(Form({"other_name": ""}).told(p))
    data = text(rows, encoding="gb18030", end="\r\n")
    return TableFile("known alipay-bill", f"alipay_{number}.csv", data, tuple(told))


def tenpay(dice: Random, number: int) -> TableFile:
    """Write a payment company's return: users by their IDs, amounts in fen."""
    made = [replace(p, number=f"wxid_{p.number[-8:]}") for p in parties(dice, 7)]
    heads = cells(
        "用户ID,交易单号,大单号,用户侧账号名称,借贷类型,交易业务类型,交易用途类型,交易时间,交易金额(分),账户余额(分),"
        "用户银行卡号,对手方ID,对手侧账户名称,对手方银行卡号,对手侧银行名称,备注1,备注2"
    )
    rows, told = [heads], []
    for n, p in enumerate(statement(dice, made[0], made[1:], dice.randrange(6, 20))):
        rows.append([
            p.own.number, f"T{n:012d}", "", p.own.name, "出" if p.out else "入", "余额支付", "转账",
            f"{p.at:%Y-%m-%d %H:%M:%S}", f"{p.amount.scaleb(2):.0f}",
            f"{p.balance.scaleb(2):.0f}", "", p.other.number, p.other.name, "", "", "微信转账", "",
        ])  # fmt: skip
        told.append(Form({"other": ""}).told(p))
    return TableFile(
        "known tenpay-trades", f"TenpayTrades_{number}.txt", text(rows, delimiter="\t"), tuple(told)
    )


def alipay_return(dice: Random, number: int) -> TableFile:
    """Write Alipay's return to an inquiry: each side is one cell, number and name."""
    made = [replace(p, number=f"2088{p.number[-12:]}") for p in parties(dice, 6, "card")]
    heads = cells(
        "交易号,商户订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,用户信息,交易对方信息,消费名称,"
        "金额（元）,收/支,交易状态,备注,对应的协查数据"
    )
    rows, told = [heads], []
    for n, p in enumerate(statement(dice, made[0], made[1:], dice.randrange(6, 20))):
        at = f"{p.at:%Y-%m-%d %H:%M:%S}"
        rows.append([
            f"{n:028d}", "", at, at, at, "其他", "即时到账交易", f"{p.own.number}({p.own.name})",
            f"{p.other.number}({p.other.name})", "转账", f"{p.amount:.2f}",
            "支出" if p.out else "收入", "交易成功", "", "",
        ])  # fmt: skip
        told.append(Form({"other": ""}).told(p))
    return as_file(dice, "known alipay-trades", f"账户明细_{number}", rows, told)


def wallet(dice: Random) -> str:
    """Return an address on a chain of which nobody has the key, in small letters."""
    return "0x" + "".join(dice.choice("0123456789abcdef") for _ in range(40))


def etherscan(dice: Random, number: int) -> TableFile:
    """Write the ether that one address sent and received, as an explorer exports it."""
    own, others = wallet(dice), [wallet(dice) for _ in range(4)]
    heads = cells(
        "Txhash,Blockno,UnixTimestamp,DateTime (UTC),From,To,ContractAddress,Value_IN(ETH),"
        "Value_OUT(ETH),CurrentValue @ $3000/Eth,TxnFee(ETH),TxnFee(USD),Historical $Price/Eth,"
        "Status,ErrCode,Method"
    )
    rows, told = [heads], []
    payer = parties(dice, 3)
    for n, p in enumerate(statement(dice, payer[0], payer[1:], dice.randrange(6, 16))):
        other, value = dice.choice(others), p.amount.scaleb(-3)
        ends = (own, other) if p.out else (other, own)
        at = moment(p.at, "UTC")
        rows.append([
            f"0x{n:064x}", str(17_000_000 + n), str(at // 10**6), f"{p.at:%Y-%m-%d %H:%M:%S}",
            *ends, "", "0" if p.out else f"{value:f}", f"{value:f}" if p.out else "0", "0",
            "0.0001", "0.3", "3000", "", "", "Transfer",
        ])  # fmt: skip
        told.append(Told(*ends, at, "second", value, "ETH"))
    data = text(rows, quoted=True)
    return TableFile("known etherscan", f"export-0x{number}.csv", data, tuple(told))


def token_transfers(dice: Random, number: int) -> TableFile:
    """Write transfers of a token, as explorers export them."""
    made = [wallet(dice) for _ in range(5)]
    heads = cells("Transaction Hash,Block,Time (UTC),From,To,Token Symbol,Amount,Status")
    rows, told, ends = [heads], [], parties(dice, 3)
    for n, p in enumerate(statement(dice, ends[0], ends[1:], dice.randrange(6, 16))):
        source, target = dice.sample(made, 2)
        rows.append([
            f"{n:064x}", str(n), f"{p.at:%Y-%m-%d %H:%M:%S}", source, target, "USDT",
            f"{p.amount:f}", "SUCCESS",
        ])  # fmt: skip
        told.append(Told(source, target, moment(p.at, "UTC"), "second", p.amount, "USDT"))
    return TableFile("known token-transfers", f"transfers_{number}.csv", text(rows), tuple(told))


def orders(dice: Random, number: int) -> TableFile:
    """Write orders of a running-points platform: who took each, deposit, commission."""
    heads = [
        "平台名称",
        "订单号",
        "会员ID",
        "会员姓名",
        "订单金额",
        "押金",
        "佣金",
        "接单时间",
        "收款卡号",
        "订单状态",
    ]
    rows, told, ends = [heads], [], parties(dice, 4)
    for n, p in enumerate(statement(dice, ends[0], ends[1:], dice.randrange(6, 16))):
        member = f"m{p.other.number[-6:]}"
        rows.append([
            "某某平台", f"D{n:08d}", member, p.other.name, f"{p.amount:.2f}", "1000.00",
            f"{p.amount / 100:.2f}", f"{p.at:%Y-%m-%d %H:%M:%S}", card(dice), "已完成",
        ])  # fmt: skip
        told.append(Told(member, "某某平台", moment(p.at, ZONE), "second", p.amount, "CNY"))
    return as_file(dice, "known running-points", f"orders_{number}", rows, told)


def simulated(dice: Random, number: int) -> TableFile:
    """Write AMLSim's transfers: a step a day, numbers for accounts."""
    rows: list[Row] = [["id", "sourceNodeId", "targetNodeId", "value", "time"]]
    told, day = [], 86_400 * 10**6
    for n in range(dice.randrange(8, 20)):
        source, target = dice.sample(range(1, 60), 2)
        value, step = Decimal(dice.randrange(100, 10**6)).scaleb(-2), n // 2
        rows.append([str(n), str(source), str(target), f"{value}", str(step)])
        start = 1_483_228_800 * 10**6 + step * day
        told.append(Told(str(source), str(target), start, "day", value, "USD"))
    return TableFile("known amlsim", f"transactions_{number}.csv", text(rows), tuple(told))


MAKERS: tuple[tuple[Maker, int], ...] = (
    (bank_return, 22), (bank_signed, 14), (bank_two_columns, 14), (wechat, 10), (alipay, 8),
    (tenpay, 8), (alipay_return, 6), (etherscan, 6), (token_transfers, 5), (orders, 4),
    (simulated, 3),
)  # fmt: skip
"""How many of a hundred are of each form."""


def unspoilt(seed: int, count: int = 100) -> list[TableFile]:
    """Return unspoilt files: each form as often as it is met, all the same for the same seed."""
    forms = [maker for maker, share in MAKERS for _ in range(share)]
    order = repeatable(f"order {seed}")
    order.shuffle(forms)
    return [forms[n % len(forms)](repeatable(f"known {seed} {n}"), n) for n in range(count)]

"""What the two banks write: each side's row of each payment, with its running balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from kg.demo.cast import BANKS, Account
from kg.demo.events import Payment

_HEADER = """
交易卡号 交易账号 账户开户名称 开户人证件号码 交易时间 交易金额 交易余额 收付标志 交易对手账卡号
现金标志 对手户名 对手身份证号 对手开户银行 摘要说明 交易币种 交易网点名称 交易网点代码 交易发生地
交易是否成功 传票号 终端号 IP地址 MAC地址 对手交易余额 交易流水号 日志号 凭证种类 凭证号 交易柜员号
商户名称 商户号 备注 交易类型 查询反馈结果原因
"""
COLUMNS = tuple(_HEADER.split())

_TYPES = {
    "transfer": "网银转账",
    "cash": "现金",
    "fee": "手续费",
    "interest": "结息",
    "purchase": "POS消费",
}


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One row of one account's statement, before a bank's own way of writing it."""

    at: datetime
    account: Account
    other: Account | None
    fen: int
    incoming: bool
    balance: int
    payment: Payment
    serial: str
    log_no: str


def lines_of(
    payments: list[Payment], accounts: list[Account], rng: Random, late: Sequence[Payment] = ()
) -> list[StatementLine]:
    """Return all rows of the accounts whose banks answered, account by account, oldest first.

    ``late`` payments are in one statement each, and numbered last: they change no other row.
    """
    events = _by_account(payments, rng)
    for payment in late:
        for account in payment.parties:
            if account.queried:
                events[account.card].append((payment.at, payment))
    lines: list[StatementLine] = []
    for account in accounts:
        balance = account.opening
        for at, payment in sorted(events[account.card], key=lambda event: event[0]):
            incoming = payment.payee == account
            if payment.outcome != "failed":
                balance += payment.fen if incoming else -payment.fen
            assert balance >= 0, f"{account.card} overdrawn at {at}"
            other = payment.payer if incoming else payment.payee
            lines.append(
                StatementLine(at, account, other, payment.fen, incoming, balance, payment, "", "")
            )
    return _numbered(lines, late)


def _by_account(payments: list[Payment], rng: Random) -> dict[str, list[tuple[datetime, Payment]]]:
    """Give each side the payment at its own clock: the payee's bank books it seconds apart."""
    events: dict[str, list[tuple[datetime, Payment]]] = defaultdict(list)
    for payment in payments:
        late = timedelta(seconds=rng.choice((-38, -11, 4, 9, 23, 47, 88)))
        for account in payment.parties:
            if not account.queried or (payment.outcome == "failed" and account == payment.payee):
                continue
            second_side = payment.told_twice and account == payment.payee
            events[account.card].append((payment.at + late * second_side, payment))
    return events


def _numbered(lines: list[StatementLine], late: Sequence[Payment]) -> list[StatementLine]:
    """Give every row its bank's serial, in the order in which the bank booked them."""
    order = sorted(range(len(lines)), key=lambda n: (lines[n].payment in late, lines[n].at))
    numbered = list(lines)
    for number, place in enumerate(order, 1):
        line = lines[place]
        serial = f"{line.account.bank}{line.at:%Y%m%d}{number:07d}" if line.payment.serial else ""
        numbered[place] = StatementLine(
            line.at, line.account, line.other, line.fen, line.incoming, line.balance,
            line.payment, serial, f"{number:09d}",
        )  # fmt: skip
    return numbered


def cells(line: StatementLine) -> dict[str, str]:
    """Return the cells that both banks write alike, by column; the rest is their own way."""
    payment, other = line.payment, line.other
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "交易卡号": line.account.card,
        "交易账号": line.account.number,
        "账户开户名称": line.account.holder,
        "开户人证件号码": line.account.certificate,
        "交易对手账卡号": other.card if other else "",
        "对手户名": other.holder if other else "",
        "对手身份证号": other.certificate if other and other.bank else "",
        "对手开户银行": BANKS.get(other.bank, "") if other else "",
        "现金标志": "现金" if payment.kind == "cash" else "转账",
        "摘要说明": payment.memo,
        "交易是否成功": "失败" if payment.outcome == "failed" else "成功",
        "交易流水号": line.serial,
        "日志号": line.log_no,
        "商户名称": payment.merchant,
        "商户号": f"9{sum(payment.merchant.encode()):07d}" if payment.merchant else "",
        "交易类型": "冲正" if payment.outcome == "reversal" else _TYPES[payment.kind],
        "交易网点名称": f"{BANKS[line.account.bank]}澄湖支行",
        "交易网点代码": f"{'ABC'.index(line.account.bank) + 1}0107",
    }
    return row | _device(line)


def _device(line: StatementLine) -> dict[str, str]:
    """Cards of one level are worked from one desk: same address on the net, same machine."""
    payment = line.payment
    if payment.kind != "transfer" or line.incoming:
        return {}
    desk = int(line.account.card[-2]) % 3 + 1
    return {"IP地址": f"203.0.113.{desk}", "MAC地址": f"02-00-5E-10-00-{desk:02d}"}

"""What investigators typed themselves: victims and data sales; the names of their sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.demo.cast import Cast
from kg.demo.data_trade import Sale
from kg.demo.events import Payment
from kg.demo.exports import Written
from kg.demo.sheet_words import PROOFS
from kg.demo.writers import Cell, write_workbook

VICTIMS, SALES = "被害人清单.xlsx", "数据交易.xlsx"
RELATIONS, DOSSIER = "关系表.xlsx", "并案线索表.xlsx"


def write_victims(folder: Path, cast: Cast, seeds: Sequence[Payment]) -> Written:
    """Write who lost what, when, and into which account."""
    people = {victim.resident_id: victim for victim in cast.victims}
    head = "被害人姓名 证件号码 手机号码 转账时间 金额 收款账号 付款账号 备注"
    rows: list[list[Cell]] = [list(head.split())]
    for payment in sorted(seeds, key=lambda seed: seed.at):
        assert payment.payer is not None and payment.payee is not None
        victim = people[payment.payer.certificate]
        rows.append([
            victim.name, victim.resident_id, victim.phone, f"{payment.at:%Y/%m/%d %H:%M}",
            payment.fen / 100, payment.payee.card, payment.payer.card, "被害人陈述",
        ])  # fmt: skip
    write_workbook(folder / VICTIMS, "被害人", rows, [12, 22, 14, 18, 12, 22, 22, 12])
    return Written(VICTIMS, len(rows) - 1)


def write_sales(folder: Path, sold: Sequence[Sale]) -> Written:
    """Write who sold which data to whom, hand after hand."""
    head = "卖方 买方 数据集 记录条数 价格 币种 交易时间 来源文书 证明程度 备注"
    rows: list[list[Cell]] = [list(head.split())]
    for sale in sold:
        rows.append([
            sale.seller, sale.buyer, sale.data, str(sale.records), sale.price,
            "人民币" if sale.currency == "CNY" else sale.currency, sale.at, sale.source,
            PROOFS[sale.proof], sale.note,
        ])  # fmt: skip
    write_workbook(folder / SALES, "数据交易", rows, [24, 12, 28, 10, 10, 8, 18, 28, 10, 12])
    return Written(SALES, len(rows) - 1)

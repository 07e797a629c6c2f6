"""Two invented files that no row joins: a dealer's statement, and what his wallet sent."""

from __future__ import annotations

from pathlib import Path

from statements import card

PAYER, DEALER, OTHER = card(9), card(1), card(2)
WALLET, BUYER = "TY3iMToWjqFQ2mxaCc7VdWcfdPeoncwnjk", "TJe3oRmRxhfZPtthAd9uzg7DeJFCZSgU8a"
BANK = (
    "交易卡号,账户开户名称,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,对手户名,摘要说明,"
    "交易流水号,交易是否成功"
)
CHAIN = "Transaction Hash,Block,Time,From,To,Amount,Token,Status"


def write_bank(path: Path, *, twice: bool = False) -> Path:
    """Write one payment to the dealer, or two equal ones to two accounts."""
    rows = [_paid(DEALER, "2024-05-06 10:00:00", "S1")]
    rows += [_paid(OTHER, "2024-05-06 10:05:00", "S2")] if twice else []
    path.write_text("\n".join([BANK, *rows]) + "\n", encoding="utf-8")
    return path


def _paid(to: str, at: str, serial: str) -> str:
    said = [to, f"户{to[-4:]}", at, "87654.32", "", "进", PAYER, "某甲", "货款", serial, "成功"]
    return ",".join(said)


def write_coin(path: Path) -> Path:
    """Write the coin that 87,654.32 yuan buy at 7.23, one kept for the chain, an hour later."""
    row = f"{'ab' * 32},1,1714964400000,{WALLET},{BUYER},12122.695712,USDT,SUCCESS"
    path.write_text(f"{CHAIN}\n{row}\n", encoding="utf-8")
    return path

"""Small invented bank statements, written as a bank would send them."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

HEADER = [
    "交易卡号",
    "交易账号",
    "账户开户名称",
    "开户人证件号码",
    "交易时间",
    "交易金额",
    "交易余额",
    "收付标志",
    "交易对手账卡号",
    "对手户名",
    "摘要说明",
    "交易币种",
    "交易是否成功",
    "交易流水号",
]


def luhn(stem: str) -> str:
    """Return the number that makes a stem a card number."""
    digits = [int(d) for d in stem]
    total = sum(d if i % 2 else sum(divmod(2 * d, 10)) for i, d in enumerate(reversed(digits)))
    return stem + str(-total % 10)


def card(number: int) -> str:
    """Return the n-th invented card; no bank issues 0629."""
    return luhn(f"0629{number:014d}")


def write_statement(path: Path, rows: int, *, seed: int = 1, encoding: str = "utf-8") -> Path:
    """Write one account's statement of so many rows with a running balance that holds."""
    chance = random.Random(seed)
    balance = Decimal("10000000.00")
    own = card(seed)
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for n in range(rows):
            amount = Decimal(chance.randrange(100, 100_000)) / 100
            out = chance.random() < 0.5
            balance += -amount if out else amount
            other = 1000 + chance.randrange(200)
            time = datetime(2024, 1, 1) + timedelta(minutes=n)  # noqa: DTZ001 -- the bank's clock
            row = [
                own,
                f"7{seed:016d}",
                f"甲{seed}",
                "",
                time,
                amount,
                balance,
                "出" if out else "进",
            ]
            writer.writerow(
                [*row, card(other), f"乙{other}", "转账", "CNY", "成功", f"{seed:03d}{n:08d}"]
            )
    return path


def write_other_side(path: Path, statement: Path, other: str) -> Path:
    """Write what the other account's bank says of its payments in a statement."""
    with statement.open(encoding="utf-8", newline="") as stream:
        told = [row for row in csv.DictReader(stream) if row["交易对手账卡号"] == other]
    balance = Decimal("10000000.00")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEADER)
        writer.writeheader()
        for number, row in enumerate(told):
            came = row["收付标志"] == "出"
            balance += Decimal(row["交易金额"]) if came else -Decimal(row["交易金额"])
            mirrored = {
                "交易卡号": other,
                "交易账号": f"8{other[-16:]}",
                "账户开户名称": row["对手户名"],
                "交易余额": balance,
                "收付标志": "进" if came else "出",
                "交易对手账卡号": row["交易卡号"],
                "对手户名": row["账户开户名称"],
                "交易流水号": f"M{number:08d}",
            }
            writer.writerow({**row, **mirrored})
    return path


def busiest(statement: Path) -> str:
    """Return the account with which the statement's own dealt most often."""
    others = [line.split(",")[8] for line in statement.read_text("utf-8").splitlines()[1:]]
    return max(sorted(set(others)), key=others.count)

"""A small invented case of cards held by several people at several times, and its payments."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from statements import HEADER, card

CARDS = 6
DAY = datetime(2024, 3, 1)  # noqa: DTZ001 -- the bank's clock
Holding = tuple[str, int, str, str]
"""Who, which card, since, until: as a person types them, either may be blank."""
HOLDINGS: Sequence[Holding] = (
    ("赵一", 1, "2024-03-03", "2024-03-10"),
    ("赵一", 2, "2024-03-05 12:00:00", ""),
    ("赵一", 3, "", ""),
    ("赵一", 1, "2024-03-15", "2024-03-16"),
    ("钱二", 1, "2024-03-11", "2024-03-14"),
    ("钱二", 2, "2024-03-12", ""),
    ("孙三", 4, "", "2024-03-08"),
)


def write_payments(path: Path, rows: int = 160, *, seed: int = 7) -> Path:
    """Write payments among a few cards, one statement each side of nobody's name."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*HEADER, "交易类型"])
        for n in range(rows):
            own, other = chance.sample(range(1, CARDS + 1), 2)
            time = DAY + timedelta(hours=chance.randrange(24 * 20), minutes=n % 60)
            channel = chance.choice(["网银转账", "柜面", ""])
            amount = f"{chance.randrange(100, 90_000) / 100:.2f}"
            writer.writerow([
                card(own), "", "", "", time, amount, "", "出", card(other), "", "转账", "CNY",
                "成功", f"S{n:05d}", channel,
            ])  # fmt: skip
    return path


def write_holdings(path: Path, holdings: Sequence[Holding] = HOLDINGS) -> Path:
    """Write who held which card, as a sheet of relations."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        heads = ("主体", "关系", "客体", "开始时间", "结束时间", "主体类型", "客体类型")
        writer.writerow([*heads, "来源文书", "证明程度"])
        for who, number, since, until in holdings:
            row = [who, "持有", card(number), since, until, "自然人", "银行卡"]
            writer.writerow([*row, "调取回执（2024）1号", "single"])
    return path

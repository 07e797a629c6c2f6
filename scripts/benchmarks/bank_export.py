"""A bank's 34-column return, invented: same seed, same bytes, every running balance holds.

The statements of 5,000 accounts run interleaved through one year in order of time. They deal with
100,000 others, a few of them often and most of them seldom (position N·u³). One row in fifty has no
counterparty (cash), one in a thousand failed and moved nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

HEADER = (
    "交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,现金标志,"
    "对手户名,对手身份证号,对手开户银行,摘要说明,交易币种,交易网点名称,交易网点代码,交易发生地,交易是否成功,"
    "传票号,终端号,IP地址,MAC地址,对手交易余额,交易流水号,日志号,凭证种类,凭证号,交易柜员号,商户名称,商户号,"
    "备注,交易类型,查询反馈结果原因"
)
OWN, OTHERS, SECONDS = 5_000, 100_000, 365 * 86_400
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
BANKS = [f"某某银行股份有限公司第{n}支行" for n in range(200)]
PLACES = [f"某省某市第{n}区" for n in range(60)]
MEMOS = ("网银转账", "手机银行转账", "跨行汇款", "快捷支付", "工资", "货款", "还款", "转账")


def name(number: int) -> str:
    """Return the name of the n-th person; many share one, as people do."""
    return (
        SURNAMES[number % 16]
        + GIVEN[number // 16 % 20]
        + (GIVEN[number // 320 % 20]) * (number % 3)
    )


def card(number: int) -> str:
    """Return the n-th card number, with its check digit; no bank issues 0629."""
    stem = f"0629{number:014d}"
    total = sum(
        int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(stem))
    )
    return stem + str(-total % 10)


def fen(amount: int) -> str:
    """Return an amount of fen as banks write it."""
    return f"{amount // 100}.{amount % 100:02d}"


def lines(rows: int, seed: int = 1) -> Iterator[str]:
    """Yield the rows in order of time."""
    dice = random.Random(seed)  # noqa: S311 -- invented rows, the same each time
    cards = [card(n) for n in range(OTHERS)]
    left = [dice.randrange(10**7, 10**9) for _ in range(OWN)]
    begun = datetime(2024, 1, 1)  # noqa: DTZ001 -- the wall clock that banks print
    for n in range(rows):
        me, other = int(OWN * dice.random() ** 3), int(OTHERS * dice.random() ** 3)
        amount = dice.randrange(100, 10**6)
        chance = dice.random()
        failed, cash = chance < 0.001, 0.02 < chance < 0.04
        out = left[me] > amount and dice.random() < 0.5
        if not failed:
            left[me] += -amount if out else amount
        at = (begun + timedelta(seconds=n * SECONDS // rows)).isoformat(" ")
        there = (
            ",现金,,,,ATM取款" if cash and out else ",现金,,,,现金存款" if cash else
            f"{cards[other]},,{name(other)},,{BANKS[other % 200]},{MEMOS[n % 8]}"
        )  # fmt: skip
        device = f"10.{other % 200}.{me % 250}.{n % 250},02:00:00:{me % 90:02d}:{n % 90:02d}:01"
        yield (
            f"{cards[me]}\t,7{me:016d},{name(me)},,{at},{fen(amount)},{fen(left[me])},"
            f"{'出' if out else '进'},{there},CNY,{BANKS[me % 200]},{me % 200:06d},"
            f"{PLACES[me % 60]},{'失败' if failed else '成功'},,T{me % 3000:06d},{device},,"
            f"{n:016d},{n:012d},,,{me % 700:05d},,,,{'转账' if not cash else '现金'},\r\n"
        )


def write_export(folder: Path, rows: int) -> dict[str, Path]:
    """Write the export once in each encoding, unless it is there already."""
    paths = {code: folder / f"export-{rows}-{code}.csv" for code in ("utf-8", "gb18030")}
    if all(path.exists() for path in paths.values()):
        return paths
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = {code: path.with_suffix(".part") for code, path in paths.items()}
    with ExitStack() as stack:
        files = [
            stack.enter_context(path.open("w", encoding=code, newline=""))
            for code, path in unfinished.items()
        ]
        for line in chain([HEADER + "\r\n"], lines(rows)):
            for file in files:
                file.write(line)
    for code, path in paths.items():
        unfinished[code].rename(path)
    return paths

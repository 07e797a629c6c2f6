"""What no search and no trace can take, of the whole case; and which currencies take longer.

Every result says both, so that nobody takes it for the whole of what the case holds.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.ledger.base import FlowIndex
from kg.model import Proof, Said
from kg.schema import load_schema

TRACED = Said("未按时间追踪", "are not traced in time")
SEARCHED = Said("未参与查找", "are not searched")
_INEXACT = Said(
    "该币种合计超过 10^20，与之一并计数时容不下此金额的全部小数位",
    "their currency adds up to more than 10^20, and their last decimals cannot be counted with it",
)


def not_taken(index: FlowIndex, how: Said = TRACED) -> list[Said]:
    """Say how many rows of the case are in no order of time or cannot be counted, and why.

    ``how`` says what was not done with them.
    """
    statuses = load_schema().listed("FlowStatus")
    words = {one.code: Said(one.label("zh"), one.label("en")) for one in statuses}
    found = []
    for code, count in sorted(index.left_out.items()):
        if code == Proof.EXCLUDED:
            found.append(_excluded(count, how))
        elif count:
            why = _INEXACT if code == "inexact" else words[code]
            zh = f"全案有 {count:,} 行{how.zh}：{why.zh}"
            found.append(Said(zh, f"{count:,} rows of the case {how.en}: {why.en}"))
    return found


def counted_slowly(index: FlowIndex, codes: Iterable[int]) -> list[Said]:
    """Say which of some currencies 64 bits do not hold: they are counted exactly, and slowly."""
    named = [index.currencies[code] for code in sorted(set(codes)) if code in index.wide]
    if not named:
        return []
    listed = "、".join(named), ", ".join(named)
    return [
        Said(
            f"{listed[0]} 的金额精确到最后一位小数，合计超出 64 位整数："
            "按任意大小的整数计算，结果精确，用时较长",
            f"amounts in {listed[1]} are counted to their last decimal and add up to more than 64 "
            "bits hold: they are worked out in whole numbers of any size, exact and slower",
        )
    ]


def _excluded(count: int, how: Said) -> Said:
    payments = "payment" if count == 1 else "payments"
    zh = f"全案有 {count:,} 笔转账经认定排除，{_NOT[how].zh}"
    return Said(zh, f"{count:,} {payments} excluded by judgement: {_NOT[how].en}")


_NOT = {
    TRACED: Said("未追踪", "no trace follows them"),
    SEARCHED: Said("未参与查找", "no search looks at them"),
}

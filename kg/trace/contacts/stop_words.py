"""What is said of word that stops, and of rows that tell nobody anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.model import Said
from kg.schema import load_schema


def said_of_stop(reason: str, counterparties: int) -> Said:
    """Return why word stops at a party, and what to do to go on."""
    if reason == "service":
        return Said(
            "在此停止：客服、短信平台一类的服务号码，消息不经它传递；用 --through 继续",
            "stopped here: a service number, through which no word passes (--through goes on)",
        )
    return Said(
        f"在此停止：该号码与 {counterparties:,} 个号码往来，消息多半不经它传递；用 --through 继续",
        f"stopped here: in touch with {counterparties:,} numbers, so word hardly passes through "
        "it (--through goes on)",
    )


def warnings(hops: int, beyond: int, cut: int) -> Iterator[Said]:
    """Yield what the limits left out; ``cut`` is the limit of contacts, where it was reached."""
    if beyond:
        yield Said(
            f"达到 {hops} 手上限：再多一手还有 {beyond:,} 个号码或人可能得知；用 --hops 放宽",
            f"the limit of {hops} hands is reached: one more would add {beyond:,} (raise --hops)",
        )
    if cut:
        yield Said(
            f"达到通话条数上限 {cut:,}，较晚的未追踪：缩短时段",
            f"the limit of {cut:,} contacts is reached, later ones are not followed: narrow the "
            "period",
        )


def counted(unknown: int, left_out: Mapping[str, int]) -> Iterator[Said]:
    """Yield how many rows do not say whether anybody spoke, and how many stand in no order."""
    if unknown:
        yield Said(
            f"{unknown:,} 次通话没有记载时长，按已接通计",
            f"{unknown:,} calls do not say how long they were; they are taken as answered",
        )
    words = {value.code: value for value in load_schema().listed("FlowStatus")}
    for code, count in sorted(left_out.items()):
        if code in OURS:
            zh, en = OURS[code]
        else:
            zh, en = (words[code].label(lang) for lang in ("zh", "en"))
        yield Said(f"{count:,} 行未计入或有疑：{zh}", f"{count:,} rows: {en}")


OURS = {
    "excluded": ("经认定排除，未计入", "excluded by judgement, not followed"),
    "unread_span": (
        "通话时长读不出，按已接通计",
        "their length cannot be read; they are taken as answered",
    ),
}

"""The sentences of a chain, in Chinese and in English: grounds, banners, gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from kg.model import Hidden, Said

if TYPE_CHECKING:
    from kg.schema import Schema

LISTED_SAID = 5
"""How many listed addresses a banner names."""
KINDS_SAID = 4
"""Of how many kinds a banner counts what is not drawn; the picture's bands count all."""
LEAD = Said("线索，非司法会计鉴定意见", "A lead, not a forensic accounting opinion")
REAL_VALUES = Said(
    "含真实姓名、号码等信息（--show-values），仅被害人和未成年人脱敏：不得外传",
    "Holds real names and numbers (--show-values), of victims and minors masked: do not pass it on",
)
REPORTS = Said(
    "金额来自汇总报告：是报告内容，不是查明的事实；一行可含多笔款项，不按时间追踪",
    "Summary reports, not findings: one row may stand for many payments and is not traced in time",
)
NO_GROUND = Said(
    "无角色、链接类别或被害人资金追踪可据以定环节",
    "No role, no class of link and no trace from a victim places it",
)
VICTIM_OF_TRACE = Said("资金追踪由其报失起始", "The trace begins with the loss reported here")
PAID_BY_VICTIM = Said("被害人付款所用账户", "The account that a victim paid from")


def by_role(schema: Schema, role: str, computed: bool) -> Said:
    """Say which role places it; an alleged one is never called more than that."""
    kind = schema.kind(role)
    zh, en = ("计算得出", "computed") if computed else ("涉嫌", "alleged")
    return Said(f"角色：{kind.label('zh')}（{zh}）", f"Role: {kind.label('en')} ({en})")


def by_links(schema: Schema, link: str, others: Sequence[str]) -> Said:
    """Say which class of link places it, and what else was possible."""
    kind = schema.kind(link)
    zh, en = f"链接类别：{kind.label('zh')}", f"Class of its link: {kind.label('en')}"
    if not others:
        return Said(zh, en)
    also_zh = "、".join(schema.stage(one).label("zh") for one in others)
    also_en = ", ".join(schema.stage(one).label("en") for one in others)
    return Said(f"{zh}（依据最充分；另有：{also_zh}）", f"{en} (best proven; also: {also_en})")


def by_level(level: Said) -> Said:
    """Say how far from the victims it stands, as their trace says it."""
    return Said(f"被害人款项的接收方：{level.zh}", f"Receiver of victims' money: {level.en}")


def by_kind(schema: Schema, kind: str) -> Said:
    """Say which kind of thing places it."""
    one = schema.kind(kind)
    return Said(f"类别：{one.label('zh')}", f"Kind: {one.label('en')}")


def by_holder(why: Said) -> Said:
    """Say that it stands where its holder or user stands."""
    return Said(f"随其持有人或使用人（{why.zh}）", f"As its holder or user ({why.en})")


def by_own_account(why: Said) -> Said:
    """Say that somebody stands where an account held stands; holding is not control."""
    return Said(
        f"名下账户：{why.zh}（持有不等于控制）",
        f"Account held: {why.en} (holding is not control)",
    )


def by_operator(why: Said) -> Said:
    """Say that something stands where whoever runs it stands."""
    return Said(f"随其运营者（{why.zh}）", f"As whoever operates it ({why.en})")


def by_member(why: Said) -> Said:
    """Say that an organisation stands where somebody inside it stands; it is not accused."""
    return Said(
        f"随其内部人员（{why.zh}；不指该单位本身）",
        f"As somebody inside it ({why.en}; not said of the organisation)",
    )


def left_off(schema: Schema, hidden: Sequence[Hidden], limit: int) -> Said:
    """Say in one line how many things a picture leaves off, and of which kinds the most are."""
    total, kinds = sum(h.count for h in hidden), Counter[str]()
    for one in hidden:
        kinds[one.kind] += one.count
    most = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    zh = "、".join(f"{schema.kind(kind).label('zh')} {kinds[kind]}" for kind in most[:KINDS_SAID])
    en = ", ".join(f"{kinds[kind]} {schema.kind(kind).label('en')}" for kind in most[:KINDS_SAID])
    if len(most) > KINDS_SAID:
        zh, en = f"{zh}等", f"{en} …"
    return Said(
        f"图上最多 {limit} 个节点，另有 {total} 个未画出：{zh}",
        f"At most {limit} nodes are drawn; {total} more are not: {en}",
    )


def set_aside(schema: Schema, hidden: Sequence[Hidden]) -> Said:
    """Say what is no part of a chain and so is only counted."""
    total, listed = sum(h.count for h in hidden), counted(schema, hidden)
    return Said(
        f"只计数不画出（手续费、利息、不与任何人相连的号码）{total} 个：{listed.zh}",
        f"Counted, not drawn (fees, interest, numbers that join nobody), {total}: {listed.en}",
    )


def counted(schema: Schema, hidden: Sequence[Hidden]) -> Said:
    """Say how many of each kind at each stage."""
    zh = "，".join(
        f"{schema.stage(h.stage).label('zh')} {schema.kind(h.kind).label('zh')} {h.count}"
        for h in hidden
    )
    en = ", ".join(
        f"{schema.stage(h.stage).label('en')}: {h.count} {schema.kind(h.kind).label('en')}"
        for h in hidden
    )
    return Said(zh, en)


def excluded(count: int) -> Said:
    """Say how many excluded links are not drawn."""
    return Said(f"{count} 条已排除的链接未画出", f"Excluded links that are not drawn: {count}")


def crowded(names: Collection[str], fan: int) -> Said:
    """Say behind what the chain was not followed."""
    listed = ", ".join(sorted(names))
    return Said(
        f"链接超过 {fan} 条，未继续展开：{listed}",
        f"Not followed any further, more than {fan} links: {listed}",
    )


def pooled(names: Collection[str]) -> Said:
    """Say at which payment companies the chain ends, and what would carry it on."""
    listed = ", ".join(sorted(names))
    return Said(
        f"支付机构的汇集账户，未从此处展开，须调取用户注册信息（含绑定银行卡）和交易明细：{listed}",
        "A payment company's pooled account, not followed any further; request the registration "
        f"(with bound cards) and the trades of the users: {listed}",
    )


def only_in_ledger(count: int) -> Said:
    """Say that traced payments stand in the ledger and not yet in the graph."""
    return Said(
        f"{count} 笔被追踪的款项只在账本中，尚未写入图谱（kg promote）",
        f"{count} traced payments are only in the ledger, not yet in the graph (kg promote)",
    )


def inferred(count: int) -> Said:
    """Say how many legs are drawn that no row records."""
    return Said(
        f"{count} 处虚线为推断环节：没有材料记载，不计入任何合计",
        f"Dashed, inferred legs: {count}; no row records them and they are in no sum",
    )


def unproven(count: int) -> Said:
    """Say how many followed payments have no proven order."""
    return Said(f"{count} 笔款项次序未证", f"Payments whose order is not proven: {count}")


def listed(found: Sequence[tuple[str, Said]]) -> list[Said]:
    """Say which addresses published lists name, each by its handle; the panel says it of all."""
    if not found:
        return []
    zh = "；".join(f"{handle} {one.zh}".strip() for handle, one in found[:LISTED_SAID])
    en = "; ".join(f"{handle} {one.en}".strip() for handle, one in found[:LISTED_SAID])
    if (more := len(found) - LISTED_SAID) > 0:
        zh, en = f"{zh}；另有 {more} 处", f"{en}; {more} more"
    return [Said(zh, en)]


def empty_stages(schema: Schema, stages: Sequence[str]) -> Said:
    """Say which stages have nobody."""
    zh = "、".join(schema.stage(one).label("zh") for one in stages)
    en = ", ".join(schema.stage(one).label("en") for one in stages)
    return Said(f"环节缺失，尚无任何主体：{zh}", f"Stages with nobody yet: {en}")


def unlinked_stages(schema: Schema, before: str, after: str) -> Said:
    """Say that no row links two stages that follow each other."""
    one, two = schema.stage(before), schema.stage(after)
    return Said(
        f"{one.label('zh')} 与 {two.label('zh')} 尚未关联：没有材料记载",
        f"Not yet linked: {one.label('en')} and {two.label('en')}; no row says so",
    )


def unlinked_holdings(holder: str, one: str, two: str) -> Said:
    """Say that no row links the money of two things that one person holds."""
    return Said(
        f"{holder} 名下的 {one} 与 {two} 之间的资金尚未关联：没有材料记载",
        f"Not yet linked: the money of {one} and {two}, both held by {holder}; no row says so",
    )


def unreached_exit(exit_: str, held: str) -> Said:
    """Say that no row links what arrives at an exit with the money that was traced."""
    return Said(
        f"到达 {exit_} 的 {held} 的资金与被追踪的资金尚未关联：没有材料记载",
        f"Not yet linked: what arrives at {held} of {exit_}, and the traced money; no row says so",
    )


def single_source(count: int, total: int) -> Said:
    """Say how many of the drawn links rest on one file alone."""
    return Said(
        f"{total} 条连线中有 {count} 条仅依据一份材料（孤证）",
        f"{count} of {total} lines rest on a single source",
    )

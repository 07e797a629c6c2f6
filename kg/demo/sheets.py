"""What investigators typed themselves: victims, data sales and who did what with whom."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.demo.cast import CREW, EMPLOYER, ENTERPRISE, EXCHANGE, GANG, PLATFORM, SHOP, Cast, Person
from kg.demo.diary import Payment
from kg.demo.exports import Written
from kg.demo.writers import Cell, write_workbook

VICTIMS, SALES, RELATIONS = "被害人清单.xlsx", "数据交易.xlsx", "关系表.xlsx"
DATA_SET = "栖澜商城订单收件人信息"

Relation = tuple[str, ...]


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


def write_sales(folder: Path, cast: Cast) -> Written:
    """Write how the stolen data set was sold on, twice."""
    head = "卖方 买方 数据集 记录条数 价格 币种 交易时间 来源文书 证明程度 备注"
    sold = [
        (ENTERPRISE, cast.broker.name, DATA_SET, "186000", "93000", "人民币",
         "2024-02-19 21:40", "电子数据检查笔录（2024）17号", "印证", "按条计价"),
        (cast.broker.name, cast.lead.name, DATA_SET, "186000", "148800", "人民币",
         "2024-03-04 23:12", "手机取证报告（2024）31号", "印证", "群内交易"),
        (cast.broker.name, cast.leader.name, f"{DATA_SET}（含电话）", "42000", "6800", "USDT",
         "2024-03-06 01:05", "手机取证报告（2024）31号", "孤证", "担保群"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [list(head.split())]
    rows += [list(sale) for sale in sold]
    write_workbook(folder / SALES, "数据交易", rows, [24, 12, 28, 10, 10, 8, 18, 28, 10, 12])
    return Written(SALES, len(rows) - 1)


def write_relations(folder: Path, cast: Cast) -> Written:
    """Write every relation with the document that it was read from."""
    head = (
        "主体 关系 客体 开始时间 结束时间 来源文书 证明程度 "
        "主体类型 客体类型 主体证件号 客体证件号 备注"
    )
    told = [*_data(cast), *_gang(cast), *_cards(cast), *_exit(cast), *_crew(cast), *_phones(cast)]
    rows: list[list[Cell]] = [list(head.split())]
    rows += [list(relation) for relation in told]
    write_workbook(folder / RELATIONS, "关系", rows, [22, 14, 22, 12, 12, 30, 10, 14, 14, 22, 22])
    return Written(RELATIONS, len(rows) - 1)


def _told(
    subject: Person | tuple[str, str],
    relation: str,
    thing: Person | tuple[str, str],
    since: str,
    source: str,
    proof: str,
) -> Relation:
    """Return one row; a thing that is no person is a name and its type."""
    name_1, type_1, paper_1 = _named(subject)
    name_2, type_2, paper_2 = _named(thing)
    return (
        name_1,
        relation,
        name_2,
        since,
        "",
        source,
        proof,
        type_1,
        type_2,
        paper_1,
        paper_2,
        "",
    )


def _named(entity: Person | tuple[str, str]) -> tuple[str, str, str]:
    if isinstance(entity, Person):
        return entity.name, "", entity.resident_id
    return (*entity, "")


def _data(cast: Cast) -> list[Relation]:
    employer, enterprise = (EMPLOYER, "单位"), (ENTERPRISE, "数据黑企")
    return [
        _told(cast.insider, "任职于", employer, "2021-03-01", "劳动合同", "查实"),
        _told(cast.insider, "行业内鬼", employer, "2024-01-08", "系统访问日志（2024）3号", "印证"),
        _told(cast.insider, "泄露信息", enterprise, "2024-01-22", "讯问笔录（第2次）第4页", "印证"),
        _told(
            cast.broker, "数据中间商", cast.broker, "2024-02-19", "手机取证报告（2024）31号", "印证"
        ),
        _told(cast.lead, "引流人", cast.lead, "2024-03-05", "讯问笔录（第1次）第6页", "孤证"),
    ]


def _gang(cast: Cast) -> list[Relation]:
    gang = (GANG, "诈骗团伙")
    told = [
        _told(cast.lead, "引流关系", gang, "2024-03-20", "聊天记录提取笔录第12页", "印证"),
        _told(cast.leader, "诈骗组织者", gang, "2023-11-01", "讯问笔录（第3次）第2页", "印证"),
        _told(cast.leader, "领导关系", gang, "2023-11-01", "讯问笔录（第3次）第2页", "印证"),
        _told(gang, "运营关系", (SHOP, "平台"), "2024-02-01", "远程勘验笔录（2024）9号", "查实"),
    ]
    for caller in cast.callers:
        told.append(_told(caller, "话务员", gang, "2024-03-25", "搜查笔录附件2", "印证"))
    for place, victim in enumerate(cast.victims):
        caller = cast.callers[place % len(cast.callers)]
        told.append(
            _told(caller, "欺骗", victim, "2024-04-15", f"询问笔录（被害人{place + 1}）", "印证")
        )
    return told


def _cards(cast: Cast) -> list[Relation]:
    told = [
        _told(
            cast.card_dealer,
            "收卡人",
            cast.card_dealer,
            "2024-03-01",
            "讯问笔录（第2次）第3页",
            "印证",
        )
    ]
    for mule in cast.mules[: len(cast.levels[1])]:
        told.append(
            _told(
                mule, "出售银行卡", cast.card_dealer, "2024-03-18", "讯问笔录（第1次）第2页", "印证"
            )
        )
    told.append(
        _told(
            cast.card_dealer,
            "提供收款账户",
            (GANG, "诈骗团伙"),
            "2024-04-10",
            "聊天记录提取笔录第20页",
            "印证",
        )
    )
    return told


def _exit(cast: Cast) -> list[Relation]:
    platform, exchange = (PLATFORM, "跑分平台"), (EXCHANGE, "虚拟货币交易所")
    told = [
        _told(
            cast.operator,
            "跑分平台经营人",
            cast.operator,
            "2024-01-15",
            "讯问笔录（第2次）第5页",
            "印证",
        ),
        _told(cast.operator, "运营关系", platform, "2024-01-15", "服务器镜像检查笔录", "查实"),
        _told(cast.dealer, "场外币商", cast.dealer, "2024-02-01", "讯问笔录（第1次）第3页", "孤证"),
        _told(
            cast.dealer, "兑换关系", cast.operator, "2024-04-15", "聊天记录提取笔录第41页", "印证"
        ),
        _told(
            exchange,
            "名下钱包",
            (cast.exchange_wallet, "虚拟货币钱包"),
            "2024-04-16",
            "交易所复函（2024）5号",
            "查实",
        ),
    ]
    for account in cast.levels[5]:
        told.append(
            _told(
                cast.operator,
                "控制",
                (account.card, "平台资金账户"),
                "2024-01-15",
                "服务器镜像检查笔录",
                "查实",
            )
        )
    return told


def _crew(cast: Cast) -> list[Relation]:
    crew = (CREW, "网络水军")
    told = [
        _told(
            (GANG, "诈骗团伙"),
            "雇佣关系",
            cast.water_leader,
            "2024-03-10",
            "聊天记录提取笔录第33页",
            "印证",
        ),
        _told(
            cast.water_leader, "水军组织者", crew, "2023-06-01", "讯问笔录（第1次）第4页", "印证"
        ),
        _told(crew, "推广关系", (SHOP, "平台"), "2024-03-12", "网页截图公证书", "查实"),
    ]
    for poster in cast.posters:
        told.append(_told(poster, "水军成员", crew, "2024-03-12", "群成员列表提取笔录", "线索"))
    return told


def _phones(cast: Cast) -> list[Relation]:
    users = [cast.insider, cast.broker, cast.lead, cast.leader, *cast.callers, cast.card_dealer,
             cast.operator, cast.dealer, cast.water_leader]  # fmt: skip
    source = "通信运营商复函（2024）8号"
    return [
        _told(user, "使用手机号", (user.phone, "电话号码"), "2023-10-01", source, "查实")
        for user in users
    ]

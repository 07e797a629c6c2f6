"""How data got out and was sold: access, contracts, dark web, and who is who around it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.demo.cast import Cast
from kg.demo.claims import Claim, Party, Thing
from kg.demo.numbers import digits
from kg.demo.relations_sheet import CREW_, DATA, EMPLOYER_, ENTERPRISE_, GANG_
from kg.demo.supporting_cast import Annex

DATA_WITH_PHONES = f"{DATA.name}（含电话）"


@dataclass(frozen=True, slots=True)
class Sale:
    """One row of the sheet of data sales."""

    seller: str
    buyer: str
    data: str
    records: int
    price: str
    currency: str
    at: str
    source: str
    proof: str
    note: str


def sales(cast: Cast, more: Annex) -> list[Sale]:
    """Return every sale, the chain of one data set first."""
    broker, lead, leader = cast.broker.name, cast.lead.name, cast.leader.name
    phone, chats = "手机取证报告（2024）31号", "聊天记录提取笔录第15页"
    part = 40_000 + 1_000 * more.rng.randrange(20)
    return [
        Sale(ENTERPRISE_.name, broker, DATA.name, 186_000, "93000", "CNY", "2024-02-19 21:40",
             "电子数据检查笔录（2024）17号", "corroborated", "按条计价"),
        Sale(broker, lead, DATA.name, 186_000, "148800", "CNY", "2024-03-04 23:12", phone,
             "corroborated", "群内交易"),
        Sale(broker, leader, DATA_WITH_PHONES, 42_000, "6800", "USDT", "2024-03-06 01:05", phone,
             "single", "担保群"),
        Sale(lead, more["second_leader"].name, DATA.name, part, f"{part * 5 // 4}", "CNY",
             "2024-03-18 22:05", chats, "corroborated", "分批转手"),
        Sale(broker, lead, more.thing("mothers").name, 9_000, "5400", "CNY", "2024-03-08 20:31",
             phone, "single", ""),
        Sale(more["vendor"].name, more["dark_buyer"].name, more.thing("guests").name, 30_000,
             f"{4_000 + more.rng.randrange(9) * 100}", "USDT", "2024-03-02 12:30",
             "远程勘验笔录（2024）14号", "single", "暗网担保交易"),
    ]  # fmt: skip


def data_facts(cast: Cast, more: Annex, batch: str) -> list[Claim]:
    """Return the relations around the data; ``batch`` is the hash of the list that was found."""
    return [*_leak(cast, more, batch), *_firms(cast, more), *_wallets(cast, more)]


def _leak(cast: Cast, more: Annex, batch: str) -> list[Claim]:
    log, system = "系统访问日志（2024）3号", more.thing("system")
    colleague = more["colleague"]
    return [
        Claim(cast.insider, "AccessesData", DATA, "2024-01-15 23:12", log, "verified",
             thing=system, count="186000"),
        Claim(colleague, "AccessesData", DATA, "2024-03-02 14:20", log, "verified", thing=system,
             count="40", note="有工单授权"),
        Claim(colleague, "AccessesData", more.thing("tickets"), "2024-01-15 23:05", log,
             "verified", thing=system, count="12"),
        Claim(colleague, "WorksFor", EMPLOYER_, "2020-07-01", "劳动合同", "verified"),
        Claim(more["crawler"], "ObtainsData", more.thing("mothers"), "2024-02-27",
             "讯问笔录（第1次）第5页", "single", count="9000"),
        Claim(DATA, "DataFile", Thing(batch, "DataBatch"), "", "电子数据检查笔录（2024）17号",
             "verified"),
    ]  # fmt: skip


def _firms(cast: Cast, more: Annex) -> list[Claim]:
    server, agency = "服务器镜像检查笔录", more.thing("agency")
    return [
        Claim(ENTERPRISE_, "ContractsWith", agency, "2023-08-01", server, "verified",
             thing=more.thing("interface")),
        Claim(ENTERPRISE_, "ContractsWith", more.thing("bakery"), "2023-09-12", server, "verified",
             thing=more.thing("supply")),
        Claim(EMPLOYER_, "ContractsWith", agency, "2022-05-06", "合同复印件", "verified",
             thing=more.thing("lease")),
        Claim(cast.lead, "Represents", agency, "2022-02-18", "企业登记信息", "verified"),
        Claim(agency, "TakesPartIn", more.thing("leads"), "2024-03-05", "广告投放账户记录"),
        Claim(more.thing("leads"), "ServesAct", more.thing("fraud"), "2024-03-05",
             "广告投放账户记录"),
        Claim(cast.lead, "TakesPartIn", more.thing("leads"), "2024-03-05", "广告投放账户记录",
             role="LeadGenerator"),
        Claim(more["second_leader"], "Leads", more.thing("second_gang"), "2023-12-01",
             "讯问笔录（第1次）第2页"),
        Claim(more["second_leader"], "HoldsRole", more.thing("second_gang"), "2023-12-01",
             "讯问笔录（第1次）第2页", role="FraudLeader"),
    ]  # fmt: skip


def _wallets(cast: Cast, more: Annex) -> list[Claim]:
    exchange, wallets = "交易所复函（2024）9号", more.wallets
    return [
        Claim(cast.broker, "HoldsWallet", Thing(wallets["broker"], "Wallet"), "2024-01-02",
             "手机取证报告（2024）31号"),
        Claim(more["vendor"], "HoldsWallet", Thing(wallets["vendor"], "Wallet"), "2023-11-20",
             "远程勘验笔录（2024）14号", "single"),
        Claim(more["vendor"], "UsesPlatform", more.thing("dark_market"), "2023-11-20",
             "远程勘验笔录（2024）14号"),
        Claim(more["coin_dealer"], "HoldsWallet", Thing(wallets["coin_dealer"], "Wallet"),
             "2024-01-10", exchange, "verified"),
        Claim(more["coin_dealer"], "HoldsRole", more["coin_dealer"], "2024-01-10", exchange,
             "single", role="OtcDealer"),
    ]  # fmt: skip


def help_facts(cast: Cast, more: Annex) -> list[Claim]:
    """Return who helped which gang with what, and what each was paid for it."""
    second, forensic = more.thing("second_gang"), "手机取证报告（2024）44号"
    maker, keeper = more["tool_seller"], more["line_keeper"]
    return [
        Claim(maker, "SuppliesTool", GANG_, "2024-02-03", forensic, thing=more.thing("app")),
        Claim(maker, "SuppliesTool", GANG_, "2024-02-03", "讯问笔录（第2次）第8页",
             thing=more.thing("app")),
        Claim(maker, "SuppliesTool", second, "2024-02-20", forensic, "single",
             thing=more.thing("domain")),
        Claim(keeper, "SuppliesTool", second, "2024-02-28", "现场勘验笔录（2024）6号",
             thing=more.thing("sim_box")),
        Claim(keeper, "SuppliesPhone", GANG_, "2024-03-21", "现场勘验笔录（2024）6号",
             thing=Thing(more.numbers["burner_1"], "PhoneNumber")),
        Claim(maker, "HoldsRole", maker, "2023-08-01", "讯问笔录（第2次）第8页",
             role="TechnicalSupporter"),
        *_paid(cast, more),
        Claim(cast.card_dealer, "HoldsRole", cast.card_dealer, "2023-05-01",
             "讯问笔录（第2次）第3页", "single", until="2023-10-31", role="RunningPointsUser"),
    ]  # fmt: skip


def _paid(cast: Cast, more: Annex) -> list[Claim]:
    def pay(payer: Party, payee: Party, at: str, fen: int, currency: str = "CNY") -> Claim:
        return Claim(payer, "Pays", payee, at, "记账本照片", amount=f"{fen // 100}.{fen % 100:02d}",
                    currency=currency)  # fmt: skip

    some = [100_000 * (3 + more.rng.randrange(40)) + int(digits(more.rng, 2)) for _ in range(6)]
    leader, lead = cast.leader, cast.lead
    return [
        pay(leader, lead, "2024-04-18 11:02", some[0] + 2_000_000),
        pay(leader, lead, "2024-05-02 09:40", some[1]),
        pay(leader, lead, "2024-05-02 09:41", 120_000, "USDT"),
        pay(leader, more["tool_seller"], "2024-02-04 16:30", some[2]),
        pay(cast.card_dealer, cast.mules[0], "2024-03-18 18:00", 150_000),
        pay(cast.card_dealer, cast.mules[1], "2024-03-18 18:05", 150_000),
        pay(leader, cast.card_dealer, "2024-04-17 21:10", some[3]),
        # paid, and no helper: what a chief gives his own people is their wage
        pay(leader, cast.callers[0], "2024-04-30 20:00", some[4]),
        pay(GANG_, cast.water_leader, "2024-03-11 14:00", some[5]),
        pay(CREW_, cast.posters[0], "2024-03-30 14:00", 30_000),
    ]

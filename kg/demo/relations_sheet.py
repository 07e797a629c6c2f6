"""The relations sheet of the money story: who leaked, led, called, sold cards and changed money."""

from __future__ import annotations

from kg.demo.cast import CREW, EMPLOYER, ENTERPRISE, EXCHANGE, GANG, PLATFORM, SHOP, Cast
from kg.demo.claims import Claim, Thing

DATA_SET = "栖澜商城订单收件人信息"
EMPLOYER_, ENTERPRISE_ = Thing(EMPLOYER, "Organisation"), Thing(ENTERPRISE, "DataBlackEnterprise")
GANG_, CREW_ = Thing(GANG, "FraudGang"), Thing(CREW, "WaterArmy")
SHOP_, DATA = Thing(SHOP, "Platform"), Thing(DATA_SET, "DataSet")
PLATFORM_, EXCHANGE_ = Thing(PLATFORM, "RunningPointsPlatform"), Thing(EXCHANGE, "Exchange")


def money_story(cast: Cast) -> list[Claim]:
    """Return what the sheet says of the people of the money story."""
    return [*_data(cast), *_gang(cast), *_cards(cast), *_exit(cast), *_crew(cast), *_phones(cast)]


def _data(cast: Cast) -> list[Claim]:
    insider, broker, lead = cast.insider, cast.broker, cast.lead
    return [
        Claim(insider, "WorksFor", EMPLOYER_, "2021-03-01", "劳动合同", "verified"),
        Claim(insider, "HoldsRole", EMPLOYER_, "2024-01-08", "系统访问日志（2024）3号",
             role="IndustryInsider"),
        Claim(insider, "LeaksData", ENTERPRISE_, "2024-01-22", "讯问笔录（第2次）第4页",
             thing=DATA, count="186000"),
        Claim(insider, "LeaksData", ENTERPRISE_, "2024-01-22", "电子数据检查笔录（2024）17号",
             thing=DATA, count="186000"),
        Claim(broker, "HoldsRole", broker, "2024-02-19", "手机取证报告（2024）31号",
             role="DataBroker"),
        Claim(lead, "HoldsRole", lead, "2024-03-05", "讯问笔录（第1次）第6页", "single",
             role="LeadGenerator"),
    ]  # fmt: skip


def _gang(cast: Cast) -> list[Claim]:
    leader = cast.leader
    claims = [
        Claim(cast.lead, "GeneratesLeadsFor", GANG_, "2024-03-20", "聊天记录提取笔录第12页"),
        Claim(cast.lead, "GeneratesLeadsFor", GANG_, "2024-03-20", "讯问笔录（第1次）第7页"),
        Claim(leader, "HoldsRole", GANG_, "2023-11-01", "讯问笔录（第3次）第2页",
             role="FraudLeader"),
        Claim(leader, "Leads", GANG_, "2023-11-01", "讯问笔录（第3次）第2页"),
        Claim(GANG_, "Operates", SHOP_, "2024-02-01", "远程勘验笔录（2024）9号", "verified"),
    ]  # fmt: skip
    for caller in cast.callers:
        source = "搜查笔录附件2"
        claims.append(Claim(caller, "HoldsRole", GANG_, "2024-03-25", source, role="FraudCaller"))
    for place, victim in enumerate(cast.victims):
        caller = cast.callers[place % len(cast.callers)]
        source = f"询问笔录（被害人{place + 1}）"
        claims.append(Claim(caller, "Deceives", victim, "2024-04-15", source))
    return claims


def _cards(cast: Cast) -> list[Claim]:
    dealer = cast.card_dealer
    claims = [
        Claim(dealer, "HoldsRole", dealer, "2024-03-01", "讯问笔录（第2次）第3页",
             role="CardDealer"),
    ]  # fmt: skip
    for mule, card in zip(cast.mules, cast.levels[1], strict=False):
        claims.append(
            Claim(mule, "SuppliesAccount", dealer, "2024-03-18", "讯问笔录（第1次）第2页",
                 word="出售银行卡", thing=Thing(card.card, "BankAccount"))
        )  # fmt: skip
    source = "聊天记录提取笔录第20页"
    handed = Claim(dealer, "SuppliesAccount", GANG_, "2024-04-10", source, word="提供收款账户")
    return [*claims, handed]


def _exit(cast: Cast) -> list[Claim]:
    operator, dealer, server = cast.operator, cast.dealer, "服务器镜像检查笔录"
    claims = [
        Claim(operator, "HoldsRole", operator, "2024-01-15", "讯问笔录（第2次）第5页",
             role="RunningPointsOperator"),
        Claim(operator, "Operates", PLATFORM_, "2024-01-15", server, "verified"),
        Claim(dealer, "HoldsRole", dealer, "2024-02-01", "讯问笔录（第1次）第3页", "single",
             role="OtcDealer"),
        Claim(dealer, "ConvertsFor", operator, "2024-04-15", "聊天记录提取笔录第41页", "single"),
        Claim(EXCHANGE_, "HoldsWallet", Thing(cast.exchange_wallet, "Wallet"), "2024-04-16",
             "交易所复函（2024）5号", "verified"),
    ]  # fmt: skip
    for account in cast.levels[5]:
        thing = Thing(account.card, "PlatformAccount")
        claims.append(Claim(operator, "Controls", thing, "2024-01-15", server, "verified"))
    return claims


def _crew(cast: Cast) -> list[Claim]:
    leader = cast.water_leader
    claims = [
        Claim(GANG_, "Hires", leader, "2024-03-10", "聊天记录提取笔录第33页"),
        Claim(leader, "HoldsRole", CREW_, "2023-06-01", "讯问笔录（第1次）第4页",
             role="WaterArmyLeader"),
        Claim(CREW_, "Promotes", SHOP_, "2024-03-12", "网页截图公证书", "verified"),
    ]  # fmt: skip
    for poster in cast.posters:
        source = "群成员列表提取笔录"
        claims.append(
            Claim(poster, "HoldsRole", CREW_, "2024-03-12", source, "clue", role="WaterArmyMember")
        )
    return claims


def _phones(cast: Cast) -> list[Claim]:
    users = [cast.insider, cast.broker, cast.lead, cast.leader, *cast.callers, cast.card_dealer,
             cast.operator, cast.dealer, cast.water_leader]  # fmt: skip
    source = "通信运营商复函（2024）8号"
    return [
        Claim(user, "UsesPhone", Thing(user.phone, "PhoneNumber"), "2023-10-01", source, "verified")
        for user in users
    ]

"""Beside the money story: tool sellers, lenders, claimants, posters, minors, decoys.

They are drawn by dice of their own, so that the money story stays the same to the byte.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from stdnum import luhn

from kg.demo import numbers
from kg.demo.cast import Cast, Person, names
from kg.demo.claims import Thing

_PEOPLE = (
    "colleague crawler vendor dark_buyer tool_seller line_keeper second_leader third_leader "
    "boss coin_dealer lender honest_lender collector helper_collector debtor second_debtor "
    "claimant small_claimant honest_customer shopkeeper reviewer second_reviewer adult "
    "second_adult guild_owner room_friend"
)
_MINORS = ("minor", "second_minor")

CASES = ("澄公刑立字〔2024〕0415号", "汀公刑立字〔2024〕0302号", "岫公刑立字〔2023〕1107号",
         "槐公刑立字〔2024〕0226号")  # fmt: skip
FORUM, MARKET, LIVE = "青萍论坛", "拾光集市", "萤火直播"


@dataclass(slots=True)
class Annex:
    """The people, things and numbers that the other files need."""

    rng: Random
    people: dict[str, Person] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)
    wallets: dict[str, str] = field(default_factory=dict)
    handsets: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def thing(self, name: str) -> Thing:
        """Return a thing by what the story calls it."""
        return self.things[name]


def annex(seed: int, cast: Cast) -> Annex:
    """Return what one demo has beside its money story."""
    rng = Random(f"{seed} beside the money")  # noqa: S311  a story, not a secret
    added = Annex(rng)
    taken = {person.name for person in everybody(cast)}
    free = (name for name in names(rng) if name not in taken)
    for who in _PEOPLE.split():
        added.people[who] = _person(rng, next(free), 1968, 1999)
    for who in _MINORS:
        added.people[who] = _person(rng, next(free), 2007, 2010)
    _give_numbers(added)
    _give_things(added)
    return added


def everybody(cast: Cast) -> list[Person]:
    """Return everybody who plays in the money story."""
    leads = [cast.insider, cast.broker, cast.lead, cast.leader, cast.card_dealer, cast.operator,
             cast.dealer, cast.water_leader]  # fmt: skip
    return [*leads, *cast.callers, *cast.posters, *cast.victims, *cast.mules, *cast.neighbours,
            *cast.outsiders]  # fmt: skip


def _person(rng: Random, name: str, first_year: int, last_year: int) -> Person:
    born = date(first_year, 1, 1) + timedelta(rng.randrange(365 * (last_year - first_year)))
    return Person(name, numbers.resident_id(rng, born), numbers.phone_number(rng), born)


def _give_numbers(added: Annex) -> None:
    rng = added.rng
    for name in ("broker", "vendor", "dark_buyer", "hop", "far_hop", "early", "coin_dealer",
                 "coin_source", "coin_sink"):  # fmt: skip
        added.wallets[name] = numbers.tron_address(rng)
    for name in ("work", "posters", "lone"):
        body = f"99{numbers.digits(rng, 12)}"
        added.handsets[name] = body + str(luhn.calc_check_digit(body))
    for name in ("burner_1", "burner_2", "burner_3", "friend"):
        added.numbers[name] = numbers.phone_number(rng)


def _give_things(added: Annex) -> None:
    added.things = {
        f"case_{place}": Thing(number, "CriminalCase") for place, number in enumerate(CASES, 1)
    } | {
        "system": Thing("栖澜订单后台", "Platform"),
        "tickets": Thing("栖澜商城客服工单", "DataSet"),
        "mothers": Thing("汀禾母婴会员名单", "DataSet"),
        "guests": Thing("云栈酒店入住记录", "DataSet"),
        "dark_market": Thing("夜枭集市", "DarkWebService"),
        "second_gang": Thing("顺退客服诈骗团伙", "FraudGang"),
        "third_gang": Thing("灰兔返利诈骗团伙", "FraudGang"),
        "script": Thing("导师荐股话术本", "Script"),
        "own_script": Thing("返利客服话术本", "Script"),
        "domain": Thing("jingxuan-licai.example", "DomainName"),
        "app": Thing("鲸选理财客户端", "MobileApp"),
        "sim_box": Thing("岚桥七号猫池", "SimBox"),
        "fraud": Thing("鲸选理财荐股诈骗", "InvestmentRomanceFraud"),
        "second_fraud": Thing("顺退客服理赔诈骗", "OfficialImpersonationFraud"),
        "third_fraud": Thing("灰兔返利刷单诈骗", "OrderBrushingFraud"),
        "agency": Thing("岚引营销策划有限公司", "Organisation"),
        "bakery": Thing("砚汀面包连锁有限公司", "Organisation"),
        "interface": Thing("数据接口服务合同（2023）17号", "Contract"),
        "supply": Thing("数据清洗服务合同（2023）22号", "Contract"),
        "lease": Thing("办公设备租赁合同（2022）4号", "Contract"),
        "leads": Thing("荐股群引流", "LeadGenerationAct"),
        "den": Thing("澄湖市新桥路窝点", "Place"),
        "villa": Thing("临汀市望潮湾别墅", "Place"),
        "car": Thing("澄Z88016", "Vehicle"),
        "forum_owner": Thing("青萍网络科技有限公司", "Organisation"),
        "market": Thing(MARKET, "Platform"),
    }

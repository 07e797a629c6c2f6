"""Who plays: invented people, firms and accounts. Any likeness to somebody real is chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from kg.demo import numbers

BANKS = {"A": "云岫银行", "B": "北槐银行", "C": "南浦银行"}
EMPLOYER = "栖澜网络商城有限公司"
ENTERPRISE = "朔寰数据服务有限公司"
GANG = "鲸选理财诈骗团伙"
CREW = "潮声水军"
SHOP = "鲸选理财"
PLATFORM = "渡鲸跑分平台"
EXCHANGE = "陌链交易所"
HUB = "岚汐小铺支付清算有限公司"

OUTSIDERS = 1_090

_SURNAMES = "秦沐闻时岑温桑祁陆容阮晏柏卓殷苗邬戚瞿蔺"
_FIRST = "砚澄屿朗棠霁湛蘅珩淮禾汀曜岫筠泊迩芷翊桉"
_SECOND = "初白舟野川宁渡声远遥归和青月南石然微朔棋"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented."""

    name: str
    resident_id: str
    phone: str
    born: date


@dataclass(frozen=True, slots=True)
class Account:
    """A card and the account behind it; ``queried``: its bank's statement is among the files."""

    card: str
    number: str
    holder: str
    certificate: str
    bank: str
    queried: bool
    opening: int = 0


@dataclass(slots=True)
class Cast:
    """Everybody and every account of one demo."""

    insider: Person
    broker: Person
    lead: Person
    leader: Person
    card_dealer: Person
    operator: Person
    dealer: Person
    water_leader: Person
    callers: list[Person]
    posters: list[Person]
    victims: list[Person]
    mules: list[Person]
    neighbours: list[Person]
    outsiders: list[Person]
    paying: list[Account] = field(default_factory=list)
    levels: dict[int, list[Account]] = field(default_factory=dict)
    strangers: list[Account] = field(default_factory=list)
    ordinary: list[Account] = field(default_factory=list)
    hub: Account | None = None
    dealer_wallet: str = ""
    exchange_wallet: str = ""
    other_wallets: list[str] = field(default_factory=list)

    def queried(self) -> list[Account]:
        """Return the accounts whose statements are among the files, in a fixed order."""
        chain = [account for level in self.levels.values() for account in level]
        hub = [self.hub] if self.hub else []
        return [account for account in [*chain, *self.ordinary, *hub] if account.queried]


def names(rng: Random) -> Iterator[str]:
    """Yield names, none of them twice."""
    every = [a + b + c for a in _SURNAMES for b in _FIRST for c in _SECOND if b != c]
    rng.shuffle(every)
    return iter(every)


def cast(rng: Random, victims: int) -> Cast:
    """Return the people and accounts of one demo."""
    name = names(rng)

    def person(first_year: int = 1965, last_year: int = 2002) -> Person:
        born = date(first_year, 1, 1) + timedelta(rng.randrange(365 * (last_year - first_year)))
        return Person(next(name), numbers.resident_id(rng, born), numbers.phone_number(rng), born)

    def people(count: int) -> list[Person]:
        return [person() for _ in range(count)]

    insider, broker, lead, leader, card_dealer, operator, dealer, water_leader = people(8)
    play = Cast(
        insider, broker, lead, leader, card_dealer, operator, dealer, water_leader,
        callers=people(4), posters=people(3), victims=people(victims), mules=people(23),
        neighbours=people(10), outsiders=people(OUTSIDERS),
    )  # fmt: skip
    if victims > 6:
        play.victims[6] = person(2007, 2008)  # was under 18 at the time
    _give_accounts(rng, play)
    _give_wallets(rng, play)
    return play


def account(rng: Random, owner: Person, bank: str, *, queried: bool, opening: int = 0) -> Account:
    """Return a new account of a person at one of the banks."""
    card, number = numbers.card_number(rng, bank), numbers.account_number(rng, bank)
    return Account(card, number, owner.name, owner.resident_id, bank, queried, opening)


def platform_account(number: str) -> Account:
    """Return a collection account of the platform: a number of its own, at no bank."""
    return Account(number, "", f"{PLATFORM}商户", "", "", queried=False)


def _give_accounts(rng: Random, play: Cast) -> None:
    mules = iter(play.mules)
    play.paying = [account(rng, victim, "C", queried=False) for victim in play.victims]
    first = min(6, len(play.victims))
    for level, count, bank, queried in (
        (1, first, "A", True), (2, 5, "B", True), (3, 8, "C", False), (4, 4, "A", True),
    ):  # fmt: skip
        play.levels[level] = [
            account(rng, next(mules), bank, queried=queried) for _ in range(count)
        ]
    play.levels[5] = [platform_account(f"DJ88{numbers.digits(rng, 6)}") for _ in range(3)]
    play.levels[6] = [account(rng, play.dealer, "B", queried=True) for _ in range(2)]
    play.strangers = [account(rng, owner, "C", queried=False) for owner in play.outsiders]
    for place, neighbour in enumerate(play.neighbours):
        opening = rng.randrange(300_000, 2_000_000)
        bank = "AB"[place % 2]
        play.ordinary.append(account(rng, neighbour, bank, queried=True, opening=opening))
    card, number = numbers.card_number(rng, "A"), numbers.account_number(rng, "A")
    play.hub = Account(card, number, HUB, numbers.firm_code(rng), "A", queried=True)


def _give_wallets(rng: Random, play: Cast) -> None:
    play.dealer_wallet = numbers.tron_address(rng)
    play.exchange_wallet = numbers.tron_address(rng)
    play.other_wallets = [numbers.tron_address(rng) for _ in range(12)]

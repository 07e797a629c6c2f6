"""What the inquiry found later: operators, instructions, a border, freezes, payment channels.

Its people are drawn by dice of their own, and its payments come last, so that the money story
stays the same to the byte. Beside each fact stands one that only looks so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from kg.demo import numbers
from kg.demo.cast import PLATFORM, Account, Cast, Person, names
from kg.demo.claims import Claim, Thing
from kg.demo.events import Payment
from kg.demo.supporting_cast import Annex, everybody

_PEOPLE = ("runner", "relief", "early_runner", "guide")
PAYERS = (10, 11)
"""Which strangers paid in and reported nothing: one has his money back, of one nothing is held."""
ELSEWHERE = 12
"""Whose card a channel settles to later, and that of another merchant."""
COMPOUND, HOTEL = Thing("望岚园区", "Place"), Thing("澜岸酒店", "Place")
POLICE, FOURTH_PARTY = Thing("澄湖市公安局", "PoliceOrgan"), Thing(PLATFORM, "Platform")
CHANNELS = tuple(Thing(f"TD6100{number}", "PaymentChannel") for number in (12, 27, 38, 90))


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The people whom the inquiry found, by what the story calls them."""

    people: dict[str, Person]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]


def inquiry(seed: int, cast: Cast, more: Annex) -> Inquiry:
    """Return whom the inquiry into one demo found later."""
    rng = Random(f"{seed} further inquiry")  # noqa: S311  a story, not a secret
    taken = {person.name for person in [*everybody(cast), *more.people.values()]}
    free = (name for name in names(rng) if name not in taken)
    return Inquiry({who: _person(rng, next(free)) for who in _PEOPLE})


def _person(rng: Random, name: str) -> Person:
    born = date(1975, 1, 1) + timedelta(rng.randrange(365 * 24))
    return Person(name, numbers.resident_id(rng, born), numbers.phone_number(rng), born)


def late_payments(cast: Cast) -> list[Payment]:
    """Return what two payers paid to the first cards when nothing left these any more."""
    payers = [cast.strangers[place] for place in PAYERS]
    first, last = cast.levels[1][0], cast.levels[1][-1]
    return [
        Payment(datetime(2024, 4, 17, 10, 12, 35), payers[0], first, 3_000_000, memo="投资款"),  # noqa: DTZ001
        Payment(datetime(2024, 4, 17, 11, 40, 8), payers[1], last, 880_000, memo="充值"),  # noqa: DTZ001
    ]


def inquiry_facts(
    cast: Cast, more: Annex, found: Inquiry, payments: Iterable[Payment]
) -> list[Claim]:
    """Return the rows of the dossier that tell it."""
    worked = cast.levels[2][0]
    paid = sorted(
        (payment for payment in payments if payment.payer == worked and payment.outcome == "ok"),
        key=lambda payment: payment.at,
    )
    return [
        *_operators(found, more, worked, [payment.at for payment in paid]),
        *_instructions(cast, more, found, [payment.at for payment in paid]),
        *_border(cast, found),
        *_freezes(cast),
        *_channels(cast),
    ]


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _shift(paid: Sequence[datetime]) -> datetime:
    """Return the minute from which on another hand works the account."""
    return paid[len(paid) // 2] if len(paid) > 1 else paid[0] + timedelta(minutes=5)


def _operators(
    found: Inquiry, more: Annex, account: Account, paid: Sequence[datetime]
) -> list[Claim]:
    """Two take turns at one card; the third had it before any of the money came."""
    card, change = Thing(account.card, "BankAccount"), _shift(paid)
    login, talk = "银行登录及人脸核验记录（2024）11号", "讯问笔录（第1次）第3页"
    return [
        Claim(found["runner"], "OperatesAccount", card, _minute(paid[0] - timedelta(minutes=30)),
              login, "verified", until=_minute(change - timedelta(minutes=1)),
              thing=Thing(more.handsets["work"], "Device")),
        Claim(found["relief"], "OperatesAccount", card, _minute(change), talk, "single",
              until="2024-04-17 12:00"),
        Claim(found["early_runner"], "OperatesAccount", card, "2024-04-02 10:00", login,
              until="2024-04-14 18:00"),
        Claim(found["runner"], "HoldsRole", found["runner"], "2024-04-15", talk, "single",
              role="RunningPointsUser"),
    ]  # fmt: skip


def _instructions(cast: Cast, more: Annex, found: Inquiry, paid: Sequence[datetime]) -> list[Claim]:
    """Two messages came before a run; one came after, one a day before, one to somebody else."""
    runner, boss = found["runner"], cast.operator
    cash = paid[0] + timedelta(hours=2, minutes=10)
    first, last = paid[0] - timedelta(minutes=12), max(cash, _shift(paid)) + timedelta(minutes=15)
    chats = "手机取证报告（2024）73号"

    def told(who: Person, whom: Person, at: datetime, message: str) -> Claim:
        return Claim(who, "Instructs", whom, _minute(at), chats, thing=Thing(message, "Content"))

    return [
        told(boss, runner, first, "消息0415-01"),
        told(cast.leader, runner, cash - timedelta(minutes=25), "消息0415-02"),
        told(boss, runner, last, "消息0415-03"),
        told(boss, runner, first - timedelta(hours=20), "消息0414-01"),
        told(boss, found["early_runner"], first, "消息0415-04"),
        Claim(runner, "HandsOverCash", cast.dealer, _minute(cash), "讯问笔录（第1次）第4页",
              "single", thing=more.thing("den"), amount="20000"),
    ]  # fmt: skip


def _border(cast: Cast, found: Inquiry) -> list[Claim]:
    """Two go to the compound behind a guide; others alone, too early, or to a hotel."""
    record, guide, callers = "出入境记录查询结果（2024）6号", found["guide"], cast.callers
    return [
        Claim(COMPOUND, "HoldsRole", COMPOUND, "2024-01-10", "境外警务协作复函（2024）2号",
              role="ScamCompound"),
        Claim(callers[0], "CrossesBorder", COMPOUND, "2024-02-27 20:10", record, thing=guide),
        Claim(callers[1], "CrossesBorder", COMPOUND, "2024-02-27 20:40", record, thing=guide),
        Claim(callers[2], "CrossesBorder", COMPOUND, "2024-02-29 09:00", record),
        Claim(callers[3], "CrossesBorder", COMPOUND, "2023-12-05 19:00", record, thing=guide),
        Claim(cast.leader, "CrossesBorder", HOTEL, "2024-02-27 20:15", record, "verified",
              thing=cast.lead),
    ]  # fmt: skip


def _freezes(cast: Cast) -> list[Claim]:
    """One payer's money is held and given back; the rest is a victim's, or of another time."""
    payer = cast.outsiders[PAYERS[0]]
    first, last, card = (
        Thing(account.card, "BankAccount")
        for account in (cast.levels[1][0], cast.levels[1][-1], cast.strangers[PAYERS[0]])
    )
    notice, decision = "协助冻结财产通知书（2024）21号", "返还决定书（2024）3号"
    return [
        Claim(payer, "HoldsAccount", card, "2021-09-03", "银行复函（2024）52号", "verified"),
        Claim(POLICE, "FreezesFunds", first, "2024-04-17", notice, "verified", until="2024-10-16",
              thing=payer, amount="30000"),
        Claim(POLICE, "ReturnsFunds", payer, "2024-07-08", decision, "verified", thing=first,
              amount="30000"),
        Claim(POLICE, "FreezesFunds", last, "2024-04-17", notice, "verified", until="2024-10-16",
              thing=cast.victims[0], amount="620"),
        Claim(POLICE, "FreezesFunds", card, "2024-02-20", "协助冻结财产通知书（2024）5号",
              "verified", until="2024-08-19", thing=payer, amount="500"),
    ]  # fmt: skip


def _channels(cast: Cast) -> list[Claim]:
    """Of four merchants one is paid while its channel and settlement are in force."""
    one, two, three = (Thing(account.card, "PlatformAccount") for account in cast.levels[5])
    first, second = (Thing(account.card, "BankAccount") for account in cast.levels[6])
    elsewhere = Thing(cast.strangers[ELSEWHERE].card, "BankAccount")
    other = Thing("SH0900731", "MerchantAccount")
    book = "第四方平台后台数据检查笔录（2024）4号"

    def by_book(who: Thing, kind: str, whom: Thing, since: str, until: str = "") -> Claim:
        return Claim(who, kind, whom, since, book, until=until, thing=FOURTH_PARTY)

    channel, later, ended, apart = CHANNELS
    return [
        by_book(one, "RoutesThrough", channel, "2024-04-02"),
        by_book(channel, "SettlesTo", first, "2024-04-02 00:00", "2024-04-15 19:59"),
        by_book(channel, "SettlesTo", second, "2024-04-15 20:00", "2024-04-30 23:59"),
        by_book(channel, "SettlesTo", elsewhere, "2024-05-01"),
        by_book(two, "RoutesThrough", later, "2024-05-01"),
        by_book(later, "SettlesTo", first, "2024-04-02"),
        by_book(three, "RoutesThrough", ended, "2024-04-02"),
        by_book(ended, "SettlesTo", first, "2024-03-01", "2024-04-10"),
        by_book(other, "RoutesThrough", apart, "2024-04-02"),
        by_book(apart, "SettlesTo", elsewhere, "2024-04-02"),
    ]

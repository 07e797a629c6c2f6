"""Calls and coins: the carrier's record, and the transfers on chain that nothing ties to a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from stdnum import luhn

from kg.demo import numbers
from kg.demo.cast import Cast, Person
from kg.demo.events import Payment
from kg.demo.exports import Written
from kg.demo.layering import WAVE
from kg.demo.leaked import SPARED
from kg.demo.supporting_cast import Annex
from kg.demo.writers import write_csv

CALLS, CHAIN = "话单.csv", "TRC20转账导出.csv"
_PLACES = ("澄湖市", "临汀市", "境外")


@dataclass(frozen=True, slots=True, order=True)
class Call:
    """One row of the record, seen from the number that was asked about."""

    at: datetime
    number: str
    kind: str
    other: str
    seconds: int
    place: str

    @property
    def ends(self) -> tuple[str, str]:
        """Return who called and who was called."""
        return (self.number, self.other) if self.kind == "主叫" else (self.other, self.number)


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """One transfer of USDT on chain, in millionths."""

    at: datetime
    source: str
    target: str
    millionths: int


def calls_of(cast: Cast, more: Annex, seeds: Sequence[Payment], rng: Random) -> list[Call]:
    """Return every call that the carrier recorded, oldest first."""
    calls = [*_to_victims(cast, seeds, rng), *_among_themselves(cast, rng), *_errands(cast, rng)]
    spared = [victim.phone for victim in cast.victims[SPARED : SPARED + 1]]
    return sorted([*(call for call in calls if call.other not in spared), *_beside(cast, more)])


def write_calls(folder: Path, calls: Sequence[Call], more: Annex) -> Written:
    """Write the carrier's record."""
    head = "用户号码 事件类型 开始时间 通话时长 对端号码 对端归属地 活动地区 基站号 IMEI"
    rows = [head.split()]
    for call in calls:
        rows.append([
            call.number, call.kind, f"{call.at:%Y-%m-%d %H:%M:%S}", str(call.seconds), call.other,
            "澄湖市", call.place, f"460-99-{int(call.number[-4:]):05d}",
            handset_of(call.number, more),
        ])  # fmt: skip
    write_csv(folder / CALLS, rows, "utf-8-sig")
    return Written(CALLS, len(rows) - 1)


def handset_of(number: str, more: Annex) -> str:
    """Return the handset in which a number is used: its own, or one that takes many cards."""
    burners = [more.numbers[name] for name in ("burner_1", "burner_2", "burner_3")]
    if number in burners:
        return more.handsets["work"]
    body = f"99{number[-8:]}0000"
    return body + str(luhn.calc_check_digit(body))


def _beside(cast: Cast, more: Annex) -> list[Call]:
    """Add a collector's calls by day, three cards of one handset, and calls before the sale."""
    return [*_collection(more), *_burners(more), *_before(cast, more)]


def _collection(more: Annex) -> list[Call]:
    rng, target = more.rng, more["debtor"].phone
    calls = []
    for who, days, first in (("collector", 3, 8), ("helper_collector", 2, 10)):
        for day in range(days):
            for number in range(4 + rng.randrange(9)):
                at = datetime(2024, 1, first + day, 9, 5) + timedelta(minutes=37 * number)  # noqa: DTZ001
                calls.append(
                    Call(at, more[who].phone, "主叫", target, rng.randrange(1, 90), "澄湖市")
                )
    back = datetime(2024, 1, 9, 21, 0, 3)  # noqa: DTZ001  the debtor calls back: no collecting
    calls.append(Call(back, more["collector"].phone, "被叫", target, 33, "澄湖市"))
    other = more["second_debtor"].phone  # a call, and no act that it belongs to
    calls.append(
        Call(back + timedelta(hours=1), more["collector"].phone, "主叫", other, 12, "澄湖市")
    )
    return calls


def _burners(more: Annex) -> list[Call]:
    rng, first = more.rng, datetime(2024, 3, 22, 10, 0)  # noqa: DTZ001
    calls = []
    for place, name in enumerate(("burner_1", "burner_2", "burner_3")):
        for number in range(3):
            at = first + timedelta(days=4 * place, hours=2 * number, seconds=rng.randrange(900))
            other = numbers.phone_number(rng)
            calls.append(Call(at, more.numbers[name], "主叫", other, rng.randrange(5, 60), "境外"))
    return calls


def _before(cast: Cast, more: Annex) -> list[Call]:
    at = datetime(2024, 2, 10, 11, 15, 20)  # noqa: DTZ001  nine days before the list was sold
    friend = more.numbers["friend"]
    called = [cast.victims[0], *cast.victims[SPARED : SPARED + 1]]
    return [
        Call(at + timedelta(minutes=place), friend, "主叫", victim.phone, 61, "澄湖市")
        for place, victim in enumerate(called)
    ]


def _to_victims(cast: Cast, seeds: Sequence[Payment], rng: Random) -> list[Call]:
    people = {victim.resident_id: place for place, victim in enumerate(cast.victims)}
    calls = []
    for seed in seeds:
        assert seed.payer is not None
        place = people[seed.payer.certificate]
        caller, victim = cast.callers[place % len(cast.callers)], cast.victims[place]
        for _ in range(rng.randrange(1, 4)):
            at = seed.at - timedelta(minutes=rng.randrange(15, 2_000), seconds=rng.randrange(60))
            calls.append(
                Call(at, caller.phone, "主叫", victim.phone, rng.randrange(40, 2_400), "境外")
            )
    return calls


def _among_themselves(cast: Cast, rng: Random) -> list[Call]:
    pairs = [(cast.insider, cast.broker), (cast.broker, cast.lead), (cast.broker, cast.leader),
             (cast.lead, cast.leader), (cast.leader, cast.water_leader),
             (cast.leader, cast.card_dealer), (cast.card_dealer, cast.operator),
             (cast.operator, cast.dealer),
             *((cast.leader, caller) for caller in cast.callers)]  # fmt: skip
    calls = []
    for person, other in pairs:
        for _ in range(rng.randrange(3, 8)):
            at = WAVE - timedelta(days=rng.randrange(1, 60), seconds=rng.randrange(86_400))
            calls.append(_call(at, person, other, rng))
    return calls


def _call(at: datetime, person: Person, other: Person, rng: Random) -> Call:
    kind = rng.choice(("主叫", "主叫", "被叫"))
    return Call(at, person.phone, kind, other.phone, rng.randrange(10, 900), rng.choice(_PLACES))


def _errands(cast: Cast, rng: Random) -> list[Call]:
    """Add calls that mean nothing: taxis, parcels, wrong numbers."""
    users = [cast.broker, cast.lead, *cast.callers, cast.dealer]
    calls = []
    for _ in range(60):
        at = WAVE - timedelta(days=rng.randrange(1, 60), seconds=rng.randrange(86_400))
        other = numbers.phone_number(rng)
        calls.append(
            Call(at, rng.choice(users).phone, "主叫", other, rng.randrange(5, 300), "澄湖市")
        )
    return calls


def moves_of(cast: Cast, rng: Random) -> list[tuple[Move, str]]:
    """Return the USDT transfers around the dealer's wallet with their hashes, oldest first."""
    start = WAVE.replace(tzinfo=UTC) - timedelta(hours=8)
    moves: list[Move] = []
    for place in range(24):
        at = start + timedelta(hours=2 * place, seconds=rng.randrange(7_000))
        supplier = rng.choice(cast.other_wallets[:6])
        sent = rng.randrange(2_000, 30_000) * 1_000_000
        moves.append(Move(at, supplier, cast.dealer_wallet, sent))
    for place in range(10):
        at = start + timedelta(hours=5 * place + 3, seconds=rng.randrange(7_000))
        sent = rng.randrange(9_000_000_000, 40_000_000_000)
        moves.append(Move(at, cast.dealer_wallet, cast.exchange_wallet, sent))
    for _ in range(14):
        at = start + timedelta(seconds=rng.randrange(200_000))
        sender, other = rng.sample(cast.other_wallets[6:], 2)
        moves.append(Move(at, sender, other, rng.randrange(10_000_000, 900_000_000)))
    return [(move, numbers.hex_hash(rng)) for move in sorted(moves)]


def settlements(more: Annex, dark_price: int) -> list[tuple[Move, str]]:
    """Return what was paid in coin for data, and where that went; nothing ties it to the dealer."""
    wallet, rng = more.wallets, more.rng
    sales = [("2024-02-11 03:00", "vendor", "early", 700), ("2024-03-02 05:10", "dark_buyer",
            "vendor", dark_price), ("2024-03-03 01:00", "vendor", "hop", 1_500),
            ("2024-03-05 02:20", "vendor", "hop", 900 + rng.randrange(200)),
            ("2024-03-05 06:00", "vendor", "coin_dealer", 800),
            ("2024-03-05 17:40", "far_hop", "broker", 6_800),
            ("2024-03-06 18:00", "broker", "coin_dealer", 3_000 + rng.randrange(400)),
            ("2024-03-07 18:30", "broker", "hop", 2_500),
            ("2024-03-08 04:00", "hop", "far_hop", 40),
            ("2024-03-01 08:00", "coin_source", "coin_dealer", 5_000),
            ("2024-03-09 08:00", "coin_dealer", "coin_sink", 4_000 + rng.randrange(900)),
            ("2024-03-10 08:00", "coin_dealer", "coin_sink", 1_000)]  # fmt: skip
    return [
        (
            Move(
                datetime.fromisoformat(at).replace(tzinfo=UTC), wallet[sender], wallet[other],
                1_000_000 * coins,
            ),
            numbers.hex_hash(rng),
        )
        for at, sender, other, coins in sales
    ]  # fmt: skip


def write_chain(folder: Path, moves: Sequence[tuple[Move, str]]) -> Written:
    """Write the transfers as a block explorer exports them."""
    start = WAVE.replace(tzinfo=UTC) - timedelta(hours=8)
    rows = [["Transaction Hash", "Block", "Time", "From", "To", "Amount", "Token", "Status"]]
    for move, code in sorted(moves):
        amount = f"{move.millionths // 1_000_000}.{move.millionths % 1_000_000:06d}"
        block = str(60_000_000 + int((move.at - start).total_seconds()) // 3)
        moment = str(int(move.at.timestamp() * 1000))
        rows.append([code, block, moment, move.source, move.target, amount, "USDT", "SUCCESS"])
    write_csv(folder / CHAIN, rows, "utf-8")
    return Written(CHAIN, len(rows) - 1)

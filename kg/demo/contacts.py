"""Calls and coins: the carrier's record, and the transfers on chain that nothing ties to a card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from kg.demo import numbers
from kg.demo.cast import Cast, Person
from kg.demo.diary import Payment
from kg.demo.exports import Written
from kg.demo.layering import WAVE
from kg.demo.writers import write_csv

CALLS, CHAIN = "话单.csv", "TRC20转账导出.csv"
_PLACES = ("澄湖市", "临汀市", "境外")

Call = tuple[datetime, str, str, str, int, str]


def write_calls(folder: Path, cast: Cast, seeds: Sequence[Payment], rng: Random) -> Written:
    """Write the carrier's record of the gang's numbers, oldest first."""
    calls = [*_to_victims(cast, seeds, rng), *_among_themselves(cast, rng), *_errands(cast, rng)]
    head = "用户号码 事件类型 开始时间 通话时长 对端号码 对端归属地 活动地区 基站号 IMEI"
    rows = [head.split()]
    for at, number, kind, other, seconds, place in sorted(calls):
        cell = f"460-99-{int(number[-4:]):05d}"
        imei = _imei(number)
        rows.append(
            [
                number,
                kind,
                f"{at:%Y-%m-%d %H:%M:%S}",
                str(seconds),
                other,
                "澄湖市",
                place,
                cell,
                imei,
            ]
        )
    write_csv(folder / CALLS, rows, "utf-8-sig")
    return Written(CALLS, len(rows) - 1)


def _imei(number: str) -> str:
    from stdnum import luhn

    body = f"99{number[-8:]}0000"
    return body + str(luhn.calc_check_digit(body))


def _to_victims(cast: Cast, seeds: Sequence[Payment], rng: Random) -> list[Call]:
    people = {victim.resident_id: place for place, victim in enumerate(cast.victims)}
    calls = []
    for seed in seeds:
        assert seed.payer is not None
        place = people[seed.payer.certificate]
        caller, victim = cast.callers[place % len(cast.callers)], cast.victims[place]
        for _ in range(rng.randrange(1, 4)):
            at = seed.at - timedelta(minutes=rng.randrange(15, 2_000), seconds=rng.randrange(60))
            calls.append((at, caller.phone, "主叫", victim.phone, rng.randrange(40, 2_400), "境外"))
    return calls


def _among_themselves(cast: Cast, rng: Random) -> list[Call]:
    pairs = [(cast.insider, cast.broker), (cast.broker, cast.lead), (cast.broker, cast.leader),
             (cast.lead, cast.leader), (cast.leader, cast.water_leader),
             (cast.leader, cast.card_dealer), (cast.card_dealer, cast.operator),
             (cast.operator, cast.dealer),
             *((cast.leader, caller) for caller in cast.callers)]  # fmt: skip
    calls = []
    for one, other in pairs:
        for _ in range(rng.randrange(3, 8)):
            at = WAVE - timedelta(days=rng.randrange(1, 60), seconds=rng.randrange(86_400))
            calls.append(_call(at, one, other, rng))
    return calls


def _call(at: datetime, one: Person, other: Person, rng: Random) -> Call:
    kind = rng.choice(("主叫", "主叫", "被叫"))
    return at, one.phone, kind, other.phone, rng.randrange(10, 900), rng.choice(_PLACES)


def _errands(cast: Cast, rng: Random) -> list[Call]:
    """Add calls that mean nothing: taxis, parcels, wrong numbers."""
    users = [cast.broker, cast.lead, *cast.callers, cast.dealer]
    calls = []
    for _ in range(60):
        at = WAVE - timedelta(days=rng.randrange(1, 60), seconds=rng.randrange(86_400))
        other = numbers.phone_number(rng)
        calls.append((at, rng.choice(users).phone, "主叫", other, rng.randrange(5, 300), "澄湖市"))
    return calls


def write_chain(folder: Path, cast: Cast, rng: Random) -> tuple[Written, int]:
    """Write the USDT transfers around the dealer's wallet, and return their sum in millionths."""
    start = WAVE.replace(tzinfo=UTC) - timedelta(hours=8)
    moves: list[tuple[datetime, str, str, int]] = []
    for place in range(24):
        at = start + timedelta(hours=2 * place, seconds=rng.randrange(7_000))
        supplier = rng.choice(cast.other_wallets[:6])
        moves.append((at, supplier, cast.dealer_wallet, rng.randrange(2_000, 30_000) * 1_000_000))
    for place in range(10):
        at = start + timedelta(hours=5 * place + 3, seconds=rng.randrange(7_000))
        sent = rng.randrange(9_000_000_000, 40_000_000_000)
        moves.append((at, cast.dealer_wallet, cast.exchange_wallet, sent))
    for _ in range(14):
        at = start + timedelta(seconds=rng.randrange(200_000))
        one, other = rng.sample(cast.other_wallets[6:], 2)
        moves.append((at, one, other, rng.randrange(10_000_000, 900_000_000)))
    head = "Transaction Hash,Block,Time,From,To,Amount,Token,Status"
    rows = [head.split(",")]
    for at, one, other, millionths in sorted(moves):
        amount = f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"
        block = str(60_000_000 + int((at - start).total_seconds()) // 3)
        moment = str(int(at.timestamp() * 1000))
        rows.append([numbers.hex_hash(rng), block, moment, one, other, amount, "USDT", "SUCCESS"])
    write_csv(folder / CHAIN, rows, "utf-8")
    return Written(CHAIN, len(moves)), sum(move[3] for move in moves)

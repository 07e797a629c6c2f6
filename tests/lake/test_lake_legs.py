"""Legs that no row records: those of an extract are those of the whole lake."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from kg.case.money import lake_legs
from kg.case.money.lake_legs import LegsOfLake, legs_of_lake
from kg.case.money.legs import legs_between
from kg.errors import FormatError
from kg.lake.duck_engine import DuckEngine
from kg.lake.extract import cut_payments, cut_rows, payments_told, write_extract
from kg.lake.layout import Lake
from kg.ledger import Ledger
from kg.ledger.extracts import check_extract
from kg.messages import Message
from kg.model import InferredLeg
from kg.schema import load_schema
from kg.trace.bridge.propose import BridgeFacts
from tests.depth import by_depth
from tests.lake.lakes import lake_of, loaded, whole_ledger
from tests.ledger.shelving import Reading, account, write

SEEDS = range(by_depth(4, 60))
AMOUNTS = ("1000", "7190", "12345.67", "71800", "87654.32", "100000.01")
PRICES = ("7", "7.1", "7.18", "7.19", "7.137", "6.4")
MINUTE, DAY = 60, 86_400


def trades(seed: int) -> list[Reading]:
    """Return statements and chains of some files: coin for money, money for coin and for gifts."""
    chance = random.Random(seed)
    told = [Reading(name=f"{seed}-{n}.csv", salt=str(seed)) for n in range(4)]
    told[0].entity("dealer", kind="Person", name="dealer")
    told[0].link("ConvertsFor", "dealer", "gang")
    told[1].link("HoldsAccount", "dealer", chance.choice(["d0", "w0"]))
    told[1].link("BindsCard", "host", "d1")
    for _ in range(8):
        amount, start = chance.choice(AMOUNTS), chance.randrange(40) * 30 * MINUTE
        payer, payee = chance.choice([("a0", "d0"), ("a0", "d0"), ("a1", "d0"), ("a2", "d1")])
        _tell(chance, told, payer, payee, amount, start)
        for _ in range(chance.randrange(3)):
            later = start + chance.randrange(-3, 30) * 30 * MINUTE
            _tell_coin(chance, told, amount, later)
    gifts = [Decimal(chance.randrange(1_000_000, 2_000_000)) / 100 for _ in range(4)]
    for number, gift in enumerate(gifts):
        told[3].flow(f"fan{number}", "host", str(gift), number * DAY, giftName="火箭", by="host")
    paid = sum(gifts) * chance.choice([45, 50]) / 100
    told[2].flow("guild", "d1", f"{paid:.2f}", chance.randrange(5, 40) * DAY, by="d1")
    return told


def _tell(
    chance: random.Random, told: list[Reading], payer: str, payee: str, amount: str, at: int
) -> None:
    """Tell a payment by one bank or by both, to the second or to the day."""
    more = {}
    if chance.random() < 0.1:
        more, at = {"precision": "day"}, at - at % DAY
    for side in chance.choice([[payer], [payee], [payer, payee]]):
        told[chance.randrange(3)].flow(payer, payee, amount, at, by=side, **more)


def _tell_coin(chance: random.Random, told: list[Reading], amount: str, at: int) -> None:
    price, places = Fraction(chance.choice(PRICES)), chance.choice([0, 2, 6])
    coin = Fraction(int(Fraction(amount) / price * 10**places), 10**places)
    coin -= chance.choice([0, 0, 1])
    ends = chance.choice([("w0", "b0"), ("w0", "b0"), ("w1", "b0"), ("w1", "b1")])
    text = f"{max(float(coin), 1):.6f}"
    told[3].flow(*ends, text, at, by=ends[0], currency="USDT")


def cut(
    folder: Path, lake: Lake, accounts: set[str], legs: LegsOfLake | None
) -> tuple[Ledger, set[str]]:
    """Cut out accounts with the legs that rest on their rows; return all, and the payments cut."""
    engine = DuckEngine()
    rows = {"transfer": cut_rows(lake, engine, "transfer", accounts)}
    told, resting = payments_told(rows.values()), None
    if legs is not None:
        resting, payers = legs.resting_on(told)
        for kind, needed in payers.items():
            rows[kind] = cut_payments(lake, engine, kind, needed, rows[kind])
    out = folder / "extract"
    out.mkdir()
    written = write_extract(lake, engine, rows, accounts, {}, out, legs=resting)
    return loaded(folder / "part", [file.path for file in written]), told


def legs_in(ledger: Ledger) -> dict[str, InferredLeg]:
    found = legs_between(load_schema(), ledger.index(), UTC).legs
    return {leg.id: leg for leg in found}


def searched(lake: Lake) -> LegsOfLake:
    found = legs_of_lake(lake, DuckEngine(), BridgeFacts())
    assert isinstance(found, LegsOfLake)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_legs_of_an_extract_are_those_of_the_whole(seed: int, tmp_path: Path) -> None:
    told = trades(seed)
    lake, whole = lake_of(tmp_path, told), legs_in(whole_ledger(tmp_path, told))
    chance, legs = random.Random(seed), searched(lake)
    for number in range(2):
        names = [f"{kind}{n}" for kind in "adwb" for n in range(2)]
        accounts = set(map(account, chance.sample(names, 2)))
        place = tmp_path / str(number)
        place.mkdir()
        part, payments = cut(place, lake, accounts, legs)
        mine = legs_in(part)
        beside = {key for key, leg in whole.items() if not payments.isdisjoint(leg.rows)}
        assert {key: whole[key] for key in beside} == {
            key: leg for key, leg in mine.items() if not payments.isdisjoint(leg.rows)
        }


def test_many_legs_are_compared_and_rivals_that_stay_in_the_lake_count(tmp_path: Path) -> None:
    """Without what the lake weighed, legs of some extracts would be others."""
    states, rules, otherwise = list[str](), set[str](), 0
    for seed in SEEDS[:4]:
        place = tmp_path / str(seed)
        place.mkdir()
        told = trades(seed)
        lake, whole = lake_of(place, told), legs_in(whole_ledger(place, told))
        states += [leg.state for leg in whole.values()]
        rules |= {leg.rule for leg in whole.values()}
        part, payments = cut(place, lake, {account("d0"), account("b0")}, None)
        beside = {key for key, leg in whole.items() if not payments.isdisjoint(leg.rows)}
        otherwise += legs_in(part) != {key: whole[key] for key in beside}
    assert len(states) > 8 and {*states} == {"proposed", "ambiguous"}
    assert rules == {"coin-bought", "coin-sold", "gift-cashed"} and otherwise


def test_a_leg_beside_more_payments_than_are_held_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = lake_of(tmp_path, trades(1))
    monkeypatch.setattr(lake_legs, "LIMITS", replace(lake_legs.LIMITS, lake_leg_rows=3))
    said = legs_of_lake(lake, DuckEngine(), BridgeFacts())
    assert isinstance(said, Message) and said.id == "lake-legs-too-many"


def test_a_lake_of_money_alone_has_no_legs_and_asks_for_no_rows(tmp_path: Path) -> None:
    reading = Reading()
    reading.flow("a0", "a1", "1000", 0)
    assert searched(lake_of(tmp_path, [reading])) == LegsOfLake((), {})


@pytest.mark.parametrize("text", ["{", "[]", '{"id": "x"}', "null"])
def test_an_extract_whose_legs_are_none_is_refused(text: str, tmp_path: Path) -> None:
    folder = Reading().write(tmp_path / "extract")
    kinds = {"id": "VARCHAR", "leg": "VARCHAR"}
    write(folder / "lake_leg.parquet", [{"id": "urn:x", "leg": text}], kinds)
    with pytest.raises(FormatError, match="lake_leg"):
        check_extract(folder, "rows.extract.zip")

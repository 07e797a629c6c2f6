"""Made cases for the map: things and pairs that nobody real has."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from kg.model import CaseMap, Entity, PairSum

KINDS = ("Person", "BankAccount", "PhoneNumber", "BankAccount", "Wallet", "Device")
DAY = 86_400_000_000
BASE = 19_800 * DAY


def thing(number: int, kind: str, name: str) -> Entity:
    return Entity(f"urn:crimechain:{kind.lower()}:{number:032x}", kind, {"name": (name,)})


def made_ends(size: int, pairs: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return both ends of pairs: groups of forty, a few of them joined, hubs that many share."""
    dice = np.random.default_rng(seed)
    a = dice.integers(0, size, pairs)
    b = (a // 40) * 40 + dice.integers(0, 40, pairs)
    far, hub = dice.random(pairs) < 0.1, dice.random(pairs) < 0.1
    b[far] = dice.integers(0, size, int(far.sum()))
    b[hub] = dice.integers(0, 20, int(hub.sum())) * max(size // 20, 1)
    return a, b % size


def made_case(size: int, pairs: int) -> CaseMap:
    """Return a case of so many things, every other pair with an amount."""
    dice = np.random.default_rng(7)
    kinds = [KINDS[at % len(KINDS)] for at in range(size)]
    things = tuple(
        thing(at, kind, f"甲某{at}" if kind == "Person" else f"0622****{at % 10_000:04d} ({at})")
        for at, kind in enumerate(kinds)
    )
    a, b = made_ends(size, pairs)
    cents = dice.integers(100, 10**7, pairs).tolist()
    days = dice.integers(0, 200, pairs).tolist()
    joined = [
        pair(things, int(one), int(two), number, cents[number], days[number])
        for number, (one, two) in enumerate(zip(a.tolist(), b.tolist(), strict=True))
    ]
    handles = {one.id: f"A{at + 1}" for at, one in enumerate(things)}
    handles |= {one.link: f"T{at + 1}" for at, one in enumerate(joined)}
    return CaseMap("某案", things, tuple(joined), handles)


def pair(
    things: Sequence[Entity], one: int, two: int, number: int, cents: int, day: int
) -> PairSum:
    ends = (things[one].id, things[two].id)
    if number % 2:
        return PairSum(*ends, "RelatedTo", "同住", link=f"urn:l:{number}")
    count, amount = 1 + number % 3, Decimal(cents) / 100
    first = BASE + day * DAY
    last = first + (count - 1) * DAY
    link = f"urn:l:{number}"
    largest = amount if count == 1 else amount / 2
    return PairSum(*ends, "Transfer", "", "CNY", count, amount, largest, first, last, link)


def small_case() -> CaseMap:
    """Return a case of two groups with a bridge, a self payment, large amounts, and loners."""
    names = ["甲某1", "甲某2", "乙某1", "乙某2", "乙某3", "丙某1", "丙某2", "丁某1"]
    things = tuple(thing(at, "Person", name) for at, name in enumerate(names))
    things += tuple(thing(100 + at, "PhoneNumber", f"138****{at:04d}") for at in range(7))
    paid = [(0, 1, "1250.5", 2), (1, 2, "50000", 1), (2, 0, "0.1", 3), (3, 4, "88", 1)]
    paid += [(4, 3, "12", 1), (2, 3, "7", 1), (1, 1, "3", 1)]
    pairs = [
        PairSum(
            things[one].id, things[two].id, "Transfer", "", "CNY", count, Decimal(amount),
            Decimal(amount) / count, BASE, BASE + DAY, f"urn:l:{number}",
        )
        for number, (one, two, amount, count) in enumerate(paid)
    ]  # fmt: skip
    token = Decimal("123456789012345678901.000000000000000001")
    pairs.append(
        PairSum(things[0].id, things[1].id, "Transfer", "", "USDT", 1, token, token, BASE, BASE)
    )
    pairs.append(PairSum(things[5].id, things[6].id, "RelatedTo", "同住", link="urn:l:r"))
    handles = {one.id: f"P{at + 1}" for at, one in enumerate(things)} | {"urn:l:1": "T2"}
    return CaseMap("某案", things, tuple(pairs), handles, marking="内部")

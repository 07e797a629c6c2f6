"""Invented payments, made before any file is written of them: what is true of every file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_ORDER = "甲乙丙丁戊己庚辛壬癸"
_TOWNS = ("云州", "江左", "河间", "东陵", "西岭", "南浦")
_TRADES = ("商贸有限公司", "网络科技有限公司", "建材经营部", "货运有限公司", "便利店")
_FIRST = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana", "Ivo", "Jana")
_LAST = ("Sample", "Muster", "Placeholder", "Example", "Specimen", "Exemplar")
_FIRMS = ("Sample Trading Ltd", "Muster Handel GmbH", "Example Stores Inc", "Specimen Freight BV")


@dataclass(frozen=True, slots=True)
class Party:
    """One end of a payment: the number of the account, and what its holder is called."""

    number: str
    name: str
    latin: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment as it was, whatever a file makes of it.

    ``own`` is the account whose statement tells it, ``balance`` what was on it afterwards.
    """

    own: Party
    other: Party
    out: bool
    at: datetime
    amount: Decimal
    balance: Decimal
    serial: str
    memo: str

    @property
    def payer(self) -> Party:
        return self.own if self.out else self.other

    @property
    def payee(self) -> Party:
        return self.other if self.out else self.own


def repeatable(seed: str) -> Random:
    """Return chance that is the same for the same seed."""
    return Random(seed)  # noqa: S311 -- nothing is secret: the same seed, the same file


def check_digit(digits: str) -> str:
    """Return the last digit of a card number (Luhn).

    >>> check_digit("7992739871")
    '3'
    """
    doubled = [int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(reversed(digits))]
    return str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def card(dice: Random) -> str:
    """Return a card number of a prefix that nobody issues."""
    body = f"0629{dice.randrange(10**14):014d}"
    return body + check_digit(body)


def account(dice: Random) -> str:
    """Return an account number as banks write them, of a branch that does not exist."""
    return f"09{dice.randrange(10**13):013d}"


def iban(dice: Random) -> str:
    """Return an international account number of a bank that does not exist, with a true check."""
    body = f"00000000{dice.randrange(10**10):010d}"
    check = 98 - int(body + "131400") % 97
    return f"DE{check:02d}{body}"


def parties(dice: Random, count: int, number: str = "") -> list[Party]:
    """Return different parties; ``number`` is what they are known by: card, account, iban."""
    makers = {"card": card, "account": account, "iban": iban}
    found: dict[str, Party] = {}
    for n in range(count):
        made = makers[number or dice.choice(("card", "card", "account"))](dice)
        if dice.random() < 0.3:
            name, latin = dice.choice(_TOWNS) + dice.choice(_TRADES), dice.choice(_FIRMS)
        else:
            name = dice.choice(SURNAMES) + "某" + _ORDER[n % len(_ORDER)]
            latin = f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"
        found[made] = Party(made, name, latin)
    return list(found.values())


def statement(
    dice: Random,
    own: Party,
    others: Sequence[Party],
    count: int,
    *,
    cents: int = 2,
    minutes: bool = False,
) -> list[Payment]:
    """Return the payments of one account in order of time, none of the same amount as another.

    Args:
        dice: Where chance comes from.
        own: Whose account it is.
        others: With whom it pays and is paid.
        count: How many payments.
        cents: How many decimals the amounts have.
        minutes: Whether the times fall on whole minutes.
    """
    unit = Decimal(1).scaleb(-cents)
    at = datetime(2023, dice.randrange(1, 12), dice.randrange(1, 28), 8)  # noqa: DTZ001
    left, payments = Decimal(dice.randrange(200_000, 900_000)) + unit, []
    amounts = dice.sample(range(1_000, 5_000_000), count)
    for n, money in enumerate(amounts):
        at += timedelta(seconds=dice.randrange(61, 3 * 86_400))
        at = at.replace(second=0) if minutes else at
        amount = Decimal(money) if cents == 0 else Decimal(money) * unit + unit
        out = n % 2 == 0 if n < 2 else dice.random() < 0.55
        if out and amount > left:
            out = False
        left += -amount if out else amount
        memo = dice.choice(("转账", "货款", "往来款", "借款", "跨行转账", "网银转账"))
        serial = f"{at:%Y%m%d}{dice.randrange(10**8):08d}"
        payments.append(Payment(own, dice.choice(others), out, at, amount, left, serial, memo))
    return payments

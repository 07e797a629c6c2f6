"""The list that was leaked: a seized file of order recipients, half of the victims among them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kg.demo.cast import Cast, Person
from kg.demo.exports import Written
from kg.demo.numbers import digits, phone_number
from kg.demo.supporting_cast import Annex
from kg.demo.writers import write_csv

LEAKED = "栖澜订单导出.csv"
_ROWS = 240
_GOODS = ("保温杯", "毛毯", "茶具", "台灯")


@dataclass(frozen=True, slots=True)
class Batch:
    """What stands in the file: its rows, its hash, and the victims who are in it."""

    rows: tuple[tuple[str, ...], ...]
    sha256: str
    victims: tuple[Person, ...]

    def filled(self, *columns: int) -> int:
        """Return how many cells of some columns are filled."""
        return sum(bool(row[column]) for row in self.rows for column in columns)


def listed_victims(cast: Cast) -> tuple[Person, ...]:
    """Return the victims in the list: every other one, and one who is called only before."""
    return tuple(v for place, v in enumerate(cast.victims) if place % 2 == 0 or place == SPARED)


#: Which victim is in the list and was telephoned only before the list was sold.
SPARED = 3


def write_leaked(folder: Path, cast: Cast, more: Annex) -> tuple[Written, Batch]:
    """Write the list and return what is in it."""
    rng, victims = more.rng, listed_victims(cast)
    phones = [victim.phone for victim in victims]
    phones += [phone_number(rng) for _ in range(_ROWS - len(phones) - 6)]
    phones += phones[-6:]  # who ordered twice
    rows = []
    for place, phone in enumerate(phones):
        name = victims[place].name if place < len(victims) else f"收件{digits(rng, 4)}"
        balance = f"{rng.randrange(9_000)}.00" if place % 4 == 0 else ""
        rows.append((name, phone, "" if place % 9 == 5 else f"澄湖市新桥路{place + 1}号",
                     f"DD{digits(rng, 10)}", rng.choice(_GOODS), balance))  # fmt: skip
    rng.shuffle(rows)
    write_csv(
        folder / LEAKED,
        [["姓名", "手机号", "收货地址", "订单号", "商品名称", "余额"], *rows],
        "gb18030",
    )
    sha256 = hashlib.sha256((folder / LEAKED).read_bytes()).hexdigest()
    return Written(LEAKED, len(rows)), Batch(tuple(rows), sha256, victims)

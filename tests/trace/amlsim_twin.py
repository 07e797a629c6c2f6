"""Reads an AMLSim CSV and follows its payments with dictionaries; nothing of kg is imported."""

from __future__ import annotations

import csv
import gzip
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

Payment = tuple[int, int, int, int]  # payer, payee, cents, step


def payments(folder: Path) -> list[Payment]:
    with gzip.open(folder / "transactions.csv.gz", "rt", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [(int(a), int(b), _cents(value), int(step)) for a, b, value, step in rows]


def labelled(folder: Path) -> list[int]:
    with gzip.open(folder / "nodes.csv.gz", "rt", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [int(row[0]) for row in rows if row[1] == "1"]


def _cents(value: str) -> int:
    whole, _, part = value.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


class Twin:
    """Row b can follow row a when a's payee pays in b, further down, at most ``days`` later."""

    def __init__(self, rows: list[Payment]) -> None:
        steps = [row[3] for row in rows]
        assert steps == sorted(steps), "the file is not in time order"
        self.rows = rows
        self.paid: dict[int, list[int]] = defaultdict(list)
        self.got: dict[int, list[int]] = defaultdict(list)
        for number, (payer, payee, _, _) in enumerate(rows):
            self.paid[payer].append(number)
            self.got[payee].append(number)
        self.first_of_day = {day: bisect_left(steps, day) for day in range(-400, 600)}

    def forward(self, accounts: Iterable[int], days: int, hops: int) -> set[int]:
        front = self._begun(self.paid, accounts)
        seen = set(front)
        for _ in range(hops - 1):
            after = set()
            for n in front:
                mine = self.paid.get(self.rows[n][1], [])
                low = bisect_right(mine, n)
                high = bisect_left(mine, self.first_of_day[self.rows[n][3] + days + 1])
                after.update(mine[low:high])
            front = after - seen
            seen |= front
        return seen

    def _begun(self, mine: dict[int, list[int]], accounts: Iterable[int]) -> set[int]:
        """Payments of the accounts, but not from one of them to another: those begin nothing."""
        own = set(accounts)
        found = {n for account in own for n in mine.get(account, ())}
        return {
            n for n in found if not (own >= set(ends := self.rows[n][:2]) and ends[0] != ends[1])
        }

    def backward(self, accounts: Iterable[int], days: int, hops: int) -> set[int]:
        front = self._begun(self.got, accounts)
        seen = set(front)
        for _ in range(hops - 1):
            before = set()
            for n in front:
                mine = self.got.get(self.rows[n][0], [])
                low = bisect_left(mine, self.first_of_day[self.rows[n][3] - days])
                before.update(mine[low : bisect_left(mine, n)])
            front = before - seen
            seen |= front
        return seen

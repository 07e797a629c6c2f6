"""Generator G1 at any size: account = perm[floor(V u^3)], distinct times, lognormal amounts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kg.ledger.base import FlowIndex

HOUR = 3_600_000_000
DAYS = 90
NO_HUB = 1 << 30


class Numbers:
    """Names that are their own positions, without a text for each of a hundred million."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: int) -> str:
        return str(place)

    def index(self, name: str) -> int:
        """Return the position of a name."""
        return int(name)


def ends_of(transfers: int, accounts: int, dice: np.random.Generator) -> list[np.ndarray]:
    """Return payer and payee of every transfer."""
    names = dice.permutation(accounts).astype(np.int32)
    return [
        names[(accounts * dice.random(transfers, np.float32) ** 3).astype(np.int32) % accounts]
        for _ in "12"
    ]


def times_of(transfers: int, dice: np.random.Generator) -> np.ndarray:
    """Return distinct microseconds over 90 days, in order."""
    steps = np.arange(transfers)
    drawn = np.sort(dice.integers(0, DAYS * 24 * HOUR, transfers))
    return np.maximum.accumulate(drawn - steps) + steps


def fen_of(transfers: int, dice: np.random.Generator) -> np.ndarray:
    """Return amounts in fen."""
    return (dice.lognormal(7, 1.5, transfers) * 100).astype(np.int64) + 1


def generate(transfers: int, accounts: int, seed: int) -> FlowIndex:
    """Return G1 as the arrays that the rooms read; nobody is a hub."""
    dice = np.random.default_rng(seed)
    src, dst = ends_of(transfers, accounts, dice)
    start, amount = times_of(transfers, dice), fen_of(transfers, dice)
    minus, none = np.full(transfers, -1, np.int64), np.full(transfers, -1, np.int32)
    return FlowIndex(
        src=src, dst=dst, start=start, width=np.ones(transfers, np.int64), amount=amount,
        currency=np.zeros(transfers, np.int16), seq=minus, also_seq=minus, reporter=none,
        also_reporter=none, also_source_no=none, source_no=np.zeros(transfers, np.int32),
        links=Numbers(transfers), accounts=Numbers(accounts), currencies=("CNY",), scales=(100,),
        counterparties=np.zeros(accounts, np.int32), hub_kind=np.zeros(accounts, np.int8),
        is_end=np.zeros(accounts, bool), **lines(src, dst, accounts),
    )  # fmt: skip


def lines(src: np.ndarray, dst: np.ndarray, accounts: int) -> dict[str, Any]:
    """Return each account's transfers in time order, both ways."""
    found: dict[str, Any] = {}
    for way, ends in (("out", src), ("in", dst)):
        found[f"{way}_idx"] = np.argsort(ends, kind="stable").astype(np.int32)
        counts = np.bincount(ends, minlength=accounts)
        found[f"{way}_ptr"] = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return found

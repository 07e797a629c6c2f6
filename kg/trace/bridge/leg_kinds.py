"""The kinds of legs as data: what each joins, its rates, window, fees and the reason for each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from kg.messages import Message
from kg.trace.times import duration

PARTS = ("price", "gap", "known", "again")


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of goods comes to in money: the bounds that hold from a day until another."""

    money: str
    goods: tuple[str, ...]
    since: int
    until: int
    low: Fraction
    high: Fraction
    why: Message


@dataclass(frozen=True, slots=True)
class LegKind:
    """One kind of leg; times are microseconds, ``fees`` are wholes of the goods.

    What stands ``beside`` a payment says what it was for, and carries no money on.
    Nothing is proposed where more than one in ``chance`` searches would find as much by chance.
    """

    name: str
    version: str
    label: Message
    what: Message
    innocent: Message
    why: Message
    paid: str
    got: str
    pays_first: bool
    before: int
    after: int
    decimals: int
    fees: tuple[Fraction, ...]
    run: int
    within: int
    periods: tuple[str, ...]
    bounds: tuple[Fraction, Fraction] | None
    beside: bool
    chance: int

    def settings(self) -> dict[str, str]:
        """Return what a leg was searched with, as text."""
        texts = {"before": _hours(self.before), "after": _hours(self.after)}
        texts |= {"decimals": str(self.decimals), "fees": "/".join(map(str, self.fees))}
        return texts | {"chance": f"1/{self.chance}"}


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of the score: how many points it gives at most, and why."""

    name: str
    points: int
    label: Message
    why: Message


@cache
def kinds() -> Mapping[str, LegKind]:
    """Return every kind of leg by its name, in the order of the file."""
    return {name: _kind(name, fields) for name, fields in _catalogue()["kinds"].items()}


def stands_beside(name: str) -> bool:
    """Say whether legs of a kind stand beside a payment; those of a kind not known do not."""
    return name in kinds() and kinds()[name].beside


@cache
def rates() -> tuple[Rate, ...]:
    """Return the bounds that are assumed where a case has no table of rates."""
    return tuple(map(_rate, _catalogue()["rates"]))


@cache
def parts() -> Mapping[str, ScorePart]:
    """Return the parts of the score by name."""
    return {
        name: ScorePart(name, fields["points"], *_sentences(f"bridge-part-{name}", "label", "why"))
        for name, fields in _catalogue()["score"]["parts"].items()
    }


def number(name: str) -> int:
    """Return one number of the score: least, margin or pairs."""
    return int(_catalogue()["score"][name]["default"])


def rate_of(money: str, goods: str, moment: int) -> Rate | None:
    """Return the bounds of a pair at a moment (UTC microseconds), or None where none are known."""
    for rate in rates():
        if rate.money == money and goods in rate.goods and rate.since <= moment < rate.until:
            return rate
    return None


def moneys() -> frozenset[str]:
    """Return the currencies that some rate takes for money."""
    return frozenset(rate.money for rate in rates())


def coins() -> frozenset[str]:
    """Return the currencies that some rate takes for goods."""
    return frozenset(coin for rate in rates() for coin in rate.goods)


@cache
def _catalogue() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("bridge.toml").read_text(encoding="utf-8"))


def _kind(name: str, fields: Mapping[str, Any]) -> LegKind:
    label, what, innocent, why = _sentences(f"bridge-{name}", "label", "what", "innocent", "why")
    low, high = fields.get("low", ""), fields.get("high", "")
    return LegKind(
        name=name,
        version=fields["version"],
        label=label,
        what=what,
        innocent=innocent,
        why=why,
        paid=fields["paid"],
        got=fields["got"],
        pays_first=fields["money"] == "paid",
        before=_length(fields["before"]),
        after=_length(fields["after"]),
        decimals=fields["decimals"],
        fees=tuple(map(Fraction, fields["fees"])),
        run=fields.get("run", 1),
        within=_length(fields.get("within", "0s")),
        periods=tuple(fields.get("periods", ())),
        bounds=(Fraction(low), Fraction(high)) if low else None,
        beside=fields.get("beside", False),
        chance=fields["chance"],
    )


def _rate(fields: Mapping[str, Any]) -> Rate:
    since, until = (_moment(fields[key]) for key in ("since", "until"))
    low, high = Fraction(fields["low"]), Fraction(fields["high"])
    why = Message(f"bridge-rate-{fields['money'].lower()}-{fields['since'][:4]}-why")
    return Rate(fields["money"], tuple(fields["goods"]), since, until, low, high, why)


def _sentences(path: str, *keys: str) -> Iterator[Message]:
    """Yield the sentences about an item of the file."""
    return (Message(f"{path}-{key}") for key in keys)


def _length(text: str) -> int:
    return duration(text) // timedelta(microseconds=1)


def _hours(length: int) -> str:
    return f"{length // 60_000_000}m"


def _moment(text: str) -> int:
    day = date.fromisoformat(text)
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000

"""The typologies as data: what each is called, means, may innocently be, and its thresholds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from kg.errors import UsageError
from kg.messages import Message, languages
from kg.trace.times import duration

Value: TypeAlias = Any
UNITS = ("count", "share", "time", "times", "hours", "money", "limits")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number that a typology is held to, with its default and the reason for it.

    ``way`` is least or most where the measure is part of the score, else empty.
    """

    name: str
    unit: str
    default: Value
    label: Message
    why: Message
    way: str = ""


@dataclass(frozen=True, slots=True)
class Typology:
    """One shape of money: name, meaning, innocent reading, thresholds, version of its rule."""

    name: str
    version: str
    behaviour: str
    label: Message
    what: Message
    innocent: Message
    thresholds: Mapping[str, Threshold]

    def with_values(self, changed: Mapping[str, str]) -> dict[str, Value]:
        """Return every threshold's value, those that a person changed as typed."""
        values = {name: threshold.default for name, threshold in self.thresholds.items()}
        for name, text in changed.items():
            values[name] = _typed(self, name, text)
        return values


@cache
def typologies() -> Mapping[str, Typology]:
    """Return every typology by its name, in the order of the file."""
    path = Path(__file__).with_name("typologies.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: typology_of(name, definition, f"typology-{name}")
        for name, definition in table.items()
    }


@cache
def innocent_shapes() -> Mapping[str, Mapping[str, Any]]:
    """Return the innocent shapes, and their limits under that name."""
    path = Path(__file__).with_name("shapes.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def named_typologies(names: tuple[str, ...]) -> list[Typology]:
    """Return the typologies that a person names in any language; all where none is named."""
    return [typology(name) for name in names] if names else list(typologies().values())


def typology(name: str) -> Typology:
    """Return one typology by its name or its label in any language."""
    typed_name = name.strip().lower()
    for typology in typologies().values():
        if typed_name in (typology.name, typology.name.replace("-", " "), *_labels(typology)):
            return typology
    near = get_close_matches(typed_name, typologies(), n=3, cutoff=0.6)
    known = [_name_and_label(typology) for typology in typologies().values()]
    hint = Message("nearest-names", names=near) if near else Message("one-of-known", known=known)
    raise UsageError(Message("no-typology-called", name=name), hint=hint)


def _name_and_label(typology: Typology) -> Message:
    """Return how a typology is named; its English label is often its name."""
    same = "yes" if typology.label.text("en").replace(" ", "-") == typology.name else "no"
    return Message("typology-and-label", name=typology.name, label=typology.label, same=same)


def _labels(typology: Typology) -> list[str]:
    return [typology.label.text(lang).lower() for lang in languages()]


def typed_thresholds(texts: Sequence[str]) -> dict[str, dict[str, str]]:
    """Read thresholds as typed, ``fan-in.payers=6``, by typology."""
    typed: dict[str, dict[str, str]] = {}
    for text in texts:
        place, equals, value = text.partition("=")
        name, dot, threshold = place.strip().rpartition(".")
        if not equals or not dot:
            raise UsageError(
                Message("sets-no-threshold", text=repr(text)),
                hint=Message("write-threshold-as-fan-in"),
            )
        typed.setdefault(typology(name).name, {})[threshold] = value.strip()
    return typed


def threshold_text(value: Value) -> str:
    """Return a threshold's value as a person would type it."""
    if isinstance(value, dict):
        pairs = (f"{currency} {threshold_text(amount)}" for currency, amount in value.items())
        return ", ".join(pairs)
    if isinstance(value, list):
        return "/".join(map(threshold_text, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def typology_of(name: str, table: Mapping[str, Any], path: str) -> Typology:
    """Return what a table of such a file says of one name.

    Args:
        name: What it is called where it is typed.
        table: Its version, behaviour and thresholds.
        path: With what the ids of its sentences begin.
    """
    thresholds = {
        key: threshold_of(key, fields, Message(f"{path}-{hyphened(key)}-label"), path)
        for key, fields in table["thresholds"].items()
    }
    label, what, innocent = (Message(f"{path}-{key}") for key in ("label", "what", "innocent"))
    return Typology(name, table["version"], table["behaviour"], label, what, innocent, thresholds)


def threshold_of(name: str, table: Mapping[str, Any], label: Message, path: str) -> Threshold:
    """Return one threshold of such a table; the reason for it is a sentence under the path."""
    why = Message(f"{path}-{hyphened(name)}-why")
    return Threshold(name, table["unit"], table["default"], label, why, table.get("way", ""))


def hyphened(name: str) -> str:
    """Return the name of an item of a knowledge file as the ids of its sentences have it.

    >>> hyphened("most_payees"), hyphened("CashOut")
    ('most-payees', 'cash-out')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).replace("_", "-").lower()


def _typed(typology: Typology, name: str, text: str) -> Value:
    if name not in typology.thresholds:
        raise UsageError(
            Message("typology-has-no-threshold", name=typology.name, threshold=name),
            hint=Message("one-of-known", known=typology.thresholds),
        )
    unit = typology.thresholds[name].unit
    try:
        return _READ[unit](text)
    except (ValueError, InvalidOperation) as error:
        default = threshold_text(typology.thresholds[name].default)
        raise UsageError(
            Message(
                "not-a-value-of-threshold", text=repr(text), name=typology.name, threshold=name
            ),
            hint=Message("its-default-is", value=default),
        ) from error


def _number(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1e9:
        raise ValueError(text)
    return value


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value < 1_000_000:
        raise ValueError(text)
    return value


def _hours(text: str) -> list[int]:
    first, last = (int(part) for part in re.split("[-/]", text))
    if not (0 <= first < 24 and 0 < last <= 24 and first != last):
        raise ValueError(text)
    return [first, last]


def _money(text: str) -> dict[str, str]:
    pairs = [part.split() for part in text.split(",")]
    amounts = {currency: _sum(amount) for currency, amount in pairs}
    if len(amounts) < len(pairs):
        raise ValueError(text)
    return amounts


def _limits(text: str) -> dict[str, list[str]]:
    pairs = [part.split() for part in text.split(",")]
    limits = {currency: [_sum(one) for one in amounts.split("/")] for currency, amounts in pairs}
    if len(limits) < len(pairs):
        raise ValueError(text)
    return limits


def _sum(text: str) -> str:
    """Return a sum as it is kept; what is no number above nothing, or endless, is refused."""
    if not 0 < (amount := Decimal(text)) < Decimal("1e12"):
        raise ValueError(text)
    return str(amount)


def _time(text: str) -> str:
    duration(text)
    return text


_READ: Mapping[str, Any] = {
    "count": _count,
    "share": _number,
    "times": _number,
    "time": _time,
    "hours": _hours,
    "money": _money,
    "limits": _limits,
}


def length(value: str) -> int:
    """Return a time threshold in microseconds."""
    return duration(value) // timedelta(microseconds=1)

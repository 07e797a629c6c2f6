"""The numbers and classes that figures of networks are held to, as data: see ``terms.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.messages import Message
from kg.trace.typologies.catalogue import Typology, typology_of

KEY, COORDINATED = "key", "coordinated"
MEASURES = "measures"


@cache
def _file() -> Mapping[str, Any]:
    text = Path(__file__).with_name("terms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def terms(name: str) -> Typology:
    """Return the name, innocent reading and thresholds of a search in networks."""
    return typology_of(name, _file()[name], f"terms-{name}")


def values(name: str, typed: Iterable[str]) -> dict[str, Any]:
    """Return every threshold's value, those changed as typed (``steps=10``).

    Raises:
        UsageError: A text sets no threshold, or one that there is not.
    """
    pairs = [text.partition("=") for text in typed]
    for key, equals, value in pairs:
        if not (key.strip() and equals and value.strip()):
            raise UsageError(
                Message("sets-no-threshold", text=repr(key)),
                hint=Message("write-threshold-as-steps"),
            )
    return terms(name).with_values({key.strip(): value.strip() for key, _, value in pairs})


def measure_classes(measure: str) -> tuple[str, ...]:
    """Return the classes that a measure takes out: of things, or of facts for ``flow``."""
    return tuple(_file()[MEASURES][measure])


def action_class(word: str) -> str:
    """Return the flowing class that a word of ``--of`` means, in snake case."""
    return str(_file()["actions"][word])


def classes_behind() -> Mapping[str, tuple[str, ...]]:
    """Return the classes of facts that lead from an account to what stands behind it, by role."""
    return {role: tuple(classes) for role, classes in _file()["behind"].items()}


def extortion_classes(step: str) -> tuple[str, ...]:
    """Return the classes of facts that tell a step of publicity extortion."""
    return tuple(_file()["extortion"][step])

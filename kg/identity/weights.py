"""What counts for and against two things being one, and how much: the data of ``same.toml``.

Every weight has its reason, a sentence of the catalogues under ``same-<ground>-why``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kg.messages import Message

STRONG, LIKELY, POSSIBLE, CONFLICT, APART = (
    "strong", "likely", "possible", "conflict", "apart",
)  # fmt: skip
BANDS = (STRONG, LIKELY, POSSIBLE, CONFLICT, APART)
"""How sure a pair is, the surest first; a conflict looks alike and contradicts itself, what is
apart is ruled out."""
NEVER = 0


@dataclass(frozen=True, slots=True)
class GroundWeight:
    """A ground and its points.

    Args:
        name: What it is called; ``same-<name>`` is its sentence.
        points: What it adds, below nought where it speaks against.
        few: Up to how many things may share the value for the whole of the points.
        most: Up to how many for half of them; beyond that pairs are not looked for by it.
        rest: What it adds beyond that, to pairs that are looked for by something else.
        part: For which part of a strong pair it stands.
    """

    name: str
    points: int
    few: int = NEVER
    most: int = NEVER
    part: str = ""
    rest: int = 0

    @property
    def is_shared(self) -> bool:
        """Whether it rests on one value that both have, so that pairs are looked for by it."""
        return self.most > NEVER

    def worth(self, sharers: int) -> int:
        """Return the points where so many things of the case share the value.

        >>> GroundWeight("phone", 25, 3, 10).worth(2), GroundWeight("phone", 25, 3, 10).worth(9)
        (25, 12)
        """
        if not self.is_shared or sharers <= self.few:
            return self.points
        return self.points // 2 if sharers <= self.most else self.rest

    @property
    def why(self) -> Message:
        """Why it counts so much."""
        return Message(f"same-{self.name}-why")


@dataclass(frozen=True, slots=True)
class NumberKind:
    """A kind of number by which an office knows somebody.

    Args:
        lifelong: Whether two different ones of one issuer rule out that a pair is one.
        issuer: The country of all of them, ``"*"`` where there is one issuer in the world; empty
            where each number says its own.
    """

    lifelong: bool
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """Bands, grounds and kinds of numbers, as data."""

    version: str
    bands: Mapping[str, int]
    strong: tuple[frozenset[str], ...]
    never_strong: frozenset[str]
    grounds: Mapping[str, GroundWeight]
    identifiers: Mapping[str, NumberKind]
    numbers: Mapping[str, tuple[str, ...]]

    def band(self, points: int, grounds: set[str], parts: set[str]) -> str:
        """Return how sure a pair is by its points and what its grounds stand for, or nothing.

        Args:
            points: The sum over all grounds.
            grounds: Their names.
            parts: The parts of a strong pair that they stand for.
        """
        if points < self.bands[POSSIBLE]:
            return ""
        is_strong = any(needed <= parts for needed in self.strong)
        if points >= self.bands[STRONG] and is_strong and not grounds & self.never_strong:
            return STRONG
        return LIKELY if points >= self.bands[LIKELY] else POSSIBLE


@cache
def weights() -> Weights:
    """Return the weights that come with kg."""
    text = (files("kg.identity") / "same.toml").read_text(encoding="utf-8")
    return read_weights(tomllib.loads(text))


def read_weights(document: Mapping[str, Any]) -> Weights:
    """Return the weights that a document in the form of ``same.toml`` states."""
    return Weights(
        version=document["version"],
        bands=dict(document["bands"]),
        strong=tuple(frozenset(parts) for parts in document["strong"]["any"]),
        never_strong=frozenset(document["strong"]["never"]),
        grounds={name: GroundWeight(name, **told) for name, told in document["grounds"].items()},
        identifiers={k: NumberKind(**told) for k, told in document["identifiers"].items()},
        numbers={family: tuple(names) for family, names in document["numbers"].items()},
    )

"""What breaks a shape: which thing, by what, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass

from kg.messages import Message


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that breaks one constraint of a shape; names are local, without a namespace.

    ``value`` is the value at fault, as it is written; nothing where a value is missing or where
    there are too many.
    """

    shape: str
    thing: str
    path: str
    component: str
    severity: str
    value: str
    said: Message


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """How often the facts of one file break one constraint, and where the first one stands."""

    first: Breach
    place: str
    count: int

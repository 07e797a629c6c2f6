"""Who can have been reached by whose money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kg.messages import Message
from kg.model.traces import Seed
from kg.text.html_table import html_table


@dataclass(frozen=True, slots=True)
class Reached:
    """An account that money of some starts (by number) can have come to, and first by which row."""

    account: str
    currency: str
    starts: tuple[int, ...]
    first: datetime
    link: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """By which payment a start's money can first have come to an account that was asked about."""

    start: int
    account: str
    currency: str
    first: datetime
    link: str


@dataclass(frozen=True, slots=True, repr=False)
class Reach:
    """Who can have been reached by whose money, whoever most starts can have reached first.

    It says who can have been, never how much: no window, no rule. ``direction`` "in": whose money
    can have come to the starts.
    """

    direction: str
    starts: tuple[Seed, ...]
    places: tuple[Reached, ...]
    arrivals: tuple[Arrival, ...] = ()
    warnings: tuple[Message, ...] = ()

    def __repr__(self) -> str:
        return f"<Reach: {len(self.places):,} accounts from {len(self.starts):,} starts>"

    def _repr_html_(self) -> str:
        """Return who can have been reached, as a notebook shows it."""
        columns = ("account", "currency", "starts", "first")
        rows = (
            (place.account, place.currency, len(place.starts), place.first) for place in self.places
        )
        return html_table(repr(self), columns, rows)

"""The requests about calls and messages: message passing, and number changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict

from kg.limits import LIMITS
from kg.requests.base import Option, Request
from kg.requests.trace import SKEW, THROUGH


@dataclass(frozen=True, slots=True)
class ContactsRequest(Request):
    """Who could have told whom, by calls and messages in order.

    ``to`` asks for one goal, ``backward`` for who could have told the start. ``within``, ``hops``
    and ``hub`` are thresholds of a definition, which tells their defaults; ``thresholds`` has them
    as ``"within=2h"``. ``apart`` keeps the numbers of one person apart; ``skew`` is in seconds.
    """

    verb: ClassVar[str] = "contacts"
    start: Annotated[
        str,
        Option(metavar="[START]", positional=True),
    ] = ""
    to: Annotated[str, Option(metavar="OTHER")] = ""
    backward: Annotated[bool, Option(flag="--in")] = False
    since: Annotated[str, Option()] = ""
    until: Annotated[str, Option()] = ""
    within: Annotated[str, Option()] = ""
    hops: Annotated[str, Option(metavar="N")] = ""
    hub: Annotated[str, Option(metavar="N")] = ""
    thresholds: Sequence[str] = ()
    through: Annotated[Sequence[str], THROUGH] = ()
    skew: Annotated[int, SKEW] = LIMITS.cross_source_skew
    strict_order: Annotated[bool, Option()] = False
    apart: Annotated[bool, Option()] = False
    rows: Annotated[int, Option(least=1)] = LIMITS.contacts_listed

    @property
    def all_thresholds(self) -> tuple[str, ...]:
        """Every threshold that is said, by the options or by name."""
        said = {"within": self.within, "hops": self.hops, "hub": self.hub}
        return (*self.thresholds, *(f"{name}={value}" for name, value in said.items() if value))


class ContactsOptions(TypedDict, total=False):
    """The options of ``case.contacts``: those of a ContactsRequest, for the type checker."""

    to: str
    backward: bool
    since: str
    until: str
    within: str
    hops: str
    hub: str
    thresholds: Sequence[str]
    through: Sequence[str]
    skew: int
    strict_order: bool
    apart: bool
    rows: int


@dataclass(frozen=True, slots=True)
class RenumberedRequest(Request):
    """Which number took over from one; without a number: from every one that falls silent.

    ``before`` is the date from which the old number is out of use, ``thresholds`` are as in
    ``"score=0.4"``.
    """

    verb: ClassVar[str] = "renumbered"
    number: Annotated[
        str,
        Option(metavar="[NUMBER]", positional=True),
    ] = ""
    before: Annotated[str, Option(metavar="DATE")] = ""
    thresholds: Annotated[Sequence[str], Option(flag="--threshold", metavar="NAME=V")] = ()
    rows: Annotated[int, Option(least=1)] = LIMITS.findings_listed


class RenumberedOptions(TypedDict, total=False):
    """The options of ``case.renumbered``: those of a RenumberedRequest, for the type checker."""

    before: str
    thresholds: Sequence[str]
    rows: int

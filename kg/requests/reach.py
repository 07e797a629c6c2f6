"""The request of reach: whose money can have come to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, TypedDict

from kg.limits import LIMITS
from kg.requests.base import Option, Request
from kg.requests.trace import HUB, SKEW, THROUGH, VICTIMS, WITHOUT


@dataclass(frozen=True, slots=True)
class ReachRequest(Request):
    """Who can have been reached by the money of the starts, or of all victims.

    ``into`` asks of each start whether its money can have come to these accounts; ``floor`` is in
    units of a currency, ``skew`` in seconds. ``without`` are files, rows, papers and things as if
    they were not in the case.

    >>> ReachRequest(victims=True, into="A17").into
    ('A17',)
    """

    verb: ClassVar[str] = "reach"
    starts: Annotated[
        Sequence[str],
        Option(metavar="[START…]", positional=True),
    ] = ()
    victims: Annotated[bool, VICTIMS] = False
    into: Annotated[
        Sequence[str],
        Option(),
    ] = ()
    direction: Annotated[
        str,
        Option(flag="--in", sets="in", choices=("out", "in")),
    ] = "out"
    floor: Annotated[str | int | Decimal, Option()] = "0"
    hub: Annotated[int, HUB] = LIMITS.hub
    through: Annotated[Sequence[str], THROUGH] = ()
    skew: Annotated[int, SKEW] = LIMITS.cross_source_skew
    without: Annotated[Sequence[str], WITHOUT] = ()


class ReachOptions(TypedDict, total=False):
    """The options of ``case.reach``: those of a ReachRequest, for the type checker."""

    victims: bool
    into: Sequence[str]
    direction: str
    floor: str | int | Decimal
    hub: int
    through: Sequence[str]
    skew: int
    without: Sequence[str]

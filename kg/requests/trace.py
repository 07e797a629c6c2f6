"""The request of a trace: money followed in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, ClassVar, TypedDict

from kg.limits import LIMITS
from kg.requests.base import Option, Request

HUB = Option(least=0)
THROUGH = Option()
SKEW = Option(least=0)
VICTIMS = Option(flag="--victims")
WITHOUT = Option(metavar="ITEM")


@dataclass(frozen=True, slots=True)
class TraceRequest(Request):
    """The request of a trace: starts, rule and what is followed.

    It begins at the ``starts`` (accounts, transfers, people, findings), at what ``victims`` report
    and at the rows of a ``start_file``, together. ``without`` are files, rows, papers and things
    as if they were not in the case; such a trace is never saved. ``since`` is in the period,
    ``until`` is not; both are on the case's clock unless they name a zone. ``floor`` is in units of
    a currency, ``skew`` in seconds; ``within`` is a length of time as typed: 72h, 30m, 7d.

    >>> TraceRequest("6222…0123", rule="haircut").starts
    ('6222…0123',)
    """

    verb: ClassVar[str] = "trace"
    starts: Annotated[
        Sequence[str],
        Option(
            metavar="[START…]",
            positional=True,
        ),
    ] = ()
    victims: Annotated[bool, VICTIMS] = False
    start_file: Annotated[
        str | Path,
        Option(
            flag="--from",
            metavar="FILE",
        ),
    ] = ""
    direction: Annotated[
        str,
        Option(flag="--in", sets="in", choices=("out", "in")),
    ] = "out"
    rule: Annotated[str, Option()] = "fifo"
    rules: Annotated[
        Sequence[str],
        Option(metavar="A,B,…", joined=","),
    ] = ()
    within: Annotated[str, Option()] = f"{LIMITS.window_hours}h"
    hops: Annotated[int, Option(least=1)] = LIMITS.hops
    since: Annotated[
        str | datetime,
        Option(metavar="DATE"),
    ] = ""
    until: Annotated[
        str | datetime,
        Option(metavar="DATE"),
    ] = ""
    floor: Annotated[str | int | Decimal, Option()] = "0"
    channel: Annotated[Sequence[str], Option()] = ()
    exclude: Annotated[
        Sequence[str],
        Option(metavar="ACCOUNT"),
    ] = ()
    hub: Annotated[int, HUB] = LIMITS.hub
    through: Annotated[Sequence[str], THROUGH] = ()
    skew: Annotated[int, SKEW] = LIMITS.cross_source_skew
    strict_order: Annotated[bool, Option()] = False
    without: Annotated[Sequence[str], WITHOUT] = ()
    name: Annotated[str, Option(flag="--as")] = ""


class TraceOptions(TypedDict, total=False):
    """The options of ``case.trace``: those of a TraceRequest, for the type checker."""

    victims: bool
    start_file: str | Path
    rule: str
    rules: Sequence[str]
    direction: str
    within: str
    hops: int
    floor: str | int | Decimal
    hub: int
    since: str | datetime
    until: str | datetime
    skew: int
    channel: Sequence[str]
    exclude: Sequence[str]
    through: Sequence[str]
    strict_order: bool
    without: Sequence[str]
    name: str

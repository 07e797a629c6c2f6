"""The request of an extract: which part of a lake a case is to have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, ClassVar, TypedDict

from kg.limits import LIMITS
from kg.requests.base import Option, Request
from kg.requests.trace import HUB, SKEW, THROUGH, VICTIMS, TraceRequest


@dataclass(frozen=True, slots=True)
class ExtractRequest(Request):
    """All rows of the accounts that a trace within these bounds can follow.

    The bounds are those of a :class:`TraceRequest`: they choose which accounts are followed, never
    which of an account's rows are extracted. ``victims`` begins where the money came that victims
    of the case report, ``start_file`` names the starts in a file, one a row.
    ``spark`` is the address of a Spark that reads the lake (``local[2]``, ``spark://HOST``,
    ``sc://HOST``); without one this machine does.

    >>> ExtractRequest("6222…0123", hops=3).hops
    3
    """

    verb: ClassVar[str] = "extract"
    starts: Annotated[
        Sequence[str],
        Option(metavar="[START…]", positional=True),
    ] = ()
    victims: Annotated[bool, VICTIMS] = False
    start_file: Annotated[
        str | Path,
        Option(flag="--from", metavar="FILE"),
    ] = ""
    direction: Annotated[
        str,
        Option(flag="--in", sets="in", choices=("out", "in")),
    ] = "out"
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
    hub: Annotated[int, HUB] = LIMITS.hub
    through: Annotated[Sequence[str], THROUGH] = ()
    skew: Annotated[int, SKEW] = LIMITS.cross_source_skew
    spark: Annotated[str, Option(metavar="ADDRESS")] = ""

    @classmethod
    def for_trace(cls, trace: TraceRequest, spark: str = "") -> ExtractRequest:
        """Return the request of what a trace needs.

        >>> ExtractRequest.for_trace(TraceRequest("6222…0123", hops=2)).hops
        2
        """
        shared = {field.name for field in fields(cls)} & {field.name for field in fields(trace)}
        return cls(**{name: getattr(trace, name) for name in shared}, spark=spark)


class ExtractOptions(TypedDict, total=False):
    """The options of ``case.extract``: those of an ExtractRequest, for the type checker."""

    victims: bool
    start_file: str | Path
    direction: str
    within: str
    hops: int
    since: str | datetime
    until: str | datetime
    floor: str | int | Decimal
    channel: Sequence[str]
    hub: int
    through: Sequence[str]
    skew: int
    spark: str

"""The request of a search for typologies over the whole ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, TypedDict

from kg.limits import LIMITS
from kg.requests.base import Option, Request
from kg.requests.trace import WITHOUT


@dataclass(frozen=True, slots=True)
class FindRequest(Request):
    """Which typologies are searched for, in which payments; none named: all of them.

    ``thresholds`` are as in ``"fan-in.payers=6"``, ``floor`` is in units of a currency. ``since``
    is in the period, ``until`` is not. ``without`` are files, rows, papers and things as if they
    were not in the case; what is found so is not kept.
    """

    verb: ClassVar[str] = "find"
    typologies: Annotated[
        Sequence[str],
        Option(metavar="[TYPOLOGY…|FD3]", positional=True),
    ] = ()
    since: Annotated[str | datetime, Option()] = ""
    until: Annotated[str | datetime, Option()] = ""
    floor: Annotated[str | int | Decimal, Option()] = "0"
    exclude: Annotated[Sequence[str], Option()] = ()
    thresholds: Annotated[
        Sequence[str],
        Option(flag="--threshold", metavar="NAME.X=V"),
    ] = ()
    hub: Annotated[int, Option(least=0)] = LIMITS.hub
    rows: Annotated[int, Option(least=1)] = LIMITS.findings_listed
    without: Annotated[Sequence[str], WITHOUT] = ()


class FindOptions(TypedDict, total=False):
    """The options of ``case.findings``: those of a FindRequest, for the type checker."""

    thresholds: Sequence[str]
    floor: str | int | Decimal
    hub: int
    since: str | datetime
    until: str | datetime
    exclude: Sequence[str]
    rows: int
    without: Sequence[str]

"""The request of what several cases have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, TypedDict

from kg.limits import LIMITS
from kg.requests.base import Option, Request


@dataclass(frozen=True, slots=True)
class LinkRequest(Request):
    """With which ``others`` a case is compared; without any, its own leaked data and its own lists.

    ``sold`` is when leaked data was first sold, where no row says so; contacts from then on count.
    ``rows`` is how many shared things are told at most. With ``save_as`` the answer is kept,
    masked, in the first case.

    >>> LinkRequest(["case-2"]).others
    ('case-2',)
    """

    verb: ClassVar[str] = "link"
    others: Annotated[Sequence[str], Option(metavar="[CASE…]", positional=True)] = ()
    sold: Annotated[str | datetime, Option(metavar="DATE")] = ""
    rows: Annotated[int, Option(least=1)] = LIMITS.findings_listed
    save_as: Annotated[str, Option(flag="--as")] = ""


class LinkOptions(TypedDict, total=False):
    """The options of ``link_cases``: those of a LinkRequest, for the type checker."""

    sold: str | datetime
    rows: int
    save_as: str

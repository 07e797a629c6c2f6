"""The request of a proposal which things are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict

from kg.limits import LIMITS
from kg.requests.base import Option, Request

FAMILIES = ("person", "organisation", "account", "wallet", "social", "phone", "device")
BANDS = ("strong", "likely", "possible", "conflict", "apart")


@dataclass(frozen=True, slots=True)
class SameRequest(Request):
    """Which proposals are asked for: those of one thing, of one family, of some bands.

    Without ``band`` those that are strong, likely, possible or a conflict; with ``every`` also what
    is ruled out. ``rows`` is how many are listed. With ``save_as`` the answer is kept under that
    name.
    """

    verb: ClassVar[str] = "same"
    thing: Annotated[str, Option(metavar="[THING]", positional=True)] = ""
    family: Annotated[str, Option(choices=FAMILIES)] = ""
    band: Annotated[Sequence[str], Option(joined=",", metavar="strong,likely")] = ()
    every: Annotated[bool, Option(flag="--all")] = False
    rows: Annotated[int, Option(least=1)] = LIMITS.pairs_proposed
    save_as: Annotated[str, Option(flag="--as")] = ""


class SameOptions(TypedDict, total=False):
    """The options of ``case.judgements.same``: those of a SameRequest, for the type checker."""

    family: str
    band: Sequence[str]
    every: bool
    rows: int
    save_as: str

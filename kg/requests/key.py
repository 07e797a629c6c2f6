"""The request for the key things of a network: who holds it together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict

from kg.requests.base import Option, Request

RANKS = ("betweenness", "degree", "closeness", "pagerank")
GROUPS = ("community", "stage")
LISTED = 12
"""Things listed of each sort, if nobody wants more."""


@dataclass(frozen=True, slots=True)
class KeyRequest(Request):
    """Who holds a network together, and what is left of it without them.

    The network is that of a saved result (``name``, a trace or a chain), or of all payments
    (``money``), all facts between people and bodies (``people``) or all calls (``calls``) of the
    case; with none of these the first that the case holds: people, calls, money. ``by`` is
    ``month``, ``source`` or dates with commas between them, ``without`` what is taken out:
    accounts, numbers, people, or ``flow`` for the facts that bring people; ``thresholds`` are as in
    ``"steps=10"``. With ``save_as`` the answer is kept under that name.
    """

    verb: ClassVar[str] = "key"
    name: Annotated[str, Option(metavar="[NAME]", positional=True)] = ""
    money: Annotated[bool, Option(flag="--money")] = False
    people: Annotated[bool, Option(flag="--people")] = False
    calls: Annotated[bool, Option(flag="--calls")] = False
    by: Annotated[str, Option(metavar="month|source|DATES")] = ""
    rank: Annotated[str, Option(metavar="|".join(RANKS), choices=RANKS)] = "betweenness"
    group: Annotated[str, Option(metavar="|".join(GROUPS), choices=GROUPS)] = "community"
    without: Annotated[Sequence[str], Option(metavar="THING")] = ()
    thresholds: Annotated[Sequence[str], Option(flag="--threshold", metavar="NAME=V")] = ()
    rows: Annotated[int, Option(least=1)] = LISTED
    save_as: Annotated[str, Option(flag="--as")] = ""


class KeyOptions(TypedDict, total=False):
    """The options of ``case.network.key``: those of a KeyRequest, for the type checker."""

    money: bool
    people: bool
    calls: bool
    by: str
    rank: str
    group: str
    without: Sequence[str]
    thresholds: Sequence[str]
    rows: int
    save_as: str

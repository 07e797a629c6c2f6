"""The request of a path: by which facts and payments one thing is joined to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict

from kg.limits import LIMITS
from kg.requests.base import Option, Request
from kg.requests.trace import HUB

PATHS = 3
"""Paths listed, if nobody wants more."""
PATH_HOPS = 6
"""Facts of the longest path, if nobody wants longer ones."""


@dataclass(frozen=True, slots=True)
class PathRequest(Request):
    """The shortest paths from ``one`` thing to the ``other``.

    ``paths`` is how many are listed, ``hops`` how many facts the longest has. ``over`` names the
    classes of facts that are steps; without any all are. With ``directed`` payments are followed
    as they flow, with ``in_time`` also in their order. A thing with more than ``hub`` neighbours
    is an end, never a way through. With ``save_as`` the answer is kept under that name.
    """

    verb: ClassVar[str] = "path"
    one: Annotated[str, Option(metavar="FROM", positional=True)] = ""
    other: Annotated[str, Option(metavar="TO", positional=True)] = ""
    paths: Annotated[int, Option(least=1)] = PATHS
    hops: Annotated[int, Option(least=1)] = PATH_HOPS
    over: Annotated[Sequence[str], Option(joined=",", metavar="CLASS,CLASS")] = ()
    directed: Annotated[bool, Option(flag="--directed")] = False
    in_time: Annotated[bool, Option(flag="--in-time")] = False
    hub: Annotated[int, HUB] = LIMITS.hub
    save_as: Annotated[str, Option(flag="--as")] = ""


class PathOptions(TypedDict, total=False):
    """The options of ``case.network.path``: those of a PathRequest, for the type checker."""

    paths: int
    hops: int
    over: Sequence[str]
    directed: bool
    in_time: bool
    hub: int
    save_as: str

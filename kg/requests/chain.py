"""The request of a chain: people, data and money by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, TypedDict

from kg.limits import LIMITS
from kg.requests.base import Option, Request
from kg.requests.trace import WITHOUT

NAME = "chain"
"""What a chain is called that nobody named."""


@dataclass(frozen=True, slots=True)
class ChainRequest(Request):
    """What a chain is drawn around, and how much of it.

    Around a ``start`` it goes so many ``hops``; on a saved ``trace`` it shows what that follows;
    with neither it begins at everything that victims reported. ``limit`` is how many things are
    drawn at most; 0 is the default. ``without`` are files, rows, papers and things as if they were
    not in the case; such a chain is never saved.
    """

    verb: ClassVar[str] = "chain"
    start: Annotated[str, Option(metavar="[START]", positional=True)] = ""
    hops: Annotated[int, Option(least=0)] = 2
    trace: Annotated[str, Option()] = ""
    limit: Annotated[int, Option(least=0)] = LIMITS.chain_nodes
    without: Annotated[Sequence[str], WITHOUT] = ()
    name: Annotated[str, Option(flag="--as")] = ""

    def as_kept(self) -> ChainRequest:
        """Return the request with the name that its result has, saved or not, and a limit."""
        return replace(self, name=self.name or NAME, limit=self.limit or LIMITS.chain_nodes)

    def as_typed(self) -> ChainRequest:
        """Return the request without the name that goes without saying."""
        return replace(self, name="" if self.name == NAME else self.name)


class ChainOptions(TypedDict, total=False):
    """The options of ``case.chain``: those of a ChainRequest, for the type checker."""

    hops: int
    trace: str
    limit: int
    without: Sequence[str]
    name: str

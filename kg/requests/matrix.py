"""The request of a matrix: what a case holds by stage and element."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict

from kg.requests.base import Option, Request
from kg.requests.trace import WITHOUT


@dataclass(frozen=True, slots=True)
class MatrixRequest(Request):
    """What a matrix is made of.

    Around a ``start`` it takes what lies within so many ``hops``; without one the whole case. A
    saved ``trace`` says at which level accounts stand. ``without`` are files, rows, papers and
    things as if they were not in the case; such an answer is never kept. With ``save_as`` it is
    kept under that name.
    """

    verb: ClassVar[str] = "matrix"
    start: Annotated[str, Option(metavar="[START]", positional=True)] = ""
    hops: Annotated[int, Option(least=0)] = 3
    trace: Annotated[str, Option()] = ""
    without: Annotated[Sequence[str], WITHOUT] = ()
    save_as: Annotated[str, Option(flag="--as")] = ""


class MatrixOptions(TypedDict, total=False):
    """The options of ``case.chains.matrix``: those of a MatrixRequest, for the type checker."""

    hops: int
    trace: str
    without: Sequence[str]
    save_as: str

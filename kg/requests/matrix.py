"""The request of a matrix: what a case holds by stage and element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict

from kg.requests.base import Option, Request


@dataclass(frozen=True, slots=True)
class MatrixRequest(Request):
    """What a matrix is made of.

    Around a ``start`` it takes what lies within so many ``hops``; without one the whole case. A
    saved ``trace`` says at which level accounts stand. With ``save_as`` the answer is kept under
    that name.
    """

    verb: ClassVar[str] = "matrix"
    start: Annotated[str, Option(metavar="[START]", positional=True)] = ""
    hops: Annotated[int, Option(least=0)] = 3
    trace: Annotated[str, Option()] = ""
    save_as: Annotated[str, Option(flag="--as")] = ""


class MatrixOptions(TypedDict, total=False):
    """The options of ``case.chains.matrix``: those of a MatrixRequest, for the type checker."""

    hops: int
    trace: str
    save_as: str

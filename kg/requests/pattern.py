"""The request of a pattern: which one, which things are known already, and how many matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict

from kg.limits import LIMITS
from kg.requests.base import Option, Request


@dataclass(frozen=True, slots=True)
class PatternRequest(Request):
    """Which pattern is looked for: a ready one by its name, or a file of one's own.

    ``given`` names things for roles, as in ``"leader=P3"``. ``rows`` is how many matches are
    listed, ``seconds`` how long it may take. With a ``name`` what is listed is saved as a chain.
    """

    verb: ClassVar[str] = "pattern"
    pattern: Annotated[str, Option(metavar="[PATTERN|FILE.toml]", positional=True)] = ""
    given: Annotated[Sequence[str], Option(flag="--with", metavar="ROLE=THING")] = ()
    rows: Annotated[int, Option(least=1)] = LIMITS.findings_listed
    seconds: Annotated[int, Option(least=1)] = LIMITS.pattern_seconds
    name: Annotated[str, Option(flag="--as")] = ""


class PatternOptions(TypedDict, total=False):
    """The options of ``case.patterns.find``: those of a PatternRequest, for the type checker."""

    given: Sequence[str]
    rows: int
    seconds: int
    name: str

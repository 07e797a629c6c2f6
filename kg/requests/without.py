"""The request of what hangs on a piece of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from kg.errors import UsageError
from kg.messages import Message
from kg.requests.base import Option, Request


@dataclass(frozen=True, slots=True)
class WithoutRequest(Request):
    """Which files, rows, papers, facts and things are left out, together.

    With ``save_as`` the answer is kept under that name.

    >>> WithoutRequest("bank-3.xlsx@17").items
    ('bank-3.xlsx@17',)
    """

    verb: ClassVar[str] = "without"
    items: Annotated[Sequence[str], Option(metavar="ITEM…", positional=True)] = ()
    save_as: Annotated[str, Option(flag="--as")] = ""

    def __post_init__(self) -> None:
        # a class with slots is made anew: super() without arguments would not find it
        Request.__post_init__(self)
        if not self.items:
            raise UsageError(Message("left-out-is-blank"), hint=Message("left-out-examples"))

"""The request for accounts that act together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict

from kg.requests.base import Option, Request
from kg.requests.key import LISTED

ACTIONS = ("posts", "texts", "logins", "calls", "payments")


@dataclass(frozen=True, slots=True)
class CoordinatedRequest(Request):
    """Which accounts did the same to one object within a window, again and again.

    ``action`` says what they did: shared one content (``posts``), wrote nearly the same
    (``texts``), signed in with one device, called one number, paid one account. ``window`` (60s)
    and ``participation`` are thresholds of the definition, which tells their defaults.
    With ``save_as`` the answer is kept under that name.
    """

    verb: ClassVar[str] = "coordinated"
    action: Annotated[str, Option(flag="--of", metavar="|".join(ACTIONS), choices=ACTIONS)] = (
        "posts"
    )
    window: Annotated[str, Option()] = ""
    participation: Annotated[str, Option(metavar="N")] = ""
    thresholds: Annotated[Sequence[str], Option(flag="--threshold", metavar="NAME=V")] = ()
    rows: Annotated[int, Option(least=1)] = LISTED
    save_as: Annotated[str, Option(flag="--as")] = ""

    @property
    def all_thresholds(self) -> tuple[str, ...]:
        """Every threshold that is said, by the options or by name."""
        said = {"window": self.window, "participation": self.participation}
        return (*self.thresholds, *(f"{name}={value}" for name, value in said.items() if value))


class CoordinatedOptions(TypedDict, total=False):
    """The options of ``case.network.coordinated``, for the type checker."""

    action: str
    window: str
    participation: str
    thresholds: Sequence[str]
    rows: int
    save_as: str

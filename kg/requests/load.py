"""The request of a load: how files are read and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict

from kg.errors import UsageError
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.requests.base import Option, Request


@dataclass(frozen=True, slots=True)
class LoadRequest(Request):
    """How files are loaded.

    ``layout`` is a layout's name or a TOML file. Files of one ``scope`` share their identifiers:
    what each of them calls ``12`` is one thing. ``again`` reads anew what is in already,
    ``link_only`` keeps hash and path instead of a copy, the columns of ``ignore`` need not be read.

    Raises:
        UsageError: The scope is blank, or longer than ``layout_text_chars``.
    """

    verb: ClassVar[str] = "load"
    layout: Annotated[str, Option()] = ""
    encoding: Annotated[str, Option()] = ""
    scope: Annotated[
        str,
        Option(
            metavar="NAME",
        ),
    ] = ""
    again: Annotated[bool, Option(flag="--again")] = False
    link_only: Annotated[bool, Option(flag="--link-only")] = False
    ignore: Annotated[
        Sequence[str],
        Option(metavar="COLUMN"),
    ] = ()
    limits: Limits = LIMITS

    def __post_init__(self) -> None:
        Request.__post_init__(self)
        if self.scope:
            object.__setattr__(self, "scope", scope_name(self.scope))


class LoadOptions(TypedDict, total=False):
    """The options of ``case.load``: those of a LoadRequest, for the type checker."""

    layout: str
    encoding: str
    scope: str
    again: bool
    link_only: bool
    ignore: Sequence[str]
    limits: Limits


def scope_name(typed: str) -> str:
    """Return the name of a scope as it stands in ids, spaces told once.

    Raises:
        UsageError: It holds nothing, or more than ``layout_text_chars``.
    """
    name = " ".join(typed.split())
    if not name or "\0" in name:
        raise UsageError(
            Message("scope-needs-name"), where="--scope", hint=Message("scope-example")
        )
    if len(name) > LIMITS.layout_text_chars:
        most = LIMITS.layout_text_chars
        what = Message("name-is-too-long", most=most, limit="layout_text_chars")
        raise UsageError(what, where="--scope")
    return name

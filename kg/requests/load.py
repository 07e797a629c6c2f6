"""The request of a load: how files are read and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated, ClassVar, TypedDict

from kg.errors import UsageError
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.requests.base import Option, Request

_SIGN = "out=minus|out=plus|out=WORD,…"
_ROWS = ("person", "organisation", "group", "account", "leaked")
_ERAS = ("buddhist", "minguo", "reiwa", "gregorian")
_DATES, _DECIMALS = ("day-first", "month-first", "year-first", *_ERAS), ("point", "comma")


@dataclass(frozen=True, slots=True)
class TableAnswers(Request):
    """What a person says of a table that it does not say itself.

    ``account`` is whose statement it is, ``sign`` what goes out (``out=minus``, ``out=plus`` or
    ``out=`` and words of a direction), ``dates`` and ``decimal`` how dates and amounts are written,
    ``unit`` what whole amounts count, ``currency`` and ``zone`` those of cells that name none, and
    ``role`` what columns are for, as ``ROLE=HEADER``, ``rows`` what a list is of, and ``skip`` the
    sheets or members of a zip for which no layout is wanted.
    """

    account: Annotated[str, Option(metavar="NUMBER")] = ""
    sign: Annotated[str, Option(metavar=_SIGN)] = ""
    dates: Annotated[str, Option(choices=_DATES)] = ""
    decimal: Annotated[str, Option(choices=_DECIMALS)] = ""
    unit: Annotated[str, Option(metavar="UNIT")] = ""
    currency: Annotated[str, Option(metavar="CODE")] = ""
    zone: Annotated[str, Option(metavar="ZONE")] = ""
    role: Annotated[Sequence[str], Option(metavar="ROLE=HEADER")] = ()
    rows: Annotated[str, Option(choices=_ROWS)] = ""
    skip: Annotated[Sequence[str], Option(metavar="SHEET")] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """Return what was answered, each as it is typed.

        >>> LoadRequest(sign="out=minus", role=("own=卡号",)).answers
        ('--sign out=minus', '--role own=卡号')
        """
        said = [(field.name, getattr(self, field.name)) for field in fields(TableAnswers)]
        listed = ((name, (text,) if isinstance(text, str) else text) for name, text in said)
        return tuple(f"--{name} {text}" for name, some in listed for text in some if text)


@dataclass(frozen=True, slots=True)
class LoadRequest(TableAnswers):
    """How files are loaded.

    ``layout`` is a layout's name or a TOML file. Files of one ``scope`` share their identifiers:
    what each of them calls ``12`` is one thing. ``propose`` accepts the layout that is proposed for
    a file that none fits. ``again`` reads anew what is in already, ``link_only`` keeps hash and
    path instead of a copy, the columns of ``ignore`` need not be read.

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
    propose: Annotated[bool, Option(flag="--propose")] = False
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


@dataclass(frozen=True, slots=True)
class LayoutRequest(TableAnswers):
    """What a person says of a file for which a layout is to be proposed, as in a LoadRequest."""

    verb: ClassVar[str] = "layout"
    encoding: Annotated[str, Option()] = ""

    def as_load(self) -> LoadRequest:
        """Return the request of a load that answers the same."""
        return LoadRequest(**{field.name: getattr(self, field.name) for field in fields(self)})


class LoadOptions(TypedDict, total=False):
    """The options of ``case.load``: those of a LoadRequest, for the type checker."""

    layout: str
    encoding: str
    scope: str
    account: str
    propose: bool
    sign: str
    dates: str
    decimal: str
    unit: str
    currency: str
    zone: str
    role: Sequence[str]
    rows: str
    skip: Sequence[str]
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

"""What every request has: options that are typed once, checked at once, and written down as text.

A request is a frozen dataclass. The annotation of each field says what it is on the command line:

>>> @dataclass(frozen=True, slots=True)
... class Example(Request):
...     hops: Annotated[int, Option(least=1)] = 8
>>> Example(hops=3).hops
3
>>> Example(hops="3")
Traceback (most recent call last):
kg.errors.UsageError: --hops: a whole number is wanted, not '3'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    NamedTuple,
    Self,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from kg.errors import UsageError
from kg.messages import Message

__all__ = ["Option", "OptionField", "Request", "option_fields"]


@dataclass(frozen=True, slots=True)
class Option:
    """How one field of a request is typed, and which values it takes.

    What it does is told by the catalogues: ``help-option-hops``, or where it means another thing of
    one command ``help-option-trace-hops``.

    Args:
        flag: ``--from``; by default the field's name. One that is said is never negated.
        metavar: What stands for its value in the help.
        positional: Whether it is typed without a name.
        sets: The value that a flag without a value of its own sets: ``--in`` sets ``in``.
        joined: What separates several values in one text.
        choices: The only values, if they are few.
        least: The smallest number.
    """

    flag: str = ""
    metavar: str = ""
    positional: bool = False
    sets: str = ""
    joined: str = ""
    choices: tuple[str, ...] = ()
    least: int | None = None


class OptionField(NamedTuple):
    """A field of a request: its name, its type, how it is typed (None: not at all), its default."""

    name: str
    kind: Any
    option: Option | None
    default: Any

    @property
    def flag(self) -> str:
        """Return what is typed: ``--strict-order``, or the name of a positional one."""
        if self.option is None or self.option.positional:
            return self.name
        return self.option.flag or f"--{self.name.replace('_', '-')}"

    @property
    def is_several(self) -> bool:
        """Whether it takes several texts."""
        return get_origin(self.kind) is Sequence


class Request:
    """The base of all requests: checks and plain values.

    A moment, an amount and a path become text, several texts a tuple, so that equal requests are
    written as equal bytes.
    """

    __slots__ = ()
    verb: ClassVar[str] = ""
    """The command that asks it."""

    def __post_init__(self) -> None:
        for field in option_fields(type(self)):
            object.__setattr__(self, field.name, _checked(field, getattr(self, field.name)))

    @classmethod
    def of(cls, **given: Any) -> Self:
        """Return the request of what was typed or kept; an option that it lacks is refused.

        Raises:
            UsageError: An option is unknown, or a value cannot be what it is given for.
        """
        known = {field.name for field in option_fields(cls)}
        if unknown := sorted(given.keys() - known):
            raise UsageError(
                Message("no-such-option", verb=cls.verb, unknown=repr(unknown[0])),
                hint=Message("one-of-known", known=sorted(known)),
            )
        return cls(**given)


def option_fields(kind: type[Request]) -> tuple[OptionField, ...]:
    """Return the fields of a request in their order."""
    return _fields_of(cast(Any, kind))


@cache
def _fields_of(kind: Any) -> tuple[OptionField, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_field(field.name, hints[field.name], field.default) for field in fields(kind))


def _field(name: str, hint: Any, default: Any) -> OptionField:
    kind, options = hint, []
    if get_origin(hint) is Annotated:
        kind, *options = get_args(hint)
    found = next((option for option in options if isinstance(option, Option)), None)
    return OptionField(name, kind, found, None if default is MISSING else default)


def _checked(one: OptionField, value: Any) -> Any:
    if one.is_several:
        return _several(one, value)
    kinds = get_args(one.kind) if get_origin(one.kind) in (Union, UnionType) else (one.kind,)
    if str in kinds:
        return _text(one, value, kinds)
    if int in kinds:
        return _number(one, value)
    if bool in kinds and type(value) is not bool:
        raise UsageError(Message("yes-or-no-wanted", value=repr(value)), where=one.flag)
    return value


def _several(one: OptionField, value: Any) -> tuple[str, ...]:
    several = ([value] if value else []) if isinstance(value, str) else value
    if not isinstance(several, list | tuple) or any(type(text) is not str for text in several):
        raise UsageError(Message("texts-wanted", value=repr(value)), where=one.flag)
    return tuple(several)


def _number(one: OptionField, value: Any) -> int:
    if type(value) is not int:
        raise UsageError(Message("whole-number-wanted", value=repr(value)), where=one.flag)
    least = one.option.least if one.option else None
    if least is not None and value < least:
        raise UsageError(Message("number-too-small", value=value, least=least), where=one.flag)
    return value


def _text(one: OptionField, value: Any, kinds: tuple[Any, ...]) -> str:
    if isinstance(value, kinds) and not isinstance(value, str | bool):
        value = value.isoformat() if isinstance(value, datetime) else str(value)
    if type(value) is not str:
        raise UsageError(Message("text-wanted", value=repr(value)), where=one.flag)
    if one.option and one.option.choices and value not in (*one.option.choices, one.default):
        raise UsageError(
            Message("value-not-known", value=repr(value)),
            where=one.flag,
            hint=Message("one-of-known", known=one.option.choices),
        )
    return value

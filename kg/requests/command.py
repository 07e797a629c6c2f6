"""The command that repeats a request, as a person types it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from kg.requests.base import Option, OptionField, Request, option_fields


def command(request: Request) -> str:
    """Return the command line of a request; what holds anyhow is not said.

    >>> from kg.requests import TraceRequest
    >>> command(TraceRequest(["A1", "Smith, John"], skew=60, rules=["fifo", "lifo"]))
    "kg trace CASE A1 'Smith, John' --rules fifo,lifo --skew 60"
    """
    named: list[str] = []
    options: list[str] = []
    for field in option_fields(type(request)):
        value = getattr(request, field.name)
        if field.option is None or value == field.default:
            continue
        if field.option.positional:
            named += value if field.is_several else [value]
        else:
            options += _texts(field, field.option, value)
    if any(text.startswith("-") for text in named):
        return shlex.join(["kg", request.verb, "CASE", *options, "--", *named])
    return shlex.join(["kg", request.verb, "CASE", *named, *options])


def _texts(one: OptionField, option: Option, value: Any) -> Iterator[str]:
    if option.sets or value is True:
        yield one.flag
    elif one.is_several and not option.joined:
        for text in value:
            yield from (one.flag, text)
    else:
        yield from (one.flag, option.joined.join(value) if one.is_several else str(value))

"""The options of a command, made from the fields of the request that it asks.

    @asks(TraceRequest)
    def trace(case: opt.CasePath, request: TraceRequest, lang: opt.Lang = "") -> None: ...

In the place of ``request`` stand the request's options, in its order; the command is given the
request made of what was typed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Annotated, Any, get_type_hints

import typer

from kg.requests import Request, option_fields
from kg.requests.base import OptionField

Command = Callable[..., None]


def asks(kind: type[Request]) -> Callable[[Command], Command]:
    """Give a command the options of a request, in the place of its parameter ``request``."""
    options = [field for field in option_fields(kind) if field.option]

    def given(command: Command) -> Command:
        @wraps(command)
        def run(**typed: Any) -> None:
            values = {option.name: _value(option, typed.pop(option.name)) for option in options}
            command(request=kind.of(**values), **typed)

        signature = inspect.Signature(list(_parameters(command, options)))
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {
            parameter.name: parameter.annotation for parameter in signature.parameters.values()
        }
        return run

    return given


def _parameters(command: Command, options: list[OptionField]) -> Iterator[inspect.Parameter]:
    hints = get_type_hints(command, include_extras=True)
    for name, parameter in inspect.signature(command).parameters.items():
        if name == "request":
            yield from map(_parameter, options)
        else:
            keyword = inspect.Parameter.KEYWORD_ONLY
            yield parameter.replace(annotation=hints[name], kind=keyword)


def _parameter(field: OptionField) -> inspect.Parameter:
    kind, default = _typed_as(field)
    typed: Any = Annotated[kind, _typer_parameter(field)]
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(field.name, keyword, default=default, annotation=typed)


def _typed_as(field: OptionField) -> tuple[Any, Any]:
    """Return the type and the default of what is typed for a field."""
    option = field.option
    assert option is not None
    if option.sets:
        return bool, False
    if field.is_several and option.joined:
        return str, ""
    if field.is_several:
        return list[str] | None, None
    return type(field.default), field.default


def _typer_parameter(field: OptionField) -> Any:
    option = field.option
    assert option is not None
    metavar = option.metavar or "|".join(option.choices) or None
    if option.positional:
        return typer.Argument(metavar=metavar)
    names = [option.flag] if option.flag else []
    return typer.Option(*names, metavar=metavar)


def _value(field: OptionField, typed: Any) -> Any:
    """Return the value of a field for what was typed."""
    option = field.option
    assert option is not None
    if option.sets:
        return option.sets if typed else field.default
    if field.is_several and option.joined:
        return tuple(filter(None, (part.strip() for part in typed.split(option.joined))))
    return tuple(typed or ()) if field.is_several else typed

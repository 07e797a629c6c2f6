"""A command line that cannot be read, as an error of kg in the reader's language.

typer says these in English, below a line of usage; here they are said like every other error.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

import typer

from kg.errors import UsageError
from kg.messages import Message

CommandLineError: Any = typer.BadParameter.__base__
"""What typer raises for any command line that it cannot read; it exports this class alone of its
children."""
_NUMBERS = {int: "a-whole-number", float: "a-number"}


def as_usage_error(error: Any) -> UsageError:
    """Return what typer cannot read as an error of kg.

    Args:
        error: A ``CommandLineError``. It may know the command, the option and the parameter.
    """
    return UsageError(_what(error), hint=_hint(error))


def unknown_command(name: str, commands: list[str]) -> UsageError:
    """Return the error that kg has no such command, with those that are spelled much the same."""
    near = get_close_matches(name, commands)
    hint = Message("nearest-names", names=near) if near else Message("see-kg-help")
    return UsageError(Message("no-such-command", name=name), hint=hint)


def too_many_words(words: list[str], command: str) -> UsageError:
    """Return the error that a command was given more words than it takes."""
    return UsageError(
        Message("words-too-many", words=" ".join(words)),
        hint=Message("see-help-of", command=command),
    )


def _what(error: Any) -> Message:
    option, param = getattr(error, "option_name", ""), getattr(error, "param", None)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "NoSuchOption" in kinds:
        return Message("no-such-option", verb=_command(error), unknown=option)
    if "BadOptionUsage" in kinds:
        takes = "does not take" not in error.message
        return Message("option-needs-value" if takes else "option-takes-no-value", option=option)
    if "MissingParameter" in kinds and param is not None:
        return Message("value-is-missing", name=_name(param))
    if param is not None:
        needs = _NUMBERS.get(type(param.default), "another-value")
        return Message("option-needs-another-value", option=_name(param), needs=Message(needs))
    if error.ctx is not None and error.ctx.parent is None:
        return Message("command-is-missing")
    return Message("command-line-not-understood", what=error.format_message())


def _name(param: Any) -> str:
    """Return what a person types for a parameter: ``--hops``; of an argument what stands for it."""
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    return str(max(param.opts, key=len))


def _hint(error: Any) -> Message:
    if near := getattr(error, "possibilities", None):
        option = getattr(error, "option_name", "")
        begun = [name for name in near if name.startswith(option)]  # --victim: --victims, no other
        return Message("nearest-names", names=sorted(begun or near))
    return Message("see-help-of", command=_command(error))


def _command(error: Any) -> str:
    return error.ctx.command_path if error.ctx is not None else "kg"

"""The text of ``kg --help`` and of each command's ``--help``, in the reader's language.

All of it stands in the catalogues: ``help-trace`` is the line of a command in the list, ``-more``
what else is to be known of it, ``-example-1`` and ``-2`` commands that work, ``help-option-hops``
an option; ``help-option-chain-hops`` where it means another thing of one command.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup

from kg.cli.command_line import too_many_words
from kg.cli.language import asked_language
from kg.messages import ids, say

GROUPS = {
    "begin": ("open", "new", "demo", "docs", "help"),
    "evidence": (
        *("load", "sources", "problems", "template", "layout", "promote"),
        *("unload", "without", "verify", "rebuild", "log"),
    ),
    "ask": ("search", "show", "explain", "saved", "ask", "query", "check"),
    "lake": ("lake", "extract"),
    "money": ("trace", "reach", "find", "pairs"),
    "calls": ("contacts", "renumbered"),
    "chain": ("chain", "pattern", "key", "coordinated", "path", "matrix", "link"),
    "judgements": ("add", "owner", "mark", "undo", "redo", "same"),
    "share": ("export", "push", "endpoint"),
    "words": ("ontology",),
}
"""The commands by task, in the order in which they are listed."""

TAKES = {
    **dict.fromkeys(("as", "encoding", "name", "trace"), "NAME"),
    **dict.fromkeys(("since", "until", "on"), "DATE"),
    **dict.fromkeys(("within", "window"), "DURATION"),
    **dict.fromkeys(("skew", "seconds", "pair-window", "rail-window"), "SECONDS"),
    **dict.fromkeys(("through", "exclude", "into"), "ACCOUNT"),
    **dict.fromkeys(("accept", "reject"), "HANDLE"),
    **dict.fromkeys(("case", "page"), "PLACE"),
    **dict.fromkeys(("sparql", "sql", "cypher"), "QUERY"),
    **dict.fromkeys(("id", "subject-id", "object-id"), "NUMBER"),
    **{word: word.upper() for word in ("channel", "layout", "rule", "stage", "style", "zone")},
    "by": "WHO",
    "floor": "AMOUNT",
}
"""What stands behind an option, by its name, where the option itself does not say so."""
OF_TYPES = {"int": "N", "float": "N"}
WIDEST = 100
"""Cells. Wider lines are hard to read, however wide the terminal is."""


class Command(TyperCommand):
    """A command whose help, and what is said of too many words, is in the reader's language."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words behind the command; more than it takes are refused."""
        ctx.allow_extra_args = True
        left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            raise too_many_words(left, ctx.command_path)
        return left

    def get_help(self, ctx: Any) -> str:
        """Return the text of ``--help``."""
        return "\n".join(_command_help(self, ctx, asked_language()))


class CommandGroup(TyperGroup):
    """The list of all commands, by task, in the reader's language."""

    def get_help(self, ctx: Any) -> str:
        """Return the text of ``kg --help``."""
        return "\n".join(_list_help(self, ctx, asked_language()))


def _width() -> int:
    return min(WIDEST, shutil.get_terminal_size().columns)


def _list_help(group: TyperGroup, ctx: Any, lang: str) -> Iterator[str]:
    usage, command = say("help-frame-usage", lang), say("help-frame-command-word", lang)
    yield f"{usage} {ctx.command_path} {command} …"
    yield ""
    yield from _folded(say("help-kg", lang))
    yield from _folded(say("help-kg-more", lang))
    longest = max(map(len, group.commands))
    for name, commands in GROUPS.items():
        yield ""
        yield say(f"help-group-{name}", lang)
        for verb in commands:
            if verb in group.commands:
                yield f"  {verb:<{longest}}  {say(f'help-{verb}', lang)}"
    yield from _options(group, ctx, lang)


def _command_help(command: TyperCommand, ctx: Any, lang: str) -> Iterator[str]:
    verb = ctx.info_name
    usage = say("help-frame-usage", lang) + " "
    words = [_metavar(param) for param in command.params if isinstance(param, TyperArgument)]
    line = " ".join([ctx.command_path, say("help-frame-options-word", lang), *words])
    yield from _folded(usage + line)
    yield ""
    for id in sorted(ids(f"help-{verb}")):  # noqa: A001 - the catalogue's word
        if id == f"help-{verb}":
            yield from _folded(say(id, lang))
        elif id.startswith(f"help-{verb}-more"):
            yield ""
            yield from _folded(say(id, lang))
    yield from _options(command, ctx, lang)
    yield ""
    yield say("help-frame-examples", lang)
    for number in (1, 2):
        yield f"  {say(f'help-{verb}-example-{number}', lang)}"


def _metavar(argument: TyperArgument) -> str:
    return argument.metavar or (argument.name or "").upper()


def _options(command: Any, ctx: Any, lang: str) -> Iterator[str]:
    """Yield the arguments of a command, then its options, each with its help."""
    records: dict[str, list[tuple[str, str]]] = {"arguments": [], "options": []}
    for param in command.get_params(ctx):
        if getattr(param, "hidden", False):
            continue
        part = "arguments" if isinstance(param, TyperArgument) else "options"
        record = param.get_help_record(ctx)
        if record:
            extra = record[1].removeprefix(param.help or "").strip() if record[1] else ""
            text = f"{_option_text(ctx, param, lang)} {_extra(extra, lang)}".strip()
            name = _metavar(param) if part == "arguments" else _with_taken(record[0])
            records[part].append((name, text))
    for part, pairs in records.items():
        if pairs:
            yield ""
            yield say(f"help-frame-{part}", lang)
            yield from _listed(pairs)


def _with_taken(option: str) -> str:
    """Return an option with a word for what it takes, in the place of the name of a type.

    A switch that is off by itself is listed without its other half (``--no-strict-order``).

    >>> _with_taken("--within <str>"), _with_taken("--rows <int>"), _with_taken("--json")
    ('--within DURATION', '--rows N', '--json')
    """
    names, mark, kind = option.partition(" / ")[0].rpartition(" <")
    if not mark:
        return option.partition(" / ")[0]
    name = names.rpartition("--")[2]
    return f"{names} {TAKES.get(name) or OF_TYPES.get(kind.rstrip('>'), 'TEXT')}"


def _option_text(ctx: Any, param: Any, lang: str) -> str:
    """Return what an option does; what no catalogue tells (of typer itself) as it is."""
    return option_text(ctx.info_name, param.name, lang) or param.help or ""


def option_text(verb: str, name: str, lang: str) -> str:
    """Return what an option of a command does; nothing where the catalogues do not tell.

    >>> option_text("trace", "hops", "en")
    'Longest way in transfers.'
    """
    known, option = ids("help-option-"), name.replace("_", "-")
    for id in (f"help-option-{verb}-{option}", f"help-option-{option}"):  # noqa: A001
        if id in known:
            return say(id, lang)
    return ""


def _extra(extra: str, lang: str) -> str:
    """Return what typer says behind a help: that it is required, its default.

    That a switch is off where nobody sets it goes without saying.
    """
    if "default: no-" in extra:
        return ""
    for word in ("default", "required"):
        extra = extra.replace(word, say(f"help-{word}", lang))
    return extra


def _listed(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    from kg.cli.wrap import wrap

    side = min(26, max(len(name) for name, _ in pairs)) + 4
    for name, text in pairs:
        first, *others = wrap(text, _width() - side)
        if len(name) + 4 > side:
            yield f"  {name}"
            yield " " * side + first
        else:
            yield f"  {name}".ljust(side) + first
        yield from (" " * side + line for line in others)


def _folded(text: str) -> Iterator[str]:
    from kg.cli.wrap import wrap

    yield from wrap(text, _width())

"""The command ``kg undo``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.render.tables import SHOWN
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.messages import Message

if TYPE_CHECKING:
    from kg.case.judgements.undo import UndoableAction


def undo(
    case: opt.CasePath,
    yes: Annotated[bool, typer.Option("--yes", "-y")] = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Take back the last action, all of it; say first what it is, and ask. `kg redo` does it again.

    Elsewhere than on a terminal nobody can be asked: there it needs --yes.
    """
    from kg.case import open_case

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        step = opened.judgements.next_undo()
        if not yes:
            _ask(step, screen)
        opened.judgements.undo(expected=step.line)
    screen.document({"undone": step})
    screen.say("undone", action=step_text(step, screen))
    if step.brings_back:
        screen.say("undone-brings-back", name=step.brings_back)


def _ask(step: UndoableAction, screen: Screen) -> None:
    """Ask on a terminal whether this action is to be taken back; elsewhere refuse."""
    screen.note(screen.word("undo-would", action=step_text(step, screen), line=step.line))
    if not sys.stdin.isatty() or screen.as_json:
        raise UsageError(Message("nobody-can-be-asked"), hint=Message("kg-undo-case-yes"))
    if not typer.confirm(screen.word("undo-asked"), err=True):
        screen.note(screen.word("undo-declined"))
        raise typer.Exit(2)


def step_text(step: UndoableAction, screen: Screen) -> str:
    """Return an action in words: of many files how many, and the first of them."""
    from kg.cli.render.log import action_word

    word = action_word("add" if step.typed else step.action, screen)
    if len(step.files) < 2:
        return f"{word} {step.about}".rstrip()
    shown = ", ".join(step.files[:SHOWN])
    more = len(step.files) - SHOWN
    cut = f" {screen.word('undo-more-files', count=more)}" if more > 0 else ""
    files = screen.word("undo-files", count=len(step.files))
    return f"{word} {files}{shown}{cut}"

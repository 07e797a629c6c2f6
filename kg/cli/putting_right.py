"""Verbs that put a mistake right: a source goes out, an action is taken back or done again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.showing import Screen
from kg.errors import UsageError
from kg.messages import Message

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.undoing import Step
    from kg.model import Resting

SourceName = Annotated[
    str, typer.Argument(metavar="SOURCE", help="A source's name, number or hash (four digits).")
]
SHOWN = 12


def register(app: typer.Typer) -> None:
    """Add this room's verbs to the application."""
    for verb in (unload, undo, redo):
        app.command()(verb)


def unload(
    case: opt.CasePath, source: SourceName, lang: opt.Lang = "", as_json: opt.Json = False
) -> None:
    """Take one source out, as if it had never been in; `kg undo` brings it back."""
    from kg.case import open_case

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        done = opened.evidence.unload(source)
        screen.document(done)
        gone = done.source
        screen.say("unloaded", source=gone.name, rows=gone.read, sha=gone.sha256[:12])
        show_resting(done.resting, opened, screen)


def undo(
    case: opt.CasePath,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
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
    screen.say("undone", action=_told(step, screen))
    if step.brings_back:
        screen.say("undone-brings-back", name=step.brings_back)


def redo(case: opt.CasePath, lang: opt.Lang = "", as_json: opt.Json = False) -> None:
    """Do again what `kg undo` took back last, if no other action was done since."""
    from kg.case import open_case

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        step = opened.judgements.next_redo()
        opened.judgements.redo()
    screen.document({"redone": step})
    screen.say("redone", action=_told(step, screen))


def _ask(step: Step, screen: Screen) -> None:
    """Ask on a terminal whether this action is to be taken back; elsewhere refuse."""
    screen.note(screen.word("undo-would", action=_told(step, screen), line=step.line))
    if not sys.stdin.isatty() or screen.as_json:
        raise UsageError(Message("nobody-can-be-asked"), hint=Message("kg-undo-case-yes"))
    if not typer.confirm(screen.word("undo-asked"), err=True):
        screen.note(screen.word("undo-declined"))
        raise typer.Exit(2)


def _told(step: Step, screen: Screen) -> str:
    """Return an action in words: of many files how many, and the first of them."""
    from kg.cli.listing import action_word

    word = action_word(step.action, screen)
    if len(step.files) < 2:
        return f"{word} {step.about}".rstrip()
    shown = ", ".join(step.files[:SHOWN])
    more = len(step.files) - SHOWN
    cut = f" {screen.word('undo-more-files', count=more)}" if more > 0 else ""
    files = screen.word("undo-files", count=len(step.files))
    return f"{word} {files}{shown}{cut}"


@contextmanager
def telling_replaced(case: Case, screen: Screen) -> Iterator[None]:
    """Say of what is done inside which saved results it replaced."""
    before = sum(1 for _ in case.folder.log.entries())
    yield
    for entry in list(case.folder.log.entries())[before:]:
        if entry.get("before"):
            screen.note(screen.word(f"replaced-{entry['action']}", name=entry["name"]))


def show_resting(resting: Sequence[Resting], case: Case, screen: Screen) -> None:
    """Say which judgements wait for rows that are no longer in the case."""
    if not resting:
        return
    screen.say("resting", count=len(resting))
    for one in resting[:SHOWN]:
        screen.say(f"resting-{one.kind}", what=case.lookup.handle(one.what), rows=one.rows)
    if len(resting) > SHOWN:
        screen.say("cut", count=len(resting) - SHOWN)

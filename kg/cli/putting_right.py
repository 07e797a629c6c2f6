"""Verbs that put a mistake right: a source goes out again, and what that leaves without rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.showing import Screen
from kg.records import to_plain

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import Resting

SourceName = Annotated[
    str, typer.Argument(metavar="SOURCE", help="A source's name, number or hash (four digits).")
]
SHOWN = 12


def register(app: typer.Typer) -> None:
    """Add this room's verbs to the application."""
    app.command()(unload)


def unload(
    case: opt.CasePath, source: SourceName, lang: opt.Lang = "", as_json: opt.Json = False
) -> None:
    """Take one source out, as if it had never been in; `kg undo` brings it back."""
    from kg.case import open_case

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        done = opened.unload(source)
        screen.document(to_plain(done))
        gone = done.source
        screen.say("unloaded", source=gone.name, rows=gone.read, sha=gone.sha256[:12])
        show_resting(done.resting, opened, screen)


def show_resting(resting: Sequence[Resting], case: Case, screen: Screen) -> None:
    """Say which judgements wait for rows that are no longer in the case."""
    if not resting:
        return
    screen.say("resting", count=len(resting))
    for one in resting[:SHOWN]:
        screen.say(f"resting_{one.kind}", what=case.handle(one.what), rows=one.rows)
    if len(resting) > SHOWN:
        screen.say("cut", count=len(resting) - SHOWN)

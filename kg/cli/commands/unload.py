"""The command ``kg unload``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.render.load import show_resting
from kg.cli.screen import Screen

SourceName = Annotated[str, typer.Argument(metavar="SOURCE")]


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

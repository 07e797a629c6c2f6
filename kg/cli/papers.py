"""Verbs about paper: forms to fill in, drafts of layouts, and how to write one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.showing import Screen


def register(app: typer.Typer) -> None:
    """Add this room's verbs to the application."""
    for verb in (template, layout):
        app.command()(verb)
    app.command("help")(help_)


def template(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="relations, victims, … any layout.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="Where the workbook goes.")],
    force: opt.Force = False,
    lang: opt.Lang = "",
) -> None:
    """Write a workbook to fill in by hand, with drop-downs and one example row."""
    from kg.case.forms import write_template

    screen = Screen(lang)
    write_template(kind, out, screen.word, lang=screen.lang, force=force)
    screen.say("template-written", path=out)


def layout(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that no layout fits.")],
    out: Annotated[
        Path | None, typer.Argument(metavar="[OUT.toml]", help="Where the draft goes.")
    ] = None,
    encoding: opt.Encoding = "",
    limit: opt.Limit = None,
    force: opt.Force = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Draft a layout from a file's own header; show how its first ten rows would be mapped."""
    from kg.cli.drafting import draft
    from kg.limits import limits_with

    place, limits = out or Path(f"{file.stem}.toml"), limits_with(limit or ())
    draft(file, place, encoding, limits, force, Screen(lang, as_json))


def help_(
    topic: Annotated[str, typer.Argument(metavar="[TOPIC]", help="layouts")] = "",
    lang: opt.Lang = "",
) -> None:
    """Explain something at length: layouts."""
    from kg.cli.manual import show_help

    show_help(topic, Screen(lang))

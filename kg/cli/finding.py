"""Verbs by which one finds one's way: what is in the case, what was done, what is known."""

from __future__ import annotations

import typer

from kg.cli import options as opt
from kg.cli.showing import Screen


def register(app: typer.Typer) -> None:
    """Add this room's verbs to the application."""
    for verb in (sources, log):
        app.command()(verb)


def sources(case: opt.CasePath, lang: opt.Lang = "", as_json: opt.Json = False) -> None:
    """List the files that are in: number, name, layout, counts of rows, hash."""
    from kg.case import open_case
    from kg.cli.listing import show_sources

    with open_case(case, create=False) as opened:
        show_sources(opened.sources(), Screen(lang, as_json))


def log(case: opt.CasePath, lang: opt.Lang = "", as_json: opt.Json = False) -> None:
    """Read the custody log: what was done to the case, when, and each line's hash."""
    from kg.case import open_case
    from kg.cli.listing import show_log

    with open_case(case, create=False) as opened:
        show_log(opened.folder, Screen(lang, as_json))

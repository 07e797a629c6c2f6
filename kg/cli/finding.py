"""Verbs by which one finds one's way: what is in the case, what was done, what is known."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.showing import Screen


def register(app: typer.Typer) -> None:
    """Add this room's verbs to the application."""
    for verb in (show, sources, log):
        app.command()(verb)


What = Annotated[str, typer.Argument(metavar="WHAT", help="A handle, number, name or mask.")]


def show(case: opt.CasePath, what: What, lang: opt.Lang = "", as_json: opt.Json = False) -> None:
    """Tell what is known of one thing: names, holders, money, roles, files; explain a fact."""
    from kg.case import open_case
    from kg.cli.explaining import show_explanation
    from kg.cli.knowing import show_known
    from kg.values.moments import named_zone

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        known = opened.lookup.show(what, screen.lang)
        if isinstance(known, str):
            show_explanation(opened.lookup.explain(known, screen.lang), screen)
        else:
            show_known(known, screen, named_zone(opened.folder.settings().zone))


def sources(case: opt.CasePath, lang: opt.Lang = "", as_json: opt.Json = False) -> None:
    """List the files that are in: number, name, layout, counts of rows, hash."""
    from kg.case import open_case
    from kg.cli.listing import show_sources

    with open_case(case, create=False) as opened:
        found, unread = opened.evidence.sources(), opened.evidence.unread_columns()
        show_sources(found, opened.evidence.linked(), unread, Screen(lang, as_json))


def log(
    case: opt.CasePath,
    head: Annotated[
        bool, typer.Option("--head", help="Only the last line's hash, to be kept outside the case.")
    ] = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Read the custody log: what was done to the case, when, and each line's hash."""
    from kg.case import open_case
    from kg.cli.listing import show_head, show_log

    with open_case(case, create=False) as opened:
        tell = show_head if head else show_log
        tell(opened.folder, Screen(lang, as_json))

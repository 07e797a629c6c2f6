"""The verb that looks for typologies over a whole ledger, and opens what it found."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.again import Server, Show, show_again
from kg.cli.showing import Screen
from kg.errors import UsageError

HANDLE = re.compile(r"FD\d+", re.IGNORECASE)
What = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TYPOLOGY…|FD3]", help="Which shapes; or one finding to open."),
]
Exclude = Annotated[list[str] | None, typer.Option(help="Leave this account out (repeatable).")]
Thresholds = Annotated[
    list[str] | None,
    typer.Option("--threshold", metavar="NAME.X=V", help="fan-in.payers=6 (repeatable)."),
]


def register(app: typer.Typer) -> None:
    """Add this room's verb to the application."""
    app.command()(find)


def find(
    case: opt.CasePath,
    what: What = None,
    since: Annotated[str, typer.Option(help="Payments from this time on.")] = "",
    until: Annotated[str, typer.Option(help="Payments before this time.")] = "",
    floor: Annotated[str, typer.Option(help="Leave out payments below this amount.")] = "0",
    exclude: Exclude = None,
    threshold: Thresholds = None,
    hub: Annotated[int, typer.Option(help="Build on no account with more others.")] = 1000,
    rows: Annotated[int, typer.Option(help="How many to list.")] = 50,
    typologies: Annotated[
        bool, typer.Option("--typologies", help="Tell every shape and threshold; search nothing.")
    ] = False,
    show: Show = "",
    show_values: opt.ShowValues = False,
    server: Server = False,
    name: opt.Name = "",
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Find fan-in, cycles, quick passing … over the whole ledger; open one with --as NAME."""
    from kg.case import open_case
    from kg.cli.found import show_finding, show_findings, show_typologies
    from kg.cli.putting_right import telling_replaced

    screen, named = Screen(lang, as_json), what or []
    if typologies:
        show_typologies(named, screen)
        return
    handle = named[0] if len(named) == 1 and HANDLE.fullmatch(named[0]) else ""
    if name and not handle:
        raise UsageError("--as saves one finding", hint="kg find CASE FD3 --as NAME")
    with open_case(case, create=False) as opened:
        if handle:
            one = opened.finding(handle)
            with telling_replaced(opened, screen):
                trace = opened.open_finding(handle, name) if name else None
            if show:
                show_again([one], show, opened, screen, show_values=show_values, server=server)
            else:
                show_finding(one, trace, opened, screen)
            return
        result = opened.findings(
            *named,
            since=since,
            until=until,
            floor=floor,
            exclude=tuple(exclude or ()),
            thresholds=tuple(threshold or ()),
            hub=hub,
            rows=rows,
        )
        if show:
            show_again(
                result.findings, show, opened, screen, show_values=show_values, server=server
            )
        else:
            show_findings(result, opened, screen)

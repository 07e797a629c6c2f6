"""The command ``kg trace``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.render.reproduce import Server, Show, show_again
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.messages import Message
from kg.requests import ExtractRequest, TraceRequest

if TYPE_CHECKING:
    from kg.case import Case


@asks(TraceRequest)
def trace(
    case: opt.CasePath,
    request: TraceRequest,
    lake: Annotated[Path | None, typer.Option("--lake", metavar="LAKE")] = None,
    spark: Annotated[str, typer.Option("--spark", metavar="ADDRESS")] = "",
    strict: opt.Strict = False,
    show: Show = "",
    show_values: opt.ShowValues = False,
    server: Server = False,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Follow money in time from accounts, transfers, persons, findings, victims or a list of them.

    What leaves an account where money mixed: fifo the oldest first, lifo the newest first, haircut
    of each its share, lowest the holder's own money first; poison counts all that met the money
    (the most), floor what no rule can go below (the least). --rules shows several, and the floor.

    Every cut-off is said: where the trace stops, what a filter left out. A transfer that is named
    (by you, a victim, a list, a finding) begins whatever the filters are. More: kg help trace.
    """
    from kg.case import open_case
    from kg.cli.render.replaced import telling_replaced
    from kg.cli.render.trace import say_if_cold, show_trace
    from kg.trace.compiled import tracing_is_cold

    screen = Screen(lang, as_json)
    if show and request.without:
        raise UsageError(Message("without-is-of-the-case"), where="--without")
    with open_case(case, create=False, raw=raw) as opened:
        if lake:
            _extract(opened, lake, ExtractRequest.for_trace(request, spark), screen)
        say_if_cold(screen, tracing_is_cold)
        with telling_replaced(opened, screen):
            trace = opened.money.trace_as(request)
        if show:
            show_again([trace], show, opened, screen, show_values=show_values, server=server)
        else:
            show_trace(trace, opened, screen)
    if strict and trace.refused:
        raise typer.Exit(3)


def _extract(case: Case, lake: Path, request: ExtractRequest, screen: Screen) -> None:
    """Take into the case what the trace needs of a lake."""
    from kg.cli.render.lake import note_extracted

    def note(hop: int, accounts: int) -> None:
        screen.note(screen.word("extract-hop", hop=hop, count=accounts))

    note_extracted(case.evidence.extract_as(lake, request, on_hop=note), screen)

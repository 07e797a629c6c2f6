"""The verb that looks for typologies over a whole ledger, and opens what it found."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.render.reproduce import Server, Show, show_again
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.messages import Message
from kg.requests import FindRequest

HANDLE = re.compile(r"FD\d+", re.IGNORECASE)


@asks(FindRequest)
def find(
    case: opt.CasePath,
    request: FindRequest,
    explained: Annotated[bool, typer.Option("--typologies")] = False,
    show: Show = "",
    show_values: opt.ShowValues = False,
    server: Server = False,
    name: opt.Name = "",
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Find fan-in, cycles, quick passing … over the whole ledger; open one with --as NAME."""
    from kg.case import open_case
    from kg.cli.render.find import show_finding, show_findings, show_typologies
    from kg.cli.render.replaced import telling_replaced

    screen, named = Screen(lang, as_json), request.typologies
    if explained:
        show_typologies(named, screen)
        return
    if show and request.without:
        raise UsageError(Message("without-is-of-the-case"), where="--without")
    handle = named[0] if len(named) == 1 and HANDLE.fullmatch(named[0]) else ""
    if name and not handle:
        raise UsageError(Message("as-saves-one-finding"), hint=Message("kg-find-case-fd3"))
    with open_case(case, create=False, raw=raw) as opened:
        if handle:
            finding = opened.money.finding(handle)
            with telling_replaced(opened, screen):
                trace = opened.money.open_finding(handle, name) if name else None
            if show:
                show_again([finding], show, opened, screen, show_values=show_values, server=server)
            else:
                show_finding(finding, trace, opened, screen)
            return
        result = opened.money.find_as(request)
        if show:
            show_again(
                result.findings, show, opened, screen, show_values=show_values, server=server
            )
        else:
            show_findings(result, opened, screen)

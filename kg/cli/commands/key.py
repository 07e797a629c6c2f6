"""The command ``kg key``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.requests import KeyRequest


@asks(KeyRequest)
def key(
    case: opt.CasePath,
    request: KeyRequest,
    explained: Annotated[bool, typer.Option("--thresholds")] = False,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say who holds a network together, and what is left of it without them.

    Degree, betweenness, closeness, PageRank, brokerage, cut nodes, bridges and communities of a
    saved result or of all people, calls or money; things taken out one after the other.
    """
    from kg.case import open_case
    from kg.cli.render.key import show_key, show_key_terms
    from kg.cli.render.replaced import telling_replaced

    screen = Screen(lang, as_json)
    if explained:
        show_key_terms(screen)
        return
    with open_case(case, create=False, raw=raw) as opened:
        with telling_replaced(opened, screen):
            found = opened.network.key_as(request)
        show_key(found, opened, screen)

"""The command ``kg coordinated``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.requests import CoordinatedRequest


@asks(CoordinatedRequest)
def coordinated(
    case: opt.CasePath,
    request: CoordinatedRequest,
    explained: Annotated[bool, typer.Option("--thresholds")] = False,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Find accounts that do the same to one object within a window, again and again.

    Posts or shares, texts that are nearly the same, sign-ins, calls or payments; behind them the
    devices, users, managers and payers; for extortion the order of post, contact, payment, removal.
    """
    from kg.case import open_case
    from kg.cli.render.coordinated import show_coordinated, show_coordinated_terms
    from kg.cli.render.replaced import telling_replaced

    screen = Screen(lang, as_json)
    if explained:
        show_coordinated_terms(screen)
        return
    with open_case(case, create=False, raw=raw) as opened:
        with telling_replaced(opened, screen):
            found = opened.network.coordinated_as(request)
        show_coordinated(found, opened, screen)

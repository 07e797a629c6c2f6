"""The command ``kg extract``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.requests import ExtractRequest

REFUSED = 3


@asks(ExtractRequest)
def extract(
    lake: Annotated[Path, typer.Argument(metavar="LAKE")],
    case: opt.CasePath,
    request: ExtractRequest,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Take into a case all rows of the accounts that a trace can follow in a lake."""
    from kg.case import open_case
    from kg.cli.render.lake import show_extracted

    screen = Screen(lang, as_json)
    with open_case(case) as opened:
        extracted = opened.evidence.extract_as(
            lake,
            request,
            on_hop=lambda hop, accounts: screen.note(
                screen.word("extract-hop", hop=hop, count=accounts)
            ),
        )
        show_extracted(extracted, request, case, screen)
    if extracted.refusals:
        raise typer.Exit(REFUSED)

"""The command ``kg matrix``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.requests import MatrixRequest

Stage = Annotated[str, typer.Option("--stage")]
Listed = Annotated[bool, typer.Option("--list")]


@asks(MatrixRequest)
def matrix(
    case: opt.CasePath,
    request: MatrixRequest,
    stage: Stage = "",
    listed: Listed = False,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say what the case holds by stage and element, and what is still to be inquired into."""
    from kg.case import open_case
    from kg.cli.render.matrix import show_inquiries, show_matrix, show_stage
    from kg.cli.render.replaced import telling_replaced

    screen = Screen(lang, as_json)
    with open_case(case, create=False, raw=raw) as opened:
        with telling_replaced(opened, screen):
            made = opened.chains.matrix_as(request)
        screen.document(made)
        if listed:
            show_inquiries(made, screen)
        elif stage:
            show_stage(made, stage, opened, screen)
        else:
            show_matrix(made, request.start, screen)

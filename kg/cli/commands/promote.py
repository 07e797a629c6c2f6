"""The command ``kg promote``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen


def promote(
    case: opt.CasePath,
    links: Annotated[list[str], typer.Argument(metavar="LINK…")],
    lang: opt.Lang = "",
) -> None:
    """Put single transfers or calls of a large case into the graph."""
    from kg.case import open_case

    with open_case(case, create=False) as opened:
        Screen(lang).say("promoted", count=opened.judgements.promote(links))

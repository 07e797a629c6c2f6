"""The command ``kg log``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen


def log(
    case: opt.CasePath,
    head: Annotated[bool, typer.Option("--head")] = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Read the custody log: what was done to the case, when, and each line's hash."""
    from kg.case import open_case
    from kg.cli.render.log import show_head, show_log

    with open_case(case, create=False) as opened:
        tell = show_head if head else show_log
        tell(opened.folder, Screen(lang, as_json))

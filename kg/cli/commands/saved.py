"""The command ``kg saved``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen

Name = Annotated[str, typer.Argument(metavar="[NAME]")]


def saved(
    case: opt.CasePath,
    name: Name = "",
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """List what is kept under names, or show one answer again as it was kept."""
    from kg.case import open_case
    from kg.cli.render.saved import show_answer, show_saved

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        if name:
            show_answer(opened.saved.answer(name), opened, screen)
        else:
            show_saved(opened.saved.all(), opened, screen)

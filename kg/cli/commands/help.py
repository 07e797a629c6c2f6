"""The command ``kg help``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen


def help_(
    topic: Annotated[str, typer.Argument(metavar="[TOPIC]")] = "",
    lang: opt.Lang = "",
) -> None:
    """Explain something at length: layouts."""
    from kg.cli.render.help import show_help

    show_help(topic, Screen(lang))

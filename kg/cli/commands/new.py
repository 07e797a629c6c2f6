"""The command ``kg new``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen


def new(
    case: opt.CasePath,
    name: Annotated[str, typer.Option()] = "",
    zone: Annotated[str, typer.Option()] = "",
    marking: opt.Marking = "",
    lang: opt.Lang = "",
) -> None:
    """Make an empty case."""
    from kg.case import new_case

    new_case(case, name=name, zone=zone, marking=marking)
    Screen(lang).say("made-case", case=case)

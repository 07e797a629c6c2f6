"""The command ``kg template``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen


def template(
    kind: Annotated[str, typer.Argument(metavar="KIND")],
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx")],
    force: opt.Force = False,
    lang: opt.Lang = "",
) -> None:
    """Write a workbook to fill in by hand, with drop-downs and one example row."""
    from kg.case.sharing.template import write_template

    screen = Screen(lang)
    write_template(kind, out, screen.word, lang=screen.lang, force=force)
    screen.say("template-written", path=out)

"""The command ``kg explain``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen

Start = Annotated[str, typer.Argument(metavar="START")]


def explain(
    case: opt.CasePath,
    what: Start,
    derived: Annotated[bool, typer.Option("--derived")] = False,
    beside: Annotated[str, typer.Option("--with", metavar="OTHER")] = "",
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say a fact in words, then the rows behind it: file, hash, place, and what stands there."""
    from kg.case import open_case
    from kg.cli.render.explain import show_conclusions, show_explanation, show_part

    screen = Screen(lang, as_json)
    with open_case(case, create=False, raw=raw) as opened:
        if derived or beside:
            show_conclusions(opened.lookup.conclusions(what, beside, screen.lang), screen)
            return
        if part := opened.lookup.explain_part(what, screen.lang):
            show_part(part, screen)
            return
        show_explanation(opened.lookup.explain(what, screen.lang), screen)

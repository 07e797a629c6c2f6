"""The command ``kg show``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen

What = Annotated[str, typer.Argument(metavar="WHAT")]


def show(
    case: opt.CasePath,
    what: What,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Tell what is known of one thing: names, holders, money, roles, files; explain a fact."""
    from kg.case import open_case
    from kg.cli.render.explain import show_explanation
    from kg.cli.render.show import show_known
    from kg.values.moments import named_zone

    screen = Screen(lang, as_json)
    with open_case(case, create=False, raw=raw) as opened:
        known = opened.lookup.show(what, screen.lang)
        if isinstance(known, str):
            show_explanation(opened.lookup.explain(known, screen.lang), screen)
        else:
            show_known(known, screen, named_zone(opened.folder.settings().zone))

"""The command ``kg pattern``."""

from __future__ import annotations

import sys

from kg.cli import options as opt
from kg.cli.render.reproduce import Server, Show, show_again
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.requests import PatternRequest

SQL = "sql"


@asks(PatternRequest)
def pattern(
    case: opt.CasePath,
    request: PatternRequest,
    show: Show = "",
    show_values: opt.ShowValues = False,
    server: Server = False,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Find things that stand to each other as a pattern says, over all facts and payments."""
    from kg.case import open_case
    from kg.cli.render.pattern import show_matches, show_ready
    from kg.cli.render.replaced import telling_replaced

    screen = Screen(lang, as_json)
    with open_case(case, create=False, raw=raw) as opened:
        if not request.pattern:
            show_ready(opened.patterns.ready(), screen)
            return
        with telling_replaced(opened, screen):
            found = opened.patterns.find_as(request)
        if show == SQL:
            screen.note(screen.word("sql-of-the-case"))
            sys.stdout.write(f"{found.sql}\n")
        elif show:
            show_again([found], show, opened, screen, show_values=show_values, server=server)
        else:
            show_matches(found, opened, screen)

"""The command ``kg search``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen


def search(
    case: opt.CasePath,
    text: str,
    rows: Annotated[int, typer.Option()] = 50,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Find things by a number, a name, a part of one, or pinyin initials; best first."""
    from kg.case import open_case
    from kg.cli.render.search import show_found

    with open_case(case, create=False, raw=raw) as opened:
        hits, cut = opened.lookup.search(text)
        show_found(hits, cut, rows, opened, Screen(lang, as_json))

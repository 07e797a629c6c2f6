"""The command ``kg sources``."""

from __future__ import annotations

from kg.cli import options as opt
from kg.cli.screen import Screen


def sources(case: opt.CasePath, lang: opt.Lang = "", as_json: opt.Json = False) -> None:
    """List the files that are in: number, name, layout, counts of rows, hash."""
    from kg.case import open_case
    from kg.cli.render.sources import show_sources

    with open_case(case, create=False) as opened:
        sources, unread = opened.evidence.sources(), opened.evidence.unread_columns()
        show_sources(sources, opened.evidence.linked(), unread, Screen(lang, as_json))

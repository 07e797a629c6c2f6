"""The command ``kg path``."""

from __future__ import annotations

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.requests import PathRequest


@asks(PathRequest)
def path(
    case: opt.CasePath,
    request: PathRequest,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Find the shortest paths between two things, by any facts, as money flows, or in time."""
    from kg.case import open_case
    from kg.cli.render.path import show_paths
    from kg.cli.render.replaced import telling_replaced

    screen = Screen(lang, as_json)
    with open_case(case, create=False, raw=raw) as opened:
        with telling_replaced(opened, screen):
            found = opened.network.path_as(request)
        show_paths(found, opened, screen)

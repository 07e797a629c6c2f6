"""The command ``kg link``."""

from __future__ import annotations

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.requests import LinkRequest


@asks(LinkRequest)
def link(
    case: opt.CasePath,
    request: LinkRequest,
    show_values: opt.ShowValues = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say what cases share, and whose lists leaked data fits; no case is changed."""
    from kg.case import open_case
    from kg.case.linking import link_cases_as
    from kg.cli.render.link import show_links
    from kg.cli.render.replaced import telling_replaced

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        with telling_replaced(opened, screen):
            result = link_cases_as(request, [opened], show_values=show_values)
        show_links(result, opened, screen, show_values=show_values)

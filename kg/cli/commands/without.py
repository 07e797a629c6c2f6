"""The command ``kg without``."""

from __future__ import annotations

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.requests import WithoutRequest


@asks(WithoutRequest)
def without(
    case: opt.CasePath,
    request: WithoutRequest,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say what hangs on a file, a row, a paper or a thing; the case is not changed."""
    from kg.case import open_case
    from kg.cli.render.replaced import telling_replaced
    from kg.cli.render.without import show_exclusion

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        with telling_replaced(opened, screen):
            result = opened.evidence.without_as(request, screen.step)
        screen.steps_done()
        show_exclusion(result, opened, screen)

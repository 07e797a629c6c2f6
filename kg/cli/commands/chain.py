"""The command ``kg chain``."""

from __future__ import annotations

from kg.cli import options as opt
from kg.cli.render.reproduce import Server, Show, show_again
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.messages import Message
from kg.requests import ChainRequest


@asks(ChainRequest)
def chain(
    case: opt.CasePath,
    request: ChainRequest,
    show: Show = "",
    show_values: opt.ShowValues = False,
    server: Server = False,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Arrange people, data and money by stage, around one thing or from the victims."""
    from kg.case import open_case
    from kg.cli.render.chain import show_chain
    from kg.cli.render.pattern import show_fits
    from kg.cli.render.replaced import telling_replaced

    screen = Screen(lang, as_json)
    if show and request.without:
        raise UsageError(Message("without-is-of-the-case"), where="--without")
    with open_case(case, create=False, raw=raw) as opened:
        with telling_replaced(opened, screen):
            built = opened.chains.build_as(request)
        if show:
            show_again([built], show, opened, screen, show_values=show_values, server=server)
        else:
            fits = opened.patterns.fits(built)
            show_chain(built, screen, opened.chains.headline(built), fits)
            show_fits(fits, opened, screen)

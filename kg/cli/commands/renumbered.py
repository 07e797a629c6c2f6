"""The command ``kg renumbered``."""

from __future__ import annotations

from kg.cli import options as opt
from kg.cli.commands.contacts import Explained
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.requests import RenumberedRequest


@asks(RenumberedRequest)
def renumbered(
    case: opt.CasePath,
    request: RenumberedRequest,
    explained: Explained = False,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Find the same hands on a new number: contacts before a number fell silent, and after.

    A clue by contacts in common, scored; handset and mast stand beside it; nothing is merged.
    """
    from kg.case import open_case
    from kg.cli.render.contacts import show_terms
    from kg.cli.render.renumbered import show_renumbering

    screen = Screen(lang, as_json)
    if explained:
        show_terms("renumbered", screen)
        return
    with open_case(case, create=False, raw=raw) as opened:
        renumbering = opened.calls.renumbered_as(request)
        show_renumbering(renumbering, opened, screen)

"""The verb that asks who can have been reached by whose money, and its tables."""

from __future__ import annotations

from kg.cli import options as opt
from kg.cli.render.reach import show_reach
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.requests import ReachRequest


@asks(ReachRequest)
def reach(
    case: opt.CasePath,
    request: ReachRequest,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say whose money can have come to whom, in order of time: how many victims meet where.

    It leaves out nobody whom money can have reached, however long it lay and by however many hops;
    so who is not listed cannot have had any of it by the rows that are loaded. How much it was,
    `kg trace` says. Ends and hubs are reached and not passed.
    """
    from kg.case import open_case
    from kg.cli.render.trace import say_if_cold
    from kg.trace.compiled import reach_is_cold
    from kg.values.moments import named_zone

    screen = Screen(lang, as_json)
    with open_case(case, create=False, raw=raw) as opened:
        zone = named_zone(opened.folder.settings().zone)
        say_if_cold(screen, reach_is_cold)
        show_reach(opened.money.reach_as(request), request.into, opened, screen, zone)

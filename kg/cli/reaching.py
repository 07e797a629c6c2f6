"""The verb that asks who can have been reached by whose money, and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.ruling import number_of
from kg.cli.showing import Screen, json_form
from kg.cli.telling import SHOWN, say_cut
from kg.messages import Message
from kg.requests import ReachRequest

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from kg.case import Case
    from kg.model import Reach, Seed


def register(app: typer.Typer) -> None:
    """Add this room's verb to the application."""
    app.command()(reach)


@asks(ReachRequest)
def reach(
    case: opt.CasePath,
    request: ReachRequest,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say whose money can have come to whom, in order of time: how many victims meet where.

    It leaves out nobody whom money can have reached, however long it lay and by however many hops;
    so who is not listed cannot have had any of it by the rows that are loaded. How much it was,
    `kg trace` says. Ends and hubs are reached and not passed.
    """
    from kg.case import open_case
    from kg.cli.tracing import say_if_cold
    from kg.trace.cold import reach_is_cold
    from kg.values.moments import named_zone

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        zone = named_zone(opened.folder.settings().zone)
        say_if_cold(screen, reach_is_cold)
        show_reach(opened.money.reach_as(request), request.into, opened, screen, zone)


def show_reach(found: Reach, into: Sequence[str], case: Case, screen: Screen, zone: tzinfo) -> None:
    """Who can have been reached by most starts; asked about an account, each start's answer."""
    lead = Message("reach-lead", opinion=Message("not-an-opinion"))
    screen.document({"lead": lead, **json_form(found)})
    screen.line()
    title = "reach-origin" if found.direction == "in" else "reach-title"
    screen.say(title, starts=len(found.starts), places=len(found.places))
    screen.line(screen.message(lead))
    if into:
        _show_arrivals(found, into, case, screen, zone)
    else:
        _show_places(found, case, screen, zone)
    for warning in found.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")


def _show_places(found: Reach, case: Case, screen: Screen, zone: tzinfo) -> None:
    shown = found.places[:SHOWN]
    accounts = [one.account for one in shown]
    names, entities = case.lookup.holders(accounts), case.lookup.entities(accounts)
    rows = [
        (
            case.lookup.handle(one.account),
            number_of(entities[one.account], screen),
            " / ".join(names.get(one.account, ())),
            f"{len(one.starts)} / {len(found.starts)}",
            _time(one.first, zone),
            case.lookup.handle(one.link),
        )
        for one in shown
    ]
    if rows:
        columns = ("handle", "number", "holder", "reach-starts", "reach-first", "reach-by")
        screen.table(screen.word("reach-places"), columns, rows)
    say_cut(len(found.places), screen)


def _show_arrivals(
    found: Reach, into: Sequence[str], case: Case, screen: Screen, zone: tzinfo
) -> None:
    rows = [
        (
            _who(found.starts[one.start], case),
            case.lookup.handle(one.account),
            one.currency,
            _time(one.first, zone),
            case.lookup.handle(one.link),
        )
        for one in found.arrivals[:SHOWN]
    ]
    if rows:
        columns = ("reach-start", "handle", "currency", "reach-first", "reach-by")
        screen.table(screen.word("reach-into", into=" ".join(into)), columns, rows)
    say_cut(len(found.arrivals), screen)
    came = {one.start for one in found.arrivals}
    never = [_who(seed, case) for n, seed in enumerate(found.starts) if n not in came]
    if never:
        some = screen.word("comma").join(never[:SHOWN])
        screen.say("reach-never", count=len(never), who=some)
        say_cut(len(never), screen)


def _who(seed: Seed, case: Case) -> str:
    """Return a start by its victim's name, else by the handle of what it is."""
    thing = seed.victim or seed.account or seed.link
    found = case.lookup.entities([seed.victim]).get(seed.victim) if seed.victim else None
    return f"{case.lookup.handle(thing)} {found.first('name') if found else ''}".strip()


def _time(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")

"""The verb that asks who can have been reached by whose money, and its tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kg.cli.render.tables import SHOWN, say_cut
from kg.cli.render.trace_text import number_in
from kg.cli.screen import Screen, json_form
from kg.messages import Message
from kg.model import Precision
from kg.values.moments import told_time

if TYPE_CHECKING:
    from datetime import tzinfo

    from kg.case import Case
    from kg.model import Reach, Seed


def show_reach(reach: Reach, into: Sequence[str], case: Case, screen: Screen, zone: tzinfo) -> None:
    """Who can have been reached by most starts; asked about an account, each start's answer."""
    lead = Message("reach-lead", opinion=Message("not-an-opinion"))
    screen.document({"lead": lead, **json_form(reach)})
    screen.line()
    title = "reach-origin" if reach.direction == "in" else "reach-title"
    screen.say(title, starts=len(reach.starts), places=len(reach.places))
    screen.line(screen.message(lead))
    if into:
        _show_arrivals(reach, into, case, screen, zone)
    else:
        _show_places(reach, case, screen, zone)
    for warning in reach.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")


def _show_places(reach: Reach, case: Case, screen: Screen, zone: tzinfo) -> None:
    shown = reach.places[:SHOWN]
    accounts = [reached.account for reached in shown]
    names, entities = case.lookup.holders(accounts), case.lookup.entities(accounts)
    told = _precisions((reached.link for reached in shown), case)
    rows = [
        (
            case.lookup.handle(reached.account),
            number_in(entities, reached.account, screen),
            " / ".join(names.get(reached.account, ())),
            f"{len(reached.starts)} / {len(reach.starts)}",
            told_time(reached.first, told[reached.link], zone),
            case.lookup.handle(reached.link),
        )
        for reached in shown
    ]
    if rows:
        columns = ("handle", "number", "holder", "reach-starts", "reach-first", "reach-by")
        screen.table(screen.word("reach-places"), columns, rows)
    say_cut(len(reach.places), screen)


def _precisions(links: Iterable[str], case: Case) -> Mapping[str, Precision]:
    """Return how finely rows tell the times of payments."""
    found = {link.id: link.precision for link in case.lookup.links(list(links))}
    return defaultdict(lambda: Precision.UNKNOWN, found)


def _show_arrivals(
    reach: Reach, into: Sequence[str], case: Case, screen: Screen, zone: tzinfo
) -> None:
    told = _precisions((arrival.link for arrival in reach.arrivals[:SHOWN]), case)
    rows = [
        (
            _who(reach.starts[arrival.start], case),
            case.lookup.handle(arrival.account),
            arrival.currency,
            told_time(arrival.first, told[arrival.link], zone),
            case.lookup.handle(arrival.link),
        )
        for arrival in reach.arrivals[:SHOWN]
    ]
    if rows:
        columns = ("reach-start", "handle", "currency", "reach-first", "reach-by")
        screen.table(screen.word("reach-into", into=" ".join(into)), columns, rows)
    say_cut(len(reach.arrivals), screen)
    came = {arrival.start for arrival in reach.arrivals}
    never = [_who(seed, case) for n, seed in enumerate(reach.starts) if n not in came]
    if never:
        some = screen.word("comma").join(never[:SHOWN])
        screen.say("reach-never", count=len(never), who=some)
        say_cut(len(never), screen)


def _who(seed: Seed, case: Case) -> str:
    """Return a start by its victim's name, else by the handle of what it is."""
    thing = seed.victim or seed.account or seed.link
    entity = case.lookup.entities([seed.victim]).get(seed.victim) if seed.victim else None
    return f"{case.lookup.handle(thing)} {entity.first('name') if entity else ''}".strip()

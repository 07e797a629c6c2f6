"""What ``kg lake reach`` prints: who can have been reached, and how it opens as a case."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from kg.cli.render.tables import SHOWN, say_cut
from kg.cli.render.trace_text import number_of
from kg.cli.screen import Screen, json_form
from kg.messages import Message
from kg.values.moments import local_time, named_zone

if TYPE_CHECKING:
    from kg.case.money.lake_reach import LakeReach
    from kg.requests import ReachRequest

STARTS = 10
"""So many starts stand in a command."""


def show_lake_reach(result: LakeReach, request: ReachRequest, lake: Path, screen: Screen) -> None:
    """Show who most starts can have reached; asked about an account, what each start can have."""
    reach = result.reach
    lead = Message("reach-lead", opinion=Message("not-an-opinion"))
    looked = {"followed": result.followed, "rows": result.rows, "unknown": result.unknown}
    screen.document({"lead": lead, **json_form(reach), **looked})
    title = "reach-origin" if reach.direction == "in" else "reach-title"
    screen.say(title, starts=len(reach.starts), places=len(reach.places))
    screen.line(screen.message(lead))
    if request.into:
        _show_arrivals(result, request, screen)
    else:
        _show_places(result, screen)
    starts = [seed.account for seed in reach.starts]
    screen.say("lake-reach-looked", followed=result.followed, rows=result.rows)
    way = " --in" if reach.direction == "in" else ""
    numbers = " ".join(quote(_number(result, start, screen)) for start in starts[:STARTS])
    screen.say("lake-reach-open", command=f"kg extract {quote(str(lake))} CASE {numbers}{way}")
    for text in result.unknown:
        screen.say("extract-unknown", text=text)
    for warning in reach.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")


def _show_places(result: LakeReach, screen: Screen) -> None:
    places, zone = result.reach.places, named_zone(result.zone)
    rows = [
        (
            *_called(result, place.account, screen),
            place.currency,
            f"{len(place.starts)} / {len(result.reach.starts)}",
            local_time(place.first, zone),
        )
        for place in places[:SHOWN]
    ]
    if rows:
        columns = ("number", "holder", "currency", "reach-starts", "reach-first")
        screen.table(screen.word("reach-places"), columns, rows)
    say_cut(len(places), screen)


def _show_arrivals(result: LakeReach, request: ReachRequest, screen: Screen) -> None:
    reach, zone = result.reach, named_zone(result.zone)
    rows = [
        (
            _name(result, reach.starts[arrival.start].account, screen),
            _number(result, arrival.account, screen),
            arrival.currency,
            local_time(arrival.first, zone),
        )
        for arrival in reach.arrivals[:SHOWN]
    ]
    if rows:
        columns = ("reach-start", "number", "currency", "reach-first")
        screen.table(screen.word("reach-into", into=" ".join(request.into)), columns, rows)
    say_cut(len(reach.arrivals), screen)
    came = {arrival.start for arrival in reach.arrivals}
    never = [seed.account for n, seed in enumerate(reach.starts) if n not in came]
    if never:
        some = screen.word("comma").join(_names(result, never[:SHOWN], screen))
        screen.say("reach-never", count=len(never), who=some)
        say_cut(len(never), screen)


def _names(result: LakeReach, accounts: Iterable[str], screen: Screen) -> Iterable[str]:
    return (_name(result, account, screen) for account in accounts)


def _name(result: LakeReach, account: str, screen: Screen) -> str:
    return " ".join(filter(None, _called(result, account, screen)))


def _called(result: LakeReach, account: str, screen: Screen) -> tuple[str, str]:
    """Return the number of an account, and who holds it."""
    holders = result.accounts[account][1] if account in result.accounts else ()
    return _number(result, account, screen), " / ".join(holders)


def _number(result: LakeReach, account: str, screen: Screen) -> str:
    known = result.accounts.get(account)
    return number_of(known[0], screen) if known else account

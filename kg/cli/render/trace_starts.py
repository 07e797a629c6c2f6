"""Where a trace began, which rows of a list begin nothing, and whom a published list names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from kg.cli.render.tables import SHOWN, say_cut
from kg.cli.render.trace_text import number_in, number_of
from kg.cli.screen import Row, Screen
from kg.values.moments import local_time, named_zone

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import Entity, Seed, Trace


def show_starts(trace: Trace, case: Case, screen: Screen) -> None:
    """List the starts where a reader must know more of them than their number."""
    seeds = [seed for seed in trace.seeds if seed.holder or seed.named]
    if not seeds:
        return
    people = [who for seed in seeds for who in (seed.holder, *seed.joint) if who]
    entities = case.lookup.entities([*people, *(seed.account for seed in seeds)])
    zone = named_zone(case.folder.settings().zone)
    rows = [_start(seed, trace, case, entities, zone, screen) for seed in seeds[:SHOWN]]
    columns = ("handle", "number", "holder", "held", "jointly", "named-in", "started")
    screen.table(screen.word("starts-title"), columns, rows)
    say_cut(len(seeds), screen)


def _start(
    seed: Seed,
    trace: Trace,
    case: Case,
    entities: Mapping[str, Entity],
    zone: tzinfo,
    screen: Screen,
) -> Row:
    return (
        case.lookup.handle(seed.link or seed.account),
        number_of(entities[seed.account], screen) if seed.account in entities else "",
        _name(seed.holder, case, entities),
        _held_period(seed, zone, screen),
        " / ".join(_name(who, case, entities) for who in seed.joint),
        screen.place(seed.named),
        str(trace.money(seed.amount, seed.currency)) if seed.currency else "",
    )


def _name(who: str, case: Case, entities: Mapping[str, Entity]) -> str:
    if not who:
        return ""
    name = entities[who].first("name") if who in entities else ""
    return f"{case.lookup.handle(who)} {name}".strip()


def _held_period(seed: Seed, zone: tzinfo, screen: Screen) -> str:
    """Return the time in which an account was the holder's; an open end stays open."""
    if not seed.holder:
        return ""
    if seed.since is None and seed.until is None:
        return screen.word("held-undated")
    return f"{_time(seed.since, zone)}–{_time(seed.until, zone)}"


def _time(at: datetime | None, zone: tzinfo) -> str:
    if at is None:
        return ""
    return local_time(at, zone).removesuffix(" 00:00:00")


def show_refused(trace: Trace, screen: Screen) -> None:
    """List every row of a list of starts that begins nothing: where it stands, and why."""
    if not trace.refused:
        return
    file = trace.parameters.get("start_file", "")
    rows = [
        (file, screen.place(problem.locator), problem.text, screen.message(problem.reason))
        for problem in trace.refused[:SHOWN]
    ]
    screen.table(screen.word("refused-starts"), ("file", "place", "text", "why"), rows)
    say_cut(len(trace.refused), screen)


def show_listed(trace: Trace, case: Case, screen: Screen) -> None:
    """Say of each account that a published list names: that, and the list's file and row."""
    if not trace.listed:
        return
    entities = case.lookup.entities([listing.account for listing in trace.listed])
    files = {source.sha256: source.name for source in case.evidence.sources()}
    rows = [
        (
            case.lookup.handle(listing.account),
            number_in(entities, listing.account, screen),
            listing.said.text(screen.lang),
            files.get(place.sha256, ""),
            screen.place(place.locator),
        )
        for listing in trace.listed
        for place in listing.evidence
    ]
    columns = ("handle", "number", "listed", "file", "place")
    screen.table(screen.word("listed-title"), columns, rows[:SHOWN])
    say_cut(len(rows), screen)

"""Contacts in time as tables: who could have been told, who took a number over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kg.cli.render.find import tell_typology
from kg.cli.render.tables import SHOWN
from kg.cli.render.trace_text import number_of
from kg.cli.screen import Row, Screen, json_form
from kg.values.moments import local_time, named_zone

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import (
        ContactStep,
        Informed,
        MessagePassed,
    )

FEW = 4
"""Handles of rows in one cell of a table."""


class ContactNames:
    """How a person knows numbers, people, rows and times: by handle, number, name, local time."""

    def __init__(self, case: Case, things: Iterable[str], screen: Screen) -> None:
        wanted = list(dict.fromkeys(things))
        self._case, self._screen = case, screen
        self._zone = named_zone(case.folder.settings().zone)
        self._entities, self._holders = case.lookup.entities(wanted), case.lookup.holders(wanted)

    def who(self, thing: str) -> str:
        """Return handle, number, and who is recorded to use it."""
        handle = self.short(thing)
        entity = self._entities.get(thing)
        number = (entity.first("name") or number_of(entity, self._screen)) if entity else ""
        holder = "/".join(self._holders.get(thing, ()))
        return " ".join(filter(None, dict.fromkeys((handle, number, holder))))

    def short(self, thing: str) -> str:
        """Return the handle of a thing, else its number."""
        handle = self._case.lookup.handle(thing)
        if handle != thing:
            return handle
        entity = self._entities.get(thing)
        return number_of(entity, self._screen) if entity else thing

    def row(self, link: str) -> str:
        """Return the handle of a row, or its id where the graph does not hold it."""
        return self._case.lookup.handle(link)

    def rows(self, links: Sequence[str]) -> str:
        """Return the first rows by handle, and how many more there are."""
        more = f" +{len(links) - FEW}" if len(links) > FEW else ""
        return " ".join(map(self.row, links[:FEW])) + more

    def time(self, moment: datetime) -> str:
        """Return a time on the case's clock."""
        return local_time(moment, self._zone)


def show_terms(name: str, screen: Screen) -> None:
    """Tell what a verb is held to: each threshold with its default and the reason for it."""
    from kg.trace.contacts.contact_terms import FORMULA, RENUMBERED, terms

    one = terms(name)
    screen.document(one)
    tell_typology(one, screen)
    if name == RENUMBERED:
        screen.line(FORMULA.text(screen.lang))


def show_word(found: MessagePassed, case: Case, screen: Screen) -> None:
    """Who could have been told, when and by which calls; what stopped word; what it is not."""
    from kg.trace.contacts.contact_terms import LEAD

    screen.document({"lead": json_form(LEAD), **json_form(found)})
    steps = [step for one in found.told for step in one.chain]
    parties = [*found.starts, *found.goal, *(one.who for one in found.told)]
    parties += [end for step in (*steps, *found.others) for end in _ends(step)]
    parties += [number for numbers in found.joined.values() for number in numbers]
    tell = ContactNames(case, [*parties, *(stop.who for stop in found.stops)], screen)
    key = "word-from" if found.direction == "in" else "word-of"
    screen.say(key, who=" · ".join(map(tell.who, found.starts)), **_terms(found, tell, screen))
    screen.line(LEAD.text(screen.lang))
    screen.say("word-size", reached=found.reached, rows=found.rows, silent=found.silent)
    if found.goal:
        _show_way(found, tell, screen)
    else:
        _show_told(found, tell, screen)
    _show_stops(found, tell, screen)
    for person, numbers in found.joined.items():
        if len(numbers) > 1:
            screen.say(
                "word-joined", who=tell.who(person), numbers=" ".join(map(tell.who, numbers))
            )
    for warning in found.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")


def _ends(step: ContactStep) -> tuple[str, ...]:
    return step.source, step.target, step.by, step.to


def _terms(found: MessagePassed, tell: ContactNames, screen: Screen) -> dict[str, str]:
    told = found.parameters
    since = tell.time(datetime.fromisoformat(told["since"])) if told["since"] else ""
    since = since or screen.word("word-begin")
    return {"within": told["within"], "hops": told["hops"], "since": since}


def _show_told(found: MessagePassed, tell: ContactNames, screen: Screen) -> None:
    rows: list[Row] = [
        (
            tell.time(one.at),
            tell.who(one.who),
            one.hops,
            _chain(one, tell, screen),
            tell.rows([step.link for step in one.chain]),
            _occasions(one, screen),
        )
        for one in found.told
    ]
    at = "latest" if found.direction == "in" else "earliest"
    columns = (at, "who-could", "hands", "chain-of-calls", "its-rows", "occasions")
    if rows:
        screen.table("", columns, rows)
    else:
        screen.say("word-nobody")
    if found.cut:
        screen.say("word-cut", count=found.cut)


def _chain(one: Informed, tell: ContactNames, screen: Screen) -> str:
    parties = [one.chain[0].source, *(step.target for step in one.chain)]
    unproven = "" if one.order_proven else f" {screen.word('order-unproven')}"
    return " → ".join(map(tell.short, parties)) + unproven


def _occasions(one: Informed, screen: Screen) -> str:
    return screen.word("occasions-of", count=one.occasions, tellers=one.tellers)


def _show_way(found: MessagePassed, tell: ContactNames, screen: Screen) -> None:
    """Show one way call by call, and how many others there are."""
    if not found.told:
        screen.say("word-no-way", who=" · ".join(map(tell.who, found.goal)))
        return
    (one,) = found.told
    is_in = found.direction == "in"
    way = "word-way-in" if is_in else "word-way"
    others = "word-others-in" if is_in else "word-others"
    screen.say(way, who=tell.who(one.who), at=tell.time(one.at), hops=one.hops)
    columns = ("when", "who-told", "who-was-told", "spoke", "its-rows", "order-of-rows")
    screen.table("", columns, [_step(step, tell, screen) for step in one.chain])
    if one.occasions == 1:
        screen.say("word-only")
    else:
        screen.say(others, count=one.occasions - 1, tellers=one.tellers)
    if found.others:
        screen.table("", columns, [_step(step, tell, screen) for step in found.others[:SHOWN]])
    if len(found.others) > SHOWN:
        screen.say("cut", count=len(found.others) - SHOWN)


def _step(step: ContactStep, tell: ContactNames, screen: Screen) -> Row:
    if step.written:
        spoke = screen.word("written")
    else:
        spoke = f"{step.seconds}s" if step.seconds >= 0 else screen.word("not-said")
    order = "" if step.order_proven else screen.word("order-unproven")
    return (
        tell.time(step.start),
        _speaker(step.source, step.by, tell),
        _speaker(step.target, step.to, tell),
        spoke,
        tell.row(step.link),
        order,
    )


def _speaker(party: str, number: str, tell: ContactNames) -> str:
    return tell.who(party) if party == number else f"{tell.who(party)} ({tell.who(number)})"


def _show_stops(found: MessagePassed, tell: ContactNames, screen: Screen) -> None:
    rows = [
        (tell.time(stop.at), tell.who(stop.who), tell.row(stop.link), stop.said.text(screen.lang))
        for stop in found.stops[:SHOWN]
    ]
    if rows:
        screen.table(screen.word("word-stops"), ("when", "who-could", "its-rows", "why"), rows)
    if len(found.stops) > SHOWN:
        screen.say("cut", count=len(found.stops) - SHOWN)

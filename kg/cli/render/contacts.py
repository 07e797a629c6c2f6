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
        ids = list(dict.fromkeys(things))
        self._case, self._screen = case, screen
        self._zone = named_zone(case.folder.settings().zone)
        self._entities, self._holders = case.lookup.entities(ids), case.lookup.holders(ids)

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

    typology = terms(name)
    screen.document(typology)
    tell_typology(typology, screen)
    if name == RENUMBERED:
        screen.line(FORMULA.text(screen.lang))


def show_word(result: MessagePassed, case: Case, screen: Screen) -> None:
    """Who could have been told, when and by which calls; what stopped word; what it is not."""
    from kg.trace.contacts.contact_terms import LEAD

    screen.document({"lead": json_form(LEAD), **json_form(result)})
    steps = [step for informed in result.told for step in informed.chain]
    parties = [*result.starts, *result.goal, *(informed.who for informed in result.told)]
    parties += [end for step in (*steps, *result.others) for end in _ends(step)]
    parties += [number for numbers in result.joined.values() for number in numbers]
    tell = ContactNames(case, [*parties, *(stop.who for stop in result.stops)], screen)
    key = "word-from" if result.direction == "in" else "word-of"
    screen.say(key, who=" · ".join(map(tell.who, result.starts)), **_terms(result, tell, screen))
    screen.line(LEAD.text(screen.lang))
    screen.say("word-size", reached=result.reached, rows=result.rows, silent=result.silent)
    if result.goal:
        _show_way(result, tell, screen)
    else:
        _show_reached(result, tell, screen)
    _show_stops(result, tell, screen)
    for person, numbers in result.joined.items():
        if len(numbers) > 1:
            screen.say(
                "word-joined", who=tell.who(person), numbers=" ".join(map(tell.who, numbers))
            )
    for warning in result.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")


def _ends(step: ContactStep) -> tuple[str, ...]:
    return step.source, step.target, step.by, step.to


def _terms(result: MessagePassed, tell: ContactNames, screen: Screen) -> dict[str, str]:
    parameters = result.parameters
    since = tell.time(datetime.fromisoformat(parameters["since"])) if parameters["since"] else ""
    since = since or screen.word("word-begin")
    return {"within": parameters["within"], "hops": parameters["hops"], "since": since}


def _show_reached(result: MessagePassed, tell: ContactNames, screen: Screen) -> None:
    rows: list[Row] = [
        (
            tell.time(informed.at),
            tell.who(informed.who),
            informed.hops,
            _chain(informed, tell, screen),
            tell.rows([step.link for step in informed.chain]),
            _occasions(informed, screen),
        )
        for informed in result.told
    ]
    at = "latest" if result.direction == "in" else "earliest"
    columns = (at, "who-could", "hands", "chain-of-calls", "its-rows", "occasions")
    if rows:
        screen.table("", columns, rows)
    else:
        screen.say("word-nobody")
    if result.cut:
        screen.say("word-cut", count=result.cut)


def _chain(informed: Informed, tell: ContactNames, screen: Screen) -> str:
    parties = [informed.chain[0].source, *(step.target for step in informed.chain)]
    unproven = "" if informed.order_proven else f" {screen.word('order-unproven')}"
    return " → ".join(map(tell.short, parties)) + unproven


def _occasions(informed: Informed, screen: Screen) -> str:
    return screen.word("occasions-of", count=informed.occasions, tellers=informed.tellers)


def _show_way(result: MessagePassed, tell: ContactNames, screen: Screen) -> None:
    """Show one way call by call, and how many others there are."""
    if not result.told:
        screen.say("word-no-way", who=" · ".join(map(tell.who, result.goal)))
        return
    (informed,) = result.told
    is_in = result.direction == "in"
    way = "word-way-in" if is_in else "word-way"
    others = "word-others-in" if is_in else "word-others"
    screen.say(way, who=tell.who(informed.who), at=tell.time(informed.at), hops=informed.hops)
    columns = ("when", "who-told", "who-was-told", "spoke", "its-rows", "order-of-rows")
    screen.table("", columns, [_step(step, tell, screen) for step in informed.chain])
    if informed.occasions == 1:
        screen.say("word-only")
    else:
        screen.say(others, count=informed.occasions - 1, tellers=informed.tellers)
    if result.others:
        screen.table("", columns, [_step(step, tell, screen) for step in result.others[:SHOWN]])
    if len(result.others) > SHOWN:
        screen.say("cut", count=len(result.others) - SHOWN)


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


def _show_stops(result: MessagePassed, tell: ContactNames, screen: Screen) -> None:
    rows = [
        (tell.time(stop.at), tell.who(stop.who), tell.row(stop.link), stop.said.text(screen.lang))
        for stop in result.stops[:SHOWN]
    ]
    if rows:
        screen.table(screen.word("word-stops"), ("when", "who-could", "its-rows", "why"), rows)
    if len(result.stops) > SHOWN:
        screen.say("cut", count=len(result.stops) - SHOWN)

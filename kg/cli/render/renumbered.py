"""Contacts in time as tables: who could have been told, who took a number over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.render.contacts import ContactNames
from kg.cli.screen import Screen, json_form

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import (
        Newcomer,
        Renumbering,
        SharedContact,
    )


def show_renumbering(renumbering: Renumbering, case: Case, screen: Screen) -> None:
    """Who may go on under which new number: score, contacts in common with both sides' rows."""
    from kg.trace.contacts.contact_terms import CLUE, FORMULA, RENUMBERED, terms

    about = {"clue": CLUE, "formula": FORMULA, "innocent": terms(RENUMBERED).innocent}
    screen.document(
        {**{name: json_form(side) for name, side in about.items()}, **json_form(renumbering)}
    )
    numbers = [end for newcomer in renumbering.newcomers for end in (newcomer.old, newcomer.new)]
    both = [contact for newcomer in renumbering.newcomers for contact in newcomer.shared]
    shared = [end for contact in both for end in (contact.number, contact.moved_to) if end]
    tell = ContactNames(case, [*numbers, *shared], screen)
    screen.say("renumbered-title", count=len(renumbering.newcomers), silent=renumbering.silent,
               numbers=renumbering.numbers)  # fmt: skip
    screen.line(CLUE.text(screen.lang))
    for newcomer in renumbering.newcomers:
        _show_newcomer(newcomer, tell, screen)
    if renumbering.cut:
        screen.say("word-cut", count=renumbering.cut)
    screen.line(FORMULA.text(screen.lang))
    screen.say("finding-innocent", text=about["innocent"].text(screen.lang))
    for warning in renumbering.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")


def _show_newcomer(newcomer: Newcomer, tell: ContactNames, screen: Screen) -> None:
    screen.line()
    screen.say(
        "renumbered-pair",
        old=tell.who(newcomer.old),
        new=tell.who(newcomer.new),
        score=newcomer.score,
        last=tell.time(newcomer.last),
        first=tell.time(newcomer.first),
    )
    for measure in newcomer.measures:
        label = measure.label.text(screen.lang)
        screen.say("finding-measure", label=label, value=measure.value, threshold=measure.threshold)
    rows = [
        (_contact(c, tell), c.weight, c.known_by, tell.rows(c.before), tell.rows(c.after))
        for c in newcomer.shared
    ]
    columns = ("contact", "points", "known-by", "rows-before", "rows-after")
    screen.table(screen.word("renumbered-shared", count=len(rows)), columns, rows)
    screen.say("renumbered-rest", before=newcomer.only_before, after=newcomer.only_after)
    for place in newcomer.places:
        screen.say(f"renumbered-{place.what}", which=place.which, used_by=place.used_by,
                   before=tell.rows(place.before), after=tell.rows(place.after))  # fmt: skip
    if newcomer.between:
        screen.say(
            "renumbered-between", count=len(newcomer.between), rows=tell.rows(newcomer.between)
        )
    if newcomer.strays:
        screen.say("renumbered-strays", count=len(newcomer.strays), rows=tell.rows(newcomer.strays))
    for doubt in newcomer.doubts:
        screen.line(f"  ? {doubt.text(screen.lang)}")


def _contact(contact: SharedContact, tell: ContactNames) -> str:
    """Return who a contact in common is, and the number that it moved to."""
    moved = f" → {tell.who(contact.moved_to)}" if contact.moved_to else ""
    return tell.who(contact.number) + moved

"""The verb that holds a case to the shapes of the ontology, and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.screen import Screen
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case.questions.shape_check import ShapeBreach, ShapeReport
    from kg.cli.screen import Row


def show_checked(found: ShapeReport, screen: Screen) -> None:
    """Every breach, the gravest first, then how much was asked and what was left out."""
    screen.document(found)
    if found.broken:
        columns = ("severity", "rule-says", "thing", "value", "file", "place")
        title = screen.word("checked-title", count=len(found.broken))
        screen.table(title, columns, [_row(one, screen) for one in found.broken])
    counts = {name.lower(): found.count(name) for name in ("Violation", "Warning", "Info")}
    screen.say("checked", rules=found.rules, facts=found.facts, **counts)
    for said in found.cut:
        screen.say("checked-cut", rule=said.text(screen.lang))
    for note in found.notes:
        screen.line(f"  {note.text(screen.lang)}")


def _row(one: ShapeBreach, screen: Screen) -> Row:
    breach, thing = one.breach, one.thing
    schema = load_schema()
    known = schema.has_kind(thing.kind)
    kind = schema.kind(thing.kind).label(screen.lang) if known else thing.kind
    called = " ".join(filter(None, (thing.handle, kind, thing.name)))
    place = screen.place(thing.place)
    said = breach.said.text(screen.lang)
    grave = screen.word(f"severity-{breach.severity.lower()}")
    return (grave, said, called or thing.id, one.value, thing.file, place)

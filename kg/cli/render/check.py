"""The verb that holds a case to the shapes of the ontology, and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.screen import Screen
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case.questions.shape_check import ShapeBreach, ShapeReport
    from kg.cli.screen import Row


def show_checked(report: ShapeReport, screen: Screen) -> None:
    """Every breach, the gravest first, then how much was asked and what was left out."""
    screen.document(report)
    if report.broken:
        columns = ("severity", "rule-says", "thing", "value", "file", "place")
        title = screen.word("checked-title", count=len(report.broken))
        screen.table(title, columns, [_row(breach, screen) for breach in report.broken])
    counts = {name.lower(): report.count(name) for name in ("Violation", "Warning", "Info")}
    screen.say("checked", rules=report.rules, facts=report.facts, **counts)
    for rule in report.cut:
        screen.say("checked-cut", rule=rule.text(screen.lang))
    for note in report.notes:
        screen.line(f"  {note.text(screen.lang)}")


def _row(shape_breach: ShapeBreach, screen: Screen) -> Row:
    breach, thing = shape_breach.breach, shape_breach.thing
    schema = load_schema()
    known = schema.has_kind(thing.kind)
    kind = schema.kind(thing.kind).label(screen.lang) if known else thing.kind
    called = " ".join(filter(None, (thing.handle, kind, thing.name)))
    place = screen.place(thing.place)
    message = breach.said.text(screen.lang)
    grave = screen.word(f"severity-{breach.severity.lower()}")
    return (grave, message, called or thing.id, shape_breach.value, thing.file, place)

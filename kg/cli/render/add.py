"""What persons say of a case, as tables and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.render.load import broken_lines
from kg.cli.screen import Screen, json_form
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.judgements.typed_facts import AddedFact
    from kg.model import Entity


def show_added(added: AddedFact, case: Case, screen: Screen) -> None:
    """Say which fact went in, about whom, and who of them the case did not know before."""
    screen.document(json_form(added) | {"handle": case.lookup.handle(added.link.id)})
    kind = load_schema().kind(added.link.kind).label(screen.lang)
    ends = {end.id: _named(end, case) for end in added.ends}
    ends_by_side = {"source": ends[added.link.source], "target": ends[added.link.target]}
    screen.say("added", handle=case.lookup.handle(added.link.id), kind=kind, **ends_by_side)
    for end in added.ends:
        word = "new-party" if end.id in added.new else "known-party"
        label = load_schema().kind(end.kind).label(screen.lang)
        screen.say(word, kind=label, who=ends[end.id])
    for line in broken_lines(added.broken, screen):
        screen.line(f"  ! {line}")


def _named(entity: Entity, case: Case) -> str:
    """Return a party's handle with every name and number by which a person knows it."""
    schema, known = load_schema(), entity.values
    own = schema.kind(entity.kind).label_properties
    keys = [key for key in known if key in own or schema.property(key).mask_as != "none"]
    words = [text for key in keys for text in known[key]]
    return " ".join(
        [case.lookup.handle(entity.id), *dict.fromkeys([*entity.values.get("name", ()), *words])]
    )

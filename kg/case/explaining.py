"""The rows behind one fact, read again from the files as they were received."""

from __future__ import annotations

from collections.abc import Sequence

from kg.case.desk import Desk
from kg.case.naming import one_of
from kg.case.verifying import source_file
from kg.errors import NotFound
from kg.explain import Explanation, File
from kg.explain import explain as explain_fact
from kg.model import Entity, Link


def explain(desk: Desk, whats: Sequence[str], lang: str) -> list[Explanation]:
    """Return everything that each fact, named by a handle, an id, a number or a name, rests on."""
    things = [one_of(desk, what) for what in whats]
    facts, kept = _facts(desk, things), files(desk)
    return [explain_fact(facts[thing], kept, desk.schema, lang) for thing in things]


def files(desk: Desk) -> dict[str, File]:
    """Return every loaded file with the place where its bytes are kept."""
    return {
        source.sha256: File(source, source_file(desk.folder, source.sha256))
        for source in desk.sources()
    }


def _facts(desk: Desk, things: Sequence[str]) -> dict[str, Link | Entity]:
    """Return each thing as the ledger tells it, or else as the graph does."""
    index = desk.index()
    found = _by_id([*index.entities(things), *index.links(things)])
    if missing := [thing for thing in things if thing not in found]:
        found |= _by_id([*desk.store.entities(missing), *desk.store.links(missing)])
    for thing in things:
        if thing not in found:
            raise NotFound("no such fact in the case", where=thing)
    return found


def _by_id(facts: Sequence[Link | Entity]) -> dict[str, Link | Entity]:
    return {fact.id: fact for fact in facts}

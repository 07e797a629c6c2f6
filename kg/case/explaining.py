"""The rows behind one fact, read again from the files as they were received."""

from __future__ import annotations

from kg.case.desk import Desk
from kg.case.naming import one_of
from kg.case.verifying import source_file
from kg.errors import NotFound
from kg.explain import Explanation, File
from kg.explain import explain as explain_fact
from kg.model import Entity, Link


def explain(desk: Desk, what: str, lang: str) -> Explanation:
    """Return everything that the fact named by a handle, an id, a number or a name rests on."""
    return explain_fact(_fact(desk, one_of(desk, what)), files(desk), desk.schema, lang)


def files(desk: Desk) -> dict[str, File]:
    """Return every loaded file with the place where its bytes are kept."""
    return {
        source.sha256: File(source, source_file(desk.folder, source.sha256))
        for source in desk.sources()
    }


def _fact(desk: Desk, thing: str) -> Link | Entity:
    index = desk.index()
    found: list[Link | Entity] = [*index.links([thing]), *index.entities([thing])]
    found = found or [*desk.store.links([thing]), *desk.store.entities([thing])]
    if not found:
        raise NotFound("no such fact in the case", where=thing)
    return found[0]

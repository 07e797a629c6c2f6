"""What a kind is called in another model: the mappings that a form of export can write, best first.

The tables are those of ``ontology/mappings``: no form of export decides anew what a thing is.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import cache

from kg.schema import Schema, ontology_files
from kg.schema.mappings import TermMapping, read_mappings

ORDER = ("exact", "close", "broad", "related")
"""Best first; a narrower term is none of ours: it says more than is known."""


def counterparts(table: str, kin: Iterable[str]) -> Iterator[TermMapping]:
    """Yield the terms of a kind in another model, best first, then those of its ancestors."""
    for kind in kin:
        yield from _best_first().get((table, kind), ())


class Counterparts:
    """The terms of one model that kinds of ours may be written as."""

    def __init__(self, table: str, schema: Schema, writable: Container[str]) -> None:
        self._table, self._schema, self._writable = table, schema, writable
        self._found: dict[str, tuple[TermMapping, ...]] = {}

    def of(self, kind: str) -> tuple[TermMapping, ...]:
        """Return the kind's own terms, best first, then those of its ancestors, nearest first."""
        if kind not in self._found:
            kin = (kind, *self._schema.kind(kind).ancestors)
            rows = counterparts(self._table, kin)
            self._found[kind] = tuple(row for row in rows if row.target in self._writable)
        return self._found[kind]


@cache
def _best_first() -> dict[tuple[str, str], list[TermMapping]]:
    mappings_by_subject: dict[tuple[str, str], list[TermMapping]] = {}
    rows = read_mappings(ontology_files()[0].parent / "mappings")
    known = [row for row in rows if row.relation in ORDER]
    for row in sorted(known, key=lambda row: ORDER.index(row.relation)):
        mappings_by_subject.setdefault((row.table, row.subject), []).append(row)
    return mappings_by_subject

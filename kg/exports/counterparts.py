"""What a kind is called in another model: the best mapping that a form of export can write.

The tables are those of ``ontology/mappings``: no form of export decides anew what a thing is.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cache
from pathlib import Path

from kg.glossary.mappings import Mapping, read_mappings
from kg.schema import Schema, ontology_files

ORDER = ("exact", "close", "broad", "related")
"""Best first; a narrower term is none of ours: it says more than is known."""


class Counterparts:
    """The terms of one model that kinds of ours may be written as."""

    def __init__(self, table: str, schema: Schema, writable: Container[str]) -> None:
        self._schema = schema
        self._rows = [row for row in _rows() if row.table == table and row.target in writable]
        self._found: dict[str, tuple[Mapping, ...]] = {}

    def of(self, kind: str) -> tuple[Mapping, ...]:
        """Return the kind's own terms, best first, then those of its ancestors, nearest first."""
        if kind not in self._found:
            kin = (kind, *self._schema.kind(kind).ancestors)
            self._found[kind] = tuple(row for one in kin for row in self._own(one))
        return self._found[kind]

    def _own(self, kind: str) -> Iterator[Mapping]:
        own = [row for row in self._rows if row.subject == kind and row.relation in ORDER]
        yield from sorted(own, key=lambda row: ORDER.index(row.relation))


@cache
def _rows() -> tuple[Mapping, ...]:
    folder: Path = ontology_files()[0].parent / "mappings"
    return read_mappings(folder)

"""What a case states, graph by graph, without holding more of it than one fact at a time.

The default graph has the facts. What proves them stands in a graph for each source, direct edges
in the derived one; of these only which facts they are about is kept, and told again when it is
their turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from kg.exports.material import ExportMaterial
from kg.model import Entity, Evidence, Link
from kg.rdf.terms import DERIVED, encoded
from kg.rdf.to_quads import fact_text, marker_text

LINE = re.compile(
    r'(<[^>]*>) (<[^>]*>) (<[^>]*>|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>)?)(?: (<[^>]*>))? \.'
)
EDGES = str(DERIVED)


class Statement(NamedTuple):
    """A line of N-Quads in its parts, as it spells them; the default graph has no name."""

    subject: str
    predicate: str
    object: str
    graph: str


class Statements:
    """The statements of an export's facts, in the order of the facts."""

    def __init__(self, material: ExportMaterial) -> None:
        self._material = material
        self._facts: list[Entity | Link] = [*material.entities, *material.links]
        self._about: dict[str, list[int]] = {}
        self._edges: set[Statement] = set()

    def facts(self) -> Iterator[list[Statement]]:
        """Yield what the default graph states of each fact."""
        for number, fact in enumerate(self._facts):
            statements = list(self._fact_statements(fact))
            for graph in {statement.graph for statement in statements} - {"", EDGES}:
                self._about.setdefault(graph, []).append(number)
            self._edges.update(statement for statement in statements if statement.graph == EDGES)
            yield [statement for statement in statements if not statement.graph]

    def graphs(self) -> Iterator[tuple[str, Iterator[list[Statement]]]]:
        """Yield every other graph by name with its statements; after the facts."""
        named = {*self._about, *(marker.graph for marker in self._markers())}
        for graph in sorted(named | ({EDGES} if self._edges else set())):
            yield graph, self._of(graph)

    def flat(self) -> Iterator[list[Statement]]:
        """Yield everything but direct edges, whatever graph it stands in; evidence comes once."""
        yield from _by_subject(self._markers())
        described: set[Evidence] = set()
        for fact in self._facts:
            yield [
                statement
                for statement in self._fact_statements(fact, described)
                if statement.graph != EDGES
            ]

    def _of(self, graph: str) -> Iterator[list[Statement]]:
        yield from _by_subject(marker for marker in self._markers() if marker.graph == graph)
        if graph == EDGES:
            yield from _by_subject(sorted(self._edges))
        described: set[Evidence] = set()
        for number in self._about.get(graph, ()):
            statements = self._fact_statements(self._facts[number], described)
            yield [statement for statement in statements if statement.graph == graph]

    def _markers(self) -> Iterator[Statement]:
        for source in self._material.sources:
            yield from _statements(marker_text(source))

    def _fact_statements(
        self, fact: Entity | Link, described: set[Evidence] | None = None
    ) -> Iterator[Statement]:
        shortcut = self._material.schema.kind(fact.kind).shortcut
        return _statements(fact_text(fact, shortcut, described))


def _statements(text: str) -> Iterator[Statement]:
    encoded([text])  # a half character is refused here, where it is known whose it is
    for subject, predicate, value, graph in LINE.findall(text):
        yield Statement(subject, predicate, value, graph)


def _by_subject(statements: Iterator[Statement] | list[Statement]) -> Iterator[list[Statement]]:
    for _, some in groupby(statements, lambda statement: statement.subject):
        yield list(some)

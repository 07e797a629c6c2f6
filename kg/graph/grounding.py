"""Why a conclusion stands: its rule, and the links that the rule found, asked once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions
from pyoxigraph import Store as Engine

from kg.graph.base import Shortcuts
from kg.model import Concluded, Proof
from kg.rdf import DERIVED
from kg.rdf.terms import TYPE, iri, local_name, term
from kg.rules import Atom, Inference, Rule, Rules
from kg.rules.asking import ends, grounds

HERE = DefaultGraph()
SOURCE, TARGET, PROOF = term("source"), term("target"), term("proof")
EXCLUDED = Literal(Proof.EXCLUDED.value)
Row = tuple[str, ...]


class Grounding:
    """What one engine concludes of a thing, and from what."""

    def __init__(self, engine: Engine, shortcuts: Shortcuts, rules: Rules) -> None:
        self._engine = engine
        self._kinds: dict[str, list[str]] = {}
        for kind, shortcut in shortcuts.items():
            self._kinds.setdefault(shortcut, []).append(kind)
        self._known = {one.name: (rule, one) for rule in rules for one in rule.inferences}

    def conclusions(self, thing: str, other: str, limit: int) -> list[Concluded]:
        """Return what is concluded of a thing, or of the two, each with so many of its links."""
        found = sorted(set(self._at(thing, other)))
        return [self._told(*self._known[name], row, limit) for name, row in found]

    def _at(self, thing: str, other: str) -> Iterator[tuple[str, Row]]:
        node = iri(thing)
        for quad in self._both_ways(node):
            row = (_id(quad.subject), _id(quad.object))
            if other and {thing, other} != set(row):
                continue
            if quad.predicate != TYPE and local_name(quad.predicate) in self._known:
                yield local_name(quad.predicate), row
            elif quad.predicate == TYPE and isinstance(quad.object, NamedNode):
                yield from ((n, row[:1]) for n in [local_name(quad.object)] if n in self._known)

    def _both_ways(self, node: NamedNode) -> Iterator[Quad]:
        yield from self._engine.quads_for_pattern(node, None, None, DERIVED)
        yield from self._engine.quads_for_pattern(None, None, node, DERIVED)

    def _told(self, rule: Rule, inference: Inference, row: Row, limit: int) -> Concluded:
        links = sorted(set(self._links(inference, row)))
        return Concluded(
            rule=rule.name,
            version=rule.version,
            name=inference.name,
            source=row[0],
            target=row[1] if len(ends(inference)) > 1 else "",
            links=tuple(links[:limit]),
            more=max(0, len(links) - limit),
        )

    def _links(self, inference: Inference, row: Row) -> Iterator[str]:
        names = inference.names
        for found in self._rows(grounds(inference, row)):
            things = dict(zip(names, found, strict=True))
            for atom in inference.atoms:
                yield from self._behind(atom, things)

    def _behind(self, atom: Atom, things: Mapping[str, str]) -> Iterable[str]:
        """Return the links that an edge stands for; kinds and ends stand for themselves."""
        if not atom.is_edge:
            return ()
        source, target = iri(things[atom.subject]), iri(things[atom.object])
        kinds = {term(kind) for name in atom.names for kind in self._kinds.get(name, ())}
        starting = self._engine.quads_for_pattern(None, SOURCE, source, HERE)
        return sorted(
            _id(quad.subject)
            for quad in starting
            if self._stands(quad.subject, TARGET, target)
            and not self._stands(quad.subject, PROOF, EXCLUDED)
            and any(self._stands(quad.subject, TYPE, kind) for kind in kinds)
        )

    def _stands(self, subject: object, predicate: NamedNode, thing: NamedNode | Literal) -> bool:
        return Quad(subject, predicate, thing, HERE) in self._engine  # type: ignore[arg-type]

    def _rows(self, query: str) -> Iterator[Sequence[str]]:
        found = self._engine.query(query)
        assert isinstance(found, QuerySolutions)
        yield from (tuple(_id(value) for value in row) for row in found)


def _id(node: object) -> str:
    assert isinstance(node, NamedNode), "there are no blank nodes in a case"
    return node.value

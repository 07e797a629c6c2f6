"""Answers from an Oxigraph engine, as model values sorted by id."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions
from pyoxigraph import Store as Engine

from kg.errors import StoreCorrupt
from kg.graph.base import Count, load_order
from kg.graph.in_force import RULE
from kg.messages import Message
from kg.model import Entity, Evidence, Judgement, Link, Source
from kg.rdf import CC, DERIVED, JUDGEMENTS, MARKERS, read_evidence, read_judgement, read_source
from kg.rdf.read import is_link, read_entity, read_link
from kg.rdf.terms import TYPE, iri, local_name, term
from kg.rdf.write import SUPPORTED_BY

HERE = DefaultGraph()
BATCH = 2_000
ENDS = (term("source"), term("target"), term("object"))
# an entity may have a *text* called source; only a link has a thing there
COUNT_LINKS = f"""
SELECT ?kind (COUNT(*) AS ?n) WHERE {{ ?one <{CC}source> ?end ; a ?kind FILTER isIRI(?end) }}
GROUP BY ?kind"""
COUNT_DERIVED = f"""
SELECT ?name (COUNT(*) AS ?n) WHERE {{ GRAPH {DERIVED} {{
{{ ?one ?name ?end FILTER(?name != {TYPE} && isIRI(?end)) }} UNION
{{ ?one {TYPE} ?name FILTER(?name != {RULE}) }} }} }} GROUP BY ?name"""
COUNT_ALL = "SELECT ?kind (COUNT(*) AS ?n) WHERE { ?one a ?kind } GROUP BY ?kind"


class Reading:
    """Every question of the contract, asked of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._proofs: dict[str, Evidence] = {}

    def markers(self) -> list[Source]:
        """Return the sources that are in, in the order they were loaded."""
        return load_order(read_source(quads) for _, quads in self._in_graph(MARKERS))

    def judgements(self) -> list[Judgement]:
        """Return every judgement."""
        return [read_judgement(key, quads) for key, quads in self._in_graph(JUDGEMENTS)]

    def _in_graph(self, graph: NamedNode) -> list[tuple[str, list[Quad]]]:
        told: dict[str, list[Quad]] = {}
        for quad in self._engine.quads_for_pattern(None, None, None, graph):
            told.setdefault(_key(quad), []).append(quad)
        return sorted(told.items())

    def ids(self) -> list[str]:
        """Return the id of every entity and link."""
        return sorted(_key(q) for q in self._engine.quads_for_pattern(None, TYPE, None, HERE))

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities that have these ids."""
        told = ((key, self._told(key)) for key in sorted(set(ids)))
        return [
            read_entity(key, quads, self._proofs_in(quads))
            for key, quads in told
            if quads and not is_link(quads)
        ]

    def links(self, ids: Iterable[str]) -> list[Link]:
        """Return the links that have these ids."""
        told = ((key, self._told(key)) for key in sorted(set(ids)))
        return [
            read_link(key, quads, self._proofs_in(quads)) for key, quads in told if is_link(quads)
        ]

    def _told(self, key: str) -> list[Quad]:
        quads = own_quads(self._engine, iri(key))
        return quads if any(q.graph_name == HERE for q in quads) else []

    def _proofs_in(self, quads: Iterable[Quad]) -> Mapping[str, Evidence]:
        for quad in quads:
            if quad.predicate == SUPPORTED_BY and isinstance(quad.object, NamedNode):
                node, graph = quad.object, quad.graph_name
                if node.value not in self._proofs:
                    rows = self._engine.quads_for_pattern(node, None, None, graph)
                    self._proofs[node.value] = read_evidence(rows)
        return self._proofs

    def links_of(
        self, ids: Iterable[str], kinds: Collection[str] | None, limit: int | None
    ) -> list[Link]:
        """Return the links that have one of the ids at an end, the first ``limit`` by id."""
        found = self._links_at(set(ids), kinds)
        return self.links(sorted(found)[:limit])

    def _links_at(self, ids: set[str], kinds: Collection[str] | None) -> set[str]:
        wanted = sorted(ids)
        found: set[str] = set()
        for start in range(0, len(wanted), BATCH):
            query = _ends_query(wanted[start : start + BATCH], kinds)
            found.update(row[0] for row in self._rows(query))
        return found

    def _rows(self, query: str) -> Iterator[tuple[str, ...]]:
        solutions = self._engine.query(query)
        assert isinstance(solutions, QuerySolutions)
        for solution in solutions:
            values = list(solution)
            if None in values:  # the engine has a number for it, and has lost what it stands for
                raise StoreCorrupt(Message("holds-unreadable-term"), where="graph")
            yield tuple(getattr(value, "value", "") for value in values)

    def neighbours(self, ids: Iterable[str], kinds: Collection[str] | None) -> list[str]:
        """Return the ids at the other ends of the links of these ids."""
        wanted = set(ids)
        found: set[str] = set()
        for link in self._links_at(wanted, kinds):
            node = NamedNode(link)
            for end in ENDS:
                rows = self._engine.quads_for_pattern(node, end, None, HERE)
                found.update(q.object.value for q in rows if isinstance(q.object, NamedNode))
        return sorted(found - wanted)

    def evidence(self, key: str) -> tuple[Evidence, ...]:
        """Return what proves one entity or link."""
        facts: list[Entity | Link] = [*self.entities([key]), *self.links([key])]
        return facts[0].evidence if facts else ()

    def count(self) -> Count:
        """Return how much the store holds, by class."""
        links, all_kinds = self._by_kind(COUNT_LINKS), self._by_kind(COUNT_ALL)
        entities = {kind: n - links.get(kind, 0) for kind, n in all_kinds.items()}
        sources = sum(1 for _ in self._engine.quads_for_pattern(None, TYPE, None, MARKERS))
        return Count({kind: n for kind, n in entities.items() if n}, links, sources)

    def derived(self) -> dict[str, int]:
        """Return how much the derived graph holds, by property of an edge and by kind."""
        return self._by_kind(COUNT_DERIVED)

    def _by_kind(self, query: str) -> dict[str, int]:
        rows = sorted((kind, int(n)) for kind, n in self._rows(query))
        try:
            return {local_name(NamedNode(kind)): n for kind, n in rows}
        except ValueError as error:  # a kind is written as a text, or as a node without a name
            raise StoreCorrupt(Message("holds-kind-without-iri"), where="graph") from error


def own_quads(engine: Engine, subject: NamedNode) -> list[Quad]:
    """Return what is told under one id, without the shortcut edges that start there."""
    rows = engine.quads_for_pattern(subject, None, None, None)
    return [quad for quad in rows if quad.graph_name != DERIVED]


def _ends_query(ids: Iterable[str], kinds: Collection[str] | None) -> str:
    values = " ".join(str(iri(key)) for key in ids)
    ends = " UNION ".join(f"{{ ?link {end} ?id }}" for end in ENDS)
    only = "" if kinds is None else _kinds_clause(kinds)
    return f"SELECT DISTINCT ?link WHERE {{ VALUES ?id {{ {values} }} {ends} {only} }}"


def _kinds_clause(kinds: Collection[str]) -> str:
    names = ", ".join(str(term(kind)) for kind in sorted(kinds))
    return f"?link a ?kind FILTER(?kind IN ({names}))"


def _key(quad: Quad) -> str:
    assert isinstance(quad.subject, NamedNode), "there are no blank nodes in a case"
    return quad.subject.value

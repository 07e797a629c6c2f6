"""A store for rdflib whose statements Oxigraph holds, so that a whole case opens in seconds.

rdflib's own store keeps every statement in six nested dictionaries of Python objects: two million
statements take it minutes and gigabytes. Here a term becomes a Python object when it is asked for.
Whoever holds the dataset reads, adds, removes, serialises and asks as in any other.

As in every graph of a case, a number or a time has one spelling: what is added as ``1.00`` is read
back as ``1.0``, the same value.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID, Graph
from rdflib.plugins.stores.memory import Memory
from rdflib.store import Store
from rdflib.term import BNode, Literal, URIRef

from kg.rdf.terms import FACTS_AT_ONCE, encoded

if TYPE_CHECKING:
    from rdflib.graph import _ContextType, _TriplePatternType, _TripleType

Name: TypeAlias = ox.NamedNode | ox.BlankNode
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Pattern: TypeAlias = tuple[Term | None, Term | None, Term | None]
TEXT = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")
LANGUAGE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


class OxigraphMemory(Memory):
    """The statements of a dataset, held by Oxigraph in memory; prefixes are rdflib's own.

    Args:
        quads: What it holds at first.
        facts: Lines of N-Quads that it holds too, without blank nodes; lines make no objects of
            Python on their way, which takes half the time.
    """

    formula_aware = False

    def __init__(self, quads: Iterable[ox.Quad] = (), facts: Iterable[str] = ()) -> None:
        super().__init__()
        self._engine = ox.Store()
        self._engine.bulk_extend(quads)
        rest = iter(facts)
        while some := encoded(islice(rest, FACTS_AT_ONCE)):
            self._engine.load(some, ox.RdfFormat.N_QUADS)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how a copy or a pickle is made again."""
        return _again, (self._engine.dump(format=ox.RdfFormat.N_QUADS), list(self.namespaces()))

    def add(self, triple: _TripleType, context: _ContextType, quoted: bool = False) -> None:
        """Add a statement to a graph."""
        Store.add(self, triple, context, quoted)
        subject, predicate, thing = map(_term, triple)
        self._engine.add(ox.Quad(subject, predicate, thing, _graph_name(context)))  # type: ignore[arg-type]

    def remove(
        self, triple_pattern: _TriplePatternType, context: _ContextType | None = None
    ) -> None:
        """Remove what fits from a graph, or from all of them."""
        for quad in list(self._quads(triple_pattern, context)):
            self._engine.remove(quad)

    def triples(  # type: ignore[override]
        self, triple_pattern: _TriplePatternType, context: _ContextType | None = None
    ) -> Iterator[tuple[_TripleType, Iterator[_ContextType]]]:
        """Yield each statement that fits once, with the graphs that it stands in."""
        for quad in self._quads(triple_pattern, context):
            names = self._names(quad)
            if context is None and quad.graph_name != names[0]:
                continue  # it has come already, in the first graph that it stands in
            triple = _node(quad.subject), _node(quad.predicate), _node(quad.object)
            yield triple, map(self._graph, names)

    def contexts(self, triple: _TripleType | None = None) -> Iterator[_ContextType]:  # type: ignore[override]
        """Yield the graphs that there are, or those that a statement stands in."""
        if triple is None or all(one is None for one in triple):
            if next(self._engine.quads_for_pattern(None, None, None, ox.DefaultGraph()), None):
                yield self._graph(ox.DefaultGraph())
            yield from map(self._graph, self._engine.named_graphs())
            return
        for quad in self._quads(triple, None):
            yield self._graph(quad.graph_name)

    def __len__(self, context: _ContextType | None = None) -> int:
        """Return how many statements a graph has, or all of them together, each counted once."""
        quads = self._quads((None, None, None), context)
        if context is not None:
            return sum(1 for _ in quads)
        return sum(quad.graph_name == self._names(quad)[0] for quad in quads)

    def add_graph(self, graph: Graph) -> None:
        """Let there be a graph, if it is empty too."""
        if not isinstance(name := _graph_name(graph), ox.DefaultGraph):
            self._engine.add_graph(name)

    def remove_graph(self, graph: Graph) -> None:
        """Remove a graph with all that stands in it."""
        self._engine.remove_graph(_graph_name(graph))

    def _quads(
        self, pattern: _TriplePatternType, context: _ContextType | None
    ) -> Iterator[ox.Quad]:
        where = None if context is None else _graph_name(context)
        try:
            subject, predicate, thing = (None if one is None else _term(one) for one in pattern)
        except ValueError:  # no IRI, so nothing has it
            return iter(())
        if isinstance(subject, ox.Literal) or isinstance(predicate, (ox.Literal, ox.BlankNode)):
            return iter(())
        return self._engine.quads_for_pattern(subject, predicate, thing, where)

    def _names(self, quad: ox.Quad) -> list[Name | ox.DefaultGraph]:
        rows = self._engine.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        return [row.graph_name for row in rows]

    def _graph(self, name: Name | ox.DefaultGraph) -> Graph:
        own = DATASET_DEFAULT_GRAPH_ID if isinstance(name, ox.DefaultGraph) else _node(name)
        return Graph(store=self, identifier=own)


def _again(text: bytes, prefixes: list[tuple[str, URIRef]]) -> OxigraphMemory:
    store = OxigraphMemory(ox.parse(io.BytesIO(text), ox.RdfFormat.N_QUADS))
    for prefix, namespace in prefixes:
        store.bind(prefix, namespace)
    return store


def _graph_name(context: _ContextType) -> Name | ox.DefaultGraph:
    own = context.identifier
    if own == DATASET_DEFAULT_GRAPH_ID:
        return ox.DefaultGraph()
    return ox.BlankNode(own) if isinstance(own, BNode) else ox.NamedNode(own)


def _term(node: Any) -> Term:
    """Return a term of rdflib as Oxigraph has it; raise ValueError for what no graph can hold."""
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(node.datatype or TEXT.value))
    return ox.BlankNode(node) if isinstance(node, BNode) else ox.NamedNode(str(node))


def _node(term: Any) -> URIRef | BNode | Literal:
    """Return a term of Oxigraph as rdflib has it."""
    if isinstance(term, ox.NamedNode):
        return _iri(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.datatype == TEXT:
        return Literal(term.value)
    if term.datatype == LANGUAGE:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=_iri(term.datatype.value))


@lru_cache(maxsize=1 << 16)
def _iri(text: str) -> URIRef:
    return URIRef(text)

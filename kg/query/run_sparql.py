"""Inside the worker: one SPARQL question of one checkpoint."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from kg.errors import QueryTooBig
from kg.messages import Message
from kg.rdf.terms import DERIVED, PREFIXES, XSD

_stores: dict[tuple[str, int, int], Store] = {}


class _BoundedText(io.BytesIO):
    """Takes so many bytes of an answer, and ends the question at the next one."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, some: Any) -> int:
        written = super().write(some)
        if self.tell() > self._limit:
            raise QueryTooBig(
                Message("answer-larger-than", bytes=self._limit), hint=Message("ask-for-less")
            )
        return written


def sparql_document(text: str, graph: str, form: str, limit: int) -> str:
    """Return the answer as a document of the SPARQL protocol, at most so many bytes of it.

    Args:
        text: The query.
        graph: The folder of the graph.
        form: A media type: of results for SELECT and ASK, of RDF for CONSTRUCT and DESCRIBE.
        limit: In bytes.

    Raises:
        QueryTooBig: The answer is larger.
    """
    result = _store(graph).query(text, prefixes=PREFIXES)
    written = _BoundedText(limit)
    if isinstance(result, QueryTriples):
        rdf = RdfFormat.from_media_type(form)
        assert rdf is not None
        result.serialize(written, rdf)
    else:
        assert isinstance(result, QuerySolutions | QueryBoolean)
        results = QueryResultsFormat.from_media_type(form)
        assert results is not None
        result.serialize(written, results)
    return written.getvalue().decode("utf-8")


def ask_sparql(text: str, graph: str, *, union: bool) -> tuple[list[str], Iterator[list[object]]]:
    """Return the columns and, lazily, the rows of the answer, their cells packed."""
    store = _store(graph)
    seen = stated(store) if union else None
    result = store.query(text, prefixes=PREFIXES, default_graph=seen)
    if isinstance(result, QueryBoolean):
        return ["answer"], iter([[bool(result)]])
    if isinstance(result, QueryTriples):
        triples = ((t.subject, t.predicate, t.object) for t in result)
        return ["subject", "predicate", "object"], _rows(triples)
    assert isinstance(result, QuerySolutions)
    return [variable.value for variable in result.variables], _rows(result)


def stated(store: Store) -> list[DefaultGraph | NamedNode | BlankNode]:
    """Return every graph but that of what rules concluded, where broader kinds stand."""
    return [DefaultGraph(), *(name for name in store.named_graphs() if name != DERIVED)]


def _store(graph: str) -> Store:
    """Return the checkpoint's store; the one before is let go.

    After an undo another state may bear the name of one that was asked before.
    """
    stat = os.stat(graph)  # noqa: PTH116 -- the caches are the engine's: a Path costs 0.05 ms
    which = (graph, stat.st_ino, stat.st_mtime_ns)
    if which not in _stores:
        _stores.clear()
        _stores[which] = Store.read_only(graph)
    return _stores[which]


def _rows(solutions: Iterable[Iterable[Any]]) -> Iterator[list[object]]:
    for solution in solutions:
        yield [_cell(term) for term in solution]


def _cell(term: Any) -> object:
    """Return a term as it travels: a number or a time is read where it arrives, and only there."""
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, Literal):
        tag = _TAGS.get(term.datatype.value)
        return {tag: term.value} if tag else term.value
    return None if term is None else getattr(term, "value", None) or str(term)


_TAGS = {
    XSD + "decimal": "decimal",
    XSD + "integer": "integer",
    XSD + "double": "double",
    XSD + "float": "double",
    XSD + "boolean": "boolean",
    XSD + "dateTime": "time",
}

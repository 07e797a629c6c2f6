"""Inside the worker: one SPARQL question of one checkpoint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
)

from kg.rdf.terms import DERIVED, PREFIXES, XSD, read_time

_stores: dict[tuple[str, int, int], Store] = {}


def ask_sparql(
    text: str, graph: str, *, union: bool
) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Return the columns and, lazily, the rows of the answer."""
    store = _store(graph)
    seen = stated(store) if union else None
    result = store.query(text, prefixes=PREFIXES, default_graph=seen)
    if isinstance(result, QueryBoolean):
        return ["answer"], iter([(bool(result),)])
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
    told = Path(graph).stat()
    which = (graph, told.st_ino, told.st_mtime_ns)
    if which not in _stores:
        _stores.clear()
        _stores[which] = Store.read_only(graph)
    return _stores[which]


def _rows(solutions: Iterable[Iterable[Any]]) -> Iterator[tuple[object, ...]]:
    for solution in solutions:
        yield tuple(map(_cell, solution))


def _cell(term: Any) -> object:
    if term is None:
        return None
    if not isinstance(term, Literal):
        return getattr(term, "value", None) or str(term)
    kind = term.datatype.value.removeprefix(XSD)
    return _typed(kind, term.value) if kind in _READERS else term.value


def _typed(kind: str, text: str) -> object:
    """Return a number or a time, or the text itself if it is none: nothing is dropped."""
    try:
        return _READERS[kind](text)
    except (ValueError, InvalidOperation, KeyError):
        return text


_READERS: dict[str, Any] = {
    "decimal": Decimal,
    "integer": int,
    "double": float,
    "float": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "dateTime": read_time,
}

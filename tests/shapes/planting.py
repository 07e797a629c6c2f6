"""Faults put into a case's newest state behind kg's back, as no reader would put them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.graph.oxigraph_engine import FILES, Checkpoints
from kg.rdf import CC
from kg.rdf.terms import TYPE, term

HERE = DefaultGraph()


def newest(case: Path) -> Path:
    place = Checkpoints(case / "graph").newest()
    assert place is not None
    return place


def opened(case: Path) -> Store:
    """Open the newest state to write, as one that no list of its tables vouches for."""
    place = newest(case)
    (place / FILES).unlink(missing_ok=True)
    return Store(str(place))


def links(store: Store, kind: str) -> list[NamedNode]:
    found = store.quads_for_pattern(None, TYPE, term(kind), HERE)
    return sorted((quad.subject for quad in found), key=str)


def plant(case: Path) -> list[str]:
    """Spoil eight things of a case, each in one way; return them."""
    store = opened(case)
    spoilt = list(_faults(store))
    for gone, come in spoilt:
        for quad in gone:
            store.remove(quad)
        for quad in come:
            store.add(quad)
    store.flush()
    return [str((come or gone)[0].subject.value) for gone, come in spoilt]


def take_currencies(case: Path, count: int) -> None:
    """Leave so many payments of a case with an amount and no currency."""
    store = opened(case)
    for link in links(store, "Transfer")[:count]:
        for quad in list(store.quads_for_pattern(link, term("currency"), None, HERE)):
            store.remove(quad)
    store.flush()


def _faults(store: Store) -> Iterator[tuple[list[Quad], list[Quad]]]:
    paid, calls, holds = (
        links(store, "Transfer"),
        links(store, "Call"),
        links(store, "HoldsAccount"),
    )
    yield _other(store, paid[0], "amount", Literal("-1", datatype=NamedNode(XSD_DECIMAL)))
    yield _other(store, paid[1], "currency", Literal("XYZ"))
    yield list(store.quads_for_pattern(paid[2], term("supportedBy"), None, None)), []
    yield _other(store, paid[3], "confidence", Literal(101))
    yield [], [Quad(paid[4], TYPE, term("Call"), HERE)]
    yield _other(store, holds[0], "target", links(store, "Person")[0])
    yield _other(store, calls[0], "source", Literal("somebody"))
    person = links(store, "Person")[1]
    yield _other(store, person, "residentId", Literal("12"))


XSD_DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"


def _other(
    store: Store, thing: NamedNode, name: str, value: Literal | NamedNode
) -> tuple[list[Quad], list[Quad]]:
    before = list(store.quads_for_pattern(thing, NamedNode(CC + name), None, HERE))
    return before, [Quad(thing, term(name), value, HERE)]

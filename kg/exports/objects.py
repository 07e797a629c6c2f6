"""The facts as objects of well-known libraries, for notebooks and programs."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from kg.exports.material import ExportMaterial
from kg.exports.network import edges, vertices
from kg.exports.nquads import nquads

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

Network: TypeAlias = "nx.MultiDiGraph"
Graphs: TypeAlias = "rdflib.Dataset"


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let Python look for no circles among objects meanwhile.

    Facts hold none, and of millions of new objects each look takes longer: a quarter of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def as_networkx(material: ExportMaterial) -> Network:
    """Return a directed multigraph: every link is an edge of its own, keyed by its id."""
    import networkx

    graph = networkx.MultiDiGraph(about=material.said())
    graph.add_nodes_from((vertex.id, dict(vertex.told)) for vertex in vertices(material))
    graph.add_edges_from((e.source, e.target, e.id, dict(e.told)) for e in edges(material))
    return graph


def as_rdflib(material: ExportMaterial) -> Graphs:
    """Return a dataset: facts in its default graph, evidence in one for each source."""
    import rdflib

    from kg.exports.rdflib_store import OxigraphMemory

    lines = chain.from_iterable(text for _, text in nquads(material))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of its own inside
        return rdflib.Dataset(OxigraphMemory(facts=lines))

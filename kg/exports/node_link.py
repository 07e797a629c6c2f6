"""Node-link JSON, as networkx, D3 and notebooks read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from kg.exports.handed_lines import handed_array
from kg.exports.material import ExportMaterial
from kg.exports.network import Cell, edges, vertices


def node_link(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one file: ``networkx.node_link_graph(json.load(f), edges="links")`` reads it."""
    yield "", _document(material)


def _document(material: ExportMaterial) -> Iterator[str]:
    about = json.dumps({"about": material.said()}, ensure_ascii=False)
    yield f'{{"directed": true, "multigraph": true, "graph": {about},\n'
    yield from handed_array(material)
    yield '"nodes": ['
    nodes = ({"id": vertex.id, **vertex.told} for vertex in vertices(material))
    yield from _listed(nodes)
    yield '],\n"links": ['
    links = (
        {"source": edge.source, "target": edge.target, "key": edge.id, **edge.told}
        for edge in edges(material)
    )
    yield from _listed(links)
    yield "]}\n"


def _listed(rows: Iterable[Mapping[str, Cell]]) -> Iterator[str]:
    before = "\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"

"""The one translation between what a case is made of and a labelled property graph.

An entity is a node. A link is a node too, for evidence hangs on it, and one native relationship
beside it, for paths run on it; the relationship's ``linkId`` names the node. Everything is keyed by
(case, id), so that several cases share a server. A server of Neo4j and the files that it reads get
the same nodes from here.
"""

from __future__ import annotations

from kg.lpg.from_nodes import entity_of, evidence_of, judgement_of, link_of, source_of
from kg.lpg.labels import EXCLUDED, KEYED, NodeShape, property_name, value_name
from kg.lpg.to_nodes import LinkNode, Node, Row, Value, evidence_rows, fact_row, source_row

__all__ = [
    "EXCLUDED",
    "KEYED",
    "LinkNode",
    "Node",
    "NodeShape",
    "Row",
    "Value",
    "entity_of",
    "evidence_of",
    "evidence_rows",
    "fact_row",
    "judgement_of",
    "link_of",
    "property_name",
    "source_of",
    "source_row",
    "value_name",
]

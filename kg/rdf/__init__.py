"""The one translation between what a case is made of and RDF.

Entities and Links stand once, in the default graph; what proves them stands in the graph of the
source it comes from; shortcut edges (payer to payee, holder to account) in the derived graph. There
are no blank nodes. Values and evidence are sets, so they come back sorted, without repeats.
"""

from __future__ import annotations

from kg.rdf.from_quads import (
    read_evidence,
    read_facts,
    read_judgement,
    read_source,
    tidy_entity,
    tidy_link,
)
from kg.rdf.terms import CC, DERIVED, JUDGEMENTS, MARKERS, PREFIXES, iri, source_graph
from kg.rdf.to_quads import Fact, fact_quads, marker_quads, shortcut_quad

__all__ = [
    "CC",
    "DERIVED",
    "JUDGEMENTS",
    "MARKERS",
    "PREFIXES",
    "Fact",
    "fact_quads",
    "iri",
    "marker_quads",
    "read_evidence",
    "read_facts",
    "read_judgement",
    "read_source",
    "shortcut_quad",
    "source_graph",
    "tidy_entity",
    "tidy_link",
]

"""Cases that are reasoned about: what is loaded into one, and its graph in memory."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple
from reasoner import ontology

from kg.case import open_case
from kg.case.storage.open_case import reading_session
from kg.demo import make

STORY = Path(__file__).parents[1] / "story"
DERIVED = NamedNode("urn:crimechain:graph:derived")
XSD = "http://www.w3.org/2001/XMLSchema#"
RANGE = "http://www.w3.org/2000/01/rdf-schema#range"
TWO_OF_ONE_PHONE = """姓名,证件号码,证件类型,手机号
阮甲,E00000001,护照,13800000001
阮乙,E00000002,护照,13800000001
"""


def demo(place: Path) -> list[Path]:
    return sorted(make(place, seed=1, victims=2).iterdir())


def every_layout(place: Path) -> list[Path]:
    sys.path.insert(0, str(STORY.parents[1]))
    from tests.story.every_layout.folder import write

    sys.path.pop(0)
    write(place, seed=1)
    (place / "two-of-one-phone.csv").write_text(TWO_OF_ONE_PHONE, "utf-8")
    return sorted(place.iterdir())


def load(place: Path, files: Iterable[Path]) -> Path:
    """Load files into the case of a folder, and return the folder of the case."""
    with open_case(place / "case") as case:
        case.evidence.load_all(list(files))
    return place / "case"


def graph_of(folder: Path) -> Store:
    """Return the graph of a case, in memory."""
    found = Store()
    with open_case(folder, create=False) as case, reading_session(case.folder) as session:
        found.extend(Store.read_only(str(session.store.checkpoint())))
    return found


def typed_triples(store: Store) -> list[Triple]:
    """Return what a graph says and rules derived, its plain texts as their ranges read them."""
    ranges = {one.subject: one.object for one in ontology() if one.predicate.value == RANGE}
    return [*_typed(store, ranges)]


def _typed(store: Store, ranges: dict[object, object]) -> Iterator[Triple]:
    for graph in (DefaultGraph(), DERIVED):
        for quad in store.quads_for_pattern(None, None, None, graph):
            value, kind = quad.object, ranges.get(quad.predicate)
            is_plain = isinstance(value, Literal) and value.datatype.value == f"{XSD}string"
            if is_plain and isinstance(kind, NamedNode):
                value = Literal(value.value, datatype=kind)
            yield Triple(quad.subject, quad.predicate, value)

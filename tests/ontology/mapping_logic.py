"""What the mappings entail together with our tree, our axioms and the trees of other models.

Exact says that two are one, broad that ours lies below theirs, narrow the other way round. What
follows must not make one of two terms, nor put anything below two that exclude one another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import case_utils
from ontology_modules import FOLDER, MODULES
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS

CC = Namespace("https://w3id.org/crimechain/")
UCO = Path(case_utils.__file__).parent / "ontology" / "case-1.5.0.ttl"
BY_CODE = ("amltrix", "disarm", "f3")
PART = re.compile(r"([A-Z]\d+)\.\d+")
"""Ids that say what they stand under: T0048.004 under T0048."""


@dataclass
class Tree:
    """What lies directly below what, and which two exclude one another."""

    below: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    disjoint: set[frozenset[str]] = field(default_factory=set)

    def add(self, graph: Graph, prefixes: Mapping[str, str]) -> None:
        """Take the classes and properties of a graph that have one of the prefixes."""
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
            for lower, upper in graph.subject_objects(predicate):
                if (one := shortened(lower, prefixes)) and (other := shortened(upper, prefixes)):
                    self.below[one].add(other)
        for one_, other_ in graph.subject_objects(OWL.disjointWith):
            pair = {shortened(one_, prefixes), shortened(other_, prefixes)}
            if "" not in pair:
                self.disjoint.add(frozenset(pair))

    def above(self, name: str) -> set[str]:
        """Return a term and all that it lies below."""
        found, waiting = {name}, [name]
        while waiting:
            fresh = self.below.get(waiting.pop(), set()) - found
            found |= fresh
            waiting.extend(fresh)
        return found


def shortened(term: object, prefixes: Mapping[str, str]) -> str:
    """Return an IRI with its prefix, or nothing where none of them fits."""
    if isinstance(term, URIRef):
        for prefix, place in prefixes.items():
            local = term.removeprefix(place)
            if local != term and "/" not in local:
                return f"{prefix}:{local}"
    return ""


def our_tree() -> Tree:
    """Return our classes and properties with the axioms, and each value below its list."""
    graph = Graph()
    for file in (*MODULES, *sorted(FOLDER.glob("axioms/*.ttl"))):
        graph.parse(file)
    tree, prefixes = Tree(), {"cc": str(CC)}
    tree.add(graph, prefixes)
    for value, kind in graph.subject_objects(RDF.type):
        one, other = shortened(value, prefixes), shortened(kind, prefixes)
        if one and other and (value, RDF.type, OWL.Class) not in graph:
            tree.below[one].add(other)
    return tree


def add_other_trees(tree: Tree, targets: Iterable[str], prefixes: Mapping[str, str]) -> None:
    """Take what other models say of their own terms: UCO's classes, and ids that tell."""
    graph = Graph().parse(UCO)
    tree.add(graph, {name: place for name, place in prefixes.items() if name[:3] in ("uco", "cas")})
    for target in targets:
        tree.below[target] |= _wholes(target)


def _wholes(target: str) -> set[str]:
    prefix, _, code = target.partition(":")
    if prefix == "iccs":
        return {f"iccs:{code[:digits]}" for digits in (2, 4, 5) if digits < len(code)}
    part = prefix in BY_CODE and PART.fullmatch(code)
    return {f"{prefix}:{part[1]}"} if part else set()


def add_mappings(tree: Tree, mappings: Iterable) -> None:
    """Take what the rows say; close and related say nothing of below and above."""
    for row in mappings:
        ours = f"cc:{row.subject}"
        if row.relation in ("exact", "broad"):
            tree.below[ours].add(row.target)
        if row.relation in ("exact", "narrow"):
            tree.below[row.target].add(ours)


def model_of(name: str) -> str:
    """Return the model that a term belongs to; several prefixes may stand for one."""
    prefix = name.partition(":")[0].partition("-")[0]
    return "uco" if prefix == "case" else prefix


def contradictions(mappings: Iterable, plain: Tree, whole: Tree) -> Iterator[str]:
    """Yield each pair that the rows make one or exclude, against what the trees alone say."""
    names = {*whole.below, *(upper for uppers in whole.below.values() for upper in uppers)}
    above = {name: whole.above(name) for name in names}
    for one in sorted(names):
        for other in sorted(above[one]):
            made_one = one < other and one in above[other] and model_of(one) == model_of(other)
            if made_one and not (other in plain.above(one) and one in plain.above(other)):
                yield f"{one} and {other} become one"
    for name in sorted(names):
        for pair in whole.disjoint:
            if pair <= above[name] and not pair <= plain.above(name):
                yield f"{name} is below {' and '.join(sorted(pair))}, which exclude one another"
    for row in mappings:
        ours = f"cc:{row.subject}"
        up, down = row.target in above.get(ours, ()), ours in above.get(row.target, ())
        if (row.relation == "related" and (up or down)) or (
            (row.relation == "broad" and down) or (row.relation == "narrow" and up)
        ):
            yield f"{ours} {row.relation} {row.target}: the other rows say otherwise"

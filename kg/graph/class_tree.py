"""Which class is a kind of which, as the graph of a case holds it beside its facts.

So a question can ask for a class and all below it: a role is named by the IRI of its class, and
``?role rdfs:subClassOf* cc:Ringleader`` is answered without the ontology's files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad
from pyoxigraph import Store as Engine

from kg.rdf.terms import CC, PREFIXES, term

if TYPE_CHECKING:
    from kg.schema import Schema

ClassTree: TypeAlias = frozenset[Quad]
SUBCLASS = NamedNode(PREFIXES["rdfs"] + "subClassOf")
VERSION = NamedNode("http://www.w3.org/2002/07/owl#versionInfo")
CORE = NamedNode(CC + "module/core")


def class_tree(schema: Schema) -> ClassTree:
    """Return the quads that say it, and of which version of the ontology it is.

    >>> from kg.schema import load_schema
    >>> any("crimechain/FraudLeader>" in str(quad.subject) for quad in class_tree(load_schema()))
    True
    """
    kinds = schema.kinds()
    tree = {Quad(term(k.name), SUBCLASS, term(up)) for k in kinds for up in k.parents}
    return frozenset(tree | {Quad(CORE, VERSION, Literal(schema.version))})


def held_classes(engine: Engine) -> ClassTree:
    """Return what a graph says of classes."""
    here = DefaultGraph()
    below = engine.quads_for_pattern(None, SUBCLASS, None, here)
    return frozenset((*below, *engine.quads_for_pattern(CORE, VERSION, None, here)))


def version_of(engine: Engine) -> str:
    """Return of which version of the ontology the classes of a graph are, or nothing."""
    quads = engine.quads_for_pattern(CORE, VERSION, None, DefaultGraph())
    return next((quad.object.value for quad in quads if isinstance(quad.object, Literal)), "")

"""The rules that a graph was written by: a node for each, with its name and its version.

No two rules conclude the same property or kind, so what stands in the derived graph tells its rule:

    GRAPH graph:derived {
      ?a cc:sharesPhone ?b .
      ?rule cc:concludes "sharesPhone" ; cc:rule ?name ; cc:ruleVersion ?version }
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, Quad
from pyoxigraph import Store as Engine

from kg.rdf import DERIVED, iri
from kg.rdf.terms import TYPE, term, text_literal
from kg.rules import Rules

RULE, NAME, VERSION, CONCLUDES = map(term, ("InferenceRule", "rule", "ruleVersion", "concludes"))


def rule_quads(rules: Rules) -> Iterator[Quad]:
    """Yield what is told of each rule in the derived graph."""
    for rule in rules:
        node = iri(f"urn:crimechain:rule:{rule.name}")
        yield Quad(node, TYPE, RULE, DERIVED)
        yield Quad(node, NAME, text_literal(rule.name), DERIVED)
        yield Quad(node, VERSION, text_literal(rule.version), DERIVED)
        for name in rule.concludes:
            yield Quad(node, CONCLUDES, text_literal(name), DERIVED)


def told_rules(engine: Engine) -> Iterator[Quad]:
    """Yield what a graph says of the rules that it was written by."""
    for found in list(engine.quads_for_pattern(None, TYPE, RULE, DERIVED)):
        yield from engine.quads_for_pattern(found.subject, None, None, DERIVED)


def concluded_by(told: Iterable[Quad]) -> set[str]:
    """Return the properties and kinds that such rules conclude."""
    return {
        quad.object.value
        for quad in told
        if quad.predicate == CONCLUDES and isinstance(quad.object, Literal)
    }

"""What rules conclude from facts in dictionaries, every rule tried on every fact each time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Quad

from kg.graph.base import Shortcuts
from kg.graph.in_force import rule_quads
from kg.model import Concluded, Judgement, Link, Proof
from kg.rdf import DERIVED, Fact, iri
from kg.rdf.terms import TYPE, term
from kg.rdf.write import ENDS
from kg.rules import Inference, Rules
from kg.rules.matching import Binding, Matcher, Triple


class Concluding:
    """The conclusions from some facts, worked out when they are asked for."""

    def __init__(self, facts: Iterable[Fact], shortcuts: Shortcuts, rules: Rules) -> None:
        self._facts = [fact for fact in facts if not isinstance(fact, Judgement)]
        self._shortcuts = shortcuts
        self._rules = {name: rule for rule in rules for name in rule.concludes}
        self._inferences = [one for rule in rules for one in rule.inferences]
        self._matcher = Matcher(self._triples())

    def quads(self) -> Iterator[Quad]:
        """Yield the rules and what they conclude, shortcut edges left out."""
        yield from rule_quads(list({rule.name: rule for rule in self._rules.values()}.values()))
        for subject, name, thing in self._all():
            if thing:
                yield Quad(iri(subject), term(name), iri(thing), DERIVED)
            else:
                yield Quad(iri(subject), TYPE, term(name), DERIVED)

    def count(self) -> Mapping[str, int]:
        """Return how many edges there are by property, and how many things by derived kind."""
        return dict(Counter(name for _, name, _ in {*self._edges(), *self._all()}))

    def of(self, thing: str, other: str, limit: int) -> list[Concluded]:
        """Return what is concluded of a thing, or of the two, each with so many of its links."""
        told: dict[Triple, set[str]] = defaultdict(set)
        for inference in self._inferences:
            for binding in self._matcher.bindings(inference):
                subject, end = binding[inference.subject], binding.get(inference.object, "")
                if thing in (subject, end) and (not other or {thing, other} == {subject, end}):
                    told[inference.name, subject, end] |= set(self._behind(inference, binding))
        return [self._told(triple, sorted(links), limit) for triple, links in sorted(told.items())]

    def _told(self, triple: Triple, links: list[str], limit: int) -> Concluded:
        rule, (source, name, target) = self._rules[triple[0]], (triple[1], triple[0], triple[2])
        kept, more = tuple(links[:limit]), max(0, len(links) - limit)
        return Concluded(rule.name, rule.version, name, source, target, kept, more)

    def _behind(self, inference: Inference, binding: Binding) -> Iterator[str]:
        """Yield the links that the edges of a match stand for."""
        for atom in inference.atoms:
            if atom.is_edge:
                ends = binding[atom.subject], binding[atom.object]
                for link in self._standing():
                    if self._shortcuts.get(link.kind) in atom.names:
                        yield from [link.id] if (link.source, link.target) == ends else []

    def _all(self) -> Iterator[Triple]:
        for inference in self._inferences:
            yield from self._matcher.conclusions(inference)

    def _standing(self) -> Iterator[Link]:
        for fact in self._facts:
            if isinstance(fact, Link) and fact.proof is not Proof.EXCLUDED:
                yield fact

    def _edges(self) -> Iterator[Triple]:
        for link in self._standing():
            if shortcut := self._shortcuts.get(link.kind):
                yield link.source, shortcut, link.target

    def _triples(self) -> Iterator[Triple]:
        """Yield what rules look at: kinds, ends of links, edges."""
        yield from self._edges()
        for fact in self._facts:
            yield fact.id, fact.kind, ""
            if isinstance(fact, Link):
                yield from ((fact.id, end, getattr(fact, end)) for end in ENDS)

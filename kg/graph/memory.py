"""The small obvious store: dictionaries. Tests hold the others against it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import Quad

from kg.graph.base import (
    GraphCount,
    Misderived,
    Retold,
    Shortcuts,
    distinct,
    first_of,
    link_ids_one_by_one,
    load_order,
    other_ends,
    with_the_rest,
)
from kg.graph.class_tree import ClassTree
from kg.graph.inference import rule_quads
from kg.model import Concluded, Entity, Evidence, Judgement, Link, Proof, Source
from kg.rdf import DERIVED, Fact, iri, tidy_entity, tidy_link
from kg.rdf.terms import TYPE, encoded, term
from kg.rdf.to_quads import ENDS, fact_text, marker_text, ntriples
from kg.rules import Inference, Rules
from kg.rules.rule_matcher import Binding, Matcher, Triple

State = tuple[dict[str, Fact], dict[str, Source]]


class MemoryStore:
    """Facts and markers in two dictionaries; gone when the process ends."""

    def __init__(self, shortcuts: Shortcuts | None = None, rules: Rules = ()) -> None:
        self._shortcuts = shortcuts or {}
        self._rules = rules
        self._facts: dict[str, Fact] = {}
        self._markers: dict[str, Source] = {}
        self._before: list[State] = []

    def apply(
        self,
        put: Iterable[Fact] = (),
        gone: Iterable[str] = (),
        markers: Iterable[Source] = (),
        unmark: Iterable[str] = (),
        *,
        retold: Iterable[Retold] = (),
        afresh: bool = False,
        whole: bool = False,
    ) -> None:
        """Put and remove facts and markers in one atomic write."""
        facts, sources = dict(self._facts), dict(self._markers)
        for key in self.ids() if whole else gone:
            facts.pop(key, None)
        for fact in distinct(put):
            facts[fact.id] = self._checked(fact)
        for was, now in retold:
            facts[now.id] = self._checked(with_the_rest(facts[now.id], was, now))
        for sha256 in unmark:
            sources.pop(sha256, None)
        for source in markers:
            sources[source.sha256] = source
        self._before.append((self._facts, self._markers))
        self._facts, self._markers = facts, sources

    def _checked(self, fact: Fact) -> Fact:
        encoded([fact_text(fact, self._shortcuts.get(fact.kind, ""))])
        if isinstance(fact, Judgement):
            return fact
        return tidy_entity(fact) if isinstance(fact, Entity) else tidy_link(fact)

    def markers(self) -> list[Source]:
        """Return the sources that are in, in the order they were loaded."""
        return load_order(self._markers.values())

    def judgements(self) -> list[Judgement]:
        """Return every judgement."""
        return [fact for _, fact in sorted(self._facts.items()) if isinstance(fact, Judgement)]

    def ids(self) -> list[str]:
        """Return the id of every entity and link."""
        return sorted(key for key, fact in self._facts.items() if not isinstance(fact, Judgement))

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities that have these ids; unknown ids are left out."""
        facts = (self._facts.get(key) for key in sorted(set(ids)))
        return [fact for fact in facts if isinstance(fact, Entity)]

    def links(self, ids: Iterable[str]) -> list[Link]:
        """Return the links that have these ids; unknown ids are left out."""
        facts = (self._facts.get(key) for key in sorted(set(ids)))
        return [fact for fact in facts if isinstance(fact, Link)]

    def facts(self) -> tuple[list[Entity], list[Link]]:
        """Return every entity and every link, each list sorted by id."""
        ids = self.ids()
        return self.entities(ids), self.links(ids)

    def links_of(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> list[Link]:
        """Return the links that have one of the ids as source, target or object."""
        required = set(ids)
        links = (fact for fact in self._facts.values() if isinstance(fact, Link))
        near = (link for link in links if required & {link.source, link.target, link.object})
        return first_of(
            (near_link for near_link in near if kinds is None or near_link.kind in kinds), limit
        )

    def link_ids_at(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> dict[str, list[str]]:
        """Return for each of the ids the links at it, by id, the first ``limit`` of each."""
        return link_ids_one_by_one(self, ids, kinds, limit)

    def held(self, ids: Iterable[str]) -> list[str]:
        """Return those of the ids that an entity or a link of the store has."""
        return sorted(set(ids).intersection(self.ids()))

    def neighbours(self, ids: Iterable[str], kinds: Collection[str] | None = None) -> list[str]:
        """Return the ids at the other ends of the links of these ids."""
        starts = set(ids)
        return other_ends(self.links_of(starts, kinds), starts)

    def evidence(self, key: str) -> tuple[Evidence, ...]:
        """Return what proves one entity or link."""
        fact = self._facts.get(key)
        return fact.evidence if isinstance(fact, Entity | Link) else ()

    def count(self) -> GraphCount:
        """Return how much the store holds, by class."""
        facts = self._facts.values()
        entities = Counter(fact.kind for fact in facts if isinstance(fact, Entity))
        links = Counter(fact.kind for fact in facts if isinstance(fact, Link))
        return GraphCount(dict(entities), dict(links), len(self._markers))

    def derived(self) -> Mapping[str, int]:
        """Return how much the derived graph holds, by property of an edge and by kind."""
        return self._concluding().count()

    def misderived(self) -> list[Misderived]:
        """Return nothing: what follows is worked out whenever it is asked for."""
        return []

    def conclusions(self, thing: str, other: str = "", limit: int = 20) -> list[Concluded]:
        """Return what rules conclude of a thing, or of the two, each with so many of its links."""
        return self._concluding().of(thing, other, limit)

    def _concluding(self) -> MemoryInference:
        return MemoryInference(self._facts.values(), self._shortcuts, self._rules)

    def dump(self) -> Iterator[bytes]:
        """Yield the whole store as sorted N-Quads lines."""
        shortcut = self._shortcuts.get
        texts = [
            fact_text(fact, shortcut(fact.kind, ""), terse=True) for fact in self._facts.values()
        ]
        texts += map(marker_text, self._markers.values())
        lines = {line for text in texts for line in text.encode().splitlines(keepends=True)}
        lines.update(map(ntriples, self._concluding().quads()))
        yield from sorted(lines)

    def ontology_version(self) -> str:
        """Return nothing: memory keeps no classes."""
        return ""

    def checkpoint(self) -> Path | None:
        """Return nothing: memory keeps no file."""
        return None

    def undo(self) -> bool:
        """Return to the state before the last write; false if none is kept."""
        if not self._before:
            return False
        self._facts, self._markers = self._before.pop()
        return True

    def close(self) -> None:
        """Let go of nothing: memory holds no file."""


def open_memory(
    folder: Path, *, read_only: bool, shortcuts: Shortcuts, rules: Rules, classes: ClassTree
) -> MemoryStore:
    """Return an empty store; the folder is not touched."""
    return MemoryStore(shortcuts, rules)


class MemoryInference:
    """The conclusions from some facts, worked out when they are asked for."""

    def __init__(self, facts: Iterable[Fact], shortcuts: Shortcuts, rules: Rules) -> None:
        self._facts = [fact for fact in facts if not isinstance(fact, Judgement)]
        self._shortcuts = shortcuts
        self._rules = {name: rule for rule in rules for name in rule.concludes}
        self._inferences = [inference for rule in rules for inference in rule.inferences]
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
        links_by_triple: dict[Triple, set[str]] = defaultdict(set)
        for inference in self._inferences:
            for binding in self._matcher.bindings(inference):
                subject, end = binding[inference.subject], binding.get(inference.object, "")
                if thing in (subject, end) and (not other or {thing, other} == {subject, end}):
                    links_by_triple[inference.name, subject, end] |= set(
                        self._behind(inference, binding)
                    )
        return [
            self._concluded(triple, sorted(links), limit)
            for triple, links in sorted(links_by_triple.items())
        ]

    def _concluded(self, triple: Triple, links: list[str], limit: int) -> Concluded:
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

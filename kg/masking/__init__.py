"""What leaves a case: names, numbers and ids masked, so that two people never become one.

One :class:`Masker` serves one export. It must :meth:`~Masker.learn` everything first, so that every
text loses every name it may hold. The numbers of masks are the case's (:class:`Numbering`), so that
two exports call one person by one name.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from kg.masking import protected
from kg.masking.masked_row import Cells, KnownOfRow, masked_cells
from kg.masking.masked_text import fold, masked_text, shape_masked
from kg.masking.masked_trace import TraceMasker, masked_trace
from kg.masking.masks import OWN_NAMES
from kg.masking.numbering import Numbering
from kg.masking.pseudonyms import PseudonymPlaces, Pseudonyms, borrows_its_name
from kg.messages import Message
from kg.model import (
    RECORDED_AS,
    Chain,
    ChainBounds,
    ChainEdge,
    ChainNode,
    Entity,
    Evidence,
    Link,
    Source,
    Trace,
    Values,
)
from kg.schema.schema import HARMED

if TYPE_CHECKING:
    from kg.schema import Schema

__all__ = ["KnownOfRow", "Masker", "Numbering"]


class Masker:
    """Masks model values; the same thing gets the same id in every export of the case.

    With ``show_values`` only victims, people under 18 and what they hold are masked. Masks are
    words of one language: 来源3.csv, source 3.csv.

    Args:
        key: The case's key.
        schema: The ontology.
        show_values: Show whatever may be shown.
        lang: The language of the masks.
        numbering: The numbers that masks have in the case; what has none yet gets one.
        minors: Who of the whole case was under 18; without it that is told by what is learned.
        shows_victims: Show victims and witnesses too, as where a whole case is handed over.
    """

    def __init__(
        self,
        key: bytes,
        schema: Schema,
        *,
        show_values: bool = False,
        lang: str = "zh",
        numbering: Numbering | None = None,
        minors: frozenset[str] | None = None,
        shows_victims: bool = False,
    ) -> None:
        self._key = key
        self._shows_victims = shows_victims
        self._schema = schema
        self._shows = show_values
        self._protected: frozenset[str] = frozenset()
        self._lists: frozenset[str] = frozenset()
        self._called: dict[str, set[str]] = {}
        self._minors = minors
        self.numbering = numbering or Numbering(key)
        self._pseudonyms = Pseudonyms(schema, self.numbering, lang)
        self._places = PseudonymPlaces(self.numbering, lang)
        self._texts: dict[str, str] = {}
        self._system_words: dict[str, str] = {}

    def learn(
        self,
        entities: Iterable[Entity],
        links: Iterable[Link] = (),
        sources: Iterable[Source] = (),
        victims: Iterable[str] = (),
    ) -> None:
        """Take in everything that this export will hold, in any order."""
        self._texts.clear()
        self._system_words.clear()
        things, facts = sorted(entities, key=_id), sorted(links, key=_id)
        sources = list(sources)
        self._lists |= protected.published(things, facts, sources, self._schema)
        people = frozenset[str]()
        if not self._shows_victims:
            people = protected.victims(facts, self._schema) | frozenset(victims)
        minors = self._minors
        if minors is None:
            minors = protected.minors(things, facts, self._schema)
        self._protected |= (
            people | minors | protected.holdings(facts, people | minors, self._schema)
        )
        self._pseudonyms.names.protect(minors)
        for source in sorted(sources, key=lambda s: (s.number, s.sha256)):
            self._places.add_source(source)
        for thing in sorted(things, key=self._order):
            self._learn_entity(thing)
        self._learn_names(things, facts)
        hidden = [fact for fact in facts if self._touches_hidden(fact)]
        self._protected |= {fact.id for fact in hidden} if self._shows else frozenset()
        for fact in facts:
            self._learn_places(fact)
        # of a case handed over only names and numbers of those masked go, not of whom they paid
        for fact in () if self._shows_victims else hidden:
            self._pseudonyms.learn(fact.values, self._shown_names(fact))

    def protect(self, ids: Iterable[str]) -> None:
        """Mask these things and facts too, whatever is learned of them."""
        self._protected |= frozenset(ids)

    @property
    def protected(self) -> frozenset[str]:
        """The things and facts that stay masked whatever is shown."""
        return self._protected

    @property
    def words(self) -> tuple[str, ...]:
        """The names and numbers, folded, that no text may hold."""
        return self._pseudonyms.words.all()

    def hides(self, entity: str) -> bool:
        """Say whether this entity is masked in this export."""
        return entity not in self._lists and (not self._shows or entity in self._protected)

    def id(self, iri: str) -> str:
        """Return the id under which this export speaks of something hidden."""
        kind = iri.rsplit(":", 1)[0]
        return f"{kind}:{hmac.new(self._key, iri.encode(), hashlib.sha256).hexdigest()[:32]}"

    def text(self, text: str) -> str:
        """Return a sentence, a title or a command without any hidden name, number or id."""
        if text not in self._texts:
            self._texts[text] = masked_text(text, self._pseudonyms.words, self._shape)
        return self._texts[text]

    def word(self, word: str) -> str:
        """Return a system's own word for a relation or a thing, without any hidden name in it.

        A name is none where it only begins a longer Latin word: what is called CALL is no CALLER.
        """
        if word not in self._system_words:
            masked = masked_text(word, self._pseudonyms.words, self._shape, whole=True)
            self._system_words[word] = masked
        return self._system_words[word]

    def end(self, iri: str) -> str:
        """Return the id under which this export speaks of a thing or a fact, hidden or not."""
        return self.id(iri) if iri and self._is_hidden_id(iri) else iri

    def said(self, message: Message) -> Message:
        """Return the sentence with every text masked that is filled into it, at any depth."""
        return message.with_texts(self.text)

    def entity(self, entity: Entity) -> Entity:
        """Return the entity as this export may show it."""
        hidden = self.hides(entity.id)
        return Entity(
            self.end(entity.id),
            entity.kind,
            self._values(entity.values, hidden, self._pseudonyms.name(entity)),
            self._evidence(entity.evidence, hidden),
        )

    def label(self, entity: Entity, names: Sequence[str]) -> str:
        """Return the first value of these properties that this export may show; else nothing."""
        own = {name: entity.values[name] for name in names if name in entity.values}
        shown = self._values(own, self.hides(entity.id), self._pseudonyms.name(entity))
        return next((text for name in names for text in shown.get(name, ()) if text), "")

    def link(self, link: Link) -> Link:
        """Return the fact with its ends, values and evidence as this export may show them."""
        hidden = self._touches_hidden(link)
        return dataclasses.replace(
            link,
            id=self.id(link.id) if hidden else link.id,
            source=self.end(link.source),
            target=self.end(link.target),
            object=self.end(link.object) if link.object else "",
            values=self._values(link.values, hidden, shown=self._shown_names(link)),
            evidence=self._evidence(link.evidence, hidden),
        )

    def row(
        self, cells: Cells, facts: Iterable[Entity | Link], known: KnownOfRow, words: frozenset[str]
    ) -> Cells:
        """Return the cells of a row that supports these facts, as this export may show them.

        ``known`` is what the export shows of the facts, ``words`` are those that every file has.
        """
        hidden = any(
            self.hides(fact.id) if isinstance(fact, Entity) else self._touches_hidden(fact)
            for fact in facts
        )
        if not hidden and self._shows:
            return tuple((self.text(name), self.text(cell)) for name, cell in cells)
        return masked_cells(cells, known, self._pseudonyms.words, words, self.text)

    def place(self, evidence: Evidence) -> str:
        """Return where a row stands, as this export may say it."""
        (shown,) = self._evidence((evidence,), hidden=False)
        return shown.locator

    def source(self, source: Source) -> Source:
        """Return the file under a number instead of its name."""
        name = self.text(source.name) if self._shows else self._places.file(source.sha256)
        return dataclasses.replace(source, name=name)

    def chain(self, chain: Chain) -> Chain:
        """Return the whole chain masked; its nodes, edges and sources are learned first.

        The digest stays that of the chain in the case: by it a page is held against the case.
        """
        links = [link for edge in chain.edges for link in edge.links]
        victims = [n.entity.id for n in chain.nodes if n.stage == HARMED]
        things = [*(node.entity for node in chain.nodes), *chain.objects]
        self.learn(things, links, chain.sources, victims)
        return dataclasses.replace(
            chain,
            name=self.text(chain.name),
            title=self.text(chain.title),
            nodes=tuple(self._node(node) for node in chain.nodes),
            edges=tuple(self._edge(edge) for edge in chain.edges),
            objects=tuple(map(self.entity, chain.objects)),
            gaps=tuple(map(self.said, chain.gaps)),
            banners=tuple(map(self.said, chain.banners)),
            sources=tuple(map(self.source, chain.sources)),
            ask_again={way: self.text(text) for way, text in chain.ask_again.items()},
            bounds=ChainBounds(),
            terms={},
            request=None,
            follows=None,
        )

    def trace(self, trace: Trace) -> Trace:
        """Return the trace masked; what its steps run between must be learned before."""
        return masked_trace(
            trace,
            TraceMasker(
                end=self.end,
                text=self.text,
                said=self.said,
                evidence=lambda evidence: self._evidence(evidence, hidden=False),
                file=lambda sha, name: self.text(name) if self._shows else self._places.file(sha),
                place=self._places.locator,
            ),
        )

    def _node(self, node: ChainNode) -> ChainNode:
        hidden = self.hides(node.entity.id)
        why = node.why and self.said(node.why)
        listed = tuple(map(self.said, node.listed))
        return dataclasses.replace(
            node, entity=self.entity(node.entity), masked=hidden, why=why, listed=listed
        )

    def _edge(self, edge: ChainEdge) -> ChainEdge:
        return dataclasses.replace(
            edge,
            source=self.end(edge.source),
            target=self.end(edge.target),
            links=tuple(map(self.link, edge.links)),
        )

    def _is_hidden_id(self, iri: str) -> bool:
        return not self._shows or iri in self._protected

    def _touches_hidden(self, link: Link) -> bool:
        return not self._shows or not self._protected.isdisjoint(
            (link.id, link.source, link.target, link.object)
        )

    def _values(
        self, values: Values, hidden: bool, name: str = "", shown: Collection[str] = ()
    ) -> Values:
        if not hidden:
            return {
                key: tuple(map(self.word if key == RECORDED_AS else self.text, texts))
                for key, texts in values.items()
            }
        return self._pseudonyms.values(values, name, self.text, self.word, shown)

    def _evidence(self, evidence: tuple[Evidence, ...], hidden: bool) -> tuple[Evidence, ...]:
        if hidden or not self._shows:
            return tuple(
                Evidence(e.sha256, self._places.locator(e.sha256, e.locator), e.reader)
                for e in evidence
            )
        return tuple(
            dataclasses.replace(e, locator=self.text(e.locator), excerpt=self.text(e.excerpt))
            for e in evidence
        )

    def _shape(self, kind: str, text: str) -> str:
        if kind == "urn":
            return self.end(text)
        if self._shows or (kind == "hash" and self._places.knows(text)):
            return text
        return shape_masked("wallet" if kind == "hash" else kind, text, self._pseudonyms.words)

    def _order(self, entity: Entity) -> tuple[bool, bool]:
        """Let entities come before the accounts that bear their names, minors first."""
        is_minor = self._pseudonyms.names.is_minor(entity)
        return borrows_its_name(entity, self._schema), not is_minor

    def _learn_entity(self, entity: Entity) -> None:
        if self.hides(entity.id):
            self._pseudonyms.learn_name(entity)
            self._pseudonyms.learn(entity.values)

    def _learn_names(self, things: Iterable[Entity], facts: Iterable[Link]) -> None:
        """Know by what names the things go that may be shown, and those that are theirs."""
        if not self._shows:
            return
        for thing in things:
            own = (text for key in OWN_NAMES for text in thing.values.get(key, ()))
            self._called.setdefault(thing.id, set()).update(map(fold, own))
        for fact in facts:
            if protected.is_holding(fact, self._schema) and not self.hides(fact.source):
                names = self._called.get(fact.source, set())
                self._called.setdefault(fact.target, set()).update(names)

    def _shown_names(self, link: Link) -> frozenset[str]:
        """Return the names of the ends of a fact that may be shown: whom a victim paid is none."""
        ends = (link.source, link.target) if self._shows else ()
        shown = (self._called.get(end, set()) for end in ends if not self.hides(end))
        return frozenset().union(*shown)

    def _learn_places(self, link: Link) -> None:
        for evidence in link.evidence:
            self._places.locator(evidence.sha256, evidence.locator)


def _id(thing: Entity | Link) -> str:
    return thing.id

"""What an exporter is given: facts already masked, sorted by id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from kg.messages import languages, say
from kg.model import Entity, Link, Source
from kg.schema import Schema


class Masking(Protocol):
    """What decides how a thing may be shown outside the case (:class:`kg.masking.Masker`)."""

    def learn(
        self, entities: Iterable[Entity], links: Iterable[Link], sources: Iterable[Source]
    ) -> None:
        """Take in all that will be shown."""

    def text(self, text: str) -> str:
        """Return a text as it may be shown."""

    def entity(self, entity: Entity) -> Entity:
        """Return an entity as it may be shown."""

    def link(self, link: Link) -> Link:
        """Return a link as it may be shown."""

    def source(self, source: Source) -> Source:
        """Return a source as it may be shown."""


class NoMasking:
    """No mask at all: for tests, and for files that never leave the case."""

    def learn(
        self, entities: Iterable[Entity], links: Iterable[Link], sources: Iterable[Source]
    ) -> None:
        """Take in nothing."""

    def text(self, text: str) -> str:
        """Return the text itself."""
        return text

    def entity(self, entity: Entity) -> Entity:
        """Return the entity itself."""
        return entity

    def link(self, link: Link) -> Link:
        """Return the link itself."""
        return link

    def source(self, source: Source) -> Source:
        """Return the source itself."""
        return source


@dataclass(frozen=True, slots=True)
class ExportMaterial:
    """All that one export holds; ``case`` and ``marking`` go into its first lines.

    ``lang`` is the language of the ontology's words in it, and the one that comes first in what is
    said in several. ``handed`` gives the lines by which another case is made of the file, where it
    hands the case over (:mod:`kg.exports.handed_lines`).
    """

    case: str
    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    sources: tuple[Source, ...]
    schema: Schema
    marking: str = ""
    lang: str = "zh"
    handed: Callable[[], Iterator[str]] | None = None

    def said(self) -> list[str]:
        """Return what must be read before the facts, one line each."""
        marking = [self.marking] if self.marking else []
        if self.handed:
            marking += [say("holds-a-whole-case", lang) for lang in languages(self.lang)]
        lines = [
            f"crimechain · {self.case}",
            *marking,
            " · ".join(say("not-an-opinion", lang) for lang in languages(self.lang)),
            say(
                "export-counts",
                self.lang,
                entities=len(self.entities),
                links=len(self.links),
                sources=len(self.sources),
            ),
        ]
        return [" ".join(line.split()) for line in lines]


def masked(
    masking: Masking,
    *,
    case: str,
    entities: Iterable[Entity],
    links: Iterable[Link],
    sources: Iterable[Source],
    schema: Schema,
    marking: str = "",
    lang: str = "zh",
) -> ExportMaterial:
    """Return the material as it may leave the case, in an order that never depends on it."""
    things, facts, files = list(entities), list(links), list(sources)
    masking.learn(things, facts, files)
    return ExportMaterial(
        masking.text(case),
        tuple(sorted(map(masking.entity, things), key=lambda entity: entity.id)),
        tuple(sorted(map(masking.link, facts), key=lambda link: link.id)),
        tuple(sorted(map(masking.source, files), key=lambda source: source.sha256)),
        schema,
        masking.text(marking),
        lang,
    )

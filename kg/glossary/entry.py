"""One term of the ontology with all that its module says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kg.errors import SchemaError
from kg.messages import FALLBACK, Message
from kg.schema.turtle import TermStatements

Sort = Literal["class", "value", "property", "annotation"]
_SORTS: dict[str, Sort] = {
    "Class": "class",
    "DatatypeProperty": "property",
    "ObjectProperty": "property",
    "AnnotationProperty": "annotation",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A term: its words in both languages, where it comes from, what it points at."""

    said: TermStatements

    @property
    def name(self) -> str:
        """The local name, such as ``CardSeller``."""
        return self.said.name

    @property
    def module(self) -> str:
        """The module that declares the term."""
        return self.said.module

    @property
    def sort(self) -> Sort:
        """Whether the term is a class, a value of a closed list, a property or an annotation."""
        sorts = [_SORTS[name] for name in self.said.all("type") if name in _SORTS]
        return sorts[0] if sorts else "value"

    @property
    def parents(self) -> tuple[str, ...]:
        """The broader classes, or the list that a value belongs to."""
        return self.said.all("type") if self.sort == "value" else self.said.all("subClassOf")

    @property
    def seed_id(self) -> str:
        """The number that the concept has among those of the Opinions, such as ``A07``."""
        return self.said.one("seedId")

    @property
    def seed_phrases(self) -> tuple[str, ...]:
        """The words of the Opinions' English text that stand for the concept."""
        return self.said.words("seedPhrase")

    @property
    def concepts(self) -> tuple[int, ...]:
        """The numbers of the mapped concepts that the term stands for."""
        return tuple(sorted(int(number) for number in self.said.all("conceptNumber")))

    def label(self, lang: str) -> str:
        """Return what a person calls the term, in English where a language does not say it.

        A term without a label is a fault of its module.
        """
        text = self.text("label", lang) or self.text("label", FALLBACK)
        if not text:
            raise SchemaError(Message("no-label", lang=repr(lang)), where=self.name)
        return text

    def definition(self, lang: str) -> str:
        """Return what the term means, in one sentence."""
        return self.text("definition", lang) or self.text("definition", FALLBACK)

    def slang(self, lang: str) -> tuple[str, ...]:
        """Return the other words that people use for the term in one language."""
        return tuple(self.said.texts.get("altLabel", {}).get(lang, ()))

    def text(self, predicate: str, lang: str) -> str:
        """Return a text of the term in one language, or nothing."""
        return self.said.text(predicate).get(lang, "")

    def words(self) -> tuple[str, ...]:
        """Return every label and every other word of the term."""
        return (*self.said.words("label"), *self.said.words("altLabel"))

    def pointed_at(self, predicate: str) -> tuple[str, ...]:
        """Return the terms that a predicate names, in the order of the file."""
        return self.said.all(predicate)

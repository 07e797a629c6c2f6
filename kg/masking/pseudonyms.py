"""What an export calls people, things and numbers, the same wherever they stand in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.masking import marks
from kg.masking.names import Names
from kg.masking.texts import Words
from kg.model import Entity, Values

if TYPE_CHECKING:
    from kg.schema import Schema


class Pseudonyms:
    """Gives masks to names and numbers, and knows in a text those that it has learned."""

    def __init__(self, schema: Schema, lang: str = "zh") -> None:
        self._schema = schema
        self.names = Names(schema, lang)
        self.words = Words()
        self._numbers: dict[tuple[str, str], str] = {}
        self._taken: dict[str, int] = {}

    def learn(self, values: Values) -> None:
        """Know these numbers and written names from now on."""
        for key, texts in values.items():
            if mark := self._mark(key):
                for text in texts:
                    self.words.add(text, self._number(mark, text))
            elif self._mask_as(key) == "name" and key not in marks.OWN_NAMES:
                for text in texts:
                    self.words.add(text, self._written_name(text))

    def learn_name(self, entity: Entity) -> None:
        """Know an entity by all its names from now on."""
        mask = self.name(entity)
        for key in marks.OWN_NAMES:
            for text in entity.values.get(key, ()):
                self.words.add(text, mask)

    def name(self, entity: Entity) -> str:
        """Return the mask of an entity's name, or nothing where it has no name."""
        name = entity.first("name")
        if name and self.borrows_its_name(entity):
            return self._written_name(name)
        return self.names.of(entity) if name else ""

    def borrows_its_name(self, entity: Entity) -> bool:
        """Say whether what is called the entity's name is its holder's."""
        return self._schema.is_a(entity.kind, "Account")

    def values(self, values: Values, name: str, text: Callable[[str], str]) -> Values:
        """Return what may stay of an entity's or a link's values."""
        masked = {key: self._masked(key, texts, name, text) for key, texts in values.items()}
        return {key: texts for key, texts in masked.items() if texts}

    def _masked(
        self, key: str, texts: tuple[str, ...], name: str, text: Callable[[str], str]
    ) -> tuple[str, ...]:
        """Mask as the ontology says; what it does not know does not leave."""
        if key == "name":
            return (name,) if name else ()
        if mark := self._mark(key):
            return tuple(self._number(mark, one) for one in texts)
        how = self._mask_as(key)
        if how == "name":
            return tuple(self._written_name(one) for one in texts)
        if how != "none":
            return ()
        is_prose = self._schema.property(key).datatype == "string"
        return tuple(map(text, texts)) if is_prose else texts

    def _mask_as(self, key: str) -> str:
        if key in marks.DROPPED or not self._schema.has_property(key):
            return "text"
        return self._schema.property(key).mask_as

    def _mark(self, key: str) -> marks.Mark | None:
        return marks.OWN_MARKS.get(key) or marks.MARKS.get(self._mask_as(key))

    def _number(self, mark: marks.Mark, text: str) -> str:
        """Return the number's mask; a second number with the same mask says so: ``(2)``."""
        mask = mark(text)
        if (mask, text) not in self._numbers:
            self._taken[mask] = self._taken.get(mask, 0) + 1
            again = f" ({self._taken[mask]})" if self._taken[mask] > 1 else ""
            self._numbers[mask, text] = f"{mask}{again}"
        return self._numbers[mask, text]

    def _written_name(self, text: str) -> str:
        return self.words.get(text) or self.names.of_text(text)

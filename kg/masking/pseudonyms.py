"""What an export calls people, things and numbers, the same wherever they stand in the case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kg.masking import marks
from kg.masking.names import Names, name_item, thing_item
from kg.masking.numbering import VALUE, Item, Numbering
from kg.masking.places import place_items
from kg.masking.texts import Words
from kg.model import Entity, Link, Values

if TYPE_CHECKING:
    from kg.schema import Schema


def items(fact: Entity | Link, schema: Schema) -> Iterator[Item]:
    """Yield whatever of a fact has a number among what is masked alike, in a fixed order."""
    if isinstance(fact, Entity) and fact.first("name"):
        if borrows_its_name(fact, schema):
            yield name_item(fact.first("name"))
        else:
            yield thing_item(fact, schema)
    for key, texts in sorted(fact.values.items()):
        if mark := _mark(key, schema):
            yield from (_value_item(mark, text) for text in texts)
        elif _is_written_name(key, schema):
            yield from map(name_item, texts)
    yield from place_items(fact.evidence)


def borrows_its_name(entity: Entity, schema: Schema) -> bool:
    """Say whether what is called the entity's name is its holder's."""
    return schema.is_a(entity.kind, "Account")


class Pseudonyms:
    """Gives masks to names and numbers, and knows in a text those that it has learned."""

    def __init__(self, schema: Schema, numbering: Numbering, lang: str = "zh") -> None:
        self._schema = schema
        self._numbering = numbering
        self.names = Names(schema, numbering, lang)
        self.words = Words()

    def learn(self, values: Values) -> None:
        """Know these numbers and written names from now on."""
        for key, texts in values.items():
            if mark := _mark(key, self._schema):
                for text in texts:
                    self.words.add(text, self._number(mark, text))
            elif _is_written_name(key, self._schema):
                for text in texts:
                    self.words.add(text, self._written_name(text))

    def learn_name(self, entity: Entity) -> None:
        """Know an entity by all its names from now on."""
        mask = self.name(entity)
        own = self.names.is_minor(entity) or not mask
        for key in marks.OWN_NAMES:
            for text in entity.values.get(key, ()):
                self.words.add(text, mask if own else self.names.of_text(text))

    def name(self, entity: Entity) -> str:
        """Return the mask of an entity's name, or nothing where it has no name."""
        name = entity.first("name")
        if name and borrows_its_name(entity, self._schema):
            return self._written_name(name)
        return self.names.of(entity) if name else ""

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
        if mark := _mark(key, self._schema):
            return tuple(self._number(mark, one) for one in texts)
        how = _mask_as(key, self._schema)
        if how == "name":
            return tuple(self._written_name(one) for one in texts)
        if how != "none":
            return ()
        is_prose = self._schema.property(key).datatype == "string"
        return tuple(map(text, texts)) if is_prose else texts

    def _number(self, mark: marks.Mark, text: str) -> str:
        """Return the number's mask; a second number with the same mask says so: ``(2)``."""
        mask, number = self._numbering.give(_value_item(mark, text))
        return f"{mask} ({number})" if number > 1 else mask

    def _written_name(self, text: str) -> str:
        return self.words.get(text) or self.names.of_text(text)


def _value_item(mark: marks.Mark, text: str) -> Item:
    mask = mark(text)
    return Item(VALUE, f"{mask} {text}", mask)


def _is_written_name(key: str, schema: Schema) -> bool:
    return key not in marks.OWN_NAMES and _mask_as(key, schema) == "name"


def _mask_as(key: str, schema: Schema) -> str:
    if key in marks.DROPPED or not schema.has_property(key):
        return "text"
    return schema.property(key).mask_as


def _mark(key: str, schema: Schema) -> marks.Mark | None:
    return marks.OWN_MARKS.get(key) or marks.MARKS.get(_mask_as(key, schema))

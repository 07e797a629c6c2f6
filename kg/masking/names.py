"""One mask for each name: a stem, and a number that no other name with this stem has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.masking import marks
from kg.masking.numbering import NAME, SHARED, THING, Item, Numbering
from kg.masking.texts import fold
from kg.messages import Message
from kg.model import Entity

if TYPE_CHECKING:
    from kg.schema import Schema


class Names:
    """Says the names of one export in its language; the numbers are those of the case.

    Args:
        schema: The ontology.
        numbering: The numbers that names have in the case.
        lang: The language of the export.
    """

    def __init__(self, schema: Schema, numbering: Numbering, lang: str = "zh") -> None:
        self._schema = schema
        self._numbering = numbering
        self._lang = lang
        self._labels = _labels(schema, lang)
        self._minors: frozenset[str] = frozenset()

    def protect(self, minors: frozenset[str]) -> None:
        """Name these people as minors, without their surname."""
        self._minors |= minors

    def of(self, entity: Entity) -> str:
        """Return the name of a person or a thing: 张某1, 未成年人2, 某银行1."""
        mask, number = self._numbering.give(thing_item(entity, self._schema))
        if self.is_minor(entity):
            number = self._numbering.place(THING, entity.id)
            return Message("masked-minor", number=str(number)).text(self._lang)
        return self._said(mask, number)

    def of_text(self, name: str) -> str:
        """Return the mask of a written name: of the one entity that has it, or its own."""
        return self._said(*self._numbering.give(name_item(name)))

    def is_minor(self, entity: Entity) -> bool:
        """Say whether this one is named without a surname."""
        return entity.id in self._minors

    def _said(self, mask: str, number: int) -> str:
        text = "" if number == SHARED else str(number)
        label = self._labels.get(mask)
        said = marks.thing_said(label, text) if label else marks.person_said(mask, text)
        return said.text(self._lang).rstrip()


def _labels(schema: Schema, lang: str) -> dict[str, str]:
    """Return what the kind is called in a language, by its stem, which is kept in Chinese."""
    kinds = [(kind.label("zh"), kind.label(lang)) for kind in schema.entity_kinds()]
    firms = [(firm.text("zh"), firm.text(lang)) for firm in marks.FIRMS.values()]
    return {marks.kind_stem(zh): label for zh, label in (*kinds, *firms)}


def thing_item(entity: Entity, schema: Schema) -> Item:
    """Return what is numbered of a person or thing that has a name."""
    name = entity.first("name")
    is_person = schema.is_a(entity.kind, "Person")
    kind = schema.kind(entity.kind)
    mask = marks.name_stem(name) if is_person else marks.kind_stem(kind.label("zh"))
    own = (text for key in marks.OWN_NAMES for text in entity.values.get(key, ()))
    return Item(THING, entity.id, mask, tuple(dict.fromkeys(map(_known, own))))


def name_item(name: str) -> Item:
    """Return what is numbered of a name that is only written somewhere."""
    return Item(NAME, _known(name), marks.written_stem(name))


def _known(name: str) -> str:
    return fold(name).strip()

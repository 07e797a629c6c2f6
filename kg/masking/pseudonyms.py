"""What an export calls people, things and numbers, the same wherever they stand in the case."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from kg.masking import masks
from kg.masking.masked_text import MaskedWords, fold
from kg.masking.numbering import NAME, PLACE, SHARED, THING, VALUE, NumberedItem, Numbering
from kg.messages import Message
from kg.model import RECORDED_AS, Entity, Evidence, Link, Source, Values

if TYPE_CHECKING:
    from kg.schema import Schema


def items(fact: Entity | Link, schema: Schema) -> Iterator[NumberedItem]:
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
    return schema.is_account(entity.kind)


class Pseudonyms:
    """Gives masks to names and numbers, and knows in a text those that it has learned."""

    def __init__(self, schema: Schema, numbering: Numbering, lang: str = "zh") -> None:
        self._schema = schema
        self._numbering = numbering
        self.names = PseudonymNames(schema, numbering, lang)
        self.words = MaskedWords()

    def learn(self, values: Values, shown: Collection[str] = ()) -> None:
        """Know these numbers and written names from now on, but names that may be shown."""
        for key, texts in values.items():
            if mark := _mark(key, self._schema):
                for text in texts:
                    self.words.add(text, self._number(mark, text))
            elif _is_written_name(key, self._schema):
                for text in texts:
                    if fold(text) not in shown:
                        self.words.add(text, self._written_name(text))

    def learn_name(self, entity: Entity) -> None:
        """Know an entity by all its names from now on."""
        mask = self.name(entity)
        own = self.names.is_minor(entity) or not mask
        for key in masks.OWN_NAMES:
            for text in entity.values.get(key, ()):
                self.words.add(text, mask if own else self.names.of_text(text))

    def name(self, entity: Entity) -> str:
        """Return the mask of an entity's name, or nothing where it has no name."""
        name = entity.first("name")
        if name and borrows_its_name(entity, self._schema):
            return self._written_name(name)
        return self.names.of(entity) if name else ""

    def values(
        self,
        values: Values,
        name: str,
        text: Callable[[str], str],
        word: Callable[[str], str],
        shown: Collection[str] = (),
    ) -> Values:
        """Return what may stay of an entity's or a link's values.

        Args:
            values: The values.
            name: The name that the entity leaves under; nothing for a link.
            text: How prose is masked.
            word: How the word of a file's own system for a thing or a relation is masked.
            shown: Written names, folded, that may stay unless they are those of somebody hidden.
        """
        masked = {
            key: self._masked(key, texts, name, word if key == RECORDED_AS else text, shown)
            for key, texts in values.items()
        }
        return {key: texts for key, texts in masked.items() if texts}

    def _masked(
        self,
        key: str,
        texts: tuple[str, ...],
        name: str,
        text: Callable[[str], str],
        shown: Collection[str],
    ) -> tuple[str, ...]:
        """Mask as the ontology says; what it does not know does not leave."""
        if key == "name":
            return (name,) if name else ()
        if mark := _mark(key, self._schema):
            return tuple(self._number(mark, text) for text in texts)
        how = _mask_as(key, self._schema)
        if how == "name":
            return tuple(
                text
                if fold(text) in shown and not self.words.get(text)
                else self._written_name(text)
                for text in texts
            )
        if how != "none":
            return ()
        is_prose = self._schema.property(key).datatype == "string"
        return tuple(map(text, texts)) if is_prose else texts

    def _number(self, mark: masks.Mark, text: str) -> str:
        """Return the number's mask; a second number with the same mask says so: ``(2)``."""
        mask, number = self._numbering.give(_value_item(mark, text))
        return f"{mask} ({number})" if number > 1 else mask

    def _written_name(self, text: str) -> str:
        return self.words.get(text) or self.names.of_text(text)


@lru_cache(maxsize=1 << 14)
def _value_item(mark: masks.Mark, text: str) -> NumberedItem:
    mask = mark(text)
    return NumberedItem(VALUE, f"{mask} {text}", mask)


@lru_cache(maxsize=1024)
def _is_written_name(key: str, schema: Schema) -> bool:
    return key not in masks.OWN_NAMES and _mask_as(key, schema) == "name"


def _mask_as(key: str, schema: Schema) -> str:
    if key in masks.DROPPED or not schema.has_property(key):
        return "text"
    return schema.property(key).mask_as


@lru_cache(maxsize=1024)
def _mark(key: str, schema: Schema) -> masks.Mark | None:
    return masks.OWN_MARKS.get(key) or masks.MARKS.get(_mask_as(key, schema))


class PseudonymNames:
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
        self._said: dict[tuple[str, int], str] = {}

    def protect(self, minors: frozenset[str]) -> None:
        """Name these people as minors, without their surname."""
        self._minors |= minors

    def of(self, entity: Entity) -> str:
        """Return the name of a person or a thing: 张某1, 未成年人2, 某银行1."""
        mask, number = self._numbering.give(thing_item(entity, self._schema))
        if self.is_minor(entity):
            number = self._numbering.place(THING, entity.id)
            return Message("masked-minor", number=str(number)).text(self._lang)
        return self._pseudonym(mask, number)

    def of_text(self, name: str) -> str:
        """Return the mask of a written name: of the one entity that has it, or its own."""
        return self._pseudonym(*self._numbering.give(name_item(name)))

    def is_minor(self, entity: Entity) -> bool:
        """Say whether this one is named without a surname."""
        return entity.id in self._minors

    def _pseudonym(self, mask: str, number: int) -> str:
        if (mask, number) not in self._said:
            self._said[mask, number] = self._words(mask, number)
        return self._said[mask, number]

    def _words(self, mask: str, number: int) -> str:
        text = "" if number == SHARED else str(number)
        label = self._labels.get(mask)
        pseudonym = masks.thing_said(label, text) if label else masks.person_said(mask, text)
        return pseudonym.text(self._lang).rstrip()


def _labels(schema: Schema, lang: str) -> dict[str, str]:
    """Return what the kind is called in a language, by its stem, which is kept in Chinese.

    Pseudonyms of older cases may be made of what is a role now.
    """
    named = (*schema.entity_kinds(), *(role for role in schema.roles() if role.held_by))
    kinds = [(kind.label("zh"), kind.label(lang)) for kind in named]
    firms = [(firm.text("zh"), firm.text(lang)) for firm in masks.FIRMS.values()]
    return {masks.kind_stem(zh): label for zh, label in (*kinds, *firms)}


def thing_item(entity: Entity, schema: Schema) -> NumberedItem:
    """Return what is numbered of a person or thing that has a name."""
    name = entity.first("name")
    is_person = schema.is_person(entity.kind)
    kind = schema.kind(entity.kind)
    mask = masks.name_stem(name) if is_person else masks.kind_stem(kind.label("zh"))
    own = (text for key in masks.OWN_NAMES for text in entity.values.get(key, ()))
    return NumberedItem(THING, entity.id, mask, tuple(dict.fromkeys(map(_known, own))))


def name_item(name: str) -> NumberedItem:
    """Return what is numbered of a name that is only written somewhere."""
    return NumberedItem(NAME, _known(name), masks.written_stem(name))


def _known(name: str) -> str:
    return fold(name).strip()


_SOURCE, _FILE, _SHEET = "masked-source", "masked-file", "masked-sheet"
"""The ids of what a file, a member of it and a sheet are called."""

_IN_MEMBER = re.compile(
    r"(?P<member>.*)(?P<mark>[!#])(?P<place>(?:(?:line|entry) )?[0-9]+|/[][@A-Za-z0-9:/_-]+)",
    re.DOTALL,
)
_PLAIN = re.compile(
    r"(?:line|entry) [0-9]+|p\.[0-9]+(?: line [0-9]+)?(?: @[0-9,-]+)?|[0-9]+(?: payments)?"
    r"|/[][@A-Za-z0-9:/_-]+"
)
_NAMELESS = re.compile(r"(?:Sheet|工作表|表)[0-9]*")
_SUFFIXES = re.compile(r"(?:\.[0-9A-Za-z]{1,5}){1,2}")


class PseudonymPlaces:
    """Says files by their number in the case, and their members by a number in the file."""

    def __init__(self, numbering: Numbering, lang: str = "zh") -> None:
        self._lang = lang
        self._numbering = numbering
        self._files: dict[str, str] = {}

    def add_source(self, source: Source) -> None:
        """Call a file by its number in the case, or by the next one."""
        number = source.number or len(self._files) + 1
        self._files.setdefault(source.sha256, self._say(_SOURCE, number, _suffix(source.name)))

    def knows(self, sha256: str) -> bool:
        """Say whether this hash is that of a file, not a transaction on a chain."""
        return sha256 in self._files

    def file(self, sha256: str) -> str:
        """Return what the file is called in this export."""
        return self._files.setdefault(sha256, self._say(_SOURCE, len(self._files) + 1))

    def locator(self, sha256: str, locator: str) -> str:
        """Return the place with sheet and member named by number; an odd one is left out."""
        match = _IN_MEMBER.fullmatch(locator)
        if not match:
            return locator if _PLAIN.fullmatch(locator) else ""
        member, mark, place = match["member"], match["mark"], match["place"]
        return f"{self._member(sha256, member, mark)}{mark}{place}"

    def _member(self, sha256: str, member: str, mark: str) -> str:
        if _NAMELESS.fullmatch(member):
            return member
        _, number = self._numbering.give(_place_item(sha256, member))
        form, suffix = (_FILE, _suffix(member)) if mark == "#" else (_SHEET, "")
        return self._say(form, number, suffix)

    def _say(self, form: str, number: int, suffix: str = "") -> str:
        return Message(form, number=str(number), suffix=suffix).text(self._lang)


def place_items(evidence: Iterable[Evidence]) -> Iterator[NumberedItem]:
    """Yield the sheets and members that rows lie in, if they have a name of their own."""
    for piece in evidence:
        is_inside = "!" in piece.locator or "#" in piece.locator
        match = _IN_MEMBER.fullmatch(piece.locator) if is_inside else None
        if match and not _NAMELESS.fullmatch(match["member"]):
            yield _place_item(piece.sha256, match["member"])


def _place_item(sha256: str, member: str) -> NumberedItem:
    return NumberedItem(PLACE, f"{sha256} {member}", sha256)


def _suffix(name: str) -> str:
    suffix = "".join(PurePath(name).suffixes[-2:])
    return suffix.lower() if _SUFFIXES.fullmatch(suffix) else ""

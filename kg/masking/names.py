"""One mask for each name: a stem, and a numeral that no other name with this stem has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.masking import marks
from kg.model import Entity

if TYPE_CHECKING:
    from kg.schema import Schema

_LATIN = re.compile(r"[\x00-\u024f]+")


class Names:
    """Gives names out in the order in which it is asked; asked twice, it answers the same.

    A thing is called by its kind in the language of the export, or in that of a Latin name.
    """

    def __init__(self, schema: Schema, lang: str = "zh") -> None:
        self._schema = schema
        self._lang = lang
        self._given: dict[tuple[str, str], str] = {}
        self._last: dict[str, int] = {}
        self._minors: frozenset[str] = frozenset()

    def protect(self, minors: frozenset[str]) -> None:
        """Name these people as minors, without their surname."""
        self._minors |= minors

    def of(self, entity: Entity) -> str:
        """Return the name of a person or a thing: 张某1, 未成年人2, 某银行1, Bank 1."""
        return self._numbered(self._stem(entity), "entity", entity.id)

    def of_text(self, name: str) -> str:
        """Return the mask of a name that is only written somewhere, such as a holder's."""
        return self._numbered(marks.written_stem(name, self._lang), "text", name)

    def _stem(self, entity: Entity) -> str:
        if entity.id in self._minors:
            return marks.MINOR.in_(self._lang)
        name = entity.first("name")
        if self._schema.is_a(entity.kind, "Person"):
            return marks.name_stem(name, self._lang)
        return self._label(entity.kind, name)

    def _label(self, kind: str, name: str) -> str:
        lang = "en" if _LATIN.fullmatch(name) else self._lang
        return marks.kind_stem(self._schema.kind(kind).label(lang), lang)

    def _numbered(self, stem: str, sort: str, key: str) -> str:
        given = self._given.get((sort, key))
        if given is None:
            self._last[stem] = self._last.get(stem, 0) + 1
            given = self._given[sort, key] = f"{stem}{self._last[stem]}"
        return given

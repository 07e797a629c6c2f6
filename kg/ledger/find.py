"""From what a person types to who may be meant: a number, a name, a mask, an id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.ledger import facts
from kg.model import Entity
from kg.schema import load_schema
from kg.text import narrow
from kg.values.accounts import normal_account, undressed
from kg.values.refused import Refused

if TYPE_CHECKING:
    from kg.ledger.index import Index

MOST = 1_000
SHORTEST_TAIL = 4
_MASK = re.compile(r"[0-9A-Za-z]*(?:\*+|…|×+|•+|\.{3})[0-9A-Za-z]+|[0-9A-Za-z]+(?:\*{2,}|…)")
_TAIL = re.compile(rf"[0-9]{{{SHORTEST_TAIL},9}}[0-9Xx]?")


def find(index: Index, text: str) -> list[Entity]:
    """Return the entities that a text may mean: those of the first reading that fits any.

    Readings, in this order: an id; a whole number in its normal form; a mask (``6222****0123``) or
    the last digits; a name; a part of a name. Sorted by kind, name and id.
    """
    typed = narrow(text).strip()
    for where, bound in _readings(typed):
        found = _select(index, where, bound)
        if found:
            return found
    return []


def _readings(typed: str) -> Iterator[tuple[str, str]]:
    if typed.startswith("urn:crimechain:"):
        yield "e.id = $1", typed
        return
    number = _number(typed)
    if number:
        yield _any("number", "word = $1"), number
    if _MASK.fullmatch(typed):
        yield _any("number", "regexp_full_match(word, $1)"), _pattern(typed)
    if _TAIL.fullmatch(typed):
        yield _any("number", "ends_with(word, $1)"), typed.upper()
    if typed:
        yield f"lower(e.name) = $1 OR {_any('name', 'lower(word) = $1')}", typed.lower()
        yield (
            f"contains(lower(e.name), $1) OR {_any('name', 'contains(lower(word), $1)')}",
            typed.lower(),
        )


def _number(typed: str) -> str:
    try:
        return normal_account(typed).text
    except Refused:
        return undressed(typed)


def _pattern(mask: str) -> str:
    parts = re.split(r"\*+|…|×+|•+|\.{3}", mask)
    return r"[0-9A-Za-z*]+".join(map(re.escape, parts))


def _any(sort: str, condition: str) -> str:
    """Return the SQL that some value of a sort of property (number, name) meets a condition."""
    lists = ", ".join(f"e.values->'$.{name}'" for name in properties(sort))
    words = f"list_transform([{lists}], lambda j: coalesce(j::VARCHAR[], []))"
    return f"len(list_filter(flatten({words}), lambda word: {condition})) > 0"


def properties(sort: str) -> list[str]:
    """Return the properties that are numbers of things, or names: the masks tell them apart."""
    masks = {"number": ("number", "phone", "id"), "name": ("name",)}[sort]
    return [p.name for p in load_schema().properties() if p.mask_as in masks]


def _select(index: Index, where: str, bound: str) -> list[Entity]:
    query = (
        f"SELECT {facts.ENTITY} FROM entity e WHERE {where} ORDER BY kind, name, id LIMIT {MOST}"
    )
    rows = index.con.execute(query, [bound]).fetchall()
    return [facts.entity(row, index.readers) for row in rows]


def names_of(index: Index, text: str) -> list[str]:
    """Return one line per entity that a text may mean: kind, name, numbers."""
    return [_line(entity) for entity in find(index, text)]


def _line(entity: Entity) -> str:
    numbers = [word for name in properties("number") for word in entity.values.get(name, ())]
    return " ".join([entity.kind, entity.first("name"), *numbers]).strip()

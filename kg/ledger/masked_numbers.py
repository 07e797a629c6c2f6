"""Masked names and numbers in the files: kept as they stand, and told whom they may mean.

``6222****0123`` may be any number that begins and ends so; ``张*三`` any name of as many signs.
Nothing is ever merged by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.ledger.search import properties
from kg.model import Entity
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.ledger.index import Index

STARS = "[*×•＊]"
FEWEST_KNOWN = {"number": 4, "name": 1}
"""How many signs of a mask must be legible before it is worth a proposal."""


@dataclass(frozen=True, slots=True)
class MayBe:
    """A thing that may be the same as the one asked about; ``by`` says which text fits which."""

    entity: str
    mask: str
    word: str


def is_masked(word: str) -> bool:
    """Say whether a part of a name or number was starred out by whoever wrote the file."""
    return re.search(STARS, word) is not None


def pattern(mask: str, sort: str) -> str:
    """Return the pattern of what a mask may stand for, or nothing where it says too little."""
    known = re.sub(STARS, "", mask)
    if not is_masked(mask) or len(known) < FEWEST_KNOWN[sort]:
        return ""
    # one star of a name is one sign; how many signs a number's stars hide, each office decides
    parts = re.split(f"({STARS}{'' if sort == 'name' else '+'})", mask)
    any_sign = "[^*]" if sort == "name" else "[0-9A-Za-z]+"
    return "".join(any_sign if is_masked(part) else re.escape(part) for part in parts)


def may_be(index: Index, entity: Entity) -> list[MayBe]:
    """Return what may be the same thing by a masked name or number, of its kind or the other's."""
    matches = [be for sort in FEWEST_KNOWN for be in _by(index, entity, sort)]
    distinct = {match.entity: match for match in reversed(matches) if match.entity != entity.id}
    return sorted(distinct.values(), key=lambda match: (match.mask, match.word, match.entity))


def _by(index: Index, entity: Entity, sort: str) -> list[MayBe]:
    own = [word for name in properties(sort) for word in entity.values.get(name, ())]
    masks = {mask: how for mask in own if (how := pattern(mask, sort))}
    plain = [word for word in own if not is_masked(word)]
    others = [row for row in _words(index, sort, plain, masks) if _same_key(row[1], entity.kind)]
    matches = [
        MayBe(identity, mask, word)
        for identity, _, word in others
        for mask, how in masks.items()
        if re.fullmatch(how, word)
    ]
    for identity, _, word in others:
        how = pattern(word, sort)
        fits = [mine for mine in plain if how and re.fullmatch(how, mine)]
        matches += [MayBe(identity, word, mine) for mine in fits]
    return matches


def _words(
    index: Index, sort: str, plain: list[str], masks: dict[str, str]
) -> list[tuple[str, str, str]]:
    """Return the words of the case that a mask of its own fits, and those that are masks."""
    lists = ", ".join(f"values->'$.{name}'" for name in properties(sort))
    words = f"flatten(list_transform([{lists}], lambda j: coalesce(j::VARCHAR[], [])))"
    fits = " OR ".join(["contains(word, '*')" if plain else "false", *_matches(len(masks))])
    query = (
        f"SELECT id, kind, word FROM (SELECT id, kind, unnest({words}) AS word FROM entity)"
        f" WHERE {fits} ORDER BY id, word"
    )
    return [tuple(row) for row in index.con.execute(query, list(masks.values())).fetchall()]


def _matches(count: int) -> list[str]:
    return [f"regexp_full_match(word, ${number + 1})" for number in range(count)]


def _same_key(kind: str, other: str) -> bool:
    schema = load_schema()
    return schema.kind(kind).key_kind == schema.kind(other).key_kind

"""Finds the entities that a typed text may mean: by number, name, mask or id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.ledger import all_rows, index_facts
from kg.model import Entity
from kg.schema import load_schema
from kg.text import narrow
from kg.text.pinyin import fits
from kg.values.accounts import normal_account, undressed
from kg.values.refused import Refused

if TYPE_CHECKING:
    from kg.ledger.index_tables import IndexTables

MOST = 1_000
_FOLDED = "nfc_normalize(lower({}))".format
SHORTEST_TAIL = 4
_MASK = re.compile(r"[0-9A-Za-z]*(?:\*+|…|×+|•+|\.{3})[0-9A-Za-z]+|[0-9A-Za-z]+(?:\*{2,}|…)")
_PART = re.compile(r"(?=.*[0-9])[0-9A-Za-z _-]{3,40}")
_DIGITS = re.compile(r"[0-9][0-9 -]*")
_PLAIN = re.compile(r"[0-9A-Za-z]+")
"""What stands in JSON as it is."""
_INITIALS = re.compile(r"[A-Za-z]{2,60}")
_FITTING = ("whole", "start", "open")
"""How initials fit a name, best first."""
_TAIL = re.compile(rf"[0-9]{{{SHORTEST_TAIL},}}[0-9Xx]?")


@dataclass(frozen=True, slots=True)
class IdentifierHit:
    """One thing that a text may mean, and by which reading of the text."""

    entity: Entity
    how: str


def find(index: IndexTables, text: str) -> list[Entity]:
    """Return the entities that a text may mean: those of the first reading that fits any.

    Readings, in this order: an id; a whole number in its normal form; a mask (``6222****0123``) or
    the last digits; a name; a part of a name, but not digits out of the middle of a number that
    stands where a name should: who types those means another number. Sorted by kind, name and id.
    """
    typed = narrow(text).strip()
    for how, where, bound in _readings(typed):
        if how == "part_of_name" and _DIGITS.fullmatch(typed):
            continue
        matches = _select(index, where, bound)
        if matches:
            return matches
    return []


def search(index: IndexTables, text: str, most: int = MOST) -> tuple[list[IdentifierHit], bool]:
    """Return whatever any reading of a text may mean, best first, and whether more was left out.

    The readings of :func:`find` and a part of a number, then pinyin initials of a name.
    """
    typed = narrow(text).strip()
    hits: dict[str, IdentifierHit] = {}
    cut = False
    for how, where, bound in sorted((*_readings(typed), *_parts(typed)), key=_is_part_of_name):
        matches = _select(index, where, bound, order="length(name), rows DESC, kind, name, id")
        cut = cut or len(matches) >= MOST
        for entity in matches:
            hits.setdefault(entity.id, IdentifierHit(entity, how))
    for hit in _by_initials(index, typed):
        hits.setdefault(hit.entity.id, hit)
    return list(hits.values())[:most], cut or len(hits) > most


def _readings(typed: str) -> Iterator[tuple[str, str, str]]:
    if typed.startswith("urn:crimechain:"):
        yield "id", "e.id = $1", typed
        return
    number = _number(typed)
    if number:
        # the text as a whole is looked through first: few things have the number anywhere
        near = "contains(e.values::VARCHAR, $1) AND " if _PLAIN.fullmatch(number) else ""
        yield "number", near + _any("number", "word = $1"), number
    if _MASK.fullmatch(typed):
        yield "mask", _any("number", "regexp_full_match(word, $1)"), _pattern(typed)
    if _TAIL.fullmatch(typed):
        yield "tail", _any("number", "ends_with(word, $1)"), typed.upper()
    if typed:
        # names keep the form of letters that their file had: what is typed finds each form
        low = unicodedata.normalize("NFC", typed.lower())
        yield "name", f"{_FOLDED('e.name')} = $1 OR {_any('name', _FOLDED('word') + ' = $1')}", low
        inside = _any("name", f"contains({_FOLDED('word')}, $1)")
        yield "part_of_name", f"contains({_FOLDED('e.name')}, $1) OR {inside}", low


def _is_part_of_name(reading: tuple[str, str, str]) -> bool:
    """Put a part of a name behind a part of a number: a number may stand as somebody's name."""
    return reading[0] == "part_of_name"


def _parts(typed: str) -> Iterator[tuple[str, str, str]]:
    if _PART.fullmatch(typed):
        inside = _any("number", "contains(lower(word), $1)")
        yield "part_of_number", inside, undressed(typed).lower()


def _by_initials(index: IndexTables, typed: str) -> list[IdentifierHit]:
    """Return the things whose Chinese names begin with these letters; whole names first."""
    if not _INITIALS.fullmatch(typed):
        return []
    named = f"SELECT id, unnest(list_append({words_sql('name')}, name)) AS word FROM entity"
    query = f"SELECT DISTINCT id, word FROM ({named}) WHERE regexp_matches(word, '\\p{{Han}}')"
    best: dict[str, str] = {}
    for identity, word in index.con.execute(query).fetchall():
        ways = [how for how in (fits(word, typed), best.get(identity)) if how]
        if ways:
            best[identity] = min(ways, key=_FITTING.index)
    hits = [IdentifierHit(entity, f"initials_{best[entity.id]}") for entity in index.entities(best)]
    return sorted(hits, key=_initials_order)


def _initials_order(hit: IdentifierHit) -> tuple[int, str, str, str]:
    name = hit.entity.first("name")
    return _FITTING.index(hit.how.removeprefix("initials_")), name, hit.entity.kind, hit.entity.id


def number_typed(text: str) -> str:
    """Return the number that a text is where it is one, in its normal form; nothing for an id."""
    typed = narrow(text).strip()
    return "" if typed.startswith("urn:crimechain:") else _number(typed)


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


def words_sql(sort: str) -> str:
    """Return SQL for the list of all values of a sort of property (number, name) of an entity."""
    lists = ", ".join(f"values->'$.{name}'" for name in properties(sort))
    return f"flatten(list_transform([{lists}], lambda j: coalesce(j::VARCHAR[], [])))"


def properties(sort: str) -> list[str]:
    """Return the properties that are numbers of things, or names: the masks tell them apart."""
    masks = {"number": ("number", "phone", "id"), "name": ("name",)}[sort]
    return [p.name for p in load_schema().properties() if p.mask_as in masks]


def _select(
    index: IndexTables, where: str, bound: str, order: str = "kind, name, id"
) -> list[Entity]:
    query = f"SELECT {index_facts.ENTITY} FROM entity e WHERE {where} ORDER BY {order} LIMIT {MOST}"
    rows = index.con.execute(query, [bound]).fetchall()
    return [index_facts.entity(row, index.readers) for row in rows]


_PAYMENTS = """
WITH numbered AS (
    SELECT trim(serial) AS serial, sha256, coalesce(member, '') AS member, row_no FROM by_serial
    WHERE trim(serial) IN (FROM wanted)
), place AS (
    SELECT id, sha256, coalesce(member, '') AS member, row_no FROM {flow} WHERE members IS NULL
    UNION
    SELECT id, told.sha256, coalesce(told.member, ''), told.row_no
    FROM (SELECT id, unnest(members) AS told FROM {flow} WHERE members IS NOT NULL)
)
SELECT DISTINCT serial, id FROM numbered JOIN place USING (sha256, member, row_no) ORDER BY ALL"""


def payments_numbered(
    index: IndexTables, serials: Iterable[str], kind: str = "transfer"
) -> dict[str, list[str]]:
    """Return the payments that some row tells under each of these serial numbers, by the number."""
    if kind not in index.flow_classes:
        return {}
    table = all_rows.flow_table(kind)
    index.want(serial.strip() for serial in serials)
    all_rows.gather(index.con, "by_serial", index.shelves, table, all_rows.FLOW_COLUMNS)
    payments: dict[str, list[str]] = {}
    for serial, link in index.con.execute(_PAYMENTS.replace("{flow}", table)).fetchall():
        payments.setdefault(serial, []).append(link)
    return payments

"""Pieces of SQL: names, texts, and ids that equal :func:`kg.model.stable_id`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kg.model import snake_case
from kg.sources.patterns import read_pattern


def name(text: str) -> str:
    """Return a column's name as SQL.

    >>> name('a"b')
    '"a""b"'
    """
    return '"' + text.replace('"', '""') + '"'


def lit(text: str) -> str:
    """Return a text as an SQL literal.

    >>> lit("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def delimited(parts: Sequence[str]) -> str:
    """Return SQL for the length-delimited text of expressions; NULL if one of them is NULL.

    >>> delimited(["''", "x"])
    "CASE WHEN x IS NOT NULL THEN concat('0:', strlen(x), ':', x) END"
    """
    conditions = [f"{part} IS NOT NULL" for part in parts if not part.startswith("'")]
    text = certain(parts)
    return f"CASE WHEN {' AND '.join(conditions)} THEN {text} END" if conditions else text


def certain(parts: Sequence[str]) -> str:
    """Return SQL for the length-delimited text of expressions that are never NULL."""
    pieces = [f"strlen({part}), ':', {part}" for part in parts]
    for place, part in enumerate(parts):
        if part.startswith("'"):
            text = part[1:-1].replace("''", "'")
            pieces[place] = lit(f"{len(text.encode())}:{text}")
    return f"concat({', '.join(pieces)})"


def stable_id(kind: str, parts: Sequence[str]) -> str:
    """Return SQL for the id of a key kind and its parts (SQL expressions that are never NULL)."""
    return hashed_id(kind, certain(parts))


def hashed_id(kind: str, text: str) -> str:
    """Return SQL for the id whose length-delimited parts are already one expression."""
    return f"{id_begin(kind)} || {digest(text)}"


def id_begin(kind: str) -> str:
    """Return the literal with which the ids of a key kind begin."""
    return lit(f"urn:crimechain:{snake_case(kind)}:")


def digest(text: str) -> str:
    """Return SQL for how an id ends whose length-delimited parts are one expression."""
    return f"substr(sha256({text}), 1, 32)"


def case(branches: Sequence[tuple[str, str]], otherwise: str = "NULL") -> str:
    """Return a CASE expression, or the last value alone when there is no branch."""
    if not branches:
        return otherwise
    whens = " ".join(f"WHEN {condition} THEN {value}" for condition, value in branches)
    return f"CASE {whens} ELSE {otherwise} END"


def any_of(column: str, words: Sequence[str]) -> str:
    """Return the condition that a column is one of some words."""
    return f"{column} IN ({', '.join(map(lit, words))})"


def fits(column: str, pattern: str) -> str:
    """Return the condition that a column holds what a layout's pattern describes."""
    return f"regexp_matches({column}, {lit(read_pattern(pattern).re2)})"


def json_object(pairs: Sequence[tuple[str, str]], several: Collection[str] = ()) -> str:
    """Return SQL for a JSON object of property → [text], blank ones left out; keys are sorted.

    The values of the properties in ``several`` may be JSON lists themselves.
    """
    if not pairs:
        return "'{}'"
    items = [
        f"CASE WHEN {value} IS NOT NULL THEN {lit(f'{chr(34)}{key}{chr(34)}:')} "
        f"|| {json_list(value, key in several)} END"
        for key, value in sorted(pairs)
    ]
    return f"'{{' || concat_ws(',', {', '.join(items)}) || '}}'"


def json_list(value: str, may_be_list: bool = False) -> str:
    """Return SQL for a JSON list of one text, or of the texts of a cell that is such a list."""
    alone = f"'[' || to_json({value})::VARCHAR || ']'"
    if not may_be_list:
        return alone
    listed = f"starts_with({value}, '[\"') AND json_valid({value})"
    return f"(CASE WHEN {listed} THEN {value} ELSE {alone} END)"

"""Sentences that kg before 0.5 stored in English, as the messages that they are.

Since 0.5 a refused or skipped row is stored with its message. Of older ones only the English
sentence stands in the case; ``stored.toml`` knows those sentences by their patterns.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from kg.messages.message import Argument, Column, Message, joined

_GAP = re.compile(r"\\\{(\w+)(?::(\w+))?\\\}")
_QUOTED = r"['\"].*?"
_NAMED = re.compile(r"(?P<column>\w+): (?P<rest>.+)", re.DOTALL)
_DEEPEST = 4
"""How many sentences inside each other are looked for: a file's own words may look like any."""
_LONGEST = 1_000
"""A longer text is a file's own words: patterns would take seconds over them."""


@lru_cache(maxsize=4_096)
def message_of(text: str) -> Message:
    """Return the message that an English sentence of before 0.5 is.

    What no pattern fits is said as it stands, in every language.

    >>> message_of("amount: is zero: nothing moved").text("zh")
    '金额：为零，没有资金变动'
    """
    return _message(text, 0) or _as_it_stands(text)


def _as_it_stands(text: str) -> Message:
    return Message("as-stored", zh=text, en=text)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """How one sentence is known, which kind each of its gaps is, and the message that it makes."""

    known: re.Pattern[str]
    kinds: Mapping[str, str]
    id: str
    fixed: Mapping[str, Argument]
    chinese: str = ""

    def message(self, text: str, depth: int) -> Message | None:
        """Return the message of a text, or None where the text is another sentence."""
        found = self.known.fullmatch(text)
        if found is None:
            return None
        if self.chinese:
            return Message("as-stored", zh=self.chinese.format(**found.groupdict()), en=text)
        gaps = {n: _value(self.kinds[n], said, depth) for n, said in found.groupdict().items()}
        return Message(self.id, **gaps, **self.fixed)


@cache
def _sentences() -> tuple[_Sentence, ...]:
    file = resources.files("kg.messages").joinpath("stored.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(_sentence(english, meant) for english, meant in table.items())


def _sentence(english: str, meant: str | Mapping[str, Any]) -> _Sentence:
    kinds: dict[str, str] = {}

    def gap(found: re.Match[str]) -> str:
        kinds[found[1]] = kind = found[2] or ""
        quoted = kind == "quoted" or found[1] == "text"
        return f"(?P<{found[1]}>{_QUOTED if quoted else '.*?'})"

    known = re.compile(_GAP.sub(gap, re.escape(english)), re.DOTALL)
    told = {"id": meant} if isinstance(meant, str) else dict(meant)
    chinese = told.pop("zh", "")
    own = {n: Message(one["id"]) if isinstance(one, Mapping) else one for n, one in told.items()}
    return _Sentence(known, kinds, str(own.pop("id", "")), own, chinese)


def _value(kind: str, said: str, depth: int) -> Argument:
    if kind in ("", "quoted"):
        return said
    if kind == "column":
        return Column(said)
    if kind == "columns":
        return _columns(said)
    if kind == "sentence":
        return _message(said, depth + 1) or said
    if kind == "list":
        return joined("first-then", (_inside(one, depth) for one in said.split("; ")))
    assert kind == "cell", kind
    return Message("cell-named", cell=said.removeprefix("cell "))


def _columns(said: str) -> Message | Column:
    first, *others = said.split(" and ")
    told: Message | Column = Column(first)
    for other in others:
        told = Message("both-of", first=told, second=Column(other))
    return told


def _inside(text: str, depth: int) -> Message:
    return _message(text, depth + 1) or _as_it_stands(text)


def _message(text: str, depth: int) -> Message | None:
    if depth > _DEEPEST or len(text) > _LONGEST:
        return None
    known = (sentence.message(text, depth) for sentence in _sentences())
    return _of_a_column(text, depth) or next(filter(None, known), None) or _parts(text, depth)


def _of_a_column(text: str, depth: int) -> Message | None:
    named = _NAMED.fullmatch(text)
    reason = _message(named["rest"], depth + 1) if named else None
    if named is None or reason is None:
        return None
    return Message("of-column", column=Column(named["column"]), reason=reason)


def _parts(text: str, depth: int) -> Message | None:
    """Return a sentence with its advice, or behind the place that it is about."""
    what, dash, hint = text.partition(" — ")
    if dash:
        told, advice = _message(what, depth + 1), _message(hint, depth + 1)
        if told is None and advice is None:
            return None
        return Message("with-advice", what=told or what, hint=advice or hint)
    where, colon, rest = text.partition(": ")
    told = _message(rest, depth + 1) if colon else None
    return Message("at-place", where=where, what=told) if told else None

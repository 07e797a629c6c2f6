"""TOML that somebody else wrote: parsed within bounds, and the line on which each value stands.

``tomllib`` gives no lines for values, recurses without a bound of its own, and takes quadratic time
over a key of many parts; both are refused by a linear scan before it sees the text.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from kg.errors import LimitExceeded
from kg.limits import LIMITS, Limits
from kg.messages import Message

KeyPath = tuple[str | int, ...]
"""The keys and places of items that lead to a value: ``("flows", 0, "kind")``."""

_OUTSIDE = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*')
_BETWEEN = re.compile(r"(?:\s|#[^\n]*)*")
_STRING = r'"""(?:[^\\]|\\.)*?"""+|\'\'\'.*?\'\'\'+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
_KEY = re.compile(rf"(?:{_STRING}|[A-Za-z0-9_-]+)[ \t]*", re.DOTALL)
_SCALAR = re.compile(rf"{_STRING}|[^,\]}}#\n]+", re.DOTALL)
_OPEN = "[{"


def parse_toml(text: str, where: str, limits: Limits = LIMITS) -> dict[str, Any]:
    """Return the table of a TOML text; ``where`` names it in a refusal.

    Raises ValueError where it is no TOML, LimitExceeded where arrays, tables or a key's parts nest
    deeper than ``toml_depth``.
    """
    _check_depth(text, where, limits.toml_depth)
    return tomllib.loads(text)


def _check_depth(text: str, where: str, limit: int) -> None:
    depth = 0
    for line in _OUTSIDE.sub('""', text).split("\n"):
        for sign in re.findall(r"[\[{\]}]", line):
            depth += 1 if sign in _OPEN else -1
            if depth > limit:
                raise LimitExceeded(Message("nested-more-than-deep", limit=limit), where=where)
        if line.count(".") > limit:
            raise LimitExceeded(Message("key-of-too-many-parts", limit=limit), where=where)


def key_lines(text: str) -> dict[KeyPath, int]:
    r"""Return the line, from 1, on which each key and each item of an array begins.

    The text must be TOML that :func:`parse_toml` has parsed.

    >>> key_lines('[[flows]]\nends = [\n  "a",\n]')
    {('flows',): 1, ('flows', 0): 1, ('flows', 0, 'ends'): 2, ('flows', 0, 'ends', 0): 3}
    """
    return _Lines(text).read()


class _Lines:
    """Walks over a text from key to key; ``found`` is filled on the way."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._line, self._counted = 1, 0
        self._items: dict[KeyPath, int] = {}
        self.found: dict[KeyPath, int] = {}

    def read(self) -> dict[KeyPath, int]:
        """Return the line of every key and item."""
        table: KeyPath = ()
        while self._sign():
            if self._sign() == "[":
                table = self._header()
            else:
                self._value(self._key(table, "="))
        return self.found

    def _sign(self) -> str:
        """Go to what comes next and return its first sign; nothing at the end."""
        self._take(_BETWEEN)
        return self._text[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        hit = pattern.match(self._text, self._at)
        assert hit is not None, "the text was parsed before"
        self._at = hit.end()
        return hit[0]

    def _note(self, path: KeyPath) -> None:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        self.found.setdefault(path, self._line)

    def _header(self) -> KeyPath:
        """Return the path of a table; each header of an array of tables begins a new item."""
        self._at += 1
        if self._sign() != "[":
            return self._key((), "]")
        self._at += 1
        path = self._key((), "]")
        self._at += 1
        number = self._items.get(path, 0)
        self._items[path] = number + 1
        self._note((*path, number))
        return (*path, number)

    def _key(self, path: KeyPath, end: str) -> KeyPath:
        """Return the path of a dotted key under another, and go past the sign that ends it."""
        while (sign := self._sign()) != end:
            if sign == ".":
                self._at += 1
                self._sign()
            if items := self._items.get(path):
                path = (*path, items - 1)  # a header goes on in the last item of an array
            begin = self._at
            key = self._take(_KEY).rstrip()
            path = (*path, _unquoted(key))
            after, self._at = self._at, begin
            self._note(path)
            self._at = after
        self._at += 1
        return path

    def _value(self, path: KeyPath) -> None:
        """Go past a value; note the items and keys inside it."""
        sign = self._sign()
        if sign not in ("[", "{"):
            self._take(_SCALAR)
            return
        self._at += 1
        number = 0
        while (inner := self._sign()) not in ("]", "}"):
            if inner == ",":
                self._at += 1
            elif sign == "{":
                self._value(self._key(path, "="))
            else:
                self._note((*path, number))
                self._value((*path, number))
                number += 1
        self._at += 1


def _unquoted(key: str) -> str:
    return next(iter(tomllib.loads(f"{key} = 0"))) if key[0] in "\"'" else key

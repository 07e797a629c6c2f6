"""A grammar read from its text, and made into the table by which a text is parsed (LL(1)).

Each rule becomes, for every token that can begin it, what is to be read in its place. A parser
holds what it still expects on a stack of its own, so that no depth of nesting is a recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kg.errors import SchemaError
from kg.messages import Message

Production = tuple[str, ...]
"""What is read in the place of a rule, the last first: so it goes on a stack."""
ALL = {")": "(", "]": "[", "}": "{"}
_WORD = re.compile(r"'([^']+)'|(<\w+>|\w+|[][(){}|])")
_RULE = re.compile(r"^(\w+) = (.*(?:\n[ \t]+.*)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The table of a grammar: rule, token, production."""

    table: Mapping[str, Mapping[str, Production]]
    """Of each rule, by the token that comes next, what is read in its place."""
    empty: frozenset[str]
    """The rules that may be nothing."""
    words: frozenset[str]
    """Every keyword, in capitals."""

    def can_begin(self, expected: list[str], token: str) -> bool:
        """Say whether a token can come next where this is expected, the last of it first."""
        for symbol in reversed(expected):
            if symbol == token or token in self.table.get(symbol, ()):
                return True
            if symbol not in self.empty:
                return False
        return False

    def beginnings(self, symbols: list[str]) -> list[str]:
        """Return the tokens that some rules can begin with; a token begins with itself."""
        return sorted({token for one in symbols for token in self.table.get(one, (one,))})


@dataclass(slots=True)
class _Reading:
    """Rules as they are taken apart: repetitions and choices become rules of their own."""

    rules: dict[str, list[Production]] = field(default_factory=dict)

    def choice(self, words: list[str]) -> list[Production]:
        """Return the alternatives that begin here, up to the bracket that closes them."""
        found: list[Production] = []
        one: list[str] = []
        while words and words[-1] not in ALL:
            word = words.pop()
            if word == "|":
                found.append(tuple(one))
                one = []
            elif word in ALL.values():
                one.append(self._group(word, words))
            else:
                one.append(word.removeprefix("'"))
        return [*found, tuple(one)]

    def _group(self, opening: str, words: list[str]) -> str:
        inner = self.choice(words)
        if not words or ALL[words.pop()] != opening:
            raise SchemaError(Message("grammar-bracket-open", opening=opening))
        name = f"#{len(self.rules)}"
        self.rules[name] = []  # its number is taken before what stands in it takes one
        if opening == "{":
            inner = [(*one, name) for one in inner]
        self.rules[name] = inner if opening == "(" else [*inner, ()]
        return name


@cache
def load_grammar(path: Path) -> Grammar:
    """Return the grammar that a file describes.

    :raises SchemaError: two alternatives of a rule begin with one token, or a rule is not there
    """
    reading = _Reading()
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for name, body in _RULE.findall(text):
        # a sign keeps a quote in front of it, so that it is none of the notation's own
        words = [f"'{sign}" if sign else word for sign, word in _WORD.findall(body)]
        reading.rules[name] = reading.choice(words[::-1])
    return _tabled(reading.rules)


def _tabled(rules: dict[str, list[Production]]) -> Grammar:
    empty = _may_be_nothing(rules)
    first = _first(rules, empty)
    table: dict[str, dict[str, Production]] = {}
    words: set[str] = set()
    for name, productions in rules.items():
        row: dict[str, Production] = {}
        for production in productions:
            words.update(one for one in production if one.isupper() and one not in rules)
            for token in set(_begins(production, first, empty, rules)):
                if token in row:
                    raise SchemaError(Message("grammar-ambiguous", token=token), where=name)
                row[token] = production[::-1]
        table[name] = row
    return Grammar(table, frozenset(empty), frozenset(words))


def _may_be_nothing(rules: dict[str, list[Production]]) -> set[str]:
    found: set[str] = set()
    grown = True
    while grown:
        more = {n for n, all_of in rules.items() if any(found.issuperset(one) for one in all_of)}
        grown, found = more != found, more
    return found


def _first(rules: dict[str, list[Production]], empty: set[str]) -> dict[str, set[str]]:
    first: dict[str, set[str]] = {name: set() for name in rules}
    grown = True
    while grown:
        grown = False
        for name, productions in rules.items():
            before = len(first[name])
            for production in productions:
                first[name].update(_begins(production, first, empty, rules))
            grown = grown or len(first[name]) > before
    return first


def _begins(
    production: Production,
    first: Mapping[str, set[str]],
    empty: set[str],
    rules: Mapping[str, list[Production]],
) -> Iterator[str]:
    """Yield the tokens that a production can begin with."""
    for symbol in production:
        if symbol in rules:
            yield from first[symbol]
        elif symbol.islower() and symbol != "a" and symbol[0].isalpha():
            raise SchemaError(Message("grammar-without-rule", symbol=symbol))
        else:
            yield symbol
        if symbol not in empty:
            return

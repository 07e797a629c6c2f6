"""A SPARQL text cut into the tokens of its grammar, each as long as the standard lets it be.

The one place where the standard's longest token is not what engines read is ``<``: behind a whole
expression it compares, elsewhere it begins an IRI. So whoever asks for a token says whether an IRI
can come next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kg.errors import QuerySyntaxError, SchemaError
from kg.messages import Message

# https://www.w3.org/TR/sparql12-query/#sparqlGrammar, from PN_CHARS_BASE on
_BASE = (
    r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE = r"0-9\u00b7\u0300-\u036f\u203f-\u2040"
_CHARS = rf"[{_BASE}_{_MORE}\-]"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_INSIDE = rf"(?:[{_BASE}_{_MORE}:\-]|{_ESCAPED})"
# *+ and ++ take what they can and give nothing back: no text is gone over twice
_PREFIX = rf"(?:[{_BASE}](?:{_CHARS}|\.+(?={_CHARS}))*+)?:"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_ESCAPED})(?:{_INSIDE}|\.+(?={_INSIDE}))*+"
_CODED = r"\\[tbnrf\"'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_DECIMAL = r"(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+"
_SKIPPED = r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"
_KINDS = {
    "iri": r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>",
    "variable": rf"[?$][{_BASE}_0-9][{_BASE}_{_MORE}]*",
    "blank": rf"_:[{_BASE}_0-9](?:{_CHARS}|\.+(?={_CHARS}))*+",
    "name": rf"{_PREFIX}{_LOCAL}",
    "prefix": _PREFIX,
    "long": rf"\"\"\"(?:\"{{0,2}}(?:[^\"\\]|{_CODED}))*+\"\"\""
    rf"|'''(?:'{{0,2}}(?:[^'\\]|{_CODED}))*+'''",
    "string": rf"\"(?:[^\"\\\r\n]|{_CODED})*+\"|'(?:[^'\\\r\n]|{_CODED})*+'",
    "language": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?",
    "signed": rf"[+-](?:{_DECIMAL}|[0-9]+)",
    "decimal": _DECIMAL,
    "integer": r"[0-9]+",
    "word": r"[A-Za-z_][A-Za-z0-9_]*",
    "sign": r"<<\(|\)>>|<<|>>|\{\||\|\}|\|\||&&|\^\^|!=|<=|>=|[][{}().,;|/^?*+\-!=<>~]",
}


_WORD = re.compile(r"\S{1,24}")


@cache
def _pattern(iri: bool) -> re.Pattern[str]:
    """Return what one token fits; made when first asked for, since that takes 20 ms."""
    kinds = (f"(?P<{name}>{form})" for name, form in _KINDS.items() if iri or name != "iri")
    return re.compile(_SKIPPED + "(?:" + "|".join(kinds) + r"|(?P<end>\Z))")


@dataclass(frozen=True, slots=True)
class GrammarToken:
    """One token: its kind, its text, and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The position just behind it."""
        return self.start + len(self.text)


def next_token(text: str, place: int, *, iri: bool) -> GrammarToken:
    """Return the token that begins at a place or behind the blanks there; ``end`` at the end.

    :param iri: whether ``<`` may begin an IRI here
    :raises QuerySyntaxError: no token begins there
    """
    match = _pattern(iri).match(text, place)
    if match is None or match.lastgroup is None:
        raise _unreadable(text, place)
    kind = match.lastgroup
    token = GrammarToken("string" if kind == "long" else kind, match[kind], match.start(kind))
    if kind == "language" and not _is_direction(token.text):
        raise QuerySyntaxError(
            Message("not-a-language-tag", text=token.text, where=where(text, token.start))
        )
    return token


def where(text: str, place: int) -> Message:
    """Return a place in a text as people and editors count it."""
    line = text.count("\n", 0, place) + 1
    character = place - text.rfind("\n", 0, place)
    return Message("place-in-text", line=str(line), character=str(character))


def _is_direction(tag: str) -> bool:
    return tag.partition("--")[2] in ("", "ltr", "rtl")


def _unreadable(text: str, place: int) -> QuerySyntaxError:
    skipped = re.compile(_SKIPPED).match(text, place)
    begin = skipped.end() if skipped else place
    word = _WORD.match(text, begin)
    return QuerySyntaxError(
        Message(
            "token-unreadable",
            text=repr(word[0] if word else text[begin : begin + 1]),
            where=where(text, begin),
        )
    )


Production = tuple[str, ...]
"""What is read in the place of a rule, the last first: so it goes on a stack."""
ALL = {")": "(", "]": "[", "}": "{"}
_PRODUCTION_WORD = re.compile(r"'([^']+)'|(<\w+>|\w+|[][(){}|])")
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
        return sorted({token for symbol in symbols for token in self.table.get(symbol, (symbol,))})


@dataclass(slots=True)
class _GrammarReader:
    """Rules as they are taken apart: repetitions and choices become rules of their own."""

    rules: dict[str, list[Production]] = field(default_factory=dict)

    def choice(self, words: list[str]) -> list[Production]:
        """Return the alternatives that begin here, up to the bracket that closes them."""
        productions: list[Production] = []
        production: list[str] = []
        while words and words[-1] not in ALL:
            word = words.pop()
            if word == "|":
                productions.append(tuple(production))
                production = []
            elif word in ALL.values():
                production.append(self._group(word, words))
            else:
                production.append(word.removeprefix("'"))
        return [*productions, tuple(production)]

    def _group(self, opening: str, words: list[str]) -> str:
        inner = self.choice(words)
        if not words or ALL[words.pop()] != opening:
            raise SchemaError(Message("grammar-bracket-open", opening=opening))
        name = f"#{len(self.rules)}"
        self.rules[name] = []  # its number is taken before what stands in it takes one
        if opening == "{":
            inner = [(*production, name) for production in inner]
        self.rules[name] = inner if opening == "(" else [*inner, ()]
        return name


@cache
def load_grammar(path: Path) -> Grammar:
    """Return the grammar that a file describes.

    :raises SchemaError: two alternatives of a rule begin with one token, or a rule is not there
    """
    reading = _GrammarReader()
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for name, body in _RULE.findall(text):
        # a sign keeps a quote in front of it, so that it is none of the notation's own
        words = [f"'{sign}" if sign else word for sign, word in _PRODUCTION_WORD.findall(body)]
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
            words.update(word for word in production if word.isupper() and word not in rules)
            for token in set(_begins(production, first, empty, rules)):
                if token in row:
                    raise SchemaError(Message("grammar-ambiguous", token=token), where=name)
                row[token] = production[::-1]
        table[name] = row
    return Grammar(table, frozenset(empty), frozenset(words))


def _may_be_nothing(rules: dict[str, list[Production]]) -> set[str]:
    empty_rules: set[str] = set()
    grown = True
    while grown:
        more = {
            n
            for n, all_of in rules.items()
            if any(empty_rules.issuperset(production) for production in all_of)
        }
        grown, empty_rules = more != empty_rules, more
    return empty_rules


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

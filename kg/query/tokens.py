"""A SPARQL text cut into the tokens of its grammar, each as long as the standard lets it be.

The one place where the standard's longest token is not what engines read is ``<``: behind a whole
expression it compares, elsewhere it begins an IRI. So whoever asks for a token says whether an IRI
can come next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.errors import QuerySyntaxError
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
class Token:
    """One token: its kind, its text, and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The position just behind it."""
        return self.start + len(self.text)


def next_token(text: str, place: int, *, iri: bool) -> Token:
    """Return the token that begins at a place or behind the blanks there; ``end`` at the end.

    :param iri: whether ``<`` may begin an IRI here
    :raises QuerySyntaxError: no token begins there
    """
    match = _pattern(iri).match(text, place)
    if match is None or match.lastgroup is None:
        raise _unreadable(text, place)
    kind = match.lastgroup
    found = Token("string" if kind == "long" else kind, match[kind], match.start(kind))
    if kind == "language" and not _is_direction(found.text):
        raise QuerySyntaxError(
            Message("not-a-language-tag", text=found.text, where=where(text, found.start))
        )
    return found


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
    said = _WORD.match(text, begin)
    return QuerySyntaxError(
        Message(
            "token-unreadable",
            text=repr(said[0] if said else text[begin : begin + 1]),
            where=where(text, begin),
        )
    )

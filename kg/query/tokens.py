"""A SPARQL text cut into tokens, so that words inside strings, IRIs and comments do not count.

Where ``<`` could begin an IRI or mean "less than", two readings of one text are possible, and a
word could hide in the reading that the engine does not take. Such a text is refused, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import QueryRefused

_KINDS = {
    "space": r"[ \t\r\n]+",
    "comment": r"\#[^\r\n]*",
    "iri": r"<[^<>\"{}|^`\x00-\x20]*>",
    "long": r"\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''",
    "string": r"\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*'",
    "variable": r"[?$]\w+",
    "language": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?",
    "blank": r"_:\w[\w.-]*",
    "name": r"(?:\w[\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-])*",
    "word": r"\w+",
    "sign": r".",
}
_TOKEN = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _KINDS.items()), re.DOTALL)
_LONG_QUOTE = re.compile(r"'''|\"\"\"")


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


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens that mean something; refuse a text that can be read in two ways."""
    for match in _TOKEN.finditer(text):
        token = Token(str(match.lastgroup), match.group(), match.start())
        if token.kind == "iri":
            _refuse_two_readings(token, text)
        if token.kind == "sign" and token.text in "'\"\\":
            raise QueryRefused(f"a quote or backslash that ends nowhere, at {token.start}")
        if token.kind not in ("space", "comment"):
            yield token


def _refuse_two_readings(token: Token, text: str) -> None:
    """Refuse ``?a<'x>`` and ``?a<x:y#>'''``: as "less than" they begin a string or a comment."""
    rest = text[token.end :].partition("\n")[0].partition("\r")[0]
    if "'" in token.text or ("#" in token.text and _LONG_QUOTE.search(rest)):
        raise QueryRefused(
            f"{token.text[:40]} can be read in two ways", hint="write a space behind <"
        )

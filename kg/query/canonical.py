"""The form in which a query is run: what was read of it, so that no engine can read it otherwise.

Oxigraph's parser has no tokens. Where a name cannot become an IRI it goes back and takes a part of
it for something else: ``falseSERVICE:s {}`` is then false and a SERVICE, ``x:a.b.SERVICE`` a name
and a SERVICE, a long string with a broken escape an empty string and whatever stands in it. So
names become whole IRIs, strings are written anew, comments go, and every token is set apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.errors import QuerySyntaxError
from kg.messages import Message
from kg.query.tokens import Token, where
from kg.rdf.terms import PREFIXES

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
BACKSLASH = "\\"
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}


def canonical(text: str, found: Sequence[Token]) -> str:
    """Return a query of which these are the tokens, in the form in which it is run.

    Line breaks between tokens stay where they are.

    :raises QuerySyntaxError: a prefix is not declared or no whole IRI, or an escape is no character
    """
    prefixes = dict(PREFIXES)
    parts: list[str] = []
    end = 0
    tokens = iter(found)
    for token in tokens:
        if token.kind == "word" and token.text.upper() == "PREFIX":
            name, iri = next(tokens), next(tokens)
            prefixes[name.text[:-1]] = _absolute(text, iri)
            continue
        lines = text.count("\n", end, token.start)
        is_call = token.text == "(" and text[token.start - 1].isalnum()  # CONCAT ( is none
        parts.append("\n" * lines or ("" if is_call else " "))
        parts.append(_token(text, token, prefixes))
        end = token.end
    return "".join(parts)


def _absolute(text: str, iri: Token) -> str:
    if not _ABSOLUTE.match(iri.text[1:]):
        place = where(text, iri.start)
        raise QuerySyntaxError(Message("prefix-of-no-iri", place=place))
    return iri.text[1:-1]


def _token(text: str, token: Token, prefixes: Mapping[str, str]) -> str:
    if token.kind in ("name", "prefix"):
        prefix, _, local = token.text.partition(":")
        if prefix not in prefixes:
            place = where(text, token.start)
            raise QuerySyntaxError(Message("prefix-not-declared", prefix=repr(prefix), place=place))
        return f"<{prefixes[prefix]}{local.replace(BACKSLASH, '')}>"
    if token.kind == "string":
        return _string(text, token)
    return token.text


def _string(text: str, token: Token) -> str:
    """Return a string literal in double quotes, its escapes read and written anew."""
    quotes = 3 if token.text[:3] in ('"""', "'''") and len(token.text) > 5 else 1
    value = _ESCAPE.sub(_character, token.text[quotes:-quotes])
    if any("\ud800" <= one <= "\udfff" for one in value):
        raise QuerySyntaxError(Message("escape-is-no-character", where=where(text, token.start)))
    return '"' + "".join(_WRITTEN.get(one, one) for one in value) + '"'


def _character(escape: re.Match[str]) -> str:
    if code := escape[1] or escape[2]:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else "\ud800"
    return _PLAIN.get(escape[3], escape[3])

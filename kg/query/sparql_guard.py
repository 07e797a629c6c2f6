"""Which SPARQL may run: questions only, of the case's own graph, not nested into a crash.

Oxigraph opens the network for SERVICE and cannot be told not to; 10,000 nested parentheses crash
its parser. So a text is parsed by the grammar (``sparql.grammar``), and one that holds a SERVICE or
an update is refused. Oxigraph's own parser reads some texts otherwise than the standard: so it is
not the text that runs but what was read of it (:mod:`kg.query.sparql_guard`).

The worker has no network either where the system allows (:mod:`kg.sandbox`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from kg.errors import QueryRefused, QuerySyntaxError
from kg.limits import LIMITS
from kg.messages import Message
from kg.query.sparql_grammar import GrammarToken, load_grammar, next_token, where
from kg.rdf.terms import PREFIXES

GRAMMAR = Path(__file__).with_name("sparql.grammar")
OPENING, CLOSING = frozenset("({[") | {"<<", "<<(", "{|"}, frozenset(")}]") | {">>", ")>>", "|}"}
TEXT_BYTES = 1 << 20
EXPECTED = 6
"""How many of the tokens that could stand in a place a message lists."""
RESULTS, GRAPHS = ("SELECT", "ASK"), ("CONSTRUCT", "DESCRIBE")
"""The words by which a query says what it answers: rows or yes and no, or a graph."""
FORBIDDEN = frozenset(("service", "update"))
"""The rules of the grammar that are read so that they can be refused."""
_HIDDEN = re.compile(r"SERVICE|LOAD", re.IGNORECASE)


def check_sparql(text: str, *, depth: int = LIMITS.query_depth) -> list[GrammarToken]:
    """Return the query's tokens.

    :param depth: brackets inside each other that are let through
    :raises QueryRefused: it holds a SERVICE, changes the graph, is too long or nested too deep; the
        word and its place are named
    :raises QuerySyntaxError: it is no query; what stands where it cannot is named
    """
    return list(_checked(text, depth))


def answers_a_graph(text: str) -> bool:
    """Say whether the answer to a query is a graph; raises as :func:`check_sparql` does.

    >>> answers_a_graph("PREFIX select: <urn:x> CONSTRUCT WHERE { ?s a select:x }")
    True
    """
    words = (token.text.upper() for token in check_sparql(text) if token.kind == "word")
    return next(word for word in words if word in (*RESULTS, *GRAPHS)) in GRAPHS


@lru_cache(maxsize=64)
def _checked(text: str, depth: int) -> tuple[GrammarToken, ...]:
    """Check a text once: to read it takes longer than many an answer."""
    if len(text.encode("utf-8", "replace")) > TEXT_BYTES:
        raise QueryRefused(Message("query-too-long"))
    grammar = load_grammar(GRAMMAR)
    table, words = grammar.table, grammar.words
    expected, skipped = ["end", "query"], list[str]()
    tokens: list[GrammarToken] = []
    token = next_token(text, 0, iri=False)
    level = 0
    while expected:
        symbol = expected.pop()
        terminal = _terminal(token, words)
        if symbol in table:
            production = table[symbol].get(terminal)
            if production is None:
                skipped.append(symbol)
                if symbol not in grammar.empty:
                    raise _unexpected(text, tokens, token, grammar.beginnings(skipped))
                continue
            if symbol in FORBIDDEN:
                raise _forbidden(text, token)
            expected.extend(production)
            continue
        if symbol != terminal:
            raise _unexpected(text, tokens, token, grammar.beginnings([*skipped, symbol]))
        skipped.clear()
        tokens.append(token)
        level += (token.text in OPENING) - (token.text in CLOSING)
        if level > depth:
            raise too_deep(depth, str(where(text, token.start)))
        if expected:
            token = next_token(text, token.end, iri=grammar.can_begin(expected, "<iri>"))
    return tuple(tokens[:-1])  # the last is the end


def _terminal(token: GrammarToken, words: frozenset[str]) -> str:
    """Return a token as the grammar calls it; keywords have no case, but for ``a``."""
    if token.kind == "sign":
        return token.text
    if token.kind == "word":
        word = token.text.upper()
        return word if word in words else token.text if token.text == "a" else "<word>"
    return "end" if token.kind == "end" else f"<{token.kind}>"


def _forbidden(text: str, token: GrammarToken) -> QueryRefused:
    """Say which word is not allowed, also where it is glued to another."""
    place, token_text = where(text, token.start), token.text.upper()
    if "SERVICE" in token_text:
        return QueryRefused(
            Message("service-opens-network", place=place), hint=Message("load-data-instead")
        )
    word = "LOAD" if "LOAD" in token_text else token_text
    return QueryRefused(
        Message("word-changes-graph-at", word=word, place=place), hint=Message("query-only-asks")
    )


def _unexpected(
    text: str, tokens: Sequence[GrammarToken], token: GrammarToken, expected: Sequence[str]
) -> QueryRefused | QuerySyntaxError:
    """Say what stands where it cannot, and what could: a way out of the machine by its name."""
    for grammar_token in (token, *tokens[-1:]):
        if grammar_token.kind in ("word", "name", "prefix") and _HIDDEN.search(
            grammar_token.text.partition(":")[0]
        ):
            return _forbidden(text, grammar_token)
    expected_text = " ".join(expected[:EXPECTED]) + (" …" if len(expected) > EXPECTED else "")
    place = where(text, token.start)
    if token.kind == "end":
        return QuerySyntaxError(Message("query-ends-too-early", place=place, told=expected_text))
    token_text = token.text[:40]
    return QuerySyntaxError(
        Message("token-out-of-place", said=repr(token_text), place=place, told=expected_text)
    )


def too_deep(depth: int, place: str) -> QueryRefused:
    """Return the refusal of what is nested deeper than a person writes: it could crash a parser."""
    return QueryRefused(Message("query-nested-too-deep", depth=depth), where=place)


_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
BACKSLASH = "\\"
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}


def canonical(text: str, grammar_tokens: Sequence[GrammarToken]) -> str:
    """Return a query of which these are the tokens, in the form in which it is run.

    Line breaks between tokens stay where they are.

    :raises QuerySyntaxError: a prefix is not declared or no whole IRI, or an escape is no character
    """
    prefixes = dict(PREFIXES)
    parts: list[str] = []
    end = 0
    tokens = iter(grammar_tokens)
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


def _absolute(text: str, iri: GrammarToken) -> str:
    if not _ABSOLUTE.match(iri.text[1:]):
        place = where(text, iri.start)
        raise QuerySyntaxError(Message("prefix-of-no-iri", place=place))
    return iri.text[1:-1]


def _token(text: str, token: GrammarToken, prefixes: Mapping[str, str]) -> str:
    if token.kind in ("name", "prefix"):
        prefix, _, local = token.text.partition(":")
        if prefix not in prefixes:
            place = where(text, token.start)
            raise QuerySyntaxError(Message("prefix-not-declared", prefix=repr(prefix), place=place))
        return f"<{prefixes[prefix]}{local.replace(BACKSLASH, '')}>"
    if token.kind == "string":
        return _string(text, token)
    return token.text


def _string(text: str, token: GrammarToken) -> str:
    """Return a string literal in double quotes, its escapes read and written anew."""
    quotes = 3 if token.text[:3] in ('"""', "'''") and len(token.text) > 5 else 1
    value = _ESCAPE.sub(_character, token.text[quotes:-quotes])
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise QuerySyntaxError(Message("escape-is-no-character", where=where(text, token.start)))
    return '"' + "".join(_WRITTEN.get(character, character) for character in value) + '"'


def _character(escape: re.Match[str]) -> str:
    if code := escape[1] or escape[2]:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else "\ud800"
    return _PLAIN.get(escape[3], escape[3])

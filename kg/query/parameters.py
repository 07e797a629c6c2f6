"""Parameters as values, never as text pasted into a query.

A parameter becomes a ``VALUES`` line at the head of every group that names its variable, so it
holds in sub-selects and under OPTIONAL as well; whatever it contains stays one literal or one IRI.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.messages import Message

if TYPE_CHECKING:
    from kg.query.sparql_grammar import GrammarToken

Parameter = str | int | bool | Decimal | datetime
_NAME = re.compile(r"[A-Za-z_]\w*")
_OUR_IRI = re.compile(r"urn:crimechain:[A-Za-z0-9:_-]+")


def bind(text: str, tokens: list[GrammarToken], parameters: Mapping[str, Parameter]) -> str:
    """Return the query with each parameter bound wherever its variable stands."""
    lines: dict[int, str] = {}
    for name, value in sorted(parameters.items()):
        for place in _groups_with(tokens, _checked(name, tokens)):
            lines[place] = lines.get(place, "") + f" VALUES ?{name} {{ {term_text(value)} }}"
    for place in sorted(lines, reverse=True):
        text = text[:place] + lines[place] + " " + text[place:]
    return text


def term_text(value: Parameter) -> str:
    """Return a parameter as one SPARQL term: our own ids as IRIs, other text as a string."""
    from pyoxigraph import Literal, NamedNode

    from kg.rdf.terms import decimal_literal, text_literal, time_literal

    if isinstance(value, str):
        return str(NamedNode(value) if _OUR_IRI.fullmatch(value) else text_literal(value))
    if isinstance(value, Decimal):
        return str(decimal_literal(value))
    return str(time_literal(value) if isinstance(value, datetime) else Literal(value))


def _checked(name: str, tokens: list[GrammarToken]) -> str:
    if not _NAME.fullmatch(name):
        raise UsageError(Message("not-a-variable-name", name=repr(name)))
    if not any(token.kind == "variable" and token.text[1:] == name for token in tokens):
        raise UsageError(
            Message("query-without-variable", name=name), hint=Message("parameter-binds-variable")
        )
    return name


def _groups_with(tokens: list[GrammarToken], name: str) -> set[int]:
    """Return where the groups begin that name the variable, and the outermost one."""
    stack: list[tuple[int, bool]] = []
    groups: list[int] = []
    places: set[int] = set()
    for at, token in enumerate(tokens):
        if token.text == "{":
            stack.append((token.end, _is_group(tokens, at)))
            groups.extend(place for place, is_group in stack[-1:] if is_group)
        elif token.text == "}" and stack:
            stack.pop()
        elif token.kind == "variable" and token.text[1:] == name:
            places.update(place for place, is_group in stack[-1:] if is_group)
    return places | set(groups[:1])


def _is_group(tokens: list[GrammarToken], at: int) -> bool:
    """Tell a group of patterns from a template, a block of data, and the shell of a sub-select."""
    if at == 0 or _word(tokens, at + 1) == "SELECT":
        return False
    return _word(tokens, at - 1) != "CONSTRUCT" and _word(tokens, _head(tokens, at)) != "VALUES"


def _head(tokens: list[GrammarToken], at: int) -> int:
    """Return the position of the word before ``?x {`` or ``(?x ?y) {``."""
    if tokens[at - 1].text != ")":
        return at - 2 if tokens[at - 1].kind == "variable" else at - 1
    while at and tokens[at - 1].text != "(":
        at -= 1
    return at - 2


def _word(tokens: list[GrammarToken], at: int) -> str:
    return tokens[at].text.upper() if 0 <= at < len(tokens) else ""

"""Which SPARQL may run: questions only, of the case's own graph, not nested into a crash.

Oxigraph opens the network for SERVICE and cannot be told not to; 10,000 nested parentheses crash
its parser. Its grammar does not ask for a blank behind a keyword (``trueSERVICE<…>``), so any bare
word that holds "service" is refused.
"""

from __future__ import annotations

from functools import lru_cache

from kg.errors import QueryRefused
from kg.limits import LIMITS
from kg.query.tokens import Token, tokens

UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "USING")
)
OPENING, CLOSING = "({[", ")}]"
TEXT_BYTES = 1 << 20


def check_sparql(text: str, *, depth: int = LIMITS.query_depth) -> list[Token]:
    """Return the query's tokens, or refuse it with the word that is not allowed."""
    return list(_checked(text, depth))


@lru_cache(maxsize=64)
def _checked(text: str, depth: int) -> tuple[Token, ...]:
    """Check a text once: to read it takes longer than many an answer."""
    if len(text.encode("utf-8", "replace")) > TEXT_BYTES:
        raise QueryRefused("the query is longer than a megabyte")
    found = list(tokens(text))
    refuse_deep(found, depth)
    for before, token, after in zip([None, *found], found, [*found[1:], None], strict=False):
        if token.kind == "word":
            _refuse_word(token.text.upper())
        if token.kind == "name":
            _refuse_keyword_in_name(before, token, after)
    return tuple(found)


def refuse_deep(found: list[Token], depth: int) -> None:
    """Refuse what is nested deeper than a person writes: it could crash a parser."""
    level = 0
    for token in found:
        if token.kind == "sign":
            level += (token.text in OPENING) - (token.text in CLOSING)
        if level > depth:
            raise QueryRefused(f"nested deeper than {depth}", where=f"character {token.start}")


def _refuse_word(word: str) -> None:
    if "SERVICE" in word:
        raise QueryRefused("SERVICE would open the network", hint="load the data instead")
    if word in UPDATES or "LOAD" in word:
        raise QueryRefused(f"{word} would change the graph", hint="a query only asks")


def _refuse_keyword_in_name(before: Token | None, token: Token, after: Token | None) -> None:
    """``SERVICE:x {`` is a keyword and ``:x``; ``service:x`` elsewhere is a prefixed name."""
    prefix = token.text.partition(":")[0].upper()
    opens = after is not None and after.text == "{"
    is_graph = before is not None and before.text.upper() == "GRAPH"
    if "SERVICE" in prefix and opens and not is_graph:
        raise QueryRefused("SERVICE would open the network", hint="load the data instead")

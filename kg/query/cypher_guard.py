r"""Which Cypher may run: questions only, about one case, that open no file and no network.

Community has no user who may only read, and a session's read mode is no wall: it lets procedures
through that read files and addresses. This guard and that mode are all there is. Words that do
something are refused first, by their names; then the query is read by the subset that is known
(:mod:`kg.query.cypher_subset`), in which every pattern must be of the case that is asked. Neo4j 5
replaces ``\uXXXX`` in the whole text before it reads it, so a text with one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import QueryRefused
from kg.limits import LIMITS
from kg.messages import Message
from kg.query.cypher_subset import check_bound
from kg.query.sparql_grammar import GrammarToken
from kg.query.sparql_guard import TEXT_BYTES, too_deep

CASE = "$case"
BEGINNINGS = frozenset(("MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"))
"""With what a question can begin; what administers a server begins otherwise."""
WRITES = frozenset((
    "CREATE", "MERGE", "DELETE", "DETACH", "NODETACH", "SET", "REMOVE", "DROP", "FOREACH", "INSERT",
))  # fmt: skip
ELSEWHERE = frozenset(("LOAD", "USE", "CSV", "TRANSACTIONS", "SHOW", "TERMINATE"))
USED = frozenset((
    "AS", "IS", "IN", "AND", "OR", "XOR", "STARTS", "ENDS", "CONTAINS", "WHERE", "RETURN", "WITH",
    "ORDER", "ASC", "DESC", "SKIP", "LIMIT", "WHEN", "THEN", "ELSE", "END", "MATCH", "OPTIONAL",
    "UNION", "UNWIND",
))  # fmt: skip
"""What may follow a variable that somebody named "call"; a procedure is called otherwise."""
_KINDS = {
    "space": r"\s+",
    "comment": r"//[^\r\n]*|/\*.*?\*/",
    "string": r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"",
    "quoted": r"`(?:[^`]|``)*`",
    "parameter": r"\$\w+",
    "number": r"0[xXoO]\w+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w)",
    "word": r"[^\W\d]\w*",
    "sign": r".",
}
_TOKEN = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _KINDS.items()), re.DOTALL)


def check_cypher(text: str, *, depth: int = LIMITS.cypher_depth) -> list[GrammarToken]:
    """Return the query's tokens, or refuse it with what is not allowed in it."""
    if len(text.encode("utf-8", "replace")) > TEXT_BYTES:
        raise QueryRefused(Message("query-too-long"))
    if re.search(r"\\[uU]", text):
        raise QueryRefused(Message("coded-character"), hint=Message("write-character-itself"))
    tokens = list(_tokens(text))
    if not tokens or tokens[0].text.upper() not in BEGINNINGS:
        raise QueryRefused(Message("cypher-begins-otherwise"))
    if any(token.text == ";" for token in tokens[:-1]):
        raise QueryRefused(Message("one-question-at-a-time"), where=";")
    _refuse_deep(tokens, depth)
    for number, token in enumerate(tokens):
        if token.kind in ("word", "quoted"):
            _refuse(tokens, number)
    if not any(token.text == CASE for token in tokens):
        raise QueryRefused(
            Message("query-names-no-case", case=CASE),
            hint=Message("server-may-hold-others", case=CASE),
        )
    check_bound(text, tokens)
    return tokens


def _refuse_deep(tokens: list[GrammarToken], depth: int) -> None:
    level = 0
    for token in tokens:
        level += (token.text in "({[") - (token.text in ")}]")
        if level > depth:
            raise too_deep(depth, f"character {token.start}")


def _tokens(text: str) -> Iterator[GrammarToken]:
    for match in _TOKEN.finditer(text):
        token = GrammarToken(str(match.lastgroup), match.group(), match.start())
        if token.kind == "sign" and token.text in "'\"`\\":
            raise QueryRefused(Message("quote-does-not-end", start=str(token.start)))
        if token.kind == "sign" and text.startswith("/*", token.start):
            raise QueryRefused(Message("comment-does-not-end", start=str(token.start)))
        if token.kind not in ("space", "comment"):
            yield token


def _refuse(tokens: list[GrammarToken], number: int) -> None:
    """Refuse a word that does something; behind a dot or a colon it is a name, and as a key too."""
    token = tokens[number]
    before = tokens[number - 1].text if number else ""
    after = tokens[number + 1].text if number + 1 < len(tokens) else ""
    if before == "." or (after == "." and _is_called(tokens, number)):
        return
    word = token.text.upper()
    if token.kind == "quoted" or before in (":", "|", "&", "!") or after == ":":
        return
    if word in WRITES:
        raise QueryRefused(
            Message("word-changes-graph", word=word), hint=Message("query-only-asks")
        )
    if word in ELSEWHERE:
        raise QueryRefused(
            Message("word-reaches-beyond-case", word=word), hint=Message("query-only-asks")
        )
    if word == "CALL" and (after.isidentifier() or after[:1] == "`") and after.upper() not in USED:
        raise QueryRefused(Message("procedure-may-read-files"), hint=Message("call-a-subquery"))


def _is_called(tokens: list[GrammarToken], number: int) -> bool:
    """Say whether a dotted name that begins here ends at a bracket that opens."""
    place = number + 1
    while place + 1 < len(tokens) and tokens[place].text == ".":
        place += 2
    return place < len(tokens) and tokens[place].text == "("

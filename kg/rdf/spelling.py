"""Terms and values as N-Quads writes them, in the one spelling of Oxigraph's own dumps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from pyoxigraph import Quad, RdfFormat, parse

from kg.rdf.terms import (
    XSD,
    decimal_text,
    iri,
    lone_surrogate,
    source_graph,
    term,
    time_text,
)

FACTS_AT_ONCE = 256
SPECIAL = re.compile(r'[\x00-\x1f"\\\x7f]')
SPELLED = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}
UNSPELLED = {spelled: character for character, spelled in SPELLED.items()}
ESCAPED = re.compile(r"\\u[0-9A-F]{4}|\\.")
ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | str.maketrans(SPELLED)


@lru_cache(maxsize=1 << 16)
def node(text: str) -> str:
    """Return an IRI between its brackets, or refuse text that is none."""
    return str(iri(text))


@lru_cache(maxsize=4096)
def named(name: str) -> str:
    """Return the IRI of an ontology term or of a value's name."""
    return str(term(name))


@lru_cache(maxsize=1024)
def graph_of(sha256: str) -> str:
    """Return the IRI of the graph that holds what one source proves."""
    return str(source_graph(sha256))


def quoted(text: str) -> str:
    r"""Return a plain string.

    >>> print(quoted('a "b"\n'))
    "a \"b\"\n"
    """
    return f'"{text.translate(ESCAPES)}"' if SPECIAL.search(text) else f'"{text}"'


def unquoted(text: str) -> str:
    r"""Return the string that :func:`quoted` wrote.

    >>> unquoted(quoted('a "b"\n')) == 'a "b"\n'
    True
    """
    if "\\" not in text:
        return text[1:-1]
    return ESCAPED.sub(lambda one: UNSPELLED.get(one[0]) or chr(int(one[0][2:], 16)), text[1:-1])


def integer(number: int) -> str:
    """Return an xsd:integer."""
    return f'"{int(number)}"^^<{XSD}integer>'


def decimal(value: Decimal) -> str:
    """Return an exact xsd:decimal without needless zeros."""
    return f'"{decimal_text(value)}"^^<{XSD}decimal>'


def time(moment: datetime) -> str:
    """Return an xsd:dateTime in UTC."""
    return f'"{time_text(moment)}"^^<{XSD}dateTime>'


def boolean(truth: bool) -> str:
    """Return an xsd:boolean."""
    return f'"{str(truth).lower()}"^^<{XSD}boolean>'


def encoded(texts: Iterable[str]) -> bytes:
    """Return lines as bytes, or refuse the half characters that no encoding can write."""
    return b"".join(map(_encoded, texts))


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise lone_surrogate(text[max(0, error.start - 20) : error.end + 20]) from error


def quads_of(texts: Iterable[str]) -> Iterator[Quad]:
    """Yield the quads of facts told in lines, those of some hundred facts parsed at once."""
    rest = iter(texts)
    while some := encoded(islice(rest, FACTS_AT_ONCE)):
        yield from parse(some, RdfFormat.N_QUADS)

"""Names and typed values as RDF terms, and back, in one canonical spelling each.

Oxigraph rewrites numbers and times when it stores them (``1.00`` becomes ``1``), so typed values
are written in that canonical spelling from the start; what a file really said is a plain string.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.errors import FormatError
from kg.messages import Message

CC = "https://w3id.org/crimechain/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SOURCE_GRAPH = "urn:crimechain:source:"
"""How the name of the graph of a source begins; the hash of its file follows."""
PREFIXES = {
    "cc": CC,
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": XSD,
    "graph": "urn:crimechain:graph:",
    "source": SOURCE_GRAPH,
}

TYPE = NamedNode(RDF + "type")
DERIVED = NamedNode("urn:crimechain:graph:derived")
JUDGEMENTS = NamedNode("urn:crimechain:graph:judgements")
MARKERS = NamedNode("urn:crimechain:graph:markers")

_DECIMAL = NamedNode(XSD + "decimal")
_DATETIME = NamedNode(XSD + "dateTime")


def iri(text: str) -> NamedNode:
    """Return the IRI, or refuse text that is none."""
    try:
        return NamedNode(text)
    except ValueError as error:
        raise FormatError(
            Message("not-an-iri", text=repr(text)), hint=Message("ids-are-minted")
        ) from error


@lru_cache(maxsize=4096)
def term(name: str) -> NamedNode:
    """Return the IRI of an ontology term or of a value's name, whatever its characters."""
    return iri(CC + "".join(c if c.isalnum() or c in "_-" else _percent(c) for c in name))


def _percent(character: str) -> str:
    return "%2E" if character == "." else "%7E" if character == "~" else quote(character, safe="")


@lru_cache(maxsize=4096)
def local_name(node: NamedNode) -> str:
    """Return the name that :func:`term` was given."""
    return unquote(node.value.removeprefix(CC))


@lru_cache(maxsize=1024)
def source_graph(sha256: str) -> NamedNode:
    """Return the graph that holds what one source proves; also the IRI of the source itself."""
    return iri(f"{SOURCE_GRAPH}{sha256}")


def text_literal(text: str) -> Literal:
    """Return a plain string, or refuse the half characters that no encoding can write."""
    try:
        return Literal(text)
    except ValueError as error:
        raise lone_surrogate(text) from error


def lone_surrogate(text: str) -> FormatError:
    """Return the error for half of a character."""
    return FormatError(
        Message("holds-lone-surrogate", text=text[:40]), hint=Message("list-row-as-problem")
    )


def decimal_literal(value: Decimal) -> Literal:
    """Return an exact xsd:decimal without needless zeros."""
    return Literal(decimal_text(value), datatype=_DECIMAL)


def decimal_text(value: Decimal) -> str:
    """Return a number as xsd:decimal writes it, or refuse what is no amount."""
    if not value.is_finite():
        raise FormatError(Message("not-an-amount", text=repr(str(value))))
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def time_literal(moment: datetime) -> Literal:
    """Return an xsd:dateTime in UTC; a time without a zone is refused."""
    return Literal(time_text(moment), datatype=_DATETIME)


def time_text(moment: datetime) -> str:
    """Return a time as xsd:dateTime writes it in UTC; one without a zone is refused."""
    if moment.tzinfo is None:
        raise FormatError(Message("time-without-zone", isoformat=moment.isoformat()))
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat()
    if "." in text:
        text = text.rstrip("0")
    return text + "Z"


def read_time(text: str) -> datetime:
    """Return the aware time that :func:`time_literal` wrote."""
    return datetime.fromisoformat(text)


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
    return ESCAPED.sub(
        lambda match: UNSPELLED.get(match[0]) or chr(int(match[0][2:], 16)), text[1:-1]
    )


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

"""Names and typed values as RDF terms, and back, in one canonical spelling each.

Oxigraph rewrites numbers and times when it stores them (``1.00`` becomes ``1``), so typed values
are written in that canonical spelling from the start; what a file really said is a plain string.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode

from kg.errors import FormatError
from kg.messages import Message

CC = "https://w3id.org/crimechain/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PREFIXES = {
    "cc": CC,
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": XSD,
    "graph": "urn:crimechain:graph:",
    "source": "urn:crimechain:source:",
}

TYPE = NamedNode(RDF + "type")
DERIVED = NamedNode("urn:crimechain:graph:derived")
JUDGEMENTS = NamedNode("urn:crimechain:graph:judgements")
MARKERS = NamedNode("urn:crimechain:graph:markers")
ONTOLOGY = NamedNode("urn:crimechain:graph:ontology")

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
    return iri(f"urn:crimechain:source:{sha256}")


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
        raise FormatError(Message("not-amount-2", value=repr(str(value))))
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

"""The SPARQL 1.1 Protocol: what a request asks, and in which form it takes the answer.

Source: https://www.w3.org/TR/sparql11-protocol/ (query operation),
https://www.w3.org/TR/sparql11-service-description/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs

from kg.messages import Message

RESULTS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
"""Forms of the answer to SELECT and ASK; the first where a client takes any."""
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
"""Forms of the answer to CONSTRUCT and DESCRIBE."""
ALSO = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
"""What clients call a form of results besides."""
ASKED_IN_FORM, ASKED_ALONE = "application/x-www-form-urlencoded", "application/sparql-query"
UPDATE = "application/sparql-update"
DATASET = ("default-graph-uri", "named-graph-uri")
FIELDS = 20


class RequestRefused(Exception):
    """A request that is not answered: with which status of HTTP, and why."""

    def __init__(self, status: HTTPStatus, what: Message) -> None:
        super().__init__(what.text("en"))
        self.status, self.what = status, what


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """A query as it came, and which forms of an answer its client takes, best first."""

    text: str
    accepted: str = "*/*"


def read_request(
    method: str, parameters: str, content_type: str, body: bytes, accepted: str
) -> SparqlRequest | None:
    """Return what a request asks; nothing where it asks what this service is.

    Args:
        method: ``GET`` or ``POST``.
        parameters: The query part of the address.
        content_type: The header ``Content-Type``.
        body: What was posted.
        accepted: The header ``Accept``.

    Raises:
        RequestRefused: It is no query by the protocol, or would change something.

    >>> read_request("GET", "query=ASK%20%7B%7D", "", b"", "").text
    'ASK {}'
    """
    fields = _fields(parameters)
    kind = content_type.partition(";")[0].strip().lower()
    if method == "POST" and kind == ASKED_IN_FORM:
        posted = _fields(_decoded(body))
        fields = {name: [*fields.get(name, ()), *posted.get(name, ())] for name in fields | posted}
    elif method == "POST" and kind == ASKED_ALONE:
        fields = {**fields, "query": [*fields.get("query", ()), _decoded(body)]}
    elif method == "POST" and kind != UPDATE:
        raise RequestRefused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            Message("endpoint-posts", one=ASKED_IN_FORM, other=ASKED_ALONE),
        )
    if kind == UPDATE or "update" in fields:
        raise RequestRefused(HTTPStatus.FORBIDDEN, Message("query-only-asks"))
    if any(name in fields for name in DATASET):
        raise RequestRefused(HTTPStatus.BAD_REQUEST, Message("endpoint-has-one-dataset"))
    asked = fields.get("query", [])
    if not asked and method == "GET" and not fields:
        return None
    if len(asked) != 1:
        raise RequestRefused(HTTPStatus.BAD_REQUEST, Message("endpoint-wants-one-query"))
    return SparqlRequest(asked[0], accepted or "*/*")


def _fields(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(
            text, keep_blank_values=True, errors="strict", max_num_fields=FIELDS
        )  # fmt: skip
    except ValueError as error:
        raise RequestRefused(HTTPStatus.BAD_REQUEST, Message("endpoint-not-utf-8")) from error


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestRefused(HTTPStatus.BAD_REQUEST, Message("endpoint-not-utf-8")) from error


def form_of(accepted: str, forms: Sequence[str]) -> str:
    """Return the form that a client takes best; of those it takes alike, the first.

    Args:
        accepted: The header ``Accept``.
        forms: The media types that there are.

    Raises:
        RequestRefused: It takes none of them.

    >>> form_of("text/html, application/xml;q=0.9, */*;q=0.1", RESULTS)
    'application/sparql-results+xml'
    """
    wanted = _qualities(accepted)
    best = max(forms, key=lambda form: (_quality(form, wanted), -forms.index(form)))
    if _quality(best, wanted) <= 0:
        raise RequestRefused(
            HTTPStatus.NOT_ACCEPTABLE, Message("endpoint-answers-in", forms=", ".join(forms))
        )
    return best


def _qualities(accepted: str) -> Mapping[str, float]:
    wanted: dict[str, float] = {}
    for part in accepted.split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, number = parameter.partition("=")
            if key.strip().lower() == "q":
                quality = _number(number)
        wanted[ALSO.get(name.lower(), name.lower())] = quality
    return wanted


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _quality(form: str, wanted: Mapping[str, float]) -> float:
    some = form.partition("/")[0] + "/*"
    return next((wanted[name] for name in (form, some, "*/*") if name in wanted), 0.0)


def service_description(address: str) -> str:
    """Return in Turtle what the service is, for a client that asks nothing."""
    forms = ", ".join(f"<http://www.w3.org/ns/formats/{name}>" for name in _FORMAT_NAMES)
    return _DESCRIPTION.format(address=address, forms=forms)


_FORMAT_NAMES = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD"),
)
_DESCRIPTION = """\
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .

[] a sd:Service ;
    sd:endpoint <{address}> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat {forms} .
"""

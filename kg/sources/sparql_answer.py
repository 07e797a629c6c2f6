"""Fetches the graph with which a SPARQL endpoint answers a CONSTRUCT, as a file that is evidence.

The file begins with remarks: who answered when, the hash of the answer as it came, the query. So
its own hash, which the case keeps, holds all of these together. Only the address that a person
names is spoken to: no redirect is followed, no proxy asked, and but for this machine's loopback
the certificate must be good.

Source: https://www.w3.org/TR/sparql11-protocol/.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import SplitResult, urlencode, urlsplit

from kg.errors import StoreUnavailable, UsageError
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.text import visible

FORMS = {"application/n-triples": ".nt", "text/turtle": ".ttl", "application/x-turtle": ".ttl"}
ACCEPT = "application/n-triples, text/turtle;q=0.9"
TOKEN = "KG_ENDPOINT_TOKEN"  # noqa: S105 - the name of a variable of the environment
"""A bearer's token, or NAME:PASSWORD."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
CHUNK = 1 << 20
SILENT_SECONDS = 60
"""So long a server may say nothing."""
SAID = 200
"""So many characters of a server's own words are told."""
CUT = ("X-SQL-State", "X-SPARQL-MaxRows")
"""By these headers Virtuoso says that an answer may be a part: it cuts without an error."""


def fetch_graph(address: str, query: str, folder: Path, limits: Limits = LIMITS) -> Path:
    """Ask an endpoint, and return the file of the graph that it answers.

    Args:
        address: Where it is: ``https://``, or ``http://`` on this machine's loopback.
        query: A CONSTRUCT or DESCRIBE that was checked.
        folder: Where the file will lie.
        limits: ``fetch_seconds`` and ``source_bytes`` hold.

    Raises:
        UsageError: The address is none that may be asked.
        StoreUnavailable: The server does not answer, is not who it should be, refuses, sends
            elsewhere, or answers what is no graph, not surely whole, or too large.
    """
    place = _checked(address)
    begun = datetime.now(UTC)
    draft = folder / "answer"
    try:
        suffix, sha256 = _fetch(place, query, draft, limits)
    except ssl.SSLCertVerificationError as error:
        raise _failed(place, "endpoint-not-believed", said=error.verify_message) from error
    except (OSError, UnicodeError, http.client.HTTPException) as error:
        raise _failed(place, "endpoint-not-answering", said=_words(error)) from error
    name = f"sparql-{place.hostname}-{begun:%Y%m%dT%H%M%SZ}{suffix}".replace(":", "_")
    with (folder / name).open("wb") as whole, draft.open("rb") as answer:
        whole.writelines(_remarks(address, query, begun, sha256))
        while some := answer.read(CHUNK):
            whole.write(some)
    draft.unlink()
    return folder / name


def _checked(address: str) -> SplitResult:
    place = urlsplit(address)
    if place.username or place.password:
        raise UsageError(Message("no-password-in-address"), hint=Message("endpoint-token-variable"))
    try:
        port = place.port
    except ValueError:
        port = 0
    if not place.hostname or port == 0 or place.query or place.fragment:
        raise UsageError(Message("not-an-endpoint-address"), where=visible(address))
    if place.scheme == "http" and place.hostname not in LOOPBACK:
        raise UsageError(Message("plain-connection-elsewhere"), where=visible(address),
                         hint=Message("endpoint-https"))  # fmt: skip
    return place


def _fetch(place: SplitResult, query: str, draft: Path, limits: Limits) -> tuple[str, str]:
    """Write the answer as it comes; return the suffix of its form and its hash."""
    connection = _connection(place)
    until = time.monotonic() + limits.fetch_seconds
    try:
        headers = {
            "Accept": ACCEPT, "Accept-Encoding": "identity", "User-Agent": "kg",
            "Content-Type": "application/x-www-form-urlencoded", **_authorization(),
        }  # fmt: skip
        body = urlencode({"query": query}).encode()
        connection.request("POST", place.path or "/", body, headers)
        with connection.getresponse() as answer:
            return _suffix(place, answer), _write(place, answer, draft, until, limits)
    finally:
        connection.close()


def _write(
    place: SplitResult,
    answer: http.client.HTTPResponse,
    draft: Path,
    until: float,
    limits: Limits,
) -> str:
    """Write the body as it comes, whole; return its hash."""
    sha256, size = hashlib.sha256(), 0
    with draft.open("wb") as file:
        while some := answer.read1(CHUNK):
            size += len(some)
            if size > limits.source_bytes:
                raise _failed(place, "endpoint-answers-too-much", bytes=limits.source_bytes)
            if time.monotonic() > until:
                seconds = f"{limits.fetch_seconds:g}"
                raise _failed(place, "endpoint-takes-too-long", seconds=seconds)
            sha256.update(some)
            file.write(some)
    if answer.length:  # a short read is no error of read1
        raise http.client.IncompleteRead(b"", answer.length)
    if size == 0:
        raise _failed(place, "endpoint-answers-nothing")
    return sha256.hexdigest()


def _connection(place: SplitResult) -> http.client.HTTPConnection:
    host = str(place.hostname)
    if place.scheme == "http":
        return http.client.HTTPConnection(host, place.port, timeout=SILENT_SECONDS)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(host, place.port, timeout=SILENT_SECONDS, context=context)


def _authorization() -> dict[str, str]:
    token = os.environ.get(TOKEN, "")
    if not token:
        return {}
    if ":" in token:
        return {"Authorization": f"Basic {base64.b64encode(token.encode()).decode()}"}
    return {"Authorization": f"Bearer {token}"}


def _suffix(place: SplitResult, answer: http.client.HTTPResponse) -> str:
    """Return the suffix of the answer's form; refuse what is no whole graph."""
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        to = visible(answer.headers.get("Location", ""))
        raise _failed(place, "endpoint-sends-elsewhere", to=to)
    if answer.status != HTTPStatus.OK:
        said = visible(" ".join(answer.read(4 * SAID).decode("utf-8", "replace").split()))[:SAID]
        raise _failed(place, "endpoint-refuses", status=answer.status, said=said)
    for name in CUT:
        if answer.headers.get(name):
            raise _failed(place, "endpoint-cuts", header=f"{name}: {answer.headers[name]}")
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise _failed(place, "endpoint-answers-otherwise", said=answer.headers["Content-Encoding"])
    if not answer.chunked and answer.length is None:
        raise _failed(place, "endpoint-has-no-length")
    kind = answer.headers.get_content_type()
    if kind not in FORMS:
        raise _failed(place, "endpoint-answers-otherwise", said=visible(kind))
    return FORMS[kind]


def _remarks(address: str, query: str, at: datetime, sha256: str) -> Iterator[bytes]:
    lines = [
        f"asked of {address} at {at:%Y-%m-%dT%H:%M:%SZ}",
        f"sha256 of the answer below: {sha256}",
        "query:",
        *(f"| {line}" for line in query.splitlines()),
    ]
    return (f"# {visible(line)}\n".encode() for line in lines)


def _failed(place: SplitResult, id: str, /, **facts: str | int) -> StoreUnavailable:  # noqa: A002
    return StoreUnavailable(Message(id, **facts), where=str(place.hostname))


def _words(error: BaseException) -> str:
    return visible(f"{type(error).__name__} {error}".strip())[:SAID]

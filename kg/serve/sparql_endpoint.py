"""A SPARQL endpoint of a case on the loopback: other programs ask, and change nothing.

What is served is a copy of the graph as it stood when the endpoint was opened, masked as every
export is. Whoever asks must have the token; a page in a browser cannot: there are no headers that
let another origin read, and a name that is not this machine's is refused.
"""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
from base64 import b64decode
from collections.abc import Callable
from contextlib import ExitStack
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from kg.case import Case
from kg.errors import (
    KgError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    UsageError,
)
from kg.limits import LIMITS
from kg.messages import Message
from kg.query import QueryRunner
from kg.query.sparql_guard import TEXT_BYTES, answers_a_graph
from kg.serve.sparql_protocol import (
    GRAPHS,
    RESULTS,
    RequestRefused,
    form_of,
    read_request,
    service_description,
)

HOST, PATH = "127.0.0.1", "/sparql"
BODY_BYTES = 4 * TEXT_BYTES
"""A query of the most letters, each escaped as a form does, is shorter than that by a quarter."""
TURN_SECONDS = 30
"""How long a client may take to send its request."""
STATUS = {
    QuerySyntaxError: HTTPStatus.BAD_REQUEST,
    QueryRefused: HTTPStatus.FORBIDDEN,
    QueryTimeout: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""With what a question that has no answer is answered; else it is the server's error."""


class Asked(NamedTuple):
    """One request after it was answered: its status, the length of the answer, how long it took."""

    status: int
    size: int
    seconds: float


class SparqlEndpoint:
    """A case's graph, asked over HTTP by the SPARQL 1.1 Protocol, from this machine only.

    Args:
        case: The case.
        port: Which port; 0: any that is free.
        show_values: Whether real values are served instead of masks; this is logged.
        seconds: How long one query may take.
        lang: In which language a request that is refused is told why.
        on_asked: Told each request after it was answered.

    Raises:
        UsageError: The port is taken.

    >>> with SparqlEndpoint(case) as endpoint:                      # doctest: +SKIP
    ...     print(endpoint.address, endpoint.token)
    """

    def __init__(
        self,
        case: Case,
        *,
        port: int = 0,
        show_values: bool = False,
        seconds: float = LIMITS.query_seconds,
        lang: str = "en",
        on_asked: Callable[[Asked], None] = lambda asked: None,
    ) -> None:
        self.token = secrets.token_urlsafe(24)
        self.seconds, self.lang = seconds, lang
        self.on_asked = on_asked
        with ExitStack() as opened:
            scratch = opened.enter_context(tempfile.TemporaryDirectory(prefix="kg-endpoint-"))
            self.graph = _served_graph(case, Path(scratch), show_values=show_values)
            self._runner = opened.enter_context(QueryRunner())
            self._server = opened.enter_context(_Server(self, port))
            self._opened = opened.pop_all()
        self.address = f"http://{HOST}:{self._server.server_port}{PATH}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def answer(self, text: str, accepted: str) -> tuple[str, str]:
        """Return the answer to a query and its media type.

        Args:
            text: The query.
            accepted: Which media types are taken, as the header ``Accept`` says it.

        Raises:
            RequestRefused: None of them is there.
            KgError: The query is refused, is none, takes too long, or its answer is too large.
        """
        forms = GRAPHS if answers_a_graph(text) else RESULTS
        form = form_of(accepted, forms)
        told = self._runner.sparql_document(text, graph=self.graph, form=form, seconds=self.seconds)
        return told, form

    def wait(self) -> None:
        """Serve until the endpoint is closed."""
        self._thread.join()

    def close(self) -> None:
        """Serve no more, and remove the copy."""
        self._server.shutdown()
        self._thread.join()
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _served_graph(case: Case, folder: Path, *, show_values: bool) -> Path:
    """Return the folder of a copy of the case's graph as an export leaves the case."""
    from kg.graph.oxigraph_engine import load_anew

    (exported,) = case.export(folder / "endpoint.nq", show_values=show_values)
    graph = folder / "graph"
    load_anew(str(exported), str(graph))
    exported.unlink()
    return graph


class _Server(ThreadingHTTPServer):
    """The sockets; each request is a thread of its own, its query waits for its turn."""

    daemon_threads = True

    def __init__(self, endpoint: SparqlEndpoint, port: int) -> None:
        self.endpoint = endpoint
        try:
            super().__init__((HOST, port), _Handler)
        except (OSError, OverflowError) as error:
            raise UsageError(
                Message("endpoint-port-taken", port=str(port)),
                where="--port",
                hint=Message("port-zero"),
            ) from error

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that went away in the middle is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = TURN_SECONDS
    server_version, sys_version = "kg", ""

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Write no log of addresses: what was asked may name persons."""

    def _handle(self, method: str) -> None:
        begun = time.monotonic()
        try:
            body = self._body() if method == "POST" else b""
            self._check_sender()
            told, form = self._told(method, body)
            size = self._send(HTTPStatus.OK, told, form)
            status = HTTPStatus.OK
        except RequestRefused as refused:
            status = refused.status
            size = self._send(status, self._said(refused.what), "text/plain")
        except KgError as error:
            status = next(
                (told for kind, told in STATUS.items() if isinstance(error, kind)),
                HTTPStatus.INTERNAL_SERVER_ERROR,
            )
            size = self._send(status, self._said(error.what, error.hint), "text/plain")
        self.server.endpoint.on_asked(Asked(status, size, time.monotonic() - begun))

    def _said(self, *messages: Message | None) -> str:
        lang = self.server.endpoint.lang
        return " - ".join(message.text(lang) for message in messages if message) + "\n"

    def _body(self) -> bytes:
        """Read what is posted, before anything is answered: else the connection would break."""
        self.close_connection = True  # unless the whole of it was read
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            raise RequestRefused(HTTPStatus.LENGTH_REQUIRED, Message("endpoint-wants-length"))
        if int(length) > BODY_BYTES:
            raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Message("query-too-long"))
        body = self.rfile.read(int(length))
        self.close_connection = False
        return body

    def _check_sender(self) -> None:
        """Refuse who has not the token, and who came by another name of this machine.

        A page in a browser can make a name of its own mean 127.0.0.1; the name stands in ``Host``.
        """
        port = self.server.server_port
        if self.headers.get("Host", "") not in (f"{HOST}:{port}", f"localhost:{port}"):
            raise RequestRefused(HTTPStatus.MISDIRECTED_REQUEST, Message("endpoint-other-host"))
        if not secrets.compare_digest(
            _token(self.headers.get("Authorization", "")).encode(),
            self.server.endpoint.token.encode(),
        ):
            raise RequestRefused(HTTPStatus.UNAUTHORIZED, Message("endpoint-wants-token"))

    def _told(self, method: str, body: bytes) -> tuple[str, str]:
        path, _, parameters = self.path.partition("?")
        if path != PATH:
            raise RequestRefused(HTTPStatus.NOT_FOUND, Message("endpoint-is-at", path=PATH))
        accepted = ", ".join(self.headers.get_all("Accept", []))
        asked = read_request(
            method, parameters, self.headers.get("Content-Type", ""), body, accepted
        )
        if asked is None:
            return service_description(self.server.endpoint.address), GRAPHS[0]
        return self.server.endpoint.answer(asked.text, asked.accepted)

    def _send(self, status: HTTPStatus, text: str, media_type: str) -> int:
        body = text.encode("utf-8")
        self.send_response(status)
        if status is HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", 'Basic realm="kg", charset="UTF-8"')
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        return len(body)


def _token(said: str) -> str:
    """Return the token of ``Authorization``: a bearer's, or the password of any name.

    >>> _token("Bearer abc"), _token("Basic a2c6YWJj"), _token("Basic ???")
    ('abc', 'abc', '')
    """
    scheme, _, word = said.partition(" ")
    if scheme.lower() == "bearer":
        return word.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(word.strip(), validate=True).decode("utf-8").partition(":")[2]
    except ValueError:
        return ""

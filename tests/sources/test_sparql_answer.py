"""What a SPARQL endpoint answers, fetched from servers that do as they like."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kg.errors import StoreUnavailable, UsageError
from kg.limits import LIMITS
from kg.sources.sparql_answer import TOKEN, fetch_graph

QUERY = "CONSTRUCT { ?s ?p ?o }\nWHERE { ?s ?p ?o }"
LINE = b"<urn:x:a> <urn:x:p> <urn:x:b> .\n"
TRIPLES = "Content-Type: application/n-triples"


def reply(*headers: str, status: str = "200 OK", body: bytes = LINE) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


def whole(*headers: str, body: bytes = LINE, **more: str) -> bytes:
    return reply(*headers, f"Content-Length: {len(body)}", body=body, **more)  # type: ignore[arg-type]


@contextmanager
def server(
    *answers: bytes, context: ssl.SSLContext | None = None
) -> Iterator[tuple[int, list[bytes]]]:
    """Answer one request after the other with these bytes; yield the port and what was asked."""
    listening = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []

    def serve() -> None:
        for answer in answers:
            try:
                plain, _ = listening.accept()
                with plain:
                    one = context.wrap_socket(plain, server_side=True) if context else plain
                    with one:
                        asked.append(_request(one))
                        one.sendall(answer)
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], asked
    finally:
        listening.close()
        thread.join(5)


def _request(one: socket.socket) -> bytes:
    told = b""
    while b"\r\n\r\n" not in told:
        told += one.recv(65_536)
    head, _, body = told.partition(b"\r\n\r\n")
    (length,) = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if b"ength:" in line]
    while len(body) < length:
        body += one.recv(65_536)
    return head + b"\r\n\r\n" + body


def fetched(port: int, folder: Path, query: str = QUERY, host: str = "127.0.0.1") -> Path:
    return fetch_graph(f"http://{host}:{port}/a/sparql", query, folder)


def test_the_file_holds_who_answered_what_and_when(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, "secret")
    with server(whole(TRIPLES)) as (port, asked):
        path = fetched(port, tmp_path)
    head = asked[0].decode()
    assert head.startswith("POST /a/sparql HTTP/1.1\r\n")
    assert "Authorization: Bearer secret\r\n" in head
    assert head.endswith("query=CONSTRUCT+%7B+%3Fs+%3Fp+%3Fo+%7D%0AWHERE+%7B+%3Fs+%3Fp+%3Fo+%7D")
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith(f"# asked of http://127.0.0.1:{port}/a/sparql at 20")
    assert lines[1] == f"# sha256 of the answer below: {hashlib.sha256(LINE).hexdigest()}"
    assert lines[2:] == [
        "# query:", "# | CONSTRUCT { ?s ?p ?o }", "# | WHERE { ?s ?p ?o }", LINE.decode().strip()
    ]  # fmt: skip
    assert "secret" not in path.read_text("utf-8")
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert path.name.startswith("sparql-127.0.0.1-2")
    assert path.suffix == ".nt"


@pytest.mark.parametrize(
    ("answer", "suffix"),
    [
        (whole("Content-Type: text/turtle; charset=utf-8"), ".ttl"),
        (
            reply(TRIPLES, "Transfer-Encoding: chunked", body=b"20\r\n" + LINE + b"\r\n0\r\n\r\n"),
            ".nt",
        ),
    ],
)
def test_both_forms_and_chunks_are_read(answer: bytes, suffix: str, tmp_path: Path) -> None:
    with server(answer) as (port, _):
        path = fetched(port, tmp_path)
    assert path.suffix == suffix
    assert path.read_bytes().endswith(LINE)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (whole("Location: http://evil.example/", status="302 Found"), "sends elsewhere.*evil"),
        (
            whole(status="500 Bad", body=b"<b>no\x1b[31m</b>\n memory"),
            r"refuses \(500\).*no.*memory",
        ),
        (whole("Content-Type: text/html", body=b"<html>"), "but text/html"),
        (whole(TRIPLES, "Content-Encoding: gzip"), "but gzip"),
        (reply(TRIPLES), "does not say how long"),
        (whole(TRIPLES, "X-SPARQL-MaxRows: 10000"), "only a part.*X-SPARQL-MaxRows: 10000"),
        (reply(TRIPLES, "Content-Length: 99"), "IncompleteRead"),
        (reply(TRIPLES, "Transfer-Encoding: chunked", body=b"FF\r\n<urn"), "IncompleteRead"),
        (whole(TRIPLES, body=b""), "empty"),
        (b"SSH-2.0-OpenSSH\r\n", "BadStatusLine"),
        (b"", "does not answer"),
    ],
)
def test_what_is_no_whole_graph_is_refused(answer: bytes, said: str, tmp_path: Path) -> None:
    with server(answer) as (port, _), pytest.raises(StoreUnavailable, match=said) as refused:
        fetched(port, tmp_path)
    assert "\x1b" not in str(refused.value)
    assert [one.suffix for one in tmp_path.iterdir()] in ([], [""])


def test_limits_of_size_and_time_hold(tmp_path: Path) -> None:
    for limits, said in (
        (replace(LIMITS, source_bytes=10), "larger than 10 bytes"),
        (replace(LIMITS, fetch_seconds=-1.0), "longer than -1 s"),
    ):
        with server(whole(TRIPLES)) as (port, _), pytest.raises(StoreUnavailable, match=said):
            fetch_graph(f"http://127.0.0.1:{port}/", QUERY, tmp_path, limits)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://example.org/sparql", "for this machine alone"),
        ("https://a:b@example.org/sparql", "lands in logs"),
        ("https:///sparql", "no address"),
        ("https://example.org:99999/", "no address"),
        ("https://example.org/sparql?query=x", "no address"),
    ],
)
def test_an_address_that_may_not_be_asked_is_refused(
    address: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=said):
        fetch_graph(address, QUERY, tmp_path)


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path))
    out = tmp_path / "out"
    out.mkdir()
    with (
        server(whole(TRIPLES), context=context) as (port, asked),
        pytest.raises(StoreUnavailable, match="certificate is not good"),
    ):
        fetch_graph(f"https://localhost:{port}/sparql", QUERY, out)
    assert asked == []


def own_certificate(folder: Path) -> Path:
    """Write a key and a certificate of its own for localhost; return the file of both."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path

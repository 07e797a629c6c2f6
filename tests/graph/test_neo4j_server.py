"""What goes wrong with a server is one sentence, soon: ports that refuse, are silent, lie."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from neo4j.exceptions import Neo4jError
from servers import named_server

from kg.errors import (
    KgError,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooBig,
    StoreCorrupt,
    StoreUnavailable,
)
from kg.graph.neo4j import Address, Server, read_address
from kg.graph.neo4j.server import driver_errors

SOON = 10.0
TLS = Path(__file__).resolve().parents[1] / "data" / "tls"
Taking = Callable[[socket.socket], object]


def listening(take: Taking) -> Iterator[int]:
    """Listen on a port and give every connection to ``take``; yield the port."""
    with ExitStack() as held, closing(socket.socket()) as port:
        port.bind(("127.0.0.1", 0))
        port.listen()
        port.settimeout(0.1)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                with suppress(OSError):
                    taken = held.enter_context(closing(port.accept()[0]))
                    taken.settimeout(5)
                    take(taken)

        serving = threading.Thread(target=serve)
        serving.start()
        yield port.getsockname()[1]
        over.set()
        serving.join()


@pytest.fixture
def silent() -> Iterator[int]:
    yield from listening(lambda taken: taken)


@pytest.fixture
def hanging_up() -> Iterator[int]:
    yield from listening(lambda taken: taken.close())


@pytest.fixture
def babbling() -> Iterator[int]:
    yield from listening(lambda taken: taken.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))


@pytest.fixture
def self_signed() -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    yield from listening(lambda taken: context.wrap_socket(taken, server_side=True).close())


def refused(uri: str, password: str = "x") -> str:
    """Return what a server that is none says, within ten seconds."""
    begun = time.monotonic()
    with pytest.raises(StoreUnavailable) as found:
        Server(read_address(uri), password)
    assert time.monotonic() - begun < SOON
    return str(found.value)


def test_a_closed_port() -> None:
    with closing(socket.socket()) as port:
        port.bind(("127.0.0.1", 0))
        free = port.getsockname()[1]
    assert "no server answers" in refused(f"bolt://127.0.0.1:{free}")


def test_a_port_that_takes_a_connection_and_says_nothing(silent: int) -> None:
    assert "no server answers" in refused(f"bolt://127.0.0.1:{silent}")


def test_a_port_that_hangs_up(hanging_up: int) -> None:
    assert "no server answers" in refused(f"bolt://127.0.0.1:{hanging_up}")


def test_a_port_that_speaks_something_else(babbling: int) -> None:
    assert f"127.0.0.1:{babbling}" in refused(f"bolt://127.0.0.1:{babbling}")


def test_a_certificate_that_nobody_vouches_for(self_signed: int) -> None:
    assert "certificate is not trusted" in refused(f"bolt+s://127.0.0.1:{self_signed}")


@pytest.mark.neo4j
def test_a_wrong_password() -> None:
    assert "does not let neo4j in" in refused(named_server().uri, "wrong")


@pytest.mark.neo4j
def test_a_database_that_is_not_there() -> None:
    named = named_server()
    with (
        closing(Server(read_address(f"{named.uri}/nowhere"), named.password)) as server,
        pytest.raises(StoreUnavailable, match="has no database 'nowhere'"),
    ):
        server.read(lambda tx: tx.run("RETURN 1"))


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        ("Neo.ClientError.General.WriteOnReadOnlyAccessDatabase", StoreUnavailable, "only be read"),
        ("Neo.ClientError.Security.Unauthorized", StoreUnavailable, "does not let"),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", StoreCorrupt, "something else"),
        ("Neo.ClientError.Statement.SyntaxError", QuerySyntaxError, "cannot read the query"),
        ("Neo.ClientError.Statement.AccessMode", QueryRefused, "would change the graph"),
        ("Neo.ClientError.Statement.ArithmeticError", QueryError, "cannot answer"),
        ("Neo.ClientError.Transaction.TransactionTimedOut", QueryTimeout, "time limit"),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", QueryTooBig, "memory limit"),
        ("Neo.DatabaseError.General.UnknownError", StoreUnavailable, "refuses: what it says"),
    ],
)
def test_what_a_server_refuses_is_told_by_its_code(
    code: str, kind: type[KgError], said: str
) -> None:
    error = Neo4jError._hydrate_neo4j(code=code, message="what it says\nand more")
    with pytest.raises(kind, match=said), driver_errors(Address("bolt://127.0.0.1:1", "neo4j")):
        raise error

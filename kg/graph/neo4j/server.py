"""Where a server is: an address that names it, never a password, and never an unguarded way."""

from __future__ import annotations

import ipaddress
import logging
import random
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

from kg.errors import (
    KgError,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooBig,
    StoreCorrupt,
    StoreUnavailable,
    UsageError,
)
from kg.messages import Message

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction
    from neo4j.exceptions import DriverError, Neo4jError

SAFE, PLAIN = ("bolt+s", "neo4j+s"), ("bolt", "neo4j")
PORT = 7687
EXAMPLE = Message("server-address-example")


@dataclass(frozen=True, slots=True)
class Address:
    """A server, a database on it (nothing: its default one) and who signs in."""

    uri: str
    user: str
    database: str = ""

    @property
    def told(self) -> str:
        """Return the address as it may be written down."""
        return f"{self.uri}/{self.database}" if self.database else self.uri


def read_address(text: str) -> Address:
    """Return what ``scheme://[user@]host[:port][/database]`` names, or refuse it with the reason.

    Values travel unguarded over a plain connection, so that is for this machine alone; an
    encrypted one whose certificate nobody checks is none.

    >>> read_address("bolt://127.0.0.1").uri
    'bolt://127.0.0.1:7687'
    """
    try:
        parts = urlsplit(text)
        port = parts.port or PORT
    except ValueError as error:
        raise UsageError(Message("not-a-server-address", text=repr(text)), hint=EXAMPLE) from error
    _refuse(parts)
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    database = parts.path.strip("/")
    return Address(f"{parts.scheme}://{host}:{port}", unquote(parts.username or "neo4j"), database)


def _refuse(parts: SplitResult) -> None:
    if parts.password:
        raise UsageError(Message("no-password-in-address"), hint=Message("set-password-or-wait"))
    if parts.scheme in ("bolt+ssc", "neo4j+ssc"):
        raise UsageError(
            Message("believes-any-certificate", scheme=parts.scheme),
            hint=Message("use-trusted-certificate"),
        )
    if parts.scheme not in (*SAFE, *PLAIN) or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(Message("not-a-neo4j-address"), where=parts.scheme, hint=EXAMPLE)
    if parts.scheme in PLAIN and not _is_here(parts.hostname):
        safe = f"{parts.scheme}+s://{parts.hostname}"
        raise UsageError(
            Message("plain-connection-elsewhere"), hint=Message("use-address", address=safe)
        )


def _is_here(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


CONNECT_SECONDS = 4.0
ACQUIRE_SECONDS = 6.0
"""A port that takes a connection and says nothing is known by this alone."""
RETRY_SECONDS = 4.0
TURN_SECONDS = 60.0
QUERY_SECONDS = 600.0
START = Message("start-server-script")
PASSWORD = Message("set-password-of-user")
Result = TypeVar("Result")
# each try again would be told on the terminal; what comes of them is said once, at the end
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Server:
    """A server that answered, and its transactions, each kept whole or not at all."""

    def __init__(self, address: Address, password: str) -> None:
        self.address = address
        with driver_errors(address), ExitStack() as undone:
            self._driver = _driver(address, password)
            undone.callback(self._driver.close)
            self._driver.verify_connectivity()
            undone.pop_all()

    def write(self, work: Callable[[Transaction], Result]) -> Result:
        """Do some work in one transaction, which is kept whole or not at all."""
        with driver_errors(self.address), self._session("WRITE") as session:
            done: Result = session.execute_write(_within(work, QUERY_SECONDS))
        return done

    def read(self, work: Callable[[Transaction], Result], seconds: float = QUERY_SECONDS) -> Result:
        """Do some work that changes nothing, in one transaction of so many seconds at most."""
        with driver_errors(self.address), self._session("READ") as session:
            result: Result = session.execute_read(_within(work, seconds))
        return result

    def alone(self, query: str) -> None:
        """Run a statement that the server wants by itself, such as one that makes an index.

        Where somebody else does the same at that moment the server refuses one of the two; that
        one waits its turn, for ``TURN_SECONDS`` at most.
        """
        until = time.monotonic() + TURN_SECONDS
        with driver_errors(self.address), self._session("WRITE") as session:
            while not _done_alone(session, query, time.monotonic() < until):
                time.sleep(random.uniform(0.05, 0.5))  # noqa: S311 -- apart, not in step

    def version(self) -> str:
        """Return what the server says it is."""
        with driver_errors(self.address):
            return str(self._driver.get_server_info().agent)

    def close(self) -> None:
        """Let go of the connections."""
        self._driver.close()

    def _session(self, mode: str) -> Any:
        return self._driver.session(
            database=self.address.database or None, default_access_mode=mode, fetch_size=2_000
        )


def _done_alone(session: Any, query: str, may_wait: bool) -> bool:
    """Return whether it is done; where it may wait, a refusal for the moment is none."""
    from neo4j.exceptions import Neo4jError

    try:
        session.run(query).consume()
    except Neo4jError as error:
        # "IF NOT EXISTS" looks before it makes: another may make the same in between
        if not (may_wait and (error.is_retryable() or str(error.code).endswith("AlreadyExists"))):
            raise
        return False
    return True


class Transaction:
    """One transaction's questions; no value is ever pasted into a text."""

    def __init__(self, tx: ManagedTransaction) -> None:
        self._tx = tx

    def run(self, query: str, **parameters: Any) -> list[Mapping[str, Any]]:
        """Return all rows of one statement."""
        return list(self.stream(query, **parameters))

    def table(
        self, query: str, parameters: Mapping[str, Any], limit: int
    ) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return the columns and so many of the first rows."""
        result = self._tx.run(query, dict(parameters))
        rows = [tuple(map(_native, record.values())) for record in islice(result, limit)]
        return tuple(result.keys()), rows

    def stream(self, query: str, **parameters: Any) -> Iterator[Mapping[str, Any]]:
        """Yield rows as they come."""
        for record in self._tx.run(query, parameters):
            yield {name: _native(record[name]) for name in record.keys()}  # noqa: SIM118


def _native(value: Any) -> Any:
    """Return a value with the times in it as Python's own."""
    if isinstance(value, dict):
        return {name: _native(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_native(item) for item in value]
    return value.to_native() if hasattr(value, "to_native") else value


def _within(work: Callable[[Transaction], Result], seconds: float) -> Any:
    from neo4j import unit_of_work

    return unit_of_work(timeout=seconds)(lambda tx: work(Transaction(tx)))


@contextmanager
def driver_errors(address: Address) -> Iterator[None]:
    """Turn what the driver raises into what a person can act on."""
    from neo4j.exceptions import ConfigurationError, DriverError, Neo4jError

    try:
        yield
    except ConfigurationError as error:
        raise StoreUnavailable(
            Message("cannot-be-used", error=str(error)), where=address.told
        ) from error
    except (DriverError, Neo4jError, OSError) as error:
        raise _refusal(error, address) from error


def _refusal(error: DriverError | Neo4jError | OSError, address: Address) -> KgError:
    where, code = address.told, str(getattr(error, "code", None) or "")
    if untrusted := _certificate(error):
        return StoreUnavailable(
            Message("certificate-not-trusted", untrusted=untrusted),
            where=where,
            hint=Message("install-trusted-certificate"),
        )
    if "Security" in code:
        return StoreUnavailable(
            Message("user-not-let-in", user=address.user), where=where, hint=PASSWORD
        )
    if "ReadOnly" in code or "WriteOnRead" in code:
        return StoreUnavailable(
            Message("database-is-read-only"),
            where=where,
            hint=Message("administrator-opens-writing"),
        )
    if "DatabaseNotFound" in code:
        return StoreUnavailable(
            Message("no-such-database", database=repr(address.database)), where=where
        )
    if refusal := _of_the_query(code, _first_line(error)):
        return refusal
    if "ConstraintValidation" in code:
        return StoreCorrupt(Message("id-is-taken"), where=where)
    if code:
        return StoreUnavailable(
            Message("server-refuses", first_line=_first_line(error)), where=where
        )
    return StoreUnavailable(
        Message("no-server-answers", first_line=_first_line(error)), where=where, hint=START
    )


def _of_the_query(code: str, text: str) -> KgError | None:
    if code.endswith("SyntaxError"):
        return QuerySyntaxError(Message("server-cannot-read-query", said=text))
    if "TimedOut" in code or "Terminated" in code:
        return QueryTimeout(
            Message("server-time-limit-passed"), hint=Message("raise-seconds-or-narrow")
        )
    if "OutOfMemory" in code:
        return QueryTooBig(Message("server-memory-limit-reached"), hint=Message("narrow-question"))
    if code.endswith("AccessMode"):
        return QueryRefused(Message("query-would-change-graph"), hint=Message("query-only-asks"))
    if ".Statement." in code:
        return QueryError(Message("server-cannot-answer", said=text))
    return None


def _certificate(error: BaseException | None) -> str:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return ""


def _first_line(error: BaseException) -> str:
    text = str(getattr(error, "message", None) or error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__


def _driver(address: Address, password: str) -> Driver:
    from neo4j import GraphDatabase, NotificationMinimumSeverity

    return GraphDatabase.driver(
        address.uri,
        auth=(address.user, password),
        user_agent="crimechain",
        connection_timeout=CONNECT_SECONDS,
        connection_acquisition_timeout=ACQUIRE_SECONDS,
        max_transaction_retry_time=RETRY_SECONDS,
        notifications_min_severity=NotificationMinimumSeverity.OFF,
        telemetry_disabled=True,
    )

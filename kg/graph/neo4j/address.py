"""Where a server is: an address that names it, never a password, and never an unguarded way."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from kg.errors import UsageError
from kg.messages import Message

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

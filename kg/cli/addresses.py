"""Addresses where a command takes files, of SPARQL endpoints and Neo4j servers, and queries."""

from __future__ import annotations

from pathlib import Path

from kg.errors import UsageError
from kg.messages import Message

ENDPOINTS = ("http", "https")
SERVERS = ("bolt", "neo4j")
"""How addresses begin; what may stand behind is said where they are read."""


def as_address(path: Path) -> str:
    """Return what was typed where a path may be an address: a path has no two slashes.

    >>> as_address(Path("bolt://127.0.0.1:7687"))
    'bolt://127.0.0.1:7687'
    """
    return path.as_posix().replace(":/", "://", 1)


def is_endpoint(path: Path) -> bool:
    """Say whether the address of a SPARQL endpoint was typed.

    >>> is_endpoint(Path("https://example.org/sparql")), is_endpoint(Path("a.csv"))
    (True, False)
    """
    return _scheme(path) in ENDPOINTS


def is_server(path: Path) -> bool:
    """Say whether the address of a Neo4j server was typed.

    >>> is_server(Path("bolt+s://example.org")), is_server(Path("bolt.csv"))
    (True, False)
    """
    return _scheme(path).startswith(SERVERS)


def _scheme(path: Path) -> str:
    return as_address(path).partition("://")[0].lower() if ":/" in path.as_posix() else ""


def text_of_query(file: str) -> str:
    """Return the query that a file holds; UsageError where there is no such file."""
    if not Path(file).is_file():
        raise UsageError(Message("no-such-query-file"), where=file)
    return Path(file).read_text(encoding="utf-8")

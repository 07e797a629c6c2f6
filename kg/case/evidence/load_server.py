"""Loads what a Neo4j server holds: read in one transaction into a file, which then goes in."""

from __future__ import annotations

import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from kg.case.evidence.load_files import FileLoad, load_files
from kg.case.storage.known_servers import PASSWORD
from kg.case.storage.session import Session
from kg.case.storage.source_store import source_file
from kg.errors import SourceError
from kg.exports.material import ExportMaterial
from kg.exports.nquads import nquads
from kg.graph.neo4j import Server, read_address
from kg.graph.neo4j.read_graph import PushedCase, read_server
from kg.limits import Limits
from kg.model import LoadReport
from kg.requests import LoadRequest
from kg.schema import Schema, load_schema
from kg.text import visible

_NAME = re.compile(r"neo4j-.+\.nq")
_FIRST_LINE = re.compile(r"# read from .* at \S+, case (.+)\n")
"""What the file of a pushed case begins with: see :func:`_write`."""


def load_server(
    session: Session,
    address: str,
    password: str,
    request: LoadRequest,
    *,
    pushed: str = "",
    query: str = "",
) -> tuple[list[LoadReport], list[SourceError]]:
    """Load a property graph that a server holds, or a case that kg pushed there.

    Args:
        session: The case, open for writing.
        address: The server that a person named.
        password: Blank: that of the environment.
        request: How the file is to be loaded.
        pushed: The key of a pushed case, as ``kg push`` printed it.
        query: Cypher whose nodes and relationships are loaded instead of all.

    Raises:
        UsageError: The address is none, or several cases were pushed and none is named.
        NotFound: The server holds nothing, or not what is named.
        StoreUnavailable: The server cannot be reached or read.
    """
    with tempfile.TemporaryDirectory(prefix="kg-neo4j-") as folder:
        path = server_file(
            address, password, Path(folder), request.limits, pushed=pushed, query=query
        )
        return load_files(session, [FileLoad(path, request)])


def server_file(
    address: str,
    password: str,
    folder: Path,
    limits: Limits,
    *,
    pushed: str = "",
    query: str = "",
) -> Path:
    """Read what a server holds into a file in a folder; return it.

    Arguments and errors are those of :func:`load_server`.
    """
    told, begun = read_address(address), datetime.now(UTC)
    name = f"neo4j-{urlsplit(told.uri).hostname}-{begun:%Y%m%dT%H%M%SZ}".replace(":", "_")
    about = {"server": told.told, "at": f"{begun:%Y-%m-%dT%H:%M:%SZ}", "query": query}
    path = folder / f"{name}.json"
    server = Server(told, password or os.environ.get(PASSWORD, ""))
    try:
        case = read_server(server, path, about, pushed, query, limits.source_bytes)
    finally:
        server.close()
    if case is None:
        return path
    path.unlink(missing_ok=True)
    path = path.with_suffix(".nq")
    _write(case, path, about, load_schema())
    return path


def loaded_case(session: Session) -> str:
    """Return the key of the pushed case that this one was last made of; blank if of none."""
    for source in reversed(session.sources()):
        path = source_file(session.folder, source.sha256) if _NAME.fullmatch(source.name) else None
        if path is not None and path.is_file():
            with path.open(encoding="utf-8", errors="replace") as file:
                if said := _FIRST_LINE.fullmatch(file.readline()):
                    return said[1]
    return ""


def _write(case: PushedCase, path: Path, about: dict[str, str], schema: Schema) -> None:
    """Write a pushed case as kg exports one, with real values, behind whence and when it is."""
    material = ExportMaterial(case.key, case.entities, case.links, case.sources, schema)
    with path.open("w", encoding="utf-8") as file:
        said = f"# read from {about['server']} at {about['at']}, case {case.key}"
        file.write(visible(said) + "\n")
        for _, lines in nquads(material):
            file.writelines(lines)

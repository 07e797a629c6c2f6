"""Loads what a SPARQL endpoint answers: fetched as a file, which then goes in like any other."""

from __future__ import annotations

import tempfile
from pathlib import Path

from kg.case.evidence.load_files import FileLoad, load_files
from kg.case.storage.session import Session
from kg.errors import SourceError, UsageError
from kg.messages import Message
from kg.model import LoadReport
from kg.query.sparql_guard import answers_a_graph
from kg.requests import LoadRequest
from kg.sources.sparql_answer import fetch_graph


def load_endpoint(
    session: Session, address: str, query: str, request: LoadRequest
) -> tuple[list[LoadReport], list[SourceError]]:
    """Load the graph that an endpoint answers; the answer is kept as a file with the query in it.

    Args:
        session: The case, open for writing.
        address: The endpoint that a person named.
        query: A CONSTRUCT or DESCRIBE.
        request: How the answer is to be loaded.

    Raises:
        UsageError: The query makes no graph, or the address may not be asked.
        QueryRefused: The query would ask other servers, or change something.
        StoreUnavailable: No whole graph comes back.
    """
    if not answers_a_graph(query):
        raise UsageError(Message("endpoint-query-makes-no-graph"), where="--construct")
    with tempfile.TemporaryDirectory(prefix="kg-endpoint-") as folder:
        fetched = fetch_graph(address, query, Path(folder), request.limits)
        return load_files(session, [FileLoad(fetched, request)])

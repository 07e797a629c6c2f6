"""Keeps a trace under its name and puts its payments and results into the graph."""

from __future__ import annotations

from dataclasses import replace

from kg.case.storage.graph_sync import SyncChange, sync_scope
from kg.case.storage.resolve import saved_path
from kg.case.storage.saved_requests import save_request
from kg.case.storage.session import Session
from kg.case.storage.transaction import transaction
from kg.files import write_atomically
from kg.model import Trace
from kg.records import to_json


def save_trace(session: Session, trace: Trace, kind: str, request: object) -> int:
    """Keep a trace under its name and put its payments and results into the graph.

    The request (of this kind, see :mod:`kg.case.storage.saved_requests`) is kept with it.

    Returns how many links of the ledger stand in the graph for it. The name of an earlier trace
    is taken over, with its results.
    """
    was = sync_scope(session)
    now = replace(was, traces={**was.traces, trace.name.strip(): trace})
    path = saved_path(session.folder, "trace", trace.name)
    before = f"{path.name}.{session.state()}" if path.exists() else ""
    write_atomically(session.folder.draft(path.name), to_json(trace).encode())
    log_fields = {
        "name": trace.name,
        "rule": ",".join(trace.rules),
        "kept": [path.name],
        "before": before,
        "request": save_request(session.folder, kind, request),
        **({"replaced": True} if before else {}),
    }
    with transaction(session, "trace", **log_fields):
        SyncChange(was, now).take(session)
    return len({step.link for step in trace.steps})

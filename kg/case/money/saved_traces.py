"""Traces as they are kept under a name, their inferred legs as they are judged now."""

from __future__ import annotations

from pathlib import Path

from kg.case.money.legs import with_current_legs
from kg.case.storage.folder import CaseFolder
from kg.case.storage.older_results import with_request
from kg.case.storage.resolve import saved_path
from kg.case.storage.session import Session
from kg.errors import NotFound
from kg.messages import Message
from kg.model import Trace
from kg.records import as_kg_wrote, read_record


def saved_trace(session: Session, name: str) -> Trace:
    """Return the trace kept under a name, its inferred legs as they are judged now."""
    path = saved_path(session.folder, "trace", name)
    if not path.exists():
        raise NotFound(Message("no-saved-trace", name=repr(name)), hint=Message("save-trace-first"))
    return with_current_legs(session, _read(path))


def _read(path: Path) -> Trace:
    trace = read_record(Trace, path)
    with as_kg_wrote(path):
        return with_request(trace)


def is_saved(folder: CaseFolder, trace: Trace) -> bool:
    """Say whether exactly this trace is kept under its name."""
    path = saved_path(folder, "trace", trace.name)
    return path.is_file() and _read(path) == trace


def saved_traces(folder: CaseFolder) -> dict[str, Trace]:
    """Return every saved trace by its name."""
    paths = sorted(folder.saved.glob("trace-*.json"))
    return {trace.name.strip(): trace for trace in map(_read, paths)}

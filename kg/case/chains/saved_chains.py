"""Chains as a person asks for them: built from the graph, saved under a name."""

from __future__ import annotations

from collections.abc import Sequence

from kg.case.money.current_results import current_trace, with_levels
from kg.case.money.saved_traces import saved_trace
from kg.case.money.victims import reported_losses
from kg.case.storage.older_results import with_follows
from kg.case.storage.open_case import writing_session
from kg.case.storage.resolve import resolve_thing, saved_path
from kg.case.storage.saved_requests import save_request
from kg.case.storage.session import Session
from kg.case.storage.transaction import log_only
from kg.chain import build_chain
from kg.errors import NotFound, UsageError
from kg.files import write_atomically
from kg.ledger.payments import standing
from kg.messages import Message
from kg.model import Chain, Trace
from kg.records import as_kg_wrote, read_record, to_json
from kg.requests import ChainRequest


def chain_of(session: Session, request: ChainRequest, warnings: Sequence[Message] = ()) -> Chain:
    """Build the chain around a start, on a saved trace, or around everything victims reported.

    Args:
        session: The case.
        request: What it is drawn around, and how much of it.
        warnings: What is to be said of it first.
    """
    request = request.as_kept()
    saved = (
        refuse_lost_rows(session, with_levels(saved_trace(session, request.trace)))
        if request.trace
        else None
    )
    traces = [current_trace(session, saved)] if saved else []
    start = [resolve_thing(session, request.start)] if request.start else _victims(session, traces)
    if not start and not traces:
        raise NotFound(
            Message("nothing-to-draw-around"), hint=Message("name-start-or-load-victims")
        )
    chain = build_chain(
        session.store,
        session.schema,
        start=start,
        traces=traces,
        victims=bool(traces) and not request.start,
        hops=request.hops,
        limit=request.limit,
        name=request.name,
        title=_title(session, request),
        sources=session.sources(),
        request=request,
        handles=session.handles.all(),
        warnings=(*warnings, *session.notices()),
    )
    if not chain.nodes:
        raise NotFound(Message("graph-holds-nothing-around"), where=request.start or request.trace)
    return chain


def refuse_lost_rows(session: Session, trace: Trace) -> Trace:
    """Refuse a trace that follows payments whose rows are no longer in the case."""
    steps = {step.link for step in trace.steps}
    if gone := len(steps - standing(session.index(), steps).keys()):
        raise UsageError(
            Message("trace-follows-lost-rows", gone=gone),
            where=trace.name,
            hint=Message("trace-again", name=trace.name),
        )
    return trace


def save(session: Session, chain: Chain, request: ChainRequest | None = None) -> None:
    """Keep a chain under its name, and log it if it is another one than lies there.

    One that it replaces is kept for ``kg undo``: for that the case is opened for writing, as it is
    where a killed action is to be finished. Without the request that it was drawn by it cannot be
    made again: ``kg verify`` holds it to its digest.
    """
    path, text = saved_path(session.folder, "chain", chain.name), to_json(chain).encode()
    if path.is_file() and path.read_bytes() == text:
        return
    if session.is_writing:
        keep(session, chain, request)
        return
    with session.folder.writing():
        is_killed, is_new = session.folder.under_way.exists(), not path.is_file()
        if is_new and not is_killed:  # nothing to finish, nothing to keep for an undo
            keep(session, chain, request)
            return
    with writing_session(session.folder) as pen:
        keep(pen, chain, request)


def keep(session: Session, chain: Chain, request: ChainRequest | None) -> None:
    """Keep a chain, or put it in the place of the one of its name, in one action."""
    path, text = saved_path(session.folder, "chain", chain.name), to_json(chain).encode()
    facts: dict[str, object] = {"name": chain.name, "kept": [path.name]}
    if path.is_file():
        lines = sum(1 for _ in session.folder.log.entries())
        facts |= {"before": f"{path.name}.line{lines}", "replaced": True}
    if request:
        facts["request"] = save_request(session.folder, "chain", request.as_kept())
    write_atomically(session.folder.draft(path.name), text)
    log_only(session, "chain", **facts)


def saved_chain(session: Session, name: str) -> Chain:
    """Return the chain kept under a name."""
    path = saved_path(session.folder, "chain", name)
    if not path.exists():
        raise NotFound(Message("no-saved-chain", name=repr(name)), hint=Message("save-chain-first"))
    chain = read_record(Chain, path)
    with as_kg_wrote(path):
        return with_follows(chain)


def _victims(session: Session, traces: list[Trace]) -> list[str]:
    """Return who reported a loss, if no trace names the victims."""
    if traces:
        return []
    return sorted({report.source for report in reported_losses(session)})


def _title(session: Session, request: ChainRequest) -> str:
    name = session.folder.settings().name
    return f"{name} · {request.start}" if request.start else name

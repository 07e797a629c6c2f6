"""Chains as a person asks for them: built from the graph, saved under a name."""

from __future__ import annotations

from kg.case.money.current_results import current_trace, with_levels
from kg.case.money.traces import saved_trace
from kg.case.money.victims import reported_losses
from kg.case.storage.older_results import with_follows
from kg.case.storage.resolve import one_of, saved_path
from kg.case.storage.saved_requests import keep_request
from kg.case.storage.session import Desk, writing
from kg.case.storage.transaction import act_beside, add_line
from kg.chain import build_chain
from kg.errors import NotFound, UsageError
from kg.files import write_atomically
from kg.ledger.payments import standing
from kg.messages import Message
from kg.model import Chain, Trace
from kg.records import as_kg_wrote, read_record, to_json
from kg.requests import ChainRequest


def chart(desk: Desk, request: ChainRequest) -> Chain:
    """Build the chain around a start, on a saved trace, or around everything victims reported."""
    request = request.as_kept()
    saved = whole(desk, with_levels(saved_trace(desk, request.trace))) if request.trace else None
    traces = [current_trace(desk, saved)] if saved else []
    start = [one_of(desk, request.start)] if request.start else _victims(desk, traces)
    if not start and not traces:
        raise NotFound(
            Message("nothing-to-draw-around"), hint=Message("name-start-or-load-victims")
        )
    chain = build_chain(
        desk.store,
        desk.schema,
        start=start,
        traces=traces,
        victims=bool(traces) and not request.start,
        hops=request.hops,
        limit=request.limit,
        name=request.name,
        title=_title(desk, request),
        sources=desk.sources(),
        request=request,
        handles=desk.handles.all(),
    )
    if not chain.nodes:
        raise NotFound(Message("graph-holds-nothing-around"), where=request.start or request.trace)
    return chain


def whole(desk: Desk, trace: Trace) -> Trace:
    """Refuse a trace that follows payments which no row in the case tells any more."""
    steps = {step.link for step in trace.steps}
    if gone := len(steps - standing(desk.index(), steps).keys()):
        raise UsageError(
            Message("trace-follows-lost-rows", gone=gone),
            where=trace.name,
            hint=Message("trace-again", name=trace.name),
        )
    return trace


def save(desk: Desk, chain: Chain, request: ChainRequest | None = None) -> None:
    """Keep a chain under its name, and log it if it is another one than lies there.

    One that it replaces is kept for ``kg undo``: for that the case is opened for writing. Without
    the request that it was drawn by it cannot be made again: ``kg verify`` holds it to its digest.
    """
    path, text = saved_path(desk.folder, "chain", chain.name), to_json(chain).encode()
    if path.is_file() and path.read_bytes() == text:
        return
    if path.is_file() and desk.is_writing:
        replace(desk, chain, request)
        return
    if path.is_file():
        with writing(desk.folder) as pen:
            replace(pen, chain, request)
        return
    kept = {"request": keep_request(desk.folder, "chain", request.as_kept())} if request else {}
    write_atomically(path, text)
    add_line(desk.folder, "chain", name=chain.name, kept=[path.name], **kept)


def replace(desk: Desk, chain: Chain, request: ChainRequest | None) -> None:
    """Keep a chain in the place of the one of its name, in one action."""
    path, text = saved_path(desk.folder, "chain", chain.name), to_json(chain).encode()
    lines = sum(1 for _ in desk.folder.log.entries())
    said: dict[str, object] = {
        "name": chain.name, "kept": [path.name], "before": f"{path.name}.line{lines}",
    }  # fmt: skip
    if request:
        said["request"] = keep_request(desk.folder, "chain", request.as_kept())
    write_atomically(desk.folder.draft(path.name), text)
    act_beside(desk, "chain", **said, replaced=True)


def saved_chain(desk: Desk, name: str) -> Chain:
    """Return the chain kept under a name."""
    path = saved_path(desk.folder, "chain", name)
    if not path.exists():
        raise NotFound(Message("no-saved-chain", name=repr(name)), hint=Message("save-chain-first"))
    chain = read_record(Chain, path)
    with as_kg_wrote(path):
        return with_follows(chain)


def _victims(desk: Desk, traces: list[Trace]) -> list[str]:
    """Return whoever reported a loss, where no trace says who they are."""
    if traces:
        return []
    return sorted({report.source for report in reported_losses(desk)})


def _title(desk: Desk, request: ChainRequest) -> str:
    name = desk.folder.settings().name
    return f"{name} · {request.start}" if request.start else name

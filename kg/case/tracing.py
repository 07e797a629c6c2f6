"""Traces as a person asks for them: seeds found, saved under a name, put into the graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from kg.case.acting import acting
from kg.case.capacities import capacities
from kg.case.desk import Desk
from kg.case.filters import accounts_meant, channels_meant, least, period, zone_of
from kg.case.folder import CaseFolder
from kg.case.legs import obeyed, touching
from kg.case.listed import listings
from kg.case.naming import one_of, saved_path
from kg.case.older_results import with_request
from kg.case.requests import keep_request
from kg.case.standing import disputed
from kg.case.start_lists import moves
from kg.case.starts import Starts, starts, unreached
from kg.errors import NotFound, UsageError
from kg.files import write_atomically
from kg.ledger.base import FlowIndex
from kg.ledger.channels import in_channel
from kg.ledger.held import held_beside
from kg.messages import Message
from kg.model import Evidence, Link, Proof, Trace, TraceStep, stable_id
from kg.records import as_kg_wrote, read_record, to_json
from kg.requests import TraceRequest
from kg.values.money import in_currency

HOLDING = "Holding"
VERSION, RULE_VERSION = "rule_version", "3"
"""Saved with a trace: 2 begins accounts with the balance that their statement says was there, 3
gives accounts the level by which most of the money came."""


def follow(desk: Desk, request: TraceRequest) -> Trace:
    """Follow the money and return the trace; nothing is saved yet."""
    from kg.trace.tracing import trace

    flows, zone = desk.index().flow_index(), zone_of(desk)
    since, until = period(request.since, request.until, zone)
    excluded = accounts_meant(desk, request.exclude)
    channels = channels_meant(desk, request.channel)
    begun = _starts(desk, flows, request, excluded)
    found = trace(
        flows,
        begun.seeds,
        direction="in" if request.direction == "in" else "out",
        rule=request.rule,
        rules=request.rules,
        within=request.within,
        hops=request.hops,
        floor=least(request.floor),
        since=since,
        until=until,
        channels=channels,
        in_channel=in_channel(desk.index(), flows, channels) if channels else None,
        exclude=[one for one in excluded if moves(flows, one)],
        hub=request.hub,
        skew=request.skew,
        strict_order=request.strict_order,
        called=_companies(desk),
        kinds=lambda accounts: capacities(desk, accounts),
        beside=_beside(desk),
        through=[one_of(desk, hub) for hub in request.through],
        zone=zone,
        name=request.name or _default_name(request),
    )
    return _told(desk, found, begun, request)


def _starts(desk: Desk, flows: FlowIndex, request: TraceRequest, excluded: Sequence[str]) -> Starts:
    typed = [one for one in request.starts if one]
    if not typed and not request.victims and not request.start_file:
        raise UsageError(
            Message("name-start-victims-or-list"), hint=Message("trace-account-example")
        )
    return starts(
        desk, flows, typed, victims=request.victims, listed=request.start_file, exclude=excluded
    )


def _told(desk: Desk, found: Trace, begun: Starts, request: TraceRequest) -> Trace:
    """Return the trace with what the case knows of its starts and of whom it reached."""
    inferred, doubtful = touching(desk, found)
    return replace(
        found,
        parameters={
            **found.parameters,
            "start": ", ".join(begun.named),
            **begun.parameters,
            "zone": desk.folder.settings().zone,
            VERSION: RULE_VERSION,
        },
        warnings=(
            *begun.warnings,
            *unreached(begun, (step.link for step in found.steps)),
            *disputed(desk, found),
            *found.warnings,
            *doubtful,
        ),
        listed=listings(desk, found),
        refused=begun.refused,
        inferred=inferred,
        request=replace(request, name=found.name),
    )


def _beside(desk: Desk) -> Callable[[str], Sequence[str]]:
    """Return what says which other accounts an account's holder has, asked for only if needed."""

    @cache
    def every() -> Mapping[str, Sequence[str]]:
        kinds = [kind.name for kind in desk.schema.kinds() if desk.schema.is_a(kind.name, HOLDING)]
        return held_beside(desk.index(), kinds)

    return lambda account: every().get(account, ())


def _companies(desk: Desk) -> dict[str, str]:
    """Return, by account, the name of the payment company whose pooled account it is."""
    schema = desk.schema
    kinds = [k.name for k in schema.entity_kinds() if schema.is_a(k.name, "PaymentCompany")]
    companies = {one.id: one.first("name") for one in desk.index().entities_of_kinds(kinds)}
    owned = [
        link
        for link in desk.index().links_of(companies)
        if schema.is_a(link.kind, "Holding") and link.source in companies
    ]
    return {**companies, **{link.target: companies[link.source] for link in owned}}


def save(desk: Desk, trace: Trace, kind: str, request: object) -> int:
    """Keep a trace under its name and put its payments and results into the graph.

    The request (of this kind, see :mod:`kg.case.requests`) is kept with it.

    Returns how many links of the ledger stand in the graph for it. The name of an earlier trace
    is taken over, with its results.
    """
    from kg.case.following import Turn, asked

    was = asked(desk)
    now = replace(was, traces={**was.traces, trace.name.strip(): trace})
    path = saved_path(desk.folder, "trace", trace.name)
    before = f"{path.name}.{desk.state()}" if path.exists() else ""
    write_atomically(desk.folder.draft(path.name), to_json(trace).encode())
    said = {
        "name": trace.name,
        "rule": ",".join(trace.rules),
        "kept": [path.name],
        "before": before,
        "request": keep_request(desk.folder, kind, request),
        **({"replaced": True} if before else {}),
    }
    with acting(desk, "trace", **said):
        Turn(was, now).take(desk)
    return len({step.link for step in trace.steps})


def results(trace: Trace) -> list[Link]:
    """Return a trace's result as links: for each pair of accounts, what of the seeds went there."""
    rows: dict[tuple[str, str, str], list[TraceStep]] = {}
    for step in trace.steps:
        rows.setdefault((step.source, step.target, step.currency), []).append(step)
    levels = {(one.account, one.currency): one.level or one.leading for one in trace.levels}
    return [
        _result(trace, key, steps, levels.get(key[1:], 0)) for key, steps in sorted(rows.items())
    ]


def _result(trace: Trace, key: tuple[str, str, str], steps: list[TraceStep], level: int) -> Link:
    """Return what went from one account to another, at the level that the trace gives the target.

    Where it gives none, as backward, the level is how far the payments lie from the start.
    """
    source, target, currency = key
    units = sum(step.traced for step in steps)
    return Link(
        id=stable_id("TracedFlow", trace.name, *key),
        kind="TracedFlow",
        source=source,
        target=target,
        start=min(step.start for step in steps),
        end=max(step.start for step in steps),
        amount=in_currency(units, trace.scale[currency]),
        currency=currency,
        values={
            "name": (trace.name,),
            "rule": (trace.rule,),
            "ruleVersion": (trace.parameters.get(VERSION, "1"),),
            "parameters": (to_json(trace.parameters),),
            "level": (str(level or min(step.level for step in steps)),),
        },
        evidence=(Evidence("", f"{len(steps)} payments", "trace"),),
        proof=Proof.CLUE,
    )


def saved_trace(desk: Desk, name: str) -> Trace:
    """Return the trace kept under a name, its inferred legs as they are judged now."""
    path = saved_path(desk.folder, "trace", name)
    if not path.exists():
        raise NotFound(Message("no-saved-trace", name=repr(name)), hint=Message("save-trace-first"))
    return obeyed(desk, _read(path))


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


def _default_name(request: TraceRequest) -> str:
    return "victims" if request.victims else f"trace-{request.direction}"

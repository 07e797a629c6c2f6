"""Traces as a person asks for them: seeds found, saved under a name, put into the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.case.acting import acting
from kg.case.desk import Desk
from kg.case.folder import CaseFolder, write_atomically
from kg.case.legs import obeyed, touching
from kg.case.naming import one_of, saved_path
from kg.case.standing import disputed
from kg.case.victims import victims_seeds
from kg.errors import NotFound
from kg.model import Evidence, Link, Proof, Said, Seed, Trace, TraceStep, stable_id
from kg.records import from_json, to_json

VERSION, RULE_VERSION = "rule_version", "2"
"""Saved with a trace: 2 begins accounts with the balance that their statement says was there."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks of a trace, in the words of the command line."""

    start: str = ""
    victims: bool = False
    direction: str = "out"
    rule: str = "fifo"
    rules: Sequence[str] = ()
    within: str = "72h"
    hops: int = 8
    floor: str = "0"
    hub: int = 1_000
    through: tuple[str, ...] = ()
    skew: int = 120
    strict_order: bool = False
    name: str = ""


def follow(desk: Desk, wish: Wish) -> Trace:
    """Follow the money and return the trace; nothing is saved yet."""
    from kg.trace.tracing import trace

    seeds, warnings = _seeds(desk, wish)
    found = trace(
        desk.index().flow_index(),
        seeds,
        direction="in" if wish.direction == "in" else "out",
        rule=wish.rule,
        rules=wish.rules,
        within=wish.within,
        hops=wish.hops,
        floor=wish.floor,
        hub=wish.hub,
        skew=wish.skew,
        strict_order=wish.strict_order,
        called=_companies(desk),
        through=[one_of(desk, hub) for hub in wish.through],
        name=wish.name or _default_name(wish),
    )
    inferred, doubtful = touching(desk, found)
    return replace(
        found,
        parameters={
            **found.parameters,
            "start": "victims" if wish.victims else wish.start,
            VERSION: RULE_VERSION,
        },
        warnings=(*warnings, *disputed(desk, found), *found.warnings, *doubtful),
        inferred=inferred,
    )


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


def save(desk: Desk, trace: Trace) -> int:
    """Keep a trace under its name and put its payments and results into the graph.

    Returns how many links of the ledger stand in the graph for it. The name of an earlier trace
    is taken over, with its results.
    """
    from kg.case.following import Turn, asked

    was = asked(desk)
    now = replace(was, traces={**was.traces, trace.name.strip(): trace})
    path = saved_path(desk.folder, "trace", trace.name)
    before = f"{path.name}.{desk.state()}" if path.exists() else ""
    write_atomically(desk.folder.draft(path.name), to_json(trace).encode())
    rules = ",".join(trace.rules)
    said = {"name": trace.name, "rule": rules, "kept": [path.name], "before": before}
    with acting(desk, "trace", **said):
        Turn(was, now).take(desk)
    return len({step.link for step in trace.steps})


def results(trace: Trace) -> list[Link]:
    """Return a trace's result as links: for each pair of accounts, what of the seeds went there."""
    rows: dict[tuple[str, str, str], list[TraceStep]] = {}
    for step in trace.steps:
        rows.setdefault((step.source, step.target, step.currency), []).append(step)
    return [_result(trace, key, steps) for key, steps in sorted(rows.items())]


def _result(trace: Trace, key: tuple[str, str, str], steps: list[TraceStep]) -> Link:
    source, target, currency = key
    units = sum(step.traced for step in steps)
    return Link(
        id=stable_id("TracedFlow", trace.name, *key),
        kind="TracedFlow",
        source=source,
        target=target,
        start=min(step.start for step in steps),
        end=max(step.start for step in steps),
        amount=Decimal(units) / trace.scale[currency],
        currency=currency,
        values={
            "name": (trace.name,),
            "rule": (trace.rule,),
            "ruleVersion": (trace.parameters.get(VERSION, "1"),),
            "parameters": (to_json(trace.parameters),),
            "level": (str(min(step.level for step in steps)),),
        },
        evidence=(Evidence("", f"{len(steps)} payments", "trace"),),
        proof=Proof.CLUE,
    )


def saved_trace(desk: Desk, name: str) -> Trace:
    """Return the trace kept under a name, its inferred legs as they are judged now."""
    path = saved_path(desk.folder, "trace", name)
    if not path.exists():
        raise NotFound(f"no trace is saved as {name!r}", hint="kg trace CASE … --as NAME")
    return obeyed(desk, from_json(Trace, path.read_text(encoding="utf-8")))


def saved_traces(folder: CaseFolder) -> dict[str, Trace]:
    """Return every saved trace by its name."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.saved.glob("trace-*.json"))]
    return {trace.name.strip(): trace for trace in (from_json(Trace, text) for text in texts)}


def _seeds(desk: Desk, wish: Wish) -> tuple[list[Seed], tuple[Said, ...]]:
    if wish.victims:
        return victims_seeds(desk)
    thing = one_of(desk, wish.start)
    if desk.schema.kind(desk.schema.kind_of_id(thing)).is_link:
        return [Seed(account="", link=thing)], ()
    return [Seed(account=account) for account in accounts_of(desk, thing)], ()


def accounts_of(desk: Desk, thing: str) -> list[str]:
    """Return the account itself, or every account that a person is recorded to hold."""
    if _is_money_party(desk, desk.schema.kind_of_id(thing)) or _takes_money(desk, [thing]):
        return [thing]
    held = [
        link.target
        for link in desk.index().links_of([thing])
        if link.source == thing
        and link.proof is not Proof.EXCLUDED
        and desk.schema.is_a(link.kind, "Holding")
    ]
    accounts = _takes_money(desk, held)
    if not accounts:
        raise NotFound("holds no account that a row names", where=thing)
    return accounts


def _takes_money(desk: Desk, things: list[str]) -> list[str]:
    """Return those that can be paid; only the entity tells a bank from another organisation."""
    found = desk.index().entities(things)
    return [entity.id for entity in found if _is_money_party(desk, entity.kind)]


def _is_money_party(desk: Desk, kind: str) -> bool:
    return desk.schema.is_a(kind, "MoneyParty")


def _default_name(wish: Wish) -> str:
    return "victims" if wish.victims else f"trace-{wish.direction}"

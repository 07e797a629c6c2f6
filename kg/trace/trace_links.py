"""A saved trace as links of the graph: for each pair of accounts, what of the seeds went there."""

from __future__ import annotations

from kg.model import Evidence, Link, Proof, Trace, TraceStep, stable_id
from kg.records import to_json
from kg.schema.meanings import TRACED_FLOW

RULE_VERSION = "rule_version"
"""The parameter that says by which version of the rules a trace was computed."""


def trace_links(trace: Trace) -> list[Link]:
    """Return a trace's result as links: for each pair of accounts, what of the seeds went there."""
    rows: dict[tuple[str, str, str], list[TraceStep]] = {}
    for step in trace.steps:
        rows.setdefault((step.source, step.target, step.currency), []).append(step)
    levels = {
        (level.account, level.currency): level.level or level.leading for level in trace.levels
    }
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
        id=stable_id(TRACED_FLOW, trace.name, *key),
        kind=TRACED_FLOW,
        source=source,
        target=target,
        start=min(step.start for step in steps),
        end=max(step.start for step in steps),
        amount=trace.money(units, currency).amount,
        currency=currency,
        values={
            "name": (trace.name,),
            "rule": (trace.rule,),
            "ruleVersion": (trace.parameters.get(RULE_VERSION, "1"),),
            "parameters": (to_json(trace.parameters),),
            "level": (str(level or min(step.level for step in steps)),),
        },
        evidence=(Evidence("", f"{len(steps)} payments", "trace"),),
        proof=Proof.CLUE,
    )

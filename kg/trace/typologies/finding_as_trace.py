"""A finding opened as a trace: its own rows and no others, followed in time by FIFO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from kg.errors import UsageError
from kg.ledger.account_flows import by_end
from kg.ledger.base import FlowIndex
from kg.messages import Message
from kg.model import Finding, Holding, Seed, Trace, TraceStop
from kg.trace.base import Int64
from kg.trace.seeds import account_at
from kg.trace.tracing import trace

ONLY_MEMBERS = Message("only-findings-own-rows")
NO_HUB = 1 << 30


def open_as_trace(index: FlowIndex, finding: Finding, name: str) -> Trace:
    """Return a finding's rows as a trace: it begins where a payer got nothing of them before.

    Args:
        index: The ledger's payments and accounts.
        finding: The finding that is opened.
        name: The name of the trace.

    Raises:
        UsageError: Some of the finding's rows are not in the ledger any more.
    """
    members = only(index, _members(index, finding, name))
    trace = _follow(members, _entries(members), name)
    if left := set(finding.links) - {step.link for step in trace.steps}:
        entries = sorted({*_entries(members), *map(members.links.index, left)})
        trace = _follow(members, entries, name)
    return _as_members_only(trace, finding)


def entries(index: FlowIndex, finding: Finding) -> list[str]:
    """Return the rows with which a finding's money begins: no row before paid their payer."""
    members = only(index, _members(index, finding, finding.typology))
    return [members.links[at] for at in _entries(members)]


def _members(index: FlowIndex, finding: Finding, where: str) -> Int64:
    positions = _positions(index, finding)
    if len(positions) != len(finding.links):
        hint = Message("search-again", typology=finding.typology)
        raise UsageError(Message("rests-on-rows-not-in-time"), where=where, hint=hint)
    return positions


def only(index: FlowIndex, positions: Int64) -> FlowIndex:
    """Return the index of some of its rows."""
    names = ("src", "dst", "start", "width", "amount", "currency", "seq", "source_no", "reporter")
    also = ("also_seq", "also_source_no", "also_reporter")
    kept: dict[str, Any] = {n: np.asarray(getattr(index, n))[positions] for n in names}
    kept |= {n: np.asarray(c)[positions] for n in also if len(c := getattr(index, n)) == len(index)}
    apart = np.flatnonzero(index.is_wide(positions))
    place = np.searchsorted(index.wide_at, positions[apart])
    kept |= {"wide_at": apart.astype(np.int64)}
    kept |= {n: np.asarray(getattr(index, n))[place] for n in ("wide_high", "wide_low")}
    for side, ends in (("out", kept["src"]), ("in", kept["dst"])):
        kept[f"{side}_ptr"], kept[f"{side}_idx"] = by_end(ends, len(index.accounts))
    nobody = np.zeros_like(index.counterparties)
    links = [index.links[at] for at in positions.tolist()]
    return replace(index, **kept, links=links, counterparties=nobody)


def _positions(index: FlowIndex, finding: Finding) -> Int64:
    """Return where the member rows stand, looked for among the rows of the accounts alone."""
    links = set(finding.links)
    near: set[int] = set()
    for account in map(account_at, [index] * len(finding.accounts), finding.accounts):
        near.update(index.out_idx[index.out_ptr[account] : index.out_ptr[account + 1]].tolist())
    positions: Int64 = np.array([at for at in sorted(near) if index.links[at] in links], np.int64)
    return positions


def _entries(members: FlowIndex) -> list[int]:
    """Return the rows whose payer was paid by none of the rows before."""
    paid: set[tuple[int, int]] = set()
    entries = []
    ends = zip(members.src.tolist(), members.dst.tolist(), members.currency.tolist(), strict=True)
    for at, (payer, payee, money) in enumerate(ends):
        if (payer, money) not in paid:
            entries.append(at)
        paid.add((payee, money))
    return entries


def _follow(members: FlowIndex, entries: Sequence[int], name: str) -> Trace:
    seeds = [Seed(members.accounts[members.src[at]], members.links[at]) for at in entries]
    span = int(members.start[-1] - members.start[0]) + int(members.width.max())
    within = timedelta(microseconds=span)
    return trace(members, seeds, within=within, hops=len(members), hub=NO_HUB, name=name)


def _as_members_only(trace: Trace, finding: Finding) -> Trace:
    """Say of each end that only the members were followed: what lies beyond was not looked at.

    Nobody gets a computed role: its numbers are of all payments of an account.
    """
    stops = [_stop(stop) for stop in trace.stops]
    kept = [_left(holding) for holding in trace.holdings]
    parameters = {"finding": finding.id, "typology": finding.typology, **finding.parameters}
    warnings = (finding.innocent, *filter(None, (finding.shape_said,)))
    return replace(
        trace,
        stops=tuple(stops),
        holdings=tuple(kept),
        parameters={**trace.parameters, **parameters},
        warnings=(ONLY_MEMBERS, *warnings, *trace.warnings),
        roles=(),
    )


def _stop(stop: TraceStop) -> TraceStop:
    return replace(stop, reason="members", detail="", said=ONLY_MEMBERS)


def _left(holding: Holding) -> Holding:
    return replace(holding, left=holding.left or "members")

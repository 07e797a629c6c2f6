"""The money of a chain: a trace's payments as links, traced shares, last holders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.graph.base import Store
from kg.model import Link, Proof, Trace, TracedMoney, TraceStep
from kg.values.money import plus

if TYPE_CHECKING:
    from kg.schema import Schema

LARGEST = 3
"""How many of the largest outflows are shown for what a last holder holds besides."""


@dataclass(slots=True)
class Share:
    """How much of one payment is traced, by currency, and whether its order is proven."""

    traced: dict[str, Decimal] = field(default_factory=dict)
    unproven: bool = False

    def add(self, currency: str, units: int, trace: Trace) -> None:
        """Add so many kernel units of a trace."""
        amount = trace.money(units, currency).amount
        self.traced[currency] = plus(self.traced.get(currency, Decimal(0)), amount)


def links_of_trace(store: Store, schema: Schema, traces: Sequence[Trace]) -> tuple[list[Link], int]:
    """Return the traced payments and how many of them only the ledger holds."""
    steps = {step.link: (step, trace) for trace in traces for step in trace.steps}
    seeds = {seed.link for trace in traces for seed in trace.seeds if seed.link}
    stored = {link.id: link for link in store.links(sorted(seeds | steps.keys()))}
    missing = sorted(steps.keys() - stored.keys())
    made = [_link_of_step(*steps[key], schema.kind_of_id(key)) for key in missing]
    return [*stored.values(), *made], len(missing)


def shares(traces: Iterable[Trace]) -> Mapping[str, Share]:
    """Return what the traces say of each payment; the largest where several follow it."""
    known: dict[str, Share] = {}
    for trace in traces:
        for link, share in _shares_of(trace).items():
            known.setdefault(link, Share())
            known[link].unproven |= share.unproven
            for currency, amount in share.traced.items():
                before = known[link].traced.get(currency, Decimal(0))
                known[link].traced[currency] = max(before, amount)
    return known


def traced_money(traces: Iterable[Trace]) -> Mapping[str, tuple[TracedMoney, ...]]:
    """Return by account what the first of the traces that came to it says of it."""
    known: dict[str, tuple[TracedMoney, ...]] = {}
    for trace in traces:
        sums_of: dict[str, list[TracedMoney]] = defaultdict(list)
        for account in trace.accounts:
            units = (account.received, account.passed_on, account.kept)
            amounts = (trace.money(each, account.currency).amount for each in units)
            sums_of[account.account].append(TracedMoney(account.currency, *amounts))
        known = {key: tuple(sums) for key, sums in sums_of.items()} | known
    return known


def last_holders(traces: Iterable[Trace]) -> set[str]:
    """Return the accounts where more of the traced money stayed than went on."""
    return {
        account.account
        for trace in traces
        for account in trace.accounts
        if account.kept > 0 and account.kept >= account.passed_on and account.level > 0
    }


def outflows(store: Store, schema: Schema, accounts: Iterable[str], fan: int) -> list[Link]:
    """Return the payments from each of these to its largest receivers."""
    kinds = [kind.name for kind in schema.link_kinds() if kind.flows and kind.family == "money"]
    chosen: list[Link] = []
    for account in accounts:
        paid = [k for k in store.links_of([account], kinds, fan) if k.source == account]
        largest = largest_ends(paid, "target")
        chosen += [link for link in paid if link.target in largest]
    return chosen


def largest_ends(paid: Iterable[Link], end: str) -> set[str]:
    """Return the few with whom most was exchanged; ``end`` is source or target."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for link in paid:
        sums[getattr(link, end)] += link.amount or 0
    ranked = sorted(sums, key=lambda end_id: (-sums[end_id], end_id))
    return set(ranked[:LARGEST])


def _shares_of(trace: Trace) -> Mapping[str, Share]:
    """Sum the steps that one payment was followed in; a seed's own payment is traced whole."""
    summed: dict[str, Share] = {}
    stepped = {step.link for step in trace.steps}
    for seed in trace.seeds:
        if seed.link and seed.link not in stepped:
            summed.setdefault(seed.link, Share()).add(seed.currency, seed.amount, trace)
    for step in trace.steps:
        share = summed.setdefault(step.link, Share())
        share.add(step.currency, step.traced, trace)
        share.unproven |= not step.order_proven
    return summed


def _link_of_step(step: TraceStep, trace: Trace, kind: str) -> Link:
    return Link(
        step.link,
        kind,
        step.source,
        step.target,
        start=step.start,
        amount=trace.money(step.amount, step.currency).amount,
        currency=step.currency,
        proof=Proof.SINGLE,
    )

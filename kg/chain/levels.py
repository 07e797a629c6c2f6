"""How many payments lie between a victim and each account of the traces."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from kg.model import Seed, Trace


def levels_from_victims(
    traces: Iterable[Trace], held: Mapping[str, Collection[str]]
) -> Mapping[str, int]:
    """Return 0 for a victim's own account, 1 for the first receiver, and so on.

    ``held`` says what each person holds. Only traces that follow money onward from victims count;
    the smallest level holds.
    """
    levels: dict[str, int] = {}
    for trace in traces:
        if trace.direction == "out" and any(seed.victim for seed in trace.seeds):
            for account, level in _levels(trace, held).items():
                levels[account] = min(level, levels.get(account, level))
    return levels


def _levels(trace: Trace, held: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Count from the victims' side, whether the seeds are payers or first receivers."""
    paying = {step.link: step.source for step in trace.steps}
    payers = {seed.account for seed in trace.seeds if _pays(seed, paying, held)}
    receivers = {seed.account for seed in trace.seeds} - payers
    raw = {account.account: account.level for account in trace.accounts}
    known = [raw[account] for account in receivers if account in raw]
    first = min(known) if known else 1
    levels = {account: level - first + 1 for account, level in raw.items()}
    return levels | dict.fromkeys(receivers, 1) | dict.fromkeys(payers, 0)


def _pays(seed: Seed, paying: Mapping[str, str], held: Mapping[str, Collection[str]]) -> bool:
    """Say whether a seed is where a victim's money comes from, not where it first arrives."""
    is_own = seed.account in held.get(seed.victim, ())
    return is_own or (bool(seed.link) and paying.get(seed.link) == seed.account)

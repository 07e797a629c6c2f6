"""What each rule says of a trace in one currency, as the pictures need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model import Holding, RuleFigures, Trace, TraceAccount, TraceStep
from kg.model.traces import FLOOR


@dataclass(frozen=True, slots=True)
class CurrencyFigures:
    """One rule in one currency: its steps with the units each carries, accounts and holdings."""

    rule: str
    currency: str
    steps: tuple[TraceStep, ...]
    traced: tuple[int, ...]
    accounts: Mapping[str, TraceAccount]
    holdings: tuple[Holding, ...]


def level_of(account: TraceAccount) -> int:
    """Return at which level an account is drawn: how many payments lie before it."""
    return account.level


def currencies(trace: Trace) -> list[str]:
    """Return the currencies of a trace's payments, the one with most payments first."""
    count = dict.fromkeys(sorted({step.currency for step in trace.steps}), 0)
    for step in trace.steps:
        count[step.currency] += 1
    return sorted(count, key=lambda code: (-count[code], code))


def rules_of(trace: Trace) -> tuple[list[RuleFigures], list[str]]:
    """Return the rules that share the money out, and the names of those that do not."""
    told = [one for one in trace.compared if one.rule != FLOOR] or [_own(trace)]
    sharing = [one for one in told if one.conserves]
    return sharing, [one.rule for one in told if not one.conserves]


def figures_of(trace: Trace, told: RuleFigures, currency: str) -> CurrencyFigures:
    """Return what a rule says in one currency; a picture never mixes two."""
    places = [at for at, step in enumerate(trace.steps) if step.currency == currency]
    return CurrencyFigures(
        told.rule,
        currency,
        tuple(trace.steps[at] for at in places),
        tuple(told.traced[at] for at in places),
        {one.account: one for one in told.accounts if one.currency == currency},
        tuple(one for one in told.holdings if one.currency == currency),
    )


def _own(trace: Trace) -> RuleFigures:
    """Return the trace's own figures; it shares money out where every account adds up."""
    adds_up = bool(trace.holdings) and trace.adds_up and _balances(trace.accounts)
    traced = tuple(step.traced for step in trace.steps)
    return RuleFigures(trace.rule, adds_up, trace.accounts, trace.holdings, traced)


def _balances(accounts: Sequence[TraceAccount]) -> bool:
    return all(one.received == one.passed_on + one.kept for one in accounts)

"""The money of a saved trace as a flow: who passed how much on to whom, step by step.

Ribbons always lead to a later step, so the whole has no cycle; the parts of payments are those of
:mod:`kg.trace.payment_parts`. It needs the saved trace alone, not the ledger.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.model import RuleFigures, Trace, TraceAccount
from kg.model.money_flow import (
    AGAIN,
    RETURNED,
    CurrencyFigures,
    MoneyFlow,
    Spot,
    SpotBalance,
)
from kg.model.traces import FLOOR
from kg.trace.lot_order import Purse
from kg.trace.payment_parts import ReplayedParts, own_money, replay


class TraceFlows:
    """The flows of a trace: by each rule that shares money out, in one currency at a time.

    Attributes:
        trace: The saved trace, masked or not: nothing but its own figures is used.
        currencies: Those of its payments, the one with most payments first.
        sharing: The figures of the rules that share the money out.
        unshared: The names of those that do not.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.currencies: Sequence[str] = currencies(trace)
        self.sharing: Sequence[RuleFigures]
        self.unshared: Sequence[str]
        self.sharing, self.unshared = rules_of(trace)

    def figures(self, currency: str) -> list[CurrencyFigures]:
        """Return what each rule that shares says in one currency."""
        return [figures_of(self.trace, figures, currency) for figures in self.sharing]

    def flow(self, figures: CurrencyFigures) -> MoneyFlow:
        """Return the flow of one rule in one currency."""
        return flow_of(self.trace, figures)

    def marks(self, flow: MoneyFlow, accounts: Iterable[str]) -> dict[Spot, str]:
        """Return why these accounts stand at a later step; see :func:`marks`."""
        return marks(flow, accounts)


def currencies(trace: Trace) -> list[str]:
    """Return the currencies of a trace's payments, the one with most payments first."""
    count = dict.fromkeys(sorted({step.currency for step in trace.steps}), 0)
    for step in trace.steps:
        count[step.currency] += 1
    return sorted(count, key=lambda code: (-count[code], code))


def rules_of(trace: Trace) -> tuple[list[RuleFigures], list[str]]:
    """Return the rules that share the money out, and the names of those that do not."""
    every = [figures for figures in trace.compared if figures.rule != FLOOR] or [_own(trace)]
    sharing = [figures for figures in every if figures.conserves]
    return sharing, [figures.rule for figures in every if not figures.conserves]


def figures_of(trace: Trace, rule: RuleFigures, currency: str) -> CurrencyFigures:
    """Return what a rule says in one currency; a flow never mixes two."""
    places = [at for at, step in enumerate(trace.steps) if step.currency == currency]
    return CurrencyFigures(
        rule.rule,
        currency,
        tuple(trace.steps[at] for at in places),
        tuple(rule.traced[at] for at in places),
        {account.account: account for account in rule.accounts if account.currency == currency},
        tuple(holding for holding in rule.holdings if holding.currency == currency),
    )


def _own(trace: Trace) -> RuleFigures:
    """Return the trace's own figures; it shares money out where every account adds up."""
    adds_up = bool(trace.holdings) and trace.adds_up and _balances(trace.accounts)
    traced = tuple(step.traced for step in trace.steps)
    return RuleFigures(trace.rule, adds_up, trace.accounts, trace.holdings, traced)


def _balances(accounts: Sequence[TraceAccount]) -> bool:
    return all(account.received == account.passed_on + account.kept for account in accounts)


def flow_of(trace: Trace, figures: CurrencyFigures) -> MoneyFlow:
    """Return the flow of a rule that shares the money out."""
    played, own = replay(figures, trace.seeds), own_money(figures, trace.seeds)
    flow = MoneyFlow(figures, _spots(figures), _ribbons(figures, played))
    for at, units in enumerate(own):
        if units:
            payer = figures.steps[at].source
            flow.balances[payer, figures.accounts[payer].level].started += units
    for (source, target), parts in flow.ribbons.items():
        units = sum(units for _, units in parts)
        _balance(flow, source).went += units
        _balance(flow, target).came += units
    _rest(flow, played)
    return flow


def _spots(figures: CurrencyFigures) -> dict[Spot, SpotBalance]:
    """Return every account at its own level, also the ones that no traced money reached."""
    return {(key, account.level): SpotBalance() for key, account in figures.accounts.items()}


def _balance(flow: MoneyFlow, spot: Spot) -> SpotBalance:
    return flow.balances.setdefault(spot, SpotBalance())


def _ribbons(
    figures: CurrencyFigures, played: ReplayedParts
) -> dict[tuple[Spot, Spot], list[tuple[int, int]]]:
    """Gather the parts of payments by where they leave and where they enter."""
    sums: dict[tuple[Spot, Spot], Counter[int]] = defaultdict(Counter)
    for part in played.parts:
        step = figures.steps[part.at]
        sums[(step.source, part.leaves), (step.target, part.enters)][part.at] += part.units
    return {ends: sorted(sums[ends].items()) for ends in sorted(sums, key=_in_order)}


def _in_order(ends: tuple[Spot, Spot]) -> tuple[int, int, str, str]:
    (source, leaves), (target, enters) = ends
    return leaves, enters, source, target


def _rest(flow: MoneyFlow, played: ReplayedParts) -> None:
    """Say what became of what lies at each account in the end.

    Of an account that stands at several steps, what is owed is made good first, then what left
    the trace is taken, both from what came first; the rest is kept.
    """
    left: dict[str, Counter[str]] = defaultdict(Counter)
    for holding in flow.figures.holdings:
        if holding.left:
            left[holding.account][holding.left] += holding.amount
    for account, purse in sorted(played.rests.items()):
        purse = _take(flow, account, purse, played.owed[account], "")
        for reason, units in sorted(left[account].items()):
            purse = _take(flow, account, purse, units, reason)
        for step, units in purse:
            _balance(flow, (account, step)).kept += units
    for account, units in played.owed.items():
        if units:
            _balance(flow, (account, flow.figures.accounts[account].level)).owed += units


def _take(flow: MoneyFlow, account: str, purse: Purse, units: int, reason: str) -> Purse:
    rest: Purse = []
    for step, there in purse:
        part = min(units, there)
        units -= part
        balance = _balance(flow, (account, step))
        if part and reason:
            balance.left[reason] += part
        elif part:
            balance.repaid += part
        if there > part:
            rest.append((step, there - part))
    return rest


def marks(flow: MoneyFlow, accounts: Iterable[str]) -> dict[Spot, str]:
    """Return the marks of every spot of these accounts past its first.

    Args:
        flow: The flow whose spots are marked.
        accounts: Whose spots. Each spot keeps a bit for each of them, by which it is known where
            its money has been: what they cost grows with their number times the ribbons.

    Returns:
        ``RETURNED`` where the account's own money comes back, ``AGAIN`` where other money comes.
    """
    bits = {account: 1 << at for at, account in enumerate(sorted(set(accounts)))}
    spots: dict[str, list[Spot]] = defaultdict(list)
    for spot in sorted(spot for spot, balance in flow.balances.items() if balance.passes):
        spots[spot[0]].append(spot)
    been: dict[Spot, int] = defaultdict(int)
    # ribbons come by the step that they leave, so all that leads to a spot has been seen
    for source, target in flow.ribbons:
        been[target] |= been[source] | bits.get(source[0], 0)
    return {
        spot: RETURNED if been[spot] & bit else AGAIN
        for account, bit in bits.items()
        for spot in spots[account][1:]
    }

"""Who passed how much on to whom, step by step: the picture of one rule in one currency.

A spot is an account at a step. Its own level is the first; where money comes to it again from as
far or from further on, the account stands at a later step once more. Ribbons always lead to a
later step, so the whole has no cycle, and at every spot: started + came + owed = went on + kept +
left + made good.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.model import Trace
from kg.views.money.figures import CurrencyFigures, level_of
from kg.views.money.replay import LAST_STEP, Purse, ReplayedParts, own_money, replay

Spot = tuple[str, int]
"""An account, and the step at which it stands."""
AGAIN, RETURNED = "again", "returned"
"""Why an account stands at a later step: another way leads there, or its own money comes back."""


@dataclass(slots=True)
class SpotBalance:
    """What a spot got and what became of it, in whole units; ``left`` is by reason."""

    started: int = 0
    came: int = 0
    owed: int = 0
    went: int = 0
    kept: int = 0
    repaid: int = 0
    left: Counter[str] = field(default_factory=Counter)
    mark: str = ""

    @property
    def passes(self) -> int:
        """How much goes through: by this a spot is drawn large or small."""
        return max(self.started + self.came + self.owed, self.went + self.kept + self.repaid)


@dataclass(slots=True)
class MoneyFlow:
    """Spots and ribbons; a ribbon lists (payment, units) by the position among the steps."""

    figures: CurrencyFigures
    stays: dict[Spot, SpotBalance]
    ribbons: dict[tuple[Spot, Spot], list[tuple[int, int]]]


def flow_of(trace: Trace, figures: CurrencyFigures) -> MoneyFlow:
    """Return the picture of a rule that shares the money out."""
    played, own = replay(figures, trace.seeds), own_money(figures, trace.seeds)
    flow = MoneyFlow(figures, _spots(figures), _ribbons(figures, played))
    for at, units in enumerate(own):
        if units:
            payer = figures.steps[at].source
            flow.stays[payer, level_of(figures.accounts[payer])].started += units
    for (source, target), parts in flow.ribbons.items():
        units = sum(units for _, units in parts)
        _stay(flow, source).went += units
        _stay(flow, target).came += units
    _rest(flow, played)
    return flow


def _spots(figures: CurrencyFigures) -> dict[Spot, SpotBalance]:
    """Return every account at its own level, also the ones that no traced money reached."""
    return {(key, level_of(one)): SpotBalance() for key, one in figures.accounts.items()}


def _stay(flow: MoneyFlow, spot: Spot) -> SpotBalance:
    return flow.stays.setdefault(spot, SpotBalance())


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
    for one in flow.figures.holdings:
        if one.left:
            left[one.account][one.left] += one.amount
    for account, purse in sorted(played.rests.items()):
        purse = _take(flow, account, purse, played.owed[account], "")
        for reason, units in sorted(left[account].items()):
            purse = _take(flow, account, purse, units, reason)
        for step, units in purse:
            _stay(flow, (account, step)).kept += units
    for account, units in played.owed.items():
        if units:
            _stay(flow, (account, level_of(flow.figures.accounts[account]))).owed += units


def _take(flow: MoneyFlow, account: str, purse: Purse, units: int, reason: str) -> Purse:
    rest: Purse = []
    for step, there in purse:
        part = min(units, there)
        units -= part
        stay = _stay(flow, (account, step))
        if part and reason:
            stay.left[reason] += part
        elif part:
            stay.repaid += part
        if there > part:
            rest.append((step, there - part))
    return rest


def mark(flow: MoneyFlow, accounts: Iterable[str]) -> None:
    """Mark every spot of these past its first: returned where the account's own money comes.

    Each spot knows by a set of bits which of the accounts its money has been at.
    """
    bits = {account: 1 << at for at, account in enumerate(sorted(set(accounts)))}
    spots: dict[str, list[Spot]] = defaultdict(list)
    for spot in sorted(spot for spot, stay in flow.stays.items() if stay.passes):
        spots[spot[0]].append(spot)
    been: dict[Spot, int] = defaultdict(int)
    # ribbons come by the step that they leave, so all that leads to a spot has been seen
    for source, target in flow.ribbons:
        been[target] |= been[source] | bits.get(source[0], 0)
    for account, bit in bits.items():
        for spot in spots[account][1:]:
            flow.stays[spot].mark = RETURNED if been[spot] & bit else AGAIN


def is_beyond(spot: Spot) -> bool:
    """Say whether a spot lies past the last step that is drawn one by one."""
    return spot[1] > LAST_STEP

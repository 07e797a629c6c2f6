"""Sums of a saved trace: who lost how much, at which level it was last seen, and by which payments.

Of a sum of one start these are the payments by which its money may have come there: in time after
the start's own, along the traced payments. It needs the saved trace alone, not the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from kg.model import Seed, Trace, TraceStep
from kg.model.trace_totals import LevelTotals, SourcedAmount, StartTotals, Steps, TraceTotals


def trace_totals(trace: Trace) -> TraceTotals:
    """Return the sums of a trace by start and by level.

    Args:
        trace: A saved trace, masked or not: nothing but its own figures is used.

    Returns:
        The sums in whole units of their currency (see ``Trace.scale``).
    """
    return TraceTotals(tuple(start_totals(trace)), tuple(level_totals(trace)))


def start_totals(trace: Trace) -> Iterator[StartTotals]:
    """Yield the sums of each start and currency, in the order of the seeds.

    What stayed where no level is said is kept under level 0.
    """
    at = {(level.account, level.currency): level.level for level in trace.levels}
    paths = _SeedPaths(trace)
    for (start, currency), numbers in _grouped(trace).items():
        seeds = [trace.seeds[number] for number in numbers]
        way = paths.of(seeds)
        stayed: dict[int, list[tuple[str, int]]] = defaultdict(list)
        left: list[tuple[str, int]] = []
        for holding in (holding for holding in trace.holdings if holding.seed in numbers):
            place = left if holding.left else stayed[at.get((holding.account, holding.currency), 0)]
            place.append((holding.account, holding.amount))
        yield StartTotals(
            start,
            currency,
            SourcedAmount(sum(seed.amount for seed in seeds), paths.first(seeds)),
            {level: paths.figure(way, amounts) for level, amounts in sorted(stayed.items())},
            paths.figure(way, left),
        )


def level_totals(trace: Trace) -> Iterator[LevelTotals]:
    """Yield what was paid at each step in each currency, and how much traced money came by it.

    A payment that carries money of several steps is paid at each of them. Where no money is shared
    out, the step is how far the payment lies from the start.
    """
    rows = {step.link: step for step in trace.steps}
    links: dict[tuple[str, int], set[str]] = defaultdict(set)
    units: dict[tuple[str, int], int] = defaultdict(int)
    for account_level in trace.levels:
        for step in account_level.steps:
            links[account_level.currency, step.step].update(step.links)
            units[account_level.currency, step.step] += step.units
    if not trace.levels:
        for row in trace.steps:
            links[row.currency, row.level].add(row.link)
            units[row.currency, row.level] += row.traced
    for (currency, level), known in sorted(links.items()):
        behind = tuple(row for link, row in rows.items() if link in known)
        paid = SourcedAmount(sum(row.amount for row in behind), behind)
        yield LevelTotals(level, currency, paid, SourcedAmount(units[currency, level], behind))


def _grouped(trace: Trace) -> Mapping[tuple[str, str], set[int]]:
    """Return the positions of the seeds of each victim, or of each account that begins."""
    payer = {step.link: step.source for step in trace.steps}
    groups: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, seed in enumerate(trace.seeds):
        start = seed.victim or seed.account or payer.get(seed.link, seed.link)
        groups[start, seed.currency].add(number)
    return groups


class _SeedPaths:
    """The traced payments in the order in which money goes along them."""

    def __init__(self, trace: Trace) -> None:
        self.forward = trace.direction != "in"
        self.skew = timedelta(seconds=trace.terms.skew if trace.terms else 0)
        self.steps = sorted(
            trace.steps, key=lambda step: (step.start, step.level), reverse=not self.forward
        )

    def ends(self, step: TraceStep) -> tuple[str, str]:
        """Return where a payment is reached from, and what is reached by it."""
        return (step.source, step.target) if self.forward else (step.target, step.source)

    def first(self, seeds: Iterable[Seed]) -> Steps:
        """Return the payments with which the money of these seeds begins."""
        links = {seed.link for seed in seeds if seed.link}
        starts = {seed.account for seed in seeds if not seed.link}
        return tuple(
            step for step in self.steps if step.link in links or self.ends(step)[0] in starts
        )

    def of(self, seeds: Sequence[Seed]) -> Steps:
        """Return every traced payment that the money of these seeds may have gone along."""
        first = self.first(seeds)
        reached: dict[str, datetime] = {}
        for step in first:
            self._reach(reached, self.ends(step)[1], step.start)
        taken = {step.link for step in first}
        while steps := [step for step in self.steps if self._follows(step, reached, taken)]:
            for step in steps:
                taken.add(step.link)
                self._reach(reached, self.ends(step)[1], step.start)
        return tuple(step for step in self.steps if step.link in taken)

    def _follows(self, step: TraceStep, reached: dict[str, datetime], taken: set[str]) -> bool:
        at = reached.get(self.ends(step)[0])
        if at is None or step.link in taken:
            return False
        in_time = step.start + self.skew >= at if self.forward else step.start - self.skew <= at
        if in_time:
            # the same pass goes on from here: the steps come in the order of time
            self._reach(reached, self.ends(step)[1], step.start)
        return in_time

    def _reach(self, reached: dict[str, datetime], account: str, at: datetime) -> None:
        before = reached.get(account, at)
        reached[account] = min(before, at) if self.forward else max(before, at)

    def figure(self, way: Steps, amounts: Sequence[tuple[str, int]]) -> SourcedAmount:
        """Return a sum with the payments of a way that lead to where its parts lie."""
        accounts = {account for account, _ in amounts}
        behind = tuple(step for step in way if self.ends(step)[1] in accounts)
        return SourcedAmount(sum(units for _, units in amounts), behind)

"""Data of the Sankey diagram: bars and ribbons of one rule in one currency."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from kg.model import RuleFigures, Trace, TraceStop
from kg.model.money_flow import CurrencyFigures, MoneyFlow, Spot
from kg.views import legend
from kg.views.money.grouping import (
    ACCOUNT,
    LEFT,
    Key,
    SankeyBar,
    SankeyGroups,
    SankeyRibbon,
    grouped,
)
from kg.views.page_rows import Json, RowFormat

MEMBERS = 60
"""So many of the accounts that are drawn as one are listed by name, the largest."""


class FlowSource(Protocol):
    """The flows of a trace as the rooms that trace compute them (:mod:`kg.trace.money_flow`)."""

    currencies: Sequence[str]
    sharing: Sequence[RuleFigures]
    unshared: Sequence[str]

    def figures(self, currency: str) -> Sequence[CurrencyFigures]:
        """Return what each rule that shares says in one currency."""

    def flow(self, figures: CurrencyFigures) -> MoneyFlow:
        """Return the flow of one rule in one currency."""

    def marks(self, flow: MoneyFlow, accounts: Iterable[str]) -> Mapping[Spot, str]:
        """Return why spots of these accounts stand at a later step than their first."""


class PageNumbers(Protocol):
    """What numbers accounts and rows on the page, and writes amounts."""

    telling: RowFormat

    def number(self, account: str) -> int:
        """Return an account's number."""

    def listed(self, parts: Iterable[tuple[str, int]]) -> Json:
        """Return rows with their units."""

    def money(self, currency: str, units: int) -> str:
        """Return units as an amount."""


class SankeyWriter:
    """Tells a flow: every bar with its sums, every ribbon with its rows."""

    def __init__(
        self, page: PageNumbers, trace: Trace, flows: FlowSource, figures: CurrencyFigures
    ) -> None:
        self.page, self.trace, self.figures = page, trace, figures
        self.flow = flows.flow(figures)
        self.grouped: SankeyGroups = grouped(self.flow)
        self.spans = _spans(self.flow)
        self.came, self.went = _passed(self.grouped)
        self.marks = flows.marks(self.flow, self._named())
        drawn = (spot for bar in self.grouped.bars.values() for spot in bar.spots)
        self.times = Counter(account for account, _ in drawn)

    def _named(self) -> set[str]:
        """Return the accounts that the page names: drawn alone, or listed among the others."""
        return {account for bar in self.grouped.bars.values() for account, _ in bar.spots[:MEMBERS]}

    def told(self) -> Json:
        """Return bars, ribbons between them by the bars' numbers, and the columns."""
        bars, ribbons = self.grouped.bars, self.grouped.ribbons
        number = {key: at for at, key in enumerate(bars)}
        columns = sorted({key[1] for key in bars})
        return {
            "columns": [[column, self._money(self._reached(column))] for column in columns],
            "bars": [self._bar(bar, columns.index(key[1])) for key, bar in bars.items()],
            "ribbons": [
                [number[source], number[target], self._ribbon(ribbon)]
                for (source, target), ribbon in sorted(
                    ribbons.items(), key=lambda r: _turn(r, number)
                )
            ],
            "untouched": len(self.grouped.untouched),
        }

    def _reached(self, column: int) -> int:
        """Return what came to a step, or began there; what left the trace is no step."""
        bars = [bar for key, bar in self.grouped.bars.items() if key[1] == column and bar.spots]
        started = (self.flow.balances[spot].started for bar in bars for spot in bar.spots)
        return sum(started) + sum(self.came[bar.key] for bar in bars)

    def _bar(self, bar: SankeyBar, column: int) -> Json:
        kind, _, name = bar.key
        balances = [self.flow.balances[spot] for spot in bar.spots]
        fields: Json = {"is": kind, "column": column}
        if kind == LEFT:
            return fields | {"reason": name, "came": self._money(self.came[bar.key])}
        sums = {
            "started": sum(balance.started for balance in balances),
            "came": self.came[bar.key],
            "owed": sum(balance.owed for balance in balances),
            "went": self.went[bar.key],
            "left": sum(balance.left.total() for balance in balances),
            "kept": sum(balance.kept for balance in balances),
            "repaid": sum(balance.repaid for balance in balances),
        }
        fields |= {name: self._money(units) for name, units in sums.items() if units}
        fields |= self._when(bar.spots)
        if kind == ACCOUNT:
            return fields | self._account(bar.spots[0])
        return fields | self._members(bar.spots)

    def _account(self, spot: Spot) -> Json:
        """Return whose bar it is, why it stands there once more, and what the whole account did."""
        account, sums = spot[0], self.figures.accounts[spot[0]]
        why = self.marks.get(spot, "")
        whole = [sums.received, sums.passed_on, sums.kept]
        stops = [
            legend.said(stop.said)
            for stop in self.trace.stops
            if stop.account == account and stop.said and self._is_of_here(stop)
        ]
        more = {"mark": why} if why else {}
        return {
            "account": self.page.number(account),
            "level": sums.level,
            "whole": [self._money(units) for units in whole],
            "stops": stops,
            "spots": self.times[account],
            **more,
        }

    def _members(self, spots: list[Spot]) -> Json:
        """Return who is drawn as one: how many, the largest by name, and the sum of the rest."""
        balances = self.flow.balances
        listed = [
            [
                self.page.number(spot[0]),
                self._money(balances[spot].passes),
                self.marks.get(spot, ""),
            ]
            for spot in spots[:MEMBERS]
        ]
        rest = spots[MEMBERS:]
        group: Json = {
            "count": len({spot[0] for spot in spots}),
            "members": listed,
        }
        if rest:
            group["rest"] = [len(rest), self._money(sum(balances[spot].passes for spot in rest))]
        return group

    def _ribbon(self, ribbon: SankeyRibbon) -> Json:
        rows = ((self.figures.steps[at].link, units) for at, units in ribbon.parts.items())
        return {"amount": self._money(ribbon.units), **self.page.listed(rows)}

    def _when(self, spots: list[Spot]) -> Json:
        times = [moment for spot in spots for moment in self.spans.get(spot, ())]
        if not times:
            return {}
        return {
            "first": self.page.telling.time(min(times)),
            "last": self.page.telling.time(max(times)),
        }

    def _is_of_here(self, stop: TraceStop) -> bool:
        """Say whether a stop is of this currency, and not the word of another rule for nothing."""
        is_own = self.figures.rule == self.trace.rule
        return stop.currency in ("", self.figures.currency) and bool(stop.amount or is_own)

    def _money(self, units: int) -> str:
        return self.page.money(self.figures.currency, units)


def _passed(grouped: SankeyGroups) -> tuple[Counter[Key], Counter[Key]]:
    """Return what came to each bar, and what went on from it: not what stayed inside it."""
    came, went = Counter[Key](), Counter[Key]()
    for (source, target), ribbon in grouped.ribbons.items():
        came[target] += ribbon.units
        if target[0] != LEFT:
            went[source] += ribbon.units
    return came, went


def _spans(flow: MoneyFlow) -> dict[Spot, list[datetime]]:
    """Return when money came to each spot and went on from it."""
    spans: dict[Spot, list[datetime]] = defaultdict(list)
    for ends, parts in flow.ribbons.items():
        for spot in ends:
            for at, _ in parts:
                spans[spot].append(flow.figures.steps[at].start)
    return spans


def _turn(item: tuple[tuple[Key, Key], SankeyRibbon], number: dict[Key, int]) -> tuple[int, int]:
    (source, target), _ = item
    return number[source], number[target]

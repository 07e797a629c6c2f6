"""The money sheet's page of rules: what reached each account by each of them, and their range."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kg.exports.grid import Grid, Sheet
from kg.exports.money_behind import Leads
from kg.model import RuleFigures, Trace, TraceAccount
from kg.schema import Schema
from kg.schema.terms import ListedValue

WIDTHS = (9, 30, 18, 7, 8, *[18] * 8)
FIGURE_HEADS = (
    *(
        "sheet-handle",
        "sheet-account",
        "sheet-holder",
        "sheet-level",
        "sheet-currency",
        "sheet-rule",
    ),
    *(
        "sheet-received",
        "sheet-passed-on",
        "sheet-kept",
        "sheet-first",
        "sheet-last",
        "sheet-payments",
    ),
)


@dataclass(frozen=True, slots=True)
class RulesPage:
    """How the workbook says words, accounts and times, for the page of rules."""

    grid: Grid
    schema: Schema
    lang: str
    say: Callable[..., str]
    who: Callable[[str], list[str]]
    time: Callable[[datetime], str]
    leads: Callable[[str, str], Leads]

    def name(self, rule: str) -> str:
        """Return a rule's name, with the word by which it is asked for."""
        label = self._term(rule).label(self.lang)
        return label if label == rule else f"{label} {rule}"

    def meaning(self, rule: str) -> str:
        """Return what a rule says, and where it comes from."""
        return self._term(rule).definition(self.lang)

    def _term(self, rule: str) -> ListedValue:
        return next(one for one in self.schema.listed("TracingRule") if one.code == rule)

    def write(self, trace: Trace) -> None:
        """Fill the page: the range of every account where money stayed, then every figure."""
        sheet = self.grid.sheet(self.say("sheet-rules"), WIDTHS)
        sheet.row([self.say("not-an-opinion")], self.grid.red)
        sheet.row([self.say("sheet-rules-how")])
        for rule in (figures.rule for figures in trace.compared):
            sheet.row([f"{self.name(rule)}: {self.meaning(rule)}"])
        sheet.at += 1
        self._ranges(sheet, trace)
        sheet.at += 1
        self._figures(sheet, trace)

    def _ranges(self, sheet: Sheet, trace: Trace) -> None:
        rules = trace.rules
        heads = [
            self.say(key)
            for key in (
                "sheet-handle",
                "sheet-account",
                "sheet-holder",
                "sheet-level",
                "sheet-currency",
            )
        ]
        ends = [self.say(key) for key in ("sheet-low", "sheet-high", "sheet-at-least")]
        sheet.row([self.say("sheet-rules-reached")], self.grid.bold)
        sheet.row([*heads, *map(self.name, rules), *ends], self.grid.head)
        placed = {(one.account, one.currency): one.level or None for one in trace.levels}
        for one in trace.ranges:
            level = placed.get((one.account, one.currency))
            row = sheet.row([*self.who(one.account), level, one.currency])
            told = [*(one.reached[rule] for rule in rules), one.low, one.high, one.floor]
            link = self.leads(one.account, one.currency).received
            for column, units in enumerate(told, start=len(heads)):
                sheet.amount(row, column, units, trace.scale.get(one.currency, 1), link)

    def _figures(self, sheet: Sheet, trace: Trace) -> None:
        placed = {(one.account, one.currency): one.level or None for one in trace.levels}
        payments = Counter((end, s.currency) for s in trace.steps for end in {s.source, s.target})
        sheet.row([self.say("sheet-rules-figures")], self.grid.bold)
        sheet.row([self.say(key) for key in FIGURE_HEADS], self.grid.head)
        for place, account in enumerate(trace.accounts):
            count = payments[account.account, account.currency]
            for figures in trace.compared:
                row = self._figure(sheet, trace, figures, figures.accounts[place], count)
                sheet.cell(row, 3, placed.get((account.account, account.currency)))

    def _figure(
        self, sheet: Sheet, trace: Trace, figures: RuleFigures, told: TraceAccount, count: int
    ) -> int:
        name = self.name(figures.rule)
        row = sheet.row([*self.who(told.account), None, told.currency, name])
        leads = self.leads(told.account, told.currency)
        amounts = (told.received, told.passed_on, told.kept)
        for column, (units, link) in enumerate(zip(amounts, leads, strict=True), start=6):
            sheet.amount(row, column, units, trace.scale.get(told.currency, 1), link)
        for column, moment in enumerate((told.first, told.last), start=9):
            sheet.cell(row, column, self.time(moment))
        sheet.cell(row, 11, count)
        return row

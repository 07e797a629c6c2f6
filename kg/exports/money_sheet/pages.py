"""The money sheet's page of rows: behind every figure the payments that it rests on."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from kg.exports.money_sheet.material import MoneyMaterial
from kg.exports.workbook_grid import GridSheet, WorkbookGrid
from kg.model import (
    AccountLevel,
    ComputedRole,
    InferredLeg,
    Link,
    Money,
    RuleFigures,
    Trace,
    TraceAccount,
    TraceStep,
)
from kg.model.trace_totals import SourcedAmount, Steps
from kg.schema import Schema
from kg.schema.schema import ListedValue
from kg.values.money import exact_text

WIDTHS = (30, 26, 8, 20, 32, 32, 16, 16, 8, 18, 30, 10)
HEADS = (
    *(
        "sheet-figure",
        "sheet-file",
        "sheet-row",
        "sheet-time",
        "sheet-payer",
        "sheet-payee",
        "sheet-amount",
        "sheet-traced",
        "sheet-currency",
    ),
    *("sheet-locator", "sheet-also", "sheet-order"),
)
COLUMNS = "A:L"
_ROW = re.compile(r"[0-9]+$")


@dataclass(frozen=True, slots=True)
class RowsPage:
    """How the workbook says words, ends and times, for the page of rows."""

    sheet: GridSheet
    material: MoneyMaterial
    steps: Mapping[str, TraceStep]
    say: Callable[..., str]
    called: Callable[[str], str]
    time: Callable[[datetime], str]

    def heads(self) -> None:
        """Write the heads of the page."""
        self.sheet.heads([self.say(key) for key in HEADS])

    def behind(self, figure: SourcedAmount, title: str) -> str:
        """Write the rows behind a figure; return the link to them."""
        return self.listed([step.link for step in figure.steps], title)

    def listed(self, links: Sequence[str], title: str) -> str:
        """Write payments that the trace follows, or by which its money left; return their link."""
        first = self.sheet.at
        for link in links:
            if link in self.steps:
                self._payment(self.steps[link], title)
            else:
                self._left(self.material.links[link], title)
        return self.sheet.span(first, self.sheet.at - 1, COLUMNS) if links else ""

    def _payment(self, step: TraceStep, title: str) -> None:
        link, trace = self.material.links.get(step.link), self.material.trace
        row = self._row(title, link, (step.source, step.target), step.start)
        self.sheet.amount(row, 6, trace.money(step.amount, step.currency))
        if trace.holdings:
            self.sheet.amount(row, 7, trace.money(step.traced, step.currency))
        self.sheet.cell(row, 8, step.currency)
        self.sheet.cell(row, 11, "" if step.order_proven else self.say("sheet-unproven"))

    def _left(self, link: Link, title: str) -> None:
        """Write a payment that the trace does not follow; its traced part stays empty."""
        row = self._row(title, link, (link.source, link.target), link.start)
        scale = self.material.trace.scale.get(link.currency, 1)
        self.sheet.amount(row, 6, Money.of(link.amount or Decimal(0), link.currency, scale))
        self.sheet.cell(row, 8, link.currency)

    def _row(
        self, title: str, link: Link | None, ends: tuple[str, str], start: datetime | None
    ) -> int:
        (file, locator), *also = self._places(link) or [("", "")]
        number = _ROW.search(locator)
        place = (file, int(number[0]) if number else None, self.time(start) if start else "")
        row = self.sheet.row([title, *place, *map(self.called, ends)])
        self.sheet.cell(row, 9, locator)
        self.sheet.cell(row, 10, "; ".join(" ".join(place) for place in also))
        return row

    def _places(self, link: Link | None) -> list[tuple[str, str]]:
        """Return the file and the place of each row that records a payment."""
        evidence = link.evidence if link else ()
        names = {sha256: source.name for sha256, source in self.material.sources.items()}
        return [(names.get(piece.sha256, ""), piece.locator) for piece in evidence]


RULES_WIDTHS = (9, 30, 18, 7, 8, *[18] * 8)
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

    grid: WorkbookGrid
    schema: Schema
    lang: str
    say: Callable[..., str]
    who: Callable[[str], list[str]]
    time: Callable[[datetime], str]
    leads: Callable[[str, str], FigureLinks]

    def name(self, rule: str) -> str:
        """Return a rule's name, with the word by which it is asked for."""
        label = self._term(rule).label(self.lang)
        return label if label == rule else f"{label} {rule}"

    def meaning(self, rule: str) -> str:
        """Return what a rule says, and where it comes from."""
        return self._term(rule).definition(self.lang)

    def _term(self, rule: str) -> ListedValue:
        return next(value for value in self.schema.listed("TracingRule") if value.code == rule)

    def write(self, trace: Trace) -> None:
        """Fill the page: the range of every account where money stayed, then every figure."""
        sheet = self.grid.sheet(self.say("sheet-rules"), RULES_WIDTHS)
        sheet.row([self.say("not-an-opinion")], self.grid.red)
        sheet.row([self.say("sheet-rules-how")])
        for rule in (figures.rule for figures in trace.compared):
            sheet.row([f"{self.name(rule)}: {self.meaning(rule)}"])
        sheet.at += 1
        self._ranges(sheet, trace)
        sheet.at += 1
        self._figures(sheet, trace)

    def _ranges(self, sheet: GridSheet, trace: Trace) -> None:
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
        placed = {(level.account, level.currency): level.level or None for level in trace.levels}
        for rule_range in trace.ranges:
            level = placed.get((rule_range.account, rule_range.currency))
            row = sheet.row([*self.who(rule_range.account), level, rule_range.currency])
            amounts = [
                *(rule_range.reached[rule] for rule in rules),
                rule_range.low,
                rule_range.high,
                rule_range.floor,
            ]
            link = self.leads(rule_range.account, rule_range.currency).received
            for column, units in enumerate(amounts, start=len(heads)):
                sheet.amount(row, column, trace.money(units, rule_range.currency), link)

    def _figures(self, sheet: GridSheet, trace: Trace) -> None:
        placed = {(level.account, level.currency): level.level or None for level in trace.levels}
        payments = Counter((end, s.currency) for s in trace.steps for end in {s.source, s.target})
        sheet.row([self.say("sheet-rules-figures")], self.grid.bold)
        sheet.row([self.say(key) for key in FIGURE_HEADS], self.grid.head)
        for place, account in enumerate(trace.accounts):
            count = payments[account.account, account.currency]
            for figures in trace.compared:
                row = self._figure(sheet, trace, figures, figures.accounts[place], count)
                sheet.cell(row, 3, placed.get((account.account, account.currency)))

    def _figure(
        self,
        sheet: GridSheet,
        trace: Trace,
        figures: RuleFigures,
        account: TraceAccount,
        count: int,
    ) -> int:
        name = self.name(figures.rule)
        row = sheet.row([*self.who(account.account), None, account.currency, name])
        leads = self.leads(account.account, account.currency)
        amounts = (account.received, account.passed_on, account.kept)
        for column, (units, link) in enumerate(zip(amounts, leads, strict=True), start=6):
            sheet.amount(row, column, trace.money(units, account.currency), link)
        for column, moment in enumerate((account.first, account.last), start=9):
            sheet.cell(row, column, self.time(moment))
        sheet.cell(row, 11, count)
        return row


LEGS_WIDTHS = (18, 9, 30, 18, 9, 38, 18, 20, 24, 20, 24, 10, 8, 16, 100, 80)
LEGS_HEADS = (
    *(
        "sheet-leg",
        "sheet-handle",
        "sheet-account",
        "sheet-holder",
        "sheet-handle",
        "sheet-account",
        "sheet-holder",
    ),
    *(
        "sheet-paid-at",
        "sheet-paid-in",
        "sheet-got-at",
        "sheet-paid-out",
        "sheet-price",
        "sheet-score",
        "sheet-state",
        "sheet-grounds",
        "sheet-assumed",
    ),
)


@dataclass(frozen=True, slots=True)
class LegsPage:
    """How the workbook says words, accounts and times, for the page of inferred legs."""

    grid: WorkbookGrid
    lang: str
    say: Callable[..., str]
    who: Callable[[str], list[str]]
    time: Callable[[datetime], str]

    def write(self, trace: Trace) -> None:
        """Fill the page, one row for each leg."""
        sheet = self.grid.sheet(self.say("sheet-legs"), LEGS_WIDTHS)
        sheet.row([self.say("sheet-legs-banner")], self.grid.red)
        sheet.row([self.say(key) for key in LEGS_HEADS], self.grid.head)
        for leg in trace.inferred:
            ends = [*self.who(leg.source), *self.who(leg.target)]
            sheet.row([leg.label.text(self.lang), *ends, *self._leg_cells(leg)])

    def _leg_cells(self, leg: InferredLeg) -> list[str]:
        return [
            self.time(leg.first),
            exact_text(leg.paid_amount, leg.paid_currency),
            self.time(leg.last),
            exact_text(leg.got_amount, leg.got_currency),
            f"{leg.rate:f}",
            str(leg.score),
            self.say(f"sheet-leg-{leg.state}"),
            leg.said.text(self.lang),
            leg.assumption.text(self.lang),
        ]


ROLES_WIDTHS = (9, 30, 18, 24, 8, 16, 18, 80, 80)
ROLES_HEADS = (
    *("sheet-handle", "sheet-account", "sheet-holder", "sheet-level", "sheet-currency"),
    *("sheet-received", "sheet-computed", "sheet-numbers", "sheet-innocent"),
)


@dataclass(frozen=True, slots=True)
class RolesPage:
    """How the workbook says words and accounts, and lists rows, for the page of roles."""

    grid: WorkbookGrid
    lang: str
    say: Callable[..., str]
    who: Callable[[str], list[str]]
    listed: Callable[[Sequence[str], str], str]

    def write(self, trace: Trace) -> None:
        """Fill the page: every role with its numbers; what was received leads to the rows."""
        sheet = self.grid.sheet(self.say("sheet-roles"), ROLES_WIDTHS)
        sheet.row([self.say("not-an-opinion")], self.grid.red)
        sheet.row([self.say("sheet-roles-how")])
        sheet.row([self.say(key) for key in ROLES_HEADS], self.grid.head)
        levels = {(level.account, level.currency): level for level in trace.levels}
        for role in trace.roles:
            level = levels[role.account, role.currency]
            row = sheet.row([*self.who(role.account), self._level_text(level), role.currency])
            link = self.listed(role.links, self._title(role))
            sheet.amount(row, 5, trace.money(level.received, role.currency), link)
            messages = (role.label, role.said, role.innocent)
            for column, message in enumerate(messages, start=6):
                sheet.cell(row, column, message.text(self.lang))

    def _level_text(self, level: AccountLevel) -> str:
        return level.said.text(self.lang)

    def _title(self, role: ComputedRole) -> str:
        called = " ".join(self.who(role.account)[:2])
        return f"{called} · {self.say('sheet-computed')} {role.label.text(self.lang)}"


MOST_LINKS, MOST_STEPS = 60_000, 300_000
"""A sheet holds no more links and rows; beyond, figures of accounts lead nowhere, which is said."""


class FigureLinks(NamedTuple):
    """Where the figures of an account lead: to what brought its money, and to what took it on.

    What is kept came by the same payments. A start's own money is what it pays.
    """

    received: str = ""
    passed_on: str = ""
    kept: str = ""


class PaymentLists:
    """Lists the payments of accounts where they are asked for, each account's once."""

    def __init__(self, trace: Trace, listed: Callable[[SourcedAmount, str], str]) -> None:
        self.listed = listed
        self.fits = fits(trace)
        self.came: dict[tuple[str, str], list[TraceStep]] = defaultdict(list)
        self.went: dict[tuple[str, str], list[TraceStep]] = defaultdict(list)
        self.known: dict[tuple[str, str], FigureLinks] = {}
        for step in trace.steps if self.fits else ():
            self.came[step.target, step.currency].append(step)
            self.went[step.source, step.currency].append(step)

    def leads(self, account: str, currency: str, titles: tuple[str, str]) -> FigureLinks:
        """Return the links of an account; ``titles`` are written beside the rows."""
        key = (account, currency)
        if key not in self.known:
            came, went = tuple(self.came[key]), tuple(self.went[key])
            brought = self._listed(came or went, titles[0])
            onward = self._listed(went, titles[1]) if came else brought
            self.known[key] = FigureLinks(brought, onward, brought)
        return self.known[key]

    def _listed(self, steps: Steps, title: str) -> str:
        return self.listed(SourcedAmount(0, steps), title) if steps else ""


def fits(trace: Trace) -> bool:
    """Say whether every figure of every account can lead to its rows in one workbook."""
    of_each = 3 + 4 * len(trace.compared)
    links = of_each * len(trace.accounts)
    return links <= MOST_LINKS and len(trace.steps) <= MOST_STEPS

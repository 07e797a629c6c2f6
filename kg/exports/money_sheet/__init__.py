"""XLSX of a saved trace: victim by level, and behind every figure the rows that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from kg.exports.fact_workbook import fact_sheets
from kg.exports.money_sheet.material import MoneyMaterial
from kg.exports.money_sheet.pages import (
    WIDTHS,
    FigureLinks,
    LegsPage,
    PaymentLists,
    RolesPage,
    RowsPage,
    RulesPage,
)
from kg.exports.workbook_grid import WorkbookGrid
from kg.messages import say
from kg.model.trace_totals import SourcedAmount, StartTotals, TraceTotals
from kg.schema import Schema
from kg.values.moments import local_time

ACCOUNT_HEADS = (
    *("sheet-handle", "sheet-account", "sheet-holder", "sheet-level", "sheet-currency"),
    *(
        "sheet-received",
        "sheet-passed-on",
        "sheet-kept",
        "sheet-first",
        "sheet-last",
        "sheet-level-said",
        "sheet-computed",
        "sheet-listed",
    ),
)
STOP_HEADS = (
    "sheet-handle",
    "sheet-account",
    "sheet-holder",
    "sheet-why",
    "sheet-amount",
    "sheet-currency",
)


def money_sheet(
    material: MoneyMaterial, totals: TraceTotals, schema: Schema, zone: tzinfo, lang: str = "zh"
) -> bytes:
    """Return the workbook: the same bytes for the same trace.

    Args:
        material: The trace as it may leave the case, with the facts that its rows speak of.
        totals: The sums of that trace.
        schema: The ontology, for the words of kinds and rules.
        zone: The time zone in which times are written.
        lang: The language of the workbook, ``zh`` or ``en``.
    """
    grid = WorkbookGrid()
    _MoneySheet(grid, material, totals, schema, zone, lang).write()
    fact_sheets(grid, material.facts(schema, lang), ("links", "nodes"))
    return grid.content()


class _MoneySheet:
    """The four sheets: the money, the rows behind it, the accounts, and where it stops.

    Behind them stand the payments and the things as facts, each once: the rows stand once for each
    figure that rests on them.

    A rule that shares no amounts gives no figures but what was paid: the others stay empty.
    """

    def __init__(
        self,
        grid: WorkbookGrid,
        material: MoneyMaterial,
        totals: TraceTotals,
        schema: Schema,
        zone: tzinfo,
        lang: str,
    ) -> None:
        self.grid, self.material, self.trace, self.totals = grid, material, material.trace, totals
        self.schema, self.zone, self.lang = schema, zone, lang
        self.shares = bool(self.trace.holdings)
        self.money = grid.sheet(self.say("sheet-money"), (26, 9, 9, *[16] * 12))
        rows = grid.sheet(self.say("sheet-rows"), WIDTHS)
        steps = {step.link: step for step in self.trace.steps}
        self.rows = RowsPage(rows, material, steps, self.say, self._called, self._time)
        self.accounts = grid.sheet(
            self.say("sheet-accounts"), (9, 30, 18, 7, 8, 16, 16, 16, 20, 20, 24, 30, 60)
        )
        self.stops = grid.sheet(self.say("sheet-stops"), (9, 30, 18, 90, 16, 8))
        self.behind = PaymentLists(self.trace, self.rows.behind)

    def say(self, id: str, /, **facts: object) -> str:  # noqa: A002 - the catalogue's word
        """Return a sentence in the language of the workbook."""
        return say(id, self.lang, **facts)

    def write(self) -> None:
        """Fill every sheet."""
        self.rows.heads()
        self._first_words()
        self._victims()
        self._levels()
        self._warnings()
        self._accounts()
        if self.trace.roles:
            self._roles().write(self.trace)
        self._stops()
        if self.trace.compared:
            self._rules().write(self.trace)
        if self.trace.inferred:
            LegsPage(self.grid, self.lang, self.say, self._who, self._time).write(self.trace)

    def _rules(self) -> RulesPage:
        say, who, time = self.say, self._who, self._time
        return RulesPage(self.grid, self.schema, self.lang, say, who, time, self._leads)

    def _roles(self) -> RolesPage:
        return RolesPage(self.grid, self.lang, self.say, self._who, self.rows.listed)

    def _first_words(self) -> None:
        """Write what must be read before any figure."""
        trace = self.trace
        self.money.row([self.say("not-an-opinion")], self.grid.red)
        for text in filter(None, (self.material.marking,)):
            self.money.row([text], self.grid.bold)
        direction = self.say(f"sheet-{trace.direction}")
        about = {"case": self.material.case, "name": trace.name}
        about["rule"] = " · ".join(map(self._rules().name, trace.rules))
        self.money.row(
            [self.say("sheet-subject", **about, zone=str(self.zone), direction=direction)]
        )
        settings = " ".join(f"{key}={text}" for key, text in trace.parameters.items() if text)
        self.money.row([self.say("sheet-settings", text=settings)])
        self.money.row([self.say("sheet-how" if self.shares else "sheet-how-origin")])
        self.money.at += 1

    def _victims(self) -> None:
        """Write victim by level, then the sums by currency."""
        totals = self.totals.starts
        depths = sorted({level for line in totals for level in line.kept})
        kept = [
            self.say("sheet-level-kept" if level else "sheet-no-level-kept", level=level)
            for level in depths
        ]
        heads = [self.say("sheet-started"), *kept, self.say("sheet-left")][
            : None if self.shares else 1
        ]
        self.money.row(
            [*map(self.say, ("sheet-start", "sheet-handle", "sheet-currency")), *heads],
            self.grid.head,
        )
        for line in totals:
            who, handle = self._called(line.start), self._handle(line.start)
            row = self.money.row([who, handle, line.currency])
            for column, figure in enumerate(_figures(line, depths)[: len(heads)]):
                title = f"{who} {handle} · {heads[column]}"
                self._figure(row, 3 + column, figure, line.currency, title)
        for currency in sorted({line.currency for line in totals}):
            row = self.money.row([self.say("sheet-total"), "", currency], self.grid.bold)
            mine = [_figures(line, depths) for line in totals if line.currency == currency]
            for column, figures in enumerate(list(zip(*mine, strict=True))[: len(heads)]):
                title = f"{self.say('sheet-total')} · {heads[column]}"
                self._figure(row, 3 + column, summed(figures), currency, title, always=True)

    def _levels(self) -> None:
        """Write what was paid at each level, and how much of it is traced money."""
        self.money.at += 1
        self.money.row([self.say("sheet-by-level")], self.grid.bold)
        heads = ("sheet-level", "sheet-payments", "sheet-currency", "sheet-paid", "sheet-traced")
        self.money.row([self.say(key) for key in heads], self.grid.head)
        for totals in self.totals.levels:
            level = totals.level or self.say("sheet-outside")
            row = self.money.row([level, len(totals.paid.steps), totals.currency])
            title = self.say("sheet-level-paid" if totals.level else "sheet-outside", level=level)
            link = self.rows.behind(totals.paid, title)
            self.money.amount(row, 3, self.trace.money(totals.paid.units, totals.currency), link)
            if self.shares:
                self.money.amount(
                    row, 4, self.trace.money(totals.traced.units, totals.currency), link
                )

    def _warnings(self) -> None:
        if self.trace.warnings:
            self.money.at += 1
            self.money.row([self.say("sheet-warnings")], self.grid.bold)
        for warning in self.trace.warnings:
            self.money.row([warning.text(self.lang)])
        if not self.behind.fits:
            self.money.row([self.say("sheet-no-leads")])

    def _figure(
        self,
        row: int,
        column: int,
        figure: SourcedAmount,
        currency: str,
        title: str,
        *,
        always: bool = False,
    ) -> None:
        """Write an amount that leads to its rows; nothing where nothing is, unless it is a sum."""
        if figure.units or always:
            link = self.rows.behind(figure, title)
            self.money.amount(row, column, self.trace.money(figure.units, currency), link)

    def _accounts(self) -> None:
        self.accounts.heads([self.say(key) for key in ACCOUNT_HEADS])
        placed = {(level.account, level.currency): level for level in self.trace.levels}
        roles = self.trace.roles_by_place()
        for account in sorted(self.trace.accounts, key=lambda a: (a.currency, a.level, a.account)):
            at = placed.get((account.account, account.currency))
            level = account.level if not placed else (at and at.level) or None
            row = self.accounts.row([*self._who(account.account), level, account.currency])
            sums = (account.received, account.passed_on, account.kept) if self.shares else ()
            leads = self._leads(account.account, account.currency) if sums else ()
            for column, (units, link) in enumerate(zip(sums, leads, strict=False), start=5):
                self.accounts.amount(row, column, self.trace.money(units, account.currency), link)
            for column, moment in enumerate((account.first, account.last), start=8):
                self.accounts.cell(row, column, self._time(moment))
            self.accounts.cell(row, 10, at.said.text(self.lang) if at else "")
            mine = [
                role.label.text(self.lang)
                for role in roles.get((account.account, account.currency), ())
            ]
            self.accounts.cell(row, 11, " · ".join(mine))
            if lists := self.material.listed_by(account.account, self.lang):
                self.accounts.cell(row, 12, lists)

    def _stops(self) -> None:
        self.stops.heads([self.say(key) for key in STOP_HEADS])
        for stop in self.trace.stops:
            why = stop.said.text(self.lang) if stop.said else f"{stop.reason} {stop.detail}"
            row = self.stops.row([*self._who(stop.account), why])
            if stop.amount:
                link = self._leads(stop.account, stop.currency).received
                self.stops.amount(row, 4, self.trace.money(stop.amount, stop.currency), link)
                self.stops.cell(row, 5, stop.currency)

    def _leads(self, account: str, currency: str) -> FigureLinks:
        """Return where the figures of an account lead, its rows listed where they are not yet."""
        name = f"{self._called(account)} {self._handle(account)} · "
        return self.behind.leads(
            account,
            currency,
            (name + self.say("sheet-received"), name + self.say("sheet-passed-on")),
        )

    def _who(self, account: str) -> list[str]:
        """Return an account's handle, the number it is known by, and who holds it."""
        holders = " / ".join(self.material.holders.get(account, ()))
        return [self._handle(account), self._known_by(account), holders]

    def _called(self, thing: str) -> str:
        """Return the number or name of an end of a payment, and whose it is."""
        holders = " / ".join(self.material.holders.get(thing, ()))
        known = self._known_by(thing)
        return f"{known} {holders}" if holders and holders != known else known

    def _known_by(self, thing: str) -> str:
        entity = self.material.entities.get(thing)
        if entity is None:
            return self._handle(thing) or thing
        kind = self.schema.kind(entity.kind)
        names = (*kind.label_properties, "name")
        return next((text for n in names if (text := entity.first(n))), kind.label(self.lang))

    def _handle(self, thing: str) -> str:
        return self.material.handles.get(thing, "")

    def _time(self, at: datetime) -> str:
        return local_time(at, self.zone)


def summed(figures: Sequence[SourcedAmount]) -> SourcedAmount:
    """Return the sum of figures, with every payment behind them once."""
    steps = {step.link: step for figure in figures for step in figure.steps}
    return SourcedAmount(sum(figure.units for figure in figures), tuple(steps.values()))


def _figures(line: StartTotals, depths: Sequence[int]) -> list[SourcedAmount]:
    """Return a line's figures from left to right: started, stayed at each level, left."""
    kept = [line.kept.get(level, SourcedAmount(0, ())) for level in depths]
    return [line.started, *kept, line.left]

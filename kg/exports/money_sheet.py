"""XLSX of a saved trace: victim by level, and behind every figure the rows that it rests on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path

from kg.exports.grid import Grid
from kg.exports.money_legs import LegsPage
from kg.exports.money_rules import RulesPage
from kg.exports.money_told import Figure, Line, MoneyMaterial, levels, lines
from kg.model import Link, TraceStep
from kg.schema import Schema

ROW_HEADS = (
    *("figure", "file", "row", "time", "payer", "payee", "amount", "traced", "currency"),
    *("locator", "also", "order"),
)
ACCOUNT_HEADS = (
    *("handle", "account", "holder", "level", "currency"),
    *("received", "passed_on", "kept", "first", "last"),
)
STOP_HEADS = ("handle", "account", "holder", "why", "amount", "currency")
ROW_COLUMNS = "A:L"
_ROW = re.compile(r"[0-9]+$")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = Path(__file__).with_name("money_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def money_sheet(material: MoneyMaterial, schema: Schema, zone: tzinfo, lang: str = "zh") -> bytes:
    """Return the workbook: the same bytes for the same trace."""
    grid = Grid()
    _MoneySheet(grid, material, schema, zone, lang).write()
    return grid.content()


class _MoneySheet:
    """The four sheets: the money, the rows behind it, the accounts, and where it stops.

    A rule that shares no amounts gives no figures but what was paid: the others stay empty.
    """

    def __init__(
        self, grid: Grid, material: MoneyMaterial, schema: Schema, zone: tzinfo, lang: str
    ) -> None:
        self.grid, self.material, self.trace = grid, material, material.trace
        self.schema, self.zone, self.lang = schema, zone, lang
        self.shares = bool(self.trace.holdings)
        self.money = grid.sheet(self.say("sheet_money"), (26, 9, 9, *[16] * 12))
        self.rows = grid.sheet(
            self.say("sheet_rows"), (30, 26, 8, 20, 32, 32, 16, 16, 8, 18, 30, 10)
        )
        self.accounts = grid.sheet(
            self.say("sheet_accounts"), (9, 30, 18, 7, 8, 16, 16, 16, 20, 20)
        )
        self.stops = grid.sheet(self.say("sheet_stops"), (9, 30, 18, 90, 16, 8))

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence in the language of the workbook."""
        return _words()[key][self.lang].format(**facts)

    def write(self) -> None:
        """Fill every sheet."""
        self.rows.heads([self.say(key) for key in ROW_HEADS])
        self._first_words()
        self._victims()
        self._levels()
        self._warnings()
        self._accounts()
        self._stops()
        if self.trace.compared:
            self._rules().write(self.trace)
        if self.trace.inferred:
            LegsPage(self.grid, self.lang, self.say, self._who, self._time).write(self.trace)

    def _rules(self) -> RulesPage:
        return RulesPage(self.grid, self.schema, self.lang, self.say, self._who, self._time)

    def _first_words(self) -> None:
        """Write what must be read before any figure."""
        trace = self.trace
        self.money.row([self.say("banner")], self.grid.red)
        for text in filter(None, (self.material.marking,)):
            self.money.row([text], self.grid.bold)
        direction = self.say(trace.direction)
        about = {"case": self.material.case, "name": trace.name}
        about["rule"] = " · ".join(map(self._rules().name, trace.rules))
        self.money.row([self.say("subject", **about, zone=self.zone, direction=direction)])
        settings = " ".join(f"{key}={text}" for key, text in trace.parameters.items() if text)
        self.money.row([self.say("settings", text=settings)])
        self.money.row([self.say("how" if self.shares else "how_origin")])
        self.money.at += 1

    def _victims(self) -> None:
        """Write victim by level, then the sums by currency."""
        told = list(lines(self.trace))
        depths = sorted({level for line in told for level in line.kept})
        kept = [self.say("level_kept", level=level) for level in depths]
        heads = [self.say("started"), *kept, self.say("left")][: None if self.shares else 1]
        self.money.row([*map(self.say, ("start", "handle", "currency")), *heads], self.grid.head)
        for line in told:
            who, handle = self._called(line.start), self._handle(line.start)
            row = self.money.row([who, handle, line.currency])
            for column, figure in enumerate(_figures(line, depths)[: len(heads)]):
                title = f"{who} {handle} · {heads[column]}"
                self._figure(row, 3 + column, figure, line.currency, title)
        for currency in sorted({line.currency for line in told}):
            row = self.money.row([self.say("total"), "", currency], self.grid.bold)
            mine = [_figures(line, depths) for line in told if line.currency == currency]
            for column, figures in enumerate(list(zip(*mine, strict=True))[: len(heads)]):
                units = sum(figure.units for figure in figures)
                self.money.amount(row, 3 + column, units, self._scale(currency))

    def _levels(self) -> None:
        """Write what was paid at each level, and how much of it is traced money."""
        self.money.at += 1
        self.money.row([self.say("by_level")], self.grid.bold)
        heads = ("level", "payments", "currency", "paid", "traced")
        self.money.row([self.say(key) for key in heads], self.grid.head)
        for one in levels(self.trace):
            row = self.money.row([one.level, len(one.paid.steps), one.currency])
            link = self._listed(one.paid, self.say("level_paid", level=one.level))
            self.money.amount(row, 3, one.paid.units, self._scale(one.currency), link)
            if self.shares:
                self.money.amount(row, 4, one.traced.units, self._scale(one.currency), link)

    def _warnings(self) -> None:
        if self.trace.warnings:
            self.money.at += 1
            self.money.row([self.say("warnings")], self.grid.bold)
        for warning in self.trace.warnings:
            self.money.row([warning.in_(self.lang)])

    def _figure(self, row: int, column: int, figure: Figure, currency: str, title: str) -> None:
        """Write an amount that leads to its rows; nothing where nothing is."""
        if figure.units:
            link = self._listed(figure, title)
            self.money.amount(row, column, figure.units, self._scale(currency), link)

    def _listed(self, figure: Figure, title: str) -> str:
        """Write the rows behind a figure; return the link to them."""
        first = self.rows.at
        for step in figure.steps:
            self._payment(step, title)
        return self.rows.span(first, self.rows.at - 1, ROW_COLUMNS) if figure.steps else ""

    def _payment(self, step: TraceStep, title: str) -> None:
        link, scale = self.material.links.get(step.link), self._scale(step.currency)
        (file, locator), *also = self._places(link) or [("", "")]
        number = _ROW.search(locator)
        place = (file, int(number[0]) if number else None, self._time(step.start))
        row = self.rows.row([title, *place, self._called(step.source), self._called(step.target)])
        self.rows.amount(row, 6, step.amount, scale)
        if self.shares:
            self.rows.amount(row, 7, step.traced, scale)
        order = "" if step.order_proven else self.say("unproven")
        more = "; ".join(" ".join(one) for one in also)
        for column, text in enumerate((step.currency, locator, more, order), start=8):
            self.rows.cell(row, column, text)

    def _places(self, link: Link | None) -> list[tuple[str, str]]:
        """Return where a payment is told: file and place, each telling of it."""
        told = link.evidence if link else ()
        names = {sha256: source.name for sha256, source in self.material.sources.items()}
        return [(names.get(one.sha256, ""), one.locator) for one in told]

    def _accounts(self) -> None:
        self.accounts.heads([self.say(key) for key in ACCOUNT_HEADS])
        for one in sorted(self.trace.accounts, key=lambda a: (a.currency, a.level, a.account)):
            row = self.accounts.row([*self._who(one.account), one.level, one.currency])
            told = (one.received, one.passed_on, one.kept) if self.shares else ()
            for column, units in enumerate(told, start=5):
                self.accounts.amount(row, column, units, self._scale(one.currency))
            for column, at in enumerate((one.first, one.last), start=8):
                self.accounts.cell(row, column, self._time(at))

    def _stops(self) -> None:
        self.stops.heads([self.say(key) for key in STOP_HEADS])
        for stop in self.trace.stops:
            why = stop.said.in_(self.lang) if stop.said else f"{stop.reason} {stop.detail}"
            row = self.stops.row([*self._who(stop.account), why])
            if stop.amount:
                self.stops.amount(row, 4, stop.amount, self._scale(stop.currency))
                self.stops.cell(row, 5, stop.currency)

    def _who(self, account: str) -> list[str]:
        """Return an account's handle, the number it is known by, and who holds it."""
        held = " / ".join(self.material.holders.get(account, ()))
        return [self._handle(account), self._known_by(account), held]

    def _called(self, thing: str) -> str:
        """Return the number or name of an end of a payment, and whose it is."""
        held = " / ".join(self.material.holders.get(thing, ()))
        known = self._known_by(thing)
        return f"{known} {held}" if held and held != known else known

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
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def _scale(self, currency: str) -> int:
        return self.trace.scale.get(currency, 1)


def _figures(line: Line, depths: Sequence[int]) -> list[Figure]:
    """Return a line's figures from left to right: started, stayed at each level, left."""
    kept = [line.kept.get(level, Figure(0, ())) for level in depths]
    return [line.started, *kept, line.left]

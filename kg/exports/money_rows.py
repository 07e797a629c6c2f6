"""The money sheet's page of rows: behind every figure the payments that it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kg.exports.grid import Sheet
from kg.exports.money_told import Figure, MoneyMaterial
from kg.model import Link, TraceStep

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

    sheet: Sheet
    material: MoneyMaterial
    steps: Mapping[str, TraceStep]
    say: Callable[..., str]
    called: Callable[[str], str]
    time: Callable[[datetime], str]

    def heads(self) -> None:
        """Write the heads of the page."""
        self.sheet.heads([self.say(key) for key in HEADS])

    def behind(self, figure: Figure, title: str) -> str:
        """Write the rows behind a figure; return the link to them."""
        return self.listed([step.link for step in figure.steps], title)

    def listed(self, links: Sequence[str], title: str) -> str:
        """Write payments that the trace follows, or by which its money left; return their link."""
        first = self.sheet.at
        for one in links:
            if one in self.steps:
                self._payment(self.steps[one], title)
            else:
                self._left(self.material.links[one], title)
        return self.sheet.span(first, self.sheet.at - 1, COLUMNS) if links else ""

    def _payment(self, step: TraceStep, title: str) -> None:
        link, scale = self.material.links.get(step.link), self._scale(step.currency)
        row = self._row(title, link, (step.source, step.target), step.start)
        self.sheet.amount(row, 6, step.amount, scale)
        if self.material.trace.holdings:
            self.sheet.amount(row, 7, step.traced, scale)
        self.sheet.cell(row, 8, step.currency)
        self.sheet.cell(row, 11, "" if step.order_proven else self.say("sheet-unproven"))

    def _left(self, link: Link, title: str) -> None:
        """Write a payment that the trace does not follow; what of it is traced is not told."""
        row = self._row(title, link, (link.source, link.target), link.start)
        scale = self._scale(link.currency)
        self.sheet.amount(row, 6, int((link.amount or 0) * scale), scale)
        self.sheet.cell(row, 8, link.currency)

    def _row(
        self, title: str, link: Link | None, ends: tuple[str, str], start: datetime | None
    ) -> int:
        (file, locator), *also = self._places(link) or [("", "")]
        number = _ROW.search(locator)
        place = (file, int(number[0]) if number else None, self.time(start) if start else "")
        row = self.sheet.row([title, *place, *map(self.called, ends)])
        self.sheet.cell(row, 9, locator)
        self.sheet.cell(row, 10, "; ".join(" ".join(one) for one in also))
        return row

    def _places(self, link: Link | None) -> list[tuple[str, str]]:
        """Return where a payment is told: file and place, each telling of it."""
        told = link.evidence if link else ()
        names = {sha256: source.name for sha256, source in self.material.sources.items()}
        return [(names.get(one.sha256, ""), one.locator) for one in told]

    def _scale(self, currency: str) -> int:
        return self.material.trace.scale.get(currency, 1)

"""The money sheet's page of inferred legs: texts alone, so that no spreadsheet can add them up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kg.exports.grid import Grid
from kg.model import InferredLeg, Trace

WIDTHS = (18, 9, 30, 18, 9, 38, 18, 20, 24, 20, 24, 10, 8, 16, 100, 80)
HEADS = (
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

    grid: Grid
    lang: str
    say: Callable[..., str]
    who: Callable[[str], list[str]]
    time: Callable[[datetime], str]

    def write(self, trace: Trace) -> None:
        """Fill the page, one row for each leg."""
        sheet = self.grid.sheet(self.say("sheet-legs"), WIDTHS)
        sheet.row([self.say("sheet-legs-banner")], self.grid.red)
        sheet.row([self.say(key) for key in HEADS], self.grid.head)
        for leg in trace.inferred:
            ends = [*self.who(leg.source), *self.who(leg.target)]
            sheet.row([leg.label.text(self.lang), *ends, *self._told(leg)])

    def _told(self, leg: InferredLeg) -> list[str]:
        return [
            self.time(leg.first),
            f"{leg.paid_amount:,f} {leg.paid_currency}",
            self.time(leg.last),
            f"{leg.got_amount:,f} {leg.got_currency}",
            f"{leg.rate:f}",
            str(leg.score),
            self.say(f"sheet-leg-{leg.state}"),
            leg.said.text(self.lang),
            leg.assumption.text(self.lang),
        ]

"""The payments behind what an account received, passed on and kept, each account's once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from kg.exports.money_told import Figure, Steps
from kg.model import Trace, TraceStep

MOST_LINKS, MOST_STEPS = 60_000, 300_000
"""A sheet holds no more links and rows; beyond, figures of accounts lead nowhere, which is said."""


class Leads(NamedTuple):
    """Where the figures of an account lead: to what brought its money, and to what took it on.

    What is kept came by the same payments. A start's own money is what it pays.
    """

    received: str = ""
    passed_on: str = ""
    kept: str = ""


class Behind:
    """Lists the payments of accounts where they are asked for, each account's once."""

    def __init__(self, trace: Trace, listed: Callable[[Figure, str], str]) -> None:
        self.listed = listed
        self.fits = fits(trace)
        self.came: dict[tuple[str, str], list[TraceStep]] = defaultdict(list)
        self.went: dict[tuple[str, str], list[TraceStep]] = defaultdict(list)
        self.known: dict[tuple[str, str], Leads] = {}
        for step in trace.steps if self.fits else ():
            self.came[step.target, step.currency].append(step)
            self.went[step.source, step.currency].append(step)

    def leads(self, account: str, currency: str, titles: tuple[str, str]) -> Leads:
        """Return the links of an account; ``titles`` are written beside the rows."""
        key = (account, currency)
        if key not in self.known:
            came, went = tuple(self.came[key]), tuple(self.went[key])
            brought = self._listed(came or went, titles[0])
            onward = self._listed(went, titles[1]) if came else brought
            self.known[key] = Leads(brought, onward, brought)
        return self.known[key]

    def _listed(self, steps: Steps, title: str) -> str:
        return self.listed(Figure(0, steps), title) if steps else ""


def fits(trace: Trace) -> bool:
    """Say whether every figure of every account can lead to its rows in one workbook."""
    of_each = 3 + 4 * len(trace.compared)
    links = of_each * len(trace.accounts)
    return links <= MOST_LINKS and len(trace.steps) <= MOST_STEPS

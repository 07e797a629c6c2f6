"""Money followed in time: seeds, steps, accounts, stops and who was last seen with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kg.messages import Message
from kg.model.facts import Evidence, Problem
from kg.model.legs import InferredLeg
from kg.model.levels import AccountLevel, ComputedRole
from kg.model.money import Money
from kg.notebook_frames import notebook_frame
from kg.requests import TraceRequest
from kg.text.html_table import html_table

FLOOR = "floor"
"""The name of the rule that is none: what none can go below."""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One transfer that a trace follows; amounts are in the kernel's unit (see Trace.scale)."""

    link: str
    source: str
    target: str
    level: int
    start: datetime
    amount: int
    traced: int
    currency: str
    order_proven: bool = True


@dataclass(frozen=True, slots=True)
class TraceAccount:
    """What a trace says of one account in one currency: all amounts in kernel units."""

    account: str
    level: int
    currency: str
    received: int
    passed_on: int
    kept: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class TraceStop:
    """Where and why the trace did not go on, and what a person can do about it.

    ``amount`` is the traced money that stayed there or left there; ``said`` is the sentence.
    """

    account: str
    reason: str
    detail: str = ""
    amount: int = 0
    currency: str = ""
    said: Message | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one seed's money was last seen at an account; ``left``: why it went on untraced.

    ``seed`` is the position in ``Trace.seeds``; an empty ``left`` means the money is still there.
    """

    seed: int
    victim: str
    account: str
    currency: str
    amount: int
    left: str = ""


@dataclass(frozen=True, slots=True)
class Seed:
    """Where a trace begins: an account, one transfer, or a victim's reported payment.

    Of an account that ``holder`` held, only payments from ``since`` on and before ``until`` begin
    (None: no row says, so all do); ``joint`` are the others who held it in that time. ``named`` is
    the place in a list of starts, or the finding, that names it.
    """

    account: str
    link: str = ""
    victim: str = ""
    amount: int = 0
    currency: str = ""
    holder: str = ""
    since: datetime | None = None
    until: datetime | None = None
    joint: tuple[str, ...] = ()
    named: str = ""


@dataclass(frozen=True, slots=True)
class FilteredOut:
    """Payments that a filter kept out: without it the trace would have gone on by them.

    ``filter`` is floor, period, channel or exclude (what left an excluded account); or what begins
    nothing, held (paid while the account was not the holder's) or own (paid to another account
    that begins). ``amount`` is in kernel units.
    """

    filter: str
    payments: int
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Listing:
    """That a published list names the address of an account, and no more than that."""

    account: str
    list: str
    link: str
    said: Message
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """What another rule, or the floor, says of the same trace: by account, by seed, by step.

    ``traced`` has one figure for each of the trace's steps, in their order. The figures of a rule
    that does not conserve overlap between seeds and accounts, and are never to be added up.
    """

    rule: str
    conserves: bool
    accounts: tuple[TraceAccount, ...]
    holdings: tuple[Holding, ...]
    traced: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RuleRange:
    """How much of the seeds' money reached an account: the least and most of the rules computed.

    ``reached`` is by rule. ``low`` and ``high`` are over those that conserve, ``floor`` is what
    no rule that shares the money can go below, whether it was computed or not.
    """

    account: str
    level: int
    currency: str
    reached: Mapping[str, int]
    low: int
    high: int
    floor: int


WORD_FILTERS: Mapping[str, str] = {"channel": "channels"}
"""By the option of a filter on words of rows: the field of the terms that has these words."""


@dataclass(frozen=True, slots=True)
class TraceTerms:
    """By which terms the payments of a trace follow each other, everybody named by id.

    ``within`` (microseconds) is the longest stay at an account, ``skew`` (seconds) how far the
    clocks of two sources may be apart; ``since`` is in the period, ``until`` is not. Beyond a hub
    of more counterparties than ``hub`` that is not one of ``through`` nothing is followed, nor
    beyond the ``excluded``; ``floor`` is in units of a currency.
    """

    within: int
    hops: int
    floor: Decimal
    hub: int
    skew: int
    strict_order: bool
    edges: int
    through: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def words(self) -> dict[str, tuple[str, ...]]:
        """The words of each filter on words of rows that is set, by its option."""
        every = {option: getattr(self, field) for option, field in WORD_FILTERS.items()}
        return {option: words for option, words in every.items() if words}


@dataclass(frozen=True, slots=True, repr=False)
class Trace:
    """Money followed in time from its seeds, by one named rule, with everything cut off said.

    For a conserving rule, each currency and each seed: the seed's amount = the sum of its
    holdings (what accounts kept + what left by a stop), in whole units; ``scale`` units are one.
    ``compared`` has what each of several rules and the floor say, this rule's own figures first;
    ``ranges`` has, of every account where one of them ends money, the least and the most.
    ``levels`` and ``roles`` are of the accounts that traced money came to; none backward.
    ``left_out`` is what filters kept out, ``listed`` which accounts a published list names,
    ``refused`` the rows of a list of starts that name none.
    ``inferred`` are legs that no row records, by which the money may have gone on: in no sum.
    ``request`` is what was asked, as it was typed, and ``terms`` how it was understood;
    ``parameters`` are both in words.
    """

    name: str
    direction: str
    rule: str
    parameters: Mapping[str, str]
    seeds: tuple[Seed, ...]
    steps: tuple[TraceStep, ...]
    accounts: tuple[TraceAccount, ...]
    stops: tuple[TraceStop, ...]
    warnings: tuple[Message, ...] = ()
    unproven: int = 0
    scale: Mapping[str, int] = field(default_factory=dict)
    holdings: tuple[Holding, ...] = ()
    compared: tuple[RuleFigures, ...] = ()
    ranges: tuple[RuleRange, ...] = ()
    levels: tuple[AccountLevel, ...] = ()
    roles: tuple[ComputedRole, ...] = ()
    left_out: tuple[FilteredOut, ...] = ()
    listed: tuple[Listing, ...] = ()
    refused: tuple[Problem, ...] = ()
    inferred: tuple[InferredLeg, ...] = ()
    request: TraceRequest | None = None
    terms: TraceTerms | None = None

    def __repr__(self) -> str:
        rules = ", ".join(self.rules)
        return (
            f"<Trace {self.name!r}: {len(self.steps):,} payments from {len(self.seeds):,} starts, "
            f"{len(self.accounts):,} accounts, {rules}>"
        )

    def _repr_html_(self) -> str:
        """Return the picture in a frame that reaches nothing, and the payments in their order."""
        columns = ("level", "time", "from", "to", "amount", "traced", "currency")
        rows = (
            (step.level, step.start, step.source, step.target, *self._amounts(step), step.currency)
            for step in self.steps
        )
        table = html_table(repr(self), columns, rows)
        if not self.steps:
            return table
        return f"{notebook_frame(self)}{table}"

    def _amounts(self, step: TraceStep) -> tuple[Decimal, Decimal]:
        paid, traced = (self.money(n, step.currency) for n in (step.amount, step.traced))
        return paid.amount, traced.amount

    def money(self, units: int, currency: str) -> Money:
        """Return whole units of the trace as money."""
        return Money(units, currency, self.scale.get(currency, 1))

    @property
    def from_victims(self) -> bool:
        """Whether all of the money that is followed onward is victims'."""
        return self.direction == "out" and bool(self.seeds) and all(s.victim for s in self.seeds)

    def roles_by_place(self) -> dict[tuple[str, str], list[ComputedRole]]:
        """Return the computed roles of each account and currency that has one."""
        roles: dict[tuple[str, str], list[ComputedRole]] = {}
        for role in self.roles:
            roles.setdefault((role.account, role.currency), []).append(role)
        return roles

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules by which this was computed, the floor apart."""
        return tuple(figures.rule for figures in self.compared if figures.rule != FLOOR) or (
            self.rule,
        )

    @property
    def adds_up(self) -> bool:
        """Whether each seed's amount is the sum of its holdings, as for a rule that conserves."""
        sums: Counter[int] = Counter()
        for holding in self.holdings:
            sums[holding.seed] += holding.amount
        return all(sums[place] == seed.amount for place, seed in enumerate(self.seeds))

"""Data of a trace's page: bars, ribbons, times, and the rows behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from kg.model import Entity, Link, Source, Trace, TraceStep
from kg.model.money_flow import CurrencyFigures
from kg.text import visible
from kg.views import legend
from kg.views.amount_text import plain
from kg.views.icons import icon, shape
from kg.views.money.sankey import FlowSource, SankeyWriter
from kg.views.page_rows import Json, RowFormat

if TYPE_CHECKING:
    from kg.schema import Schema

FEW_STEPS = 2_000
"""Up to so many payments every row is in the file; beyond, the largest of each figure."""
ROWS_OF_MANY = 12


@dataclass(frozen=True, slots=True)
class PageFacts:
    """All that the payments of a trace speak of, by id, as it may be shown."""

    entities: Mapping[str, Entity]
    links: Mapping[str, Link]
    sources: Sequence[Source]
    handles: Mapping[str, str] = field(default_factory=dict)
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """A trace with its facts and its flows: the money part of a page."""

    trace: Trace
    facts: PageFacts
    flows: FlowSource

    def cited(self) -> set[str]:
        """Return the hashes of the files that its rows name."""
        return {piece.sha256 for link in self.facts.links.values() for piece in link.evidence}

    def told(self, schema: Schema, telling: RowFormat) -> Json:
        """Return everything that the page shows of it."""
        return _Packing(self, schema, telling).told()


class _Packing:
    """Numbers accounts and rows in the order in which they are first spoken of."""

    def __init__(self, money: MoneyPage, schema: Schema, telling: RowFormat) -> None:
        self.trace, self.facts, self.flows = money.trace, money.facts, money.flows
        self.schema, self.telling = schema, telling
        self.accounts: dict[str, int] = {}
        self.rows: dict[str, int] = {}
        steps = self.trace.steps
        self.steps = {step.link: step for step in steps}
        self.most = FEW_STEPS if len(steps) <= FEW_STEPS else ROWS_OF_MANY

    def told(self) -> Json:
        flows = [self._flow(code) for code in self.flows.currencies]
        rows = [self._row(link) for link in self.rows]
        accounts = [self._account(account) for account in self.accounts]
        kinds = [self.schema.kind(name) for name in self._kinds()]
        rules = legend.listed(self.schema, "TracingRule")
        used = {*(figures.rule for figures in self.flows.sharing), *self.flows.unshared}
        return {
            "name": visible(self.trace.name),
            "direction": self.trace.direction,
            "victims": all(seed.victim for seed in self.trace.seeds),
            "rules": {code: words for code, words in rules.items() if code in used},
            "unshared": self.flows.unshared if self.trace.direction == "out" else [],
            "flows": flows,
            "accounts": accounts,
            "rows": rows,
            "kinds": {
                k.name: {**legend.words(k), "family": k.family, "icon": k.icon} for k in kinds
            },
            "shapes": {kind.family: shape(kind.family) for kind in kinds},
            "icons": {kind.icon: icon(kind.icon) for kind in kinds},
        }

    def number(self, account: str) -> int:
        """Return an account's number on the page."""
        return self.accounts.setdefault(account, len(self.accounts))

    def listed(self, parts: Iterable[tuple[str, int]]) -> Json:
        """Return a list of rows with units, the largest where not all are in the file."""
        order = sorted(parts, key=lambda part: (-part[1], part[0]))
        some = sorted(order[: self.most], key=lambda part: (self.steps[part[0]].start, part[0]))
        listing: Json = {
            "rows": [[self._number_of_row(link), self.amount(link, n)] for link, n in some],
            "count": len(order),
        }
        if rest := order[self.most :]:
            listing["more"] = [len(rest), self.amount(rest[0][0], sum(n for _, n in rest))]
        return listing

    def amount(self, link: str, units: int) -> str:
        return self.money(self.steps[link].currency, units)

    def money(self, currency: str, units: int) -> str:
        """Return units as an amount."""
        return plain(self.trace.money(units, currency).amount)

    def _number_of_row(self, link: str) -> int:
        return self.rows.setdefault(link, len(self.rows))

    def _flow(self, currency: str) -> Json:
        figures = self.flows.figures(currency)
        return {
            "currency": currency,
            "rules": [{"rule": figure.rule, **self._bars(figure)} for figure in figures],
            "time": self._times(currency, figures),
        }

    def _bars(self, figures: CurrencyFigures) -> Json:
        return SankeyWriter(self, self.trace, self.flows, figures).told()

    def _times(self, currency: str, figures: Sequence[CurrencyFigures]) -> Json:
        """Return the bars of time: payments, what they paid, and what is traced by each rule."""
        steps = [step for step in self.trace.steps if step.currency == currency]
        times = timeline(steps, self.telling.zone)
        bars = []
        for (level, number), places in times.bars.items():
            paid = sum(steps[at].amount for at in places)
            traced = [sum(figure.traced[at] for at in places) for figure in figures]
            rows = self.listed((steps[at].link, steps[at].amount) for at in places)
            amounts = [self.money(currency, units) for units in traced]
            bars.append([level, number, self.money(currency, paid), amounts, rows])
        starts = [self.telling.time(times.start(n)) for n in range(times.count + 1)]
        return {"span": times.span, "starts": starts, "bars": bars}

    def _row(self, link: str) -> Json:
        step, fact = self.steps[link], self.facts.links.get(link)
        row: Json = self.telling.row(fact) if fact else {"id": link, "proof": "clue"}
        row["amount"] = self.amount(link, step.amount)
        row["currency"] = step.currency
        row["start"] = self.telling.time(step.start)
        row["from"], row["to"] = self.number(step.source), self.number(step.target)
        row["level"], row["unproven"] = step.level, int(not step.order_proven)
        return row

    def _account(self, account: str) -> Json:
        entity = self.facts.entities.get(account)
        kind = entity.kind if entity else self.schema.kind_of_id(account)
        handle = self.facts.handles.get(account, "")
        return {
            "label": visible(legend.label(self.schema, entity) if entity else ""),
            "handle": visible(handle),
            "kind": kind,
            "holders": [visible(name) for name in self.facts.holders.get(account, ())],
        }

    def _kinds(self) -> list[str]:
        entities = self.facts.entities
        kinds = {
            entities[account].kind if account in entities else self.schema.kind_of_id(account)
            for account in self.accounts
        }
        return sorted(kinds)


_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
SPANS = (
    *(_MINUTE, 5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE),
    *(_HOUR, 2 * _HOUR, 6 * _HOUR, 12 * _HOUR),
    *(_DAY, 7 * _DAY, 30 * _DAY, 365 * _DAY, 3_650 * _DAY, 36_500 * _DAY),
)
"""How long a bar may be, in seconds: the shortest of which there are not too many."""
MOST_BARS = 72


@dataclass(slots=True)
class Timeline:
    """Bars of ``span`` seconds from ``first``; the payments of each by (level, number)."""

    first: datetime
    span: int
    count: int
    bars: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def start(self, bar: int) -> datetime:
        """Return when a bar begins."""
        return self.first + timedelta(seconds=bar * self.span)


def timeline(steps: Sequence[TraceStep], zone: tzinfo) -> Timeline:
    """Return the bars over all steps; their edges lie on full hours and days of the zone."""
    times = [step.start.astimezone(zone) for step in steps]
    early, late = min(times), max(times)
    span = next(seconds for seconds in SPANS if _bars(early, late, seconds) <= MOST_BARS)
    first = _floor(early, span)
    bars: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, step in enumerate(steps):
        number = int((times[at] - first).total_seconds()) // span
        bars[step.level, number].append(at)
    return Timeline(first, span, _bars(early, late, span), dict(sorted(bars.items())))


def _bars(early: datetime, late: datetime, span: int) -> int:
    return int((late - _floor(early, span)).total_seconds()) // span + 1


def _floor(moment: datetime, span: int) -> datetime:
    """Return the last full span of that day, or the day itself for longer ones."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if span >= _DAY:
        return midnight
    return midnight + timedelta(seconds=(moment - midnight).seconds // span * span)

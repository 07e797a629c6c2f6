"""From a hit to a finding: ids, sums, times, measures beside thresholds, the score."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from math import prod

from kg.ledger.account_flows import distinct
from kg.model import Finding, Measure, stable_id
from kg.schema.meanings import FINDING
from kg.trace.base import Int64
from kg.trace.times import EPOCH
from kg.trace.typologies.catalogue import Threshold, Typology, length, threshold_text
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values
from kg.trace.typologies.innocent import Holders, members, recognise_innocent
from kg.trace.typologies.search_rows import SearchScope

SECOND = 1_000_000
UNITS_OF_TIME = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


class FindingBuilder:
    """Builds findings from the hits of one typology and its thresholds."""

    def __init__(
        self,
        context: SearchContext,
        typology: Typology,
        values: Values,
        scope: SearchScope,
        holders: Holders,
    ) -> None:
        self._context = context
        self._typology = typology
        self._values = values
        self._holders = holders
        self._parameters = _parameters(values, scope)

    def build(self, hit: TypologyHit) -> Finding:
        """Return the finding of a hit: its ids, sums, times, measures and score."""
        index, typology = self._context.index, self._typology
        links = hit.links or tuple(index.links[row] for row in hit.rows.tolist())
        centre = hit.centre_ids or tuple(index.accounts[account] for account in hit.centre)
        shape, shape_text = recognise_innocent(self._context, hit, typology.name, self._holders)
        first, last = self._times(hit.rows)
        return Finding(
            id=stable_id(
                FINDING, typology.name, typology.version, str(len(centre)), *centre, *links
            ),
            typology=typology.name,
            version=typology.version,
            label=typology.label,
            centre=centre,
            accounts=hit.account_ids or tuple(members(self._context, hit)),
            links=links,
            amounts=self._amounts(hit.rows),
            first=first,
            last=last,
            measures=tuple(self._measures(hit.measures)),
            parameters=self._parameters,
            score=self._score(hit.measures),
            innocent=typology.innocent,
            shape=shape,
            shape_said=shape_text,
            unproven=hit.unproven,
        )

    def _times(self, rows: Int64) -> tuple[datetime | None, datetime | None]:
        if not len(rows):
            return None, None
        start = self._context.rows.start[rows]
        return _moment(int(start.min())), _moment(int(start.max()))

    def _amounts(self, rows: Int64) -> dict[str, Decimal]:
        """Sum the member rows by currency, exactly."""
        table, index = self._context.rows, self._context.index
        amounts = {}
        for code in distinct(table.currency[rows]).tolist():
            units = sum(index.units(rows[table.currency[rows] == code]).tolist())
            amounts[index.currencies[code]] = index.money(units, code).amount
        return amounts

    def _measures(self, measured: Mapping[str, float]) -> list[Measure]:
        return [
            Measure(
                name,
                threshold.label,
                self._as_text(threshold, measured[name]),
                threshold_text(self._values[name]),
            )
            for name, threshold in self._typology.thresholds.items()
            if name in measured
        ]

    def _as_text(self, threshold: Threshold, value: float) -> str:
        if threshold.unit == "time":
            return time_text(value)
        return f"{value:,}" if threshold.unit == "count" else f"{value:.2f}"

    def _score(self, measured: Mapping[str, float]) -> int:
        """Return 100 x (1 - the product of how near each measure is to its threshold)."""
        near = []
        for name, value in measured.items():
            way, threshold = self._typology.thresholds[name].way, self._number(name)
            if way == "least":
                near.append(min(1.0, threshold / value))
            elif way == "most":
                near.append(min(1.0, value / threshold) if threshold else 1.0)
        return round(100 * (1 - prod(near)))

    def _number(self, name: str) -> float:
        value = self._values[name]
        is_time = self._typology.thresholds[name].unit == "time"
        return length(value) / SECOND if is_time else float(value)


def _parameters(values: Values, scope: SearchScope) -> dict[str, str]:
    """Return the thresholds and the scope in words, as they are kept with a finding."""
    texts = {name: threshold_text(value) for name, value in values.items()}
    texts["floor"] = str(scope.floor)
    texts["since"] = scope.since.isoformat() if scope.since else ""
    texts["until"] = scope.until.isoformat() if scope.until else ""
    texts["exclude"] = " ".join(sorted(scope.exclude))
    texts["hub"] = str(scope.hub)
    return texts


def time_text(seconds: float) -> str:
    """Return a length of time in its largest fitting unit: 3h, 2d."""
    for size, letter in UNITS_OF_TIME:
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + letter
    return "0s"


def _moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)

"""When the traced payments were made: by level, in spans of time that fit one picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from kg.model import TraceStep

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
    span = next(one for one in SPANS if _bars(early, late, one) <= MOST_BARS)
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

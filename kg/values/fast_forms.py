"""Forms that a column engine reads exactly as the Python readers do, so that most rows go fast.

Each form is a pair: a pattern (RE2, anchored) and the SQL that reads what matches it. A text
that matches no form goes to the Python reader; a property test holds the two to one answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from kg.model import Precision
from kg.values.moments import named_zone

#: The year that mainland China last moved its clocks was 1991: before it, the slow way.
FIRST_YEAR, LAST_YEAR = 1992, 2099
_YEAR = r"(199[2-9]|20[0-9]{2})"
_MONTH, _DAY = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12][0-9]|3[01])"
_LOOSE_MONTH, _LOOSE_DAY = r"(0?[1-9]|1[0-2])", r"(0?[1-9]|[12][0-9]|3[01])"
_HOUR, _LOOSE_HOUR, _SIXTY = r"([01][0-9]|2[0-3])", r"([01]?[0-9]|2[0-3])", r"[0-5][0-9]"


@dataclass(frozen=True, slots=True)
class PlainTime:
    """One written form: its pattern, the strptime format that reads it, what it is known to."""

    pattern: str
    format: str
    precision: Precision

    def sql(self, column: str, offset_us: int) -> str:
        """Return SQL for UTC microseconds; NULL where the day does not exist."""
        return f"(epoch_us(try_strptime({column}, '{self.format}')) - ({offset_us}))"


def _dashed(sep: str) -> tuple[PlainTime, ...]:
    day = rf"{_YEAR}{sep}{_LOOSE_MONTH}{sep}{_LOOSE_DAY}"
    date = f"%Y{sep}%m{sep}%d"
    return (
        PlainTime(
            rf"^{day} {_LOOSE_HOUR}:{_SIXTY}:{_SIXTY}$", f"{date} %H:%M:%S", Precision.SECOND
        ),
        PlainTime(rf"^{day} {_LOOSE_HOUR}:{_SIXTY}$", f"{date} %H:%M", Precision.MINUTE),
        PlainTime(rf"^{day}$", date, Precision.DAY),
    )


_COMPACT = rf"{_YEAR}{_MONTH}{_DAY}"

#: The most frequent first.
PLAIN_TIMES = (
    *_dashed("-"),
    *_dashed("/"),
    PlainTime(rf"^{_COMPACT}{_HOUR}{_SIXTY}{_SIXTY}$", "%Y%m%d%H%M%S", Precision.SECOND),
    PlainTime(rf"^{_COMPACT}$", "%Y%m%d", Precision.DAY),
)


@lru_cache(maxsize=64)
def fixed_offset_us(zone: str | tzinfo) -> int | None:
    """Return the zone's offset in microseconds if it never changes in the plain years."""
    where = named_zone(zone) if isinstance(zone, str) else zone
    week = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    first = week.astimezone(where).utcoffset()
    while week.year <= LAST_YEAR:
        if week.astimezone(where).utcoffset() != first:
            return None
        week += timedelta(days=7)
    assert first is not None
    return first // timedelta(microseconds=1)

"""Moments of the index (UTC microseconds) as times, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import overload

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def time_of(microseconds: int) -> datetime:
    """Return a moment of the index as a time."""
    return EPOCH + timedelta(microseconds=microseconds)


@overload
def moment_of(time: datetime) -> int: ...
@overload
def moment_of(time: None) -> None: ...
def moment_of(time: datetime | None) -> int | None:
    """Return a time as a moment of the index; None stays None."""
    return None if time is None else (time - EPOCH) // timedelta(microseconds=1)

"""Moments of the index (UTC microseconds) as times, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def time_of(microseconds: int) -> datetime:
    """Return a moment of the index as a time."""
    return EPOCH + timedelta(microseconds=microseconds)


def moment_of(time: datetime) -> int:
    """Return a time as a moment of the index."""
    return (time - EPOCH) // timedelta(microseconds=1)

"""Sums of a trace by start and by level, each with the payments that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.model.traces import TraceStep

Steps = tuple[TraceStep, ...]


@dataclass(frozen=True, slots=True)
class SourcedAmount:
    """An amount in whole units, and the payments behind it."""

    units: int
    steps: Steps


@dataclass(frozen=True, slots=True)
class StartTotals:
    """One victim, or another start, in one currency: what it began with and where that stayed."""

    start: str
    currency: str
    started: SourcedAmount
    kept: Mapping[int, SourcedAmount]
    left: SourcedAmount


@dataclass(frozen=True, slots=True)
class LevelTotals:
    """All payments of one step in one currency, and how much traced money came by it."""

    level: int
    currency: str
    paid: SourcedAmount
    traced: SourcedAmount


@dataclass(frozen=True, slots=True)
class TraceTotals:
    """The sums of a trace: by start and currency in the order of the seeds, and by level."""

    starts: tuple[StartTotals, ...]
    levels: tuple[LevelTotals, ...]

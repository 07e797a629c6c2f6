"""Points for every pair, and which of those that compete for a payment is chosen, if any."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kg.model import InferredLeg
from kg.model.legs import ACCEPTED, AMBIGUOUS, PROPOSED
from kg.trace.bridge.leg_kinds import PARTS, number, parts
from kg.trace.bridge.pairing import LegPair

OUTDONE = "outdone"
"""A pair that competes with a better one for a payment: counted, not listed."""


@dataclass(frozen=True, slots=True)
class LegCandidate:
    """A pair with what it may earn: where its leg begins and ends, its rows, the parts in 0 to 1.

    ``rows`` names both sides' payments, ``id`` the leg that it would be.
    """

    id: str
    pair: LegPair
    source: str
    target: str
    rows: tuple[str, ...]
    nearness: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """An option with the points of each part."""

    option: LegCandidate
    points: Mapping[str, int]

    @property
    def score(self) -> int:
        """The sum of the points, 0 to 100."""
        return sum(self.points.values())


def scored(options: Sequence[LegCandidate], chance: int) -> list[Scored]:
    """Return the options with enough points, less those that chance might well have given."""
    likely = [option for option in options if option.pair.expected * chance <= 1]
    times = _times(likely)
    scores = [
        Scored(candidate, _points(candidate, times[candidate.source, candidate.target]))
        for candidate in likely
    ]
    return [scored_leg for scored_leg in scores if scored_leg.score >= number("least")]


def best_readings(options: Sequence[InferredLeg]) -> list[InferredLeg]:
    """Return, of those that read the very same payments two ways, the better one of each."""
    best: dict[frozenset[str], InferredLeg] = {}
    for option in options:
        before = best.setdefault(frozenset(option.rows), option)
        if option.score > before.score:
            best[frozenset(option.rows)] = option
    return list(best.values())


def chosen(
    options: Sequence[InferredLeg], accepted: Collection[str] = ()
) -> list[tuple[InferredLeg, str]]:
    """Return every option with its state; what a person accepted wins over all that competes."""
    rivals = _rivals(options)
    return [
        (leg, _state(leg, [options[n] for n in sorted(rivals[at])], accepted))
        for at, leg in enumerate(options)
    ]


def _state(leg: InferredLeg, rivals: Sequence[InferredLeg], accepted: Collection[str]) -> str:
    if leg.id in accepted:
        return ACCEPTED
    if any(rival.id in accepted for rival in rivals):
        return OUTDONE
    best, margin = max((rival.score for rival in rivals), default=-1), number("margin")
    if best < 0 or leg.score >= best + margin:
        return PROPOSED
    return OUTDONE if best >= leg.score + margin else AMBIGUOUS


def _rivals(options: Sequence[InferredLeg]) -> list[set[int]]:
    """Return for each option the places of those that share a payment with it."""
    using: dict[str, list[int]] = defaultdict(list)
    for at, leg in enumerate(options):
        for row in leg.rows:
            using[row].append(at)
    return [
        {other for row in leg.rows for other in using[row]} - {at} for at, leg in enumerate(options)
    ]


def _times(options: Sequence[LegCandidate]) -> Mapping[tuple[str, str], int]:
    """Return how often the same two come out on payments of which none is used before."""
    used: dict[tuple[str, str], set[str]] = defaultdict(set)
    times: Counter[tuple[str, str]] = Counter()
    for option in sorted(options, key=lambda candidate: (len(candidate.rows), candidate.id)):
        ends = option.source, option.target
        if used[ends].isdisjoint(option.rows):
            used[ends].update(option.rows)
            times[ends] += 1
    return times


def _points(candidate: LegCandidate, times: int) -> Mapping[str, int]:
    worth = {
        "price": max(Fraction(0), 1 - candidate.pair.expected),
        "gap": candidate.nearness,
        "known": candidate.pair.known,
        "again": 1 - Fraction(1, times),
    }
    return {name: _whole(worth[name] * parts()[name].points) for name in PARTS}


def _whole(points: Fraction) -> int:
    """Return points in whole numbers, halves up."""
    return int(points + Fraction(1, 2))

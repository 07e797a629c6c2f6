"""In which order the lots of an account leave it, by rule: oldest, newest, a share of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

Lot = tuple[int, int]
"""The step at which money came, and how many units."""
Purse = list[Lot]


def oldest(purse: Purse, units: int) -> tuple[Purse, Purse]:
    """Take what came first; return what is taken and what stays."""
    taken: Purse = []
    for turn, (step, there) in enumerate(purse):
        part = min(units, there)
        taken.append((step, part))
        units -= part
        if not units:
            rest = [(step, there - part)] if there > part else []
            return taken, rest + purse[turn + 1 :]
    return taken, []


def newest(purse: Purse, units: int) -> tuple[Purse, Purse]:
    """Take what came last."""
    taken, rest = oldest(purse[::-1], units)
    return taken, rest[::-1]


def shared(purse: Purse, units: int) -> tuple[Purse, Purse]:
    """Take of each its share; units that cannot be divided come from the largest remainders."""
    sums: Counter[int] = Counter()
    for step, there in purse:
        sums[step] += there
    whole = sum(sums.values())
    parts = {step: there * units // whole for step, there in sums.items()}
    order = sorted(sums, key=lambda step: (-(sums[step] * units % whole), step))
    for step in order[: units - sum(parts.values())]:
        parts[step] += 1
    taken = [(step, part) for step, part in parts.items() if part]
    return taken, [(step, sums[step] - part) for step, part in parts.items() if sums[step] > part]


Take = Callable[[Purse, int], tuple[Purse, Purse]]
TAKE: Mapping[str, Take] = {"fifo": oldest, "lifo": newest, "haircut": shared}
"""By the rule's code; another rule leaves open which traced money leaves first: the oldest."""
NEWEST_FIRST = frozenset(rule for rule, take in TAKE.items() if take is newest)
"""Rules by which of several units what came last leaves first."""

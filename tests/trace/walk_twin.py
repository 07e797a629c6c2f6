"""The slow twin of levels: every lot drags the whole list of payments behind it that it came by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from tests.trace import twins
from tests.trace.ledgers import Row

Path = tuple[int, ...]
Slot = tuple[int, int]


@dataclass
class Way:
    """What came to and left each account, as (units, path by which it came)."""

    came: dict[Slot, list[tuple[int, Path]]] = field(default_factory=lambda: defaultdict(list))
    left: dict[Slot, list[tuple[int, Path, int]]] = field(default_factory=lambda: defaultdict(list))


def ways(
    rows: Sequence[Row],
    levels: dict[int, int],
    followed: set[int],
    lots: dict[int, list[tuple[int, int]]],
    rule: str,
) -> Way:
    """Move every lot with its path; clean lots have none. Rules by shares say only how much."""
    traced, _, _ = twins.play(rows, levels, followed, lots, rule)
    purse: dict[Slot, list[tuple[int, Path]]] = defaultdict(list)
    found = Way()
    for at in twins.played(rows, levels, followed):
        row, own = rows[at], sum(units for _, units in lots.get(at, []))
        source, target = purse[row.src, row.currency], purse[row.dst, row.currency]
        carried: list[tuple[int, Path]] = [(own, ())] if own else []
        if row.src in followed:
            if rule in ("fifo", "lifo"):
                drop_clean(source, own)
                taken = take(source, row.amount - own)
            else:
                taken = take(source, traced[at] - own)
            for units, path in taken:
                if path:
                    found.left[row.src, row.currency].append((units, path, at))
            carried += taken
        else:
            carried.append((row.amount - own, ()))
        there = [
            (units, (*path, at) if at in levels and (path or n < bool(own)) else ())
            for n, (units, path) in enumerate(carried)
            if units
        ]
        if at in levels:
            found.came[row.dst, row.currency] += [(u, path) for u, path in there if path]
        if rule not in ("fifo", "lifo"):
            there = [(units, path) for units, path in there if path]
        if row.dst in followed:
            target[:] = [*there, *target] if rule == "lifo" else [*target, *there]
    return found


def take(purse: list[tuple[int, Path]], units: int) -> list[tuple[int, Path]]:
    """What is next to leave; what is not there was the payer's own."""
    taken = []
    while units and purse:
        size, path = purse.pop(0)
        part = min(units, size)
        taken.append((part, path))
        if part < size:
            purse.insert(0, (size - part, path))
        units -= part
    return [*taken, (units, ())] if units else taken


def drop_clean(purse: list[tuple[int, Path]], units: int) -> None:
    for n, (size, path) in enumerate(purse):
        if not path:
            part = min(units, size)
            units -= part
            purse[n] = (size - part, path)


def step_of(rows: Sequence[Row], path: Path, within: int) -> int:
    """The length of a path of which each payment follows inside the window, else 0."""

    def follows(a: Row, b: Row) -> bool:
        return b.start - a.start <= within and twins.later(a, b) != "no"

    return len(path) if all(follows(rows[a], rows[b]) for a, b in pairwise(path)) else 0


def level_of(sums: dict[int, int], needed: Fraction) -> list[int]:
    """Every step that has the share of all that came, the least first."""
    received = sum(sums.values())
    return [n for n in sorted(sums) if n and Fraction(sums[n], received) >= needed]

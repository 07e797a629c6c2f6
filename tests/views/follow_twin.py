"""The slow twin of a page's up- and downstream: every payment is tried against every other one.

Nothing of kg is used. ``reach`` grows a set until nothing is added; no window, index or order of
looking is clever. A hop is the hop of a trace: one account, one currency, inside the window, and
not surely earlier.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

SECOND = 1_000_000
HOUR = 3600 * SECOND


@dataclass(frozen=True)
class Paid:
    """A payment: its line on the page and its place there, its ends, when, and who told it.

    ``told`` are (file, reporter, place in its order) of each row that tells it, where the order of
    its statement is known.
    """

    line: int
    place: int
    source: str
    target: str
    start: int
    width: int
    currency: str
    file: object = ""
    told: tuple[tuple[object, object, int], ...] = ()


def later(first: Paid, second: Paid, skew: int) -> str:
    """Is the second after the first?  'proven', 'unproven' or 'no'."""
    gap = 0 if first.file == second.file else skew
    if first.start + first.width + gap <= second.start:
        return "proven"
    if second.start + second.width + gap <= first.start:
        return "no"
    for file, reporter, seq in first.told:
        for other_file, other_reporter, other_seq in second.told:
            if (file, reporter) == (other_file, other_reporter) and seq != other_seq:
                return "proven" if seq < other_seq else "no"
    return "unproven"


def reach(
    paid: Sequence[Paid],
    seeds: Collection[int],
    *,
    backward: bool = False,
    within: int = 72 * HOUR,
    skew: int = 120 * SECOND,
    strict: bool = False,
    barred: Collection[str] = (),
) -> set[int]:
    """Return the numbers of all payments that the seeds' money can be in, the seeds among them."""

    def hop(one: Paid, two: Paid) -> bool:
        if one.target != two.source or one.target in barred or one.currency != two.currency:
            return False
        if two.start - one.start > within:
            return False
        order = later(one, two, skew)
        return order == "proven" or (order == "unproven" and not strict)

    found = set(seeds)
    while True:
        new = {
            n
            for n in range(len(paid))
            if n not in found
            and any(hop(paid[n], paid[m]) if backward else hop(paid[m], paid[n]) for m in found)
        }
        if not new:
            return found
        found |= new


def lit_of(
    paid: Sequence[Paid],
    accounts: Collection[str],
    **terms: object,
) -> dict[int, set[int]]:
    """Return which rows of which lines are lit when these accounts are chosen."""
    down = [n for n, one in enumerate(paid) if one.source in accounts]
    up = [n for n, one in enumerate(paid) if one.target in accounts]
    reached = reach(paid, down, **terms) | reach(paid, up, backward=True, **terms)  # type: ignore[arg-type]
    lit: dict[int, set[int]] = {}
    for n in reached:
        lit.setdefault(paid[n].line, set()).add(paid[n].place)
    return lit

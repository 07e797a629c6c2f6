"""What is drawn of a chain under a cap: one connected picture, grown from where it starts."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

Pair = tuple[str, str]


def connected(
    ranked: Sequence[str],
    pairs: Iterable[Pair],
    roots: Sequence[str],
    limit: int,
    apart: Sequence[str] = (),
) -> list[str]:
    """Return at most ``limit`` of the ranked, each of them joined with a root by others of them.

    Whoever comes first in ``ranked`` is taken first, together with those on a shortest way to the
    root; where there is no room for the whole way, the next one is tried. Roots that some way
    joins are joined in what is returned; one that no way joins begins a part of its own.

    Args:
        ranked: Whatever can be drawn, the most important first.
        pairs: What joins two of them, in any direction.
        roots: Where the picture starts, the first of them whatever the limit.
        limit: How many are returned at most.
        apart: What is worth a part of its own where no way joins it to a root and all that some
            way does join has room.
    """
    place = {one: at for at, one in enumerate(ranked)}
    ways = list(pairs)
    first = [one for one in roots if one in place] or list(ranked[:1])
    towards = _ways_to_roots(place, ways, first)
    chosen = _grown([*first[:1], *ranked], towards, limit)
    if len(chosen) == len(towards):
        more = _ways_to_roots(place, ways, [*first, *(one for one in apart if one in place)])
        chosen |= _grown([one for one in ranked if one not in chosen], more, limit - len(chosen))
    return sorted(chosen, key=place.__getitem__)


def _grown(wanted: Iterable[str], towards: Mapping[str, str], limit: int) -> dict[str, None]:
    """Return the wanted for whose whole way there is room, in turn, with their ways."""
    chosen: dict[str, None] = {}
    for one in wanted:
        way: list[str] = []
        at = one
        while at in towards and at not in chosen:
            way.append(at)
            at = towards[at]
        if len(chosen) + len(way) <= limit:
            chosen |= dict.fromkeys(way)
    return chosen


def _ways_to_roots(
    place: Mapping[str, int], pairs: Iterable[Pair], roots: Sequence[str]
) -> dict[str, str]:
    """Return the next one on a shortest way to a root, of several the most important."""
    beside: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        if one in place and other in place and one != other:
            beside[one].add(other)
            beside[other].add(one)
    towards: dict[str, str] = {}
    for root in roots:
        if root in towards:
            continue
        towards[root] = ""
        queue = deque([root])
        while queue:
            here = queue.popleft()
            for one in sorted(beside[here] - towards.keys(), key=place.__getitem__):
                towards[one] = here
                queue.append(one)
    return towards

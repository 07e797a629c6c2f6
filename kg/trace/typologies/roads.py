"""Ways of money through several accounts: scatter-gather and cycles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from kg.ledger.account_flows import distinct
from kg.trace.typologies.detector import Ground, Hit, Values, length
from kg.trace.typologies.ways import circles, joined, relayed

SECOND = 1_000_000


def scatter_gather(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield pairs of accounts between which several others pass the money on."""
    onward, bounds = length(values["onward"]), (ground.share(values["passed"]), ground.share(1))
    ways = relayed(ground.rows, values["between"], onward, *bounds, ground.steps)
    if len(ways) > ground.steps:
        ground.cut.add("scatter-gather")
    pairs = ways[:, 0] * len(ground.rows.stands) + ways[:, 1]
    ways = ways[np.lexsort((ways[:, 3], ways[:, 2], pairs))]
    found = joined(ground.rows, ways, length(values["within"]), values["between"])
    for begin, end, between in found.tolist():
        mine = ways[begin:end]
        members = distinct(mine[:, 2:])
        unproven = ground.late(mine[:, 2], mine[:, 3])
        centre = (int(mine[0, 0]), int(mine[0, 1]))
        yield Hit(centre, members, {"between": between}, unproven)


def cycle(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield sets of accounts through which money came back, with every way round they have."""
    onward, within = length(values["onward"]), length(values["within"])
    hops = values["hops"], values["most_hops"]
    bounds = ground.share(values["passed"]), ground.share(1)
    found, cut = circles(ground.rows, onward, within, *hops, *bounds, ground.steps)
    if cut:
        ground.cut.add("cycle")
    rounds = defaultdict(list)
    for line in found:
        rows = line[line >= 0]
        rounds[frozenset(ground.rows.src[rows].tolist())].append(rows)
    for ways in rounds.values():
        yield _circle(ground, ways)


def _circle(ground: Ground, ways: list[np.ndarray]) -> Hit:
    start = ground.rows.start
    quickest = min(int(start[way[-1]] - start[way[0]]) for way in ways)
    unproven = sum(ground.late(way[:-1], way[1:]) for way in ways)
    home = int(ground.rows.src[ways[0][0]])
    members = distinct(np.concatenate(ways))
    return Hit((home,), members, {"within": quickest / SECOND}, unproven)

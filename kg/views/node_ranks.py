"""Which column an entity stands in: by stage, inside a stage by level or by direction of flow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.model import Chain
from kg.views import legend

Arc = tuple[int, int]

COLUMN_PIXELS = 86
ROW_PIXELS = 56
PANE_PIXELS = (1420, 610)
FLOW_COLUMNS = 2
FLOW_COLUMNS_ALONE = 7


@dataclass(frozen=True, slots=True)
class Rank:
    """Entities that stand one above the other; ``fold`` side-by-side columns if they are many."""

    stage: str
    level: int
    members: tuple[int, ...]
    fold: int = 1


def arcs_of(chain: Chain) -> tuple[list[Arc], list[Arc]]:
    """Return the edges as pairs of node numbers, and the ties from a giver to the thing given."""
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    arcs = [(number[edge.source], number[edge.target]) for edge in chain.edges]
    ties = {
        (number[link.source], number[link.object])
        for edge in chain.edges
        for link in edge.links
        if link.object in number and link.source in number
    }
    return arcs, sorted(ties - set(arcs))


def ranks_of(
    chain: Chain,
    arcs: Sequence[Arc],
    hosts: Mapping[int, int],
    order: Mapping[str, int],
    pane: tuple[int, int] = PANE_PIXELS,
    most: int = FLOW_COLUMNS,
) -> list[Rank]:
    """Return the ranks from left to right: stages in order, undetermined and unknown ones last."""
    by_stage: dict[str, list[int]] = defaultdict(list)
    for at, node in enumerate(chain.nodes):
        if at not in hosts:
            by_stage[node.stage].append(at)
    stages = sorted(by_stage, key=lambda stage: (order.get(stage, len(order)), stage))
    cap = FLOW_COLUMNS_ALONE if len(stages) == 1 else most
    ranks = [
        rank
        for stage in stages
        for rank in _ranks_of_stage(chain, stage, by_stage[stage], arcs, cap)
    ]
    return _folded(ranks, pane)


def _ranks_of_stage(
    chain: Chain, stage: str, members: Sequence[int], arcs: Sequence[Arc], cap: int
) -> list[Rank]:
    inside = set(members)
    arcs = [(a, b) for a, b in arcs if a in inside and b in inside and a != b]
    levels = {at: chain.nodes[at].level for at in members}
    by_level = stage != legend.EXIT and len({n for n in levels.values() if n > 0}) > 1
    if by_level:
        columns = _with_neighbours(levels, arcs)
    else:
        columns = _level_together(_flow_columns(members, arcs, cap), levels)
    groups: dict[int, list[int]] = defaultdict(list)
    for at in members:
        groups[columns[at]].append(at)
    names = {
        key: key if by_level else _common_level(levels[at] for at in groups[key]) for key in groups
    }
    return [Rank(stage, names[key], tuple(groups[key])) for key in sorted(groups)]


def _level_together(columns: dict[int, int], levels: Mapping[int, int]) -> dict[int, int]:
    """Put the accounts of a stage's one level into one column, its rightmost."""
    account_columns = [columns[at] for at, level in levels.items() if level > 0]
    return {
        at: max(account_columns) if levels[at] > 0 else column for at, column in columns.items()
    }


def _common_level(levels: Iterable[int]) -> int:
    common = {level for level in levels if level > 0}
    return common.pop() if len(common) == 1 else 0


def _with_neighbours(levels: Mapping[int, int], arcs: Sequence[Arc]) -> dict[int, int]:
    """Give those without a level that of the nearest that has one, else the first one."""
    given = {at: level for at, level in levels.items() if level > 0}
    lowest = min(given.values())
    while reached := _touching(given, arcs):
        given |= reached
    return {at: given.get(at, lowest) for at in levels}


def _touching(given: Mapping[int, int], arcs: Sequence[Arc]) -> dict[int, int]:
    """Return those without a level that touch one who has it, with the smallest such level."""
    level_of_neighbour: dict[int, int] = {}
    for a, b in (pair for arc in arcs for pair in (arc, arc[::-1])):
        if a not in given and b in given:
            level_of_neighbour[a] = min(given[b], level_of_neighbour.get(a, given[b]))
    return level_of_neighbour


def _flow_columns(members: Sequence[int], arcs: Sequence[Arc], cap: int) -> dict[int, int]:
    """Return columns so that most arcs point right: longest path, circles broken where cheapest."""
    place = {at: turn for turn, at in enumerate(_flow_order(members, arcs))}
    forward = [(a, b) for a, b in arcs if place[a] < place[b]]
    column = dict.fromkeys(members, 0)
    for a, b in sorted(forward, key=lambda arc: place[arc[0]]):
        column[b] = max(column[b], column[a] + 1)
    for at in sorted(members, key=lambda at: -place[at]):
        ahead = [column[b] for a, b in forward if a == at]
        if ahead:
            column[at] = max(column[at], min(ahead) - 1)
    deepest = max(column.values(), default=0)
    if deepest < cap:
        return column
    return {at: depth * cap // (deepest + 1) for at, depth in column.items()}


def _flow_order(members: Sequence[int], arcs: Sequence[Arc]) -> list[int]:
    """Return an order with few arcs against it (Eades, Lin and Smyth 1993), ties by number."""
    left = set(members)
    head: list[int] = []
    tail: list[int] = []
    while left:
        live = [(a, b) for a, b in arcs if a in left and b in left]
        outward, inward = Counter(a for a, _ in live), Counter(b for _, b in live)
        sinks = sorted(at for at in left if not outward[at] and inward[at])
        if sinks:
            tail = sinks + tail
            left -= set(sinks)
            continue
        first = min(left, key=lambda at: (inward[at] > 0, inward[at] - outward[at], at))
        head.append(first)
        left.remove(first)
    return head + tail


def _folded(ranks: Sequence[Rank], pane: tuple[int, int]) -> list[Rank]:
    """Fold long ranks into several columns so that the whole fits a wide screen best."""

    def shrink(rows: int) -> tuple[float, int]:
        columns = sum(-(-len(rank.members) // rows) for rank in ranks)
        wide, high = pane
        return max(columns * COLUMN_PIXELS / wide, rows * ROW_PIXELS / high), rows

    tallest = max((len(rank.members) for rank in ranks), default=1)
    rows = min(range(1, tallest + 1), key=shrink, default=1)
    return [replace(rank, fold=-(-len(rank.members) // rows)) for rank in ranks]

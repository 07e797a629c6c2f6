"""By what a picture has columns: stages, levels of a trace, hops from a start, or time."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from kg.messages import Message
from kg.model import Chain
from kg.views import legend

if TYPE_CHECKING:
    from kg.schema import Schema

UNDETERMINED = "Undetermined"
STAGED = 0.4
"""From this part of the things on that have a stage, the stages are the columns."""
PERIODS = 6
"""So many columns of time at most."""
APART, FLOW = "apart", "flow"


@dataclass(frozen=True, slots=True)
class PictureColumns:
    """In which column each thing stands.

    Args:
        by: stage, level, hop, flow (one column, in the direction of the money) or time.
        keys: The column of each node of the chain, in their order.
        order: The place of each column from left to right.
        names: What the columns are called, by language; none for stages, whom the ontology names.
    """

    by: str
    keys: tuple[str, ...]
    order: Mapping[str, int]
    names: Mapping[str, legend.Words] = field(default_factory=dict)


def columns_of(chain: Chain, schema: Schema, starts: Sequence[str] = ()) -> PictureColumns:
    """Return what a chain's picture has columns by.

    Stages where there are stages; else the level of a trace that is drawn; else how far from the
    ``starts`` something is, those who pay it to the left. Without a start, payments run from left
    to right; else columns are when something is first told of, and without dates how far it is
    from whoever is joined to most others.
    """
    placed = sum(node.stage != UNDETERMINED for node in chain.nodes)
    stages = {node.stage for node in chain.nodes} - {UNDETERMINED}
    if len(stages) > 1 and placed >= STAGED * len(chain.nodes):
        keys = tuple(node.stage for node in chain.nodes)
        return PictureColumns("stage", keys, legend.stage_order(schema))
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    begin = [number[start] for start in starts if start in number]
    if not begin and _is_of_money(chain):
        names = {FLOW: legend.said(Message("column-flow"))}
        return PictureColumns("flow", (FLOW,) * len(chain.nodes), {FLOW: 0}, names)
    if not begin and (periods := _by_time(chain, number)):
        return periods
    if not begin and all(edge.source == edge.target for edge in chain.edges):
        names = {APART: legend.said(Message("column-unjoined"))}
        return PictureColumns("hop", (APART,) * len(chain.nodes), {APART: 0}, names)
    traced = any(edge.traced for edge in chain.edges)
    found = _by_distance(chain, number, begin or _middle(chain, number), is_traced=traced)
    return found if begin or traced else replace(found, names=_of_middle(found.names))


def _of_middle(names: Mapping[str, legend.Words]) -> Mapping[str, legend.Words]:
    """Return the names of columns around whoever is joined to most: nobody named a start."""
    own = {"hop+0": Message("column-middle"), APART: Message("column-not-of-middle")}
    return {key: legend.said(own[key]) if key in own else said for key, said in names.items()}


def _is_of_money(chain: Chain) -> bool:
    paid = sum(edge.family == "money" and bool(edge.totals) for edge in chain.edges)
    return bool(chain.edges) and paid > len(chain.edges) / 2


def _middle(chain: Chain, number: Mapping[str, int]) -> list[int]:
    beside: dict[int, set[int]] = defaultdict(set)
    for edge in chain.edges:
        a, b = number[edge.source], number[edge.target]
        if a != b:
            beside[a].add(b)
            beside[b].add(a)
    return [min(beside, key=lambda at: (-len(beside[at]), at))] if beside else [0][: len(number)]


def _by_distance(
    chain: Chain, number: Mapping[str, int], begin: Sequence[int], *, is_traced: bool
) -> PictureColumns:
    around: dict[int, dict[int, int]] = defaultdict(Counter)
    for edge in chain.edges:
        a, b = number[edge.source], number[edge.target]
        flows = edge.family == "money" and bool(edge.totals)
        if is_traced and not edge.traced and flows:
            flows = False
        around[a][b] += len(edge.links) if flows else 0
        around[b][a] -= len(edge.links) if flows else 0
    far: dict[int, int] = dict.fromkeys(begin, 0)
    queue = deque(begin)
    while queue:
        at = queue.popleft()
        for other in sorted(around[at]):
            if other in far:
                continue
            side = (far[at] > 0) - (far[at] < 0)
            if not side:
                side = -1 if around[at][other] < 0 else 1
            far[other] = far[at] + side
            queue.append(other)
    by = "level" if is_traced else "hop"
    is_signed = any(step < 0 for step in far.values()) or is_traced
    keys = tuple(f"{by}{far[at]:+d}" if at in far else APART for at in range(len(number)))
    steps = sorted(set(far.values()))
    order = {f"{by}{step:+d}": place for place, step in enumerate(steps)} | {APART: len(steps)}
    mixed = _against(around, far)
    names = {
        f"{by}{step:+d}": legend.said(_step(step, by, is_signed=is_signed, is_mixed=step in mixed))
        for step in steps
    }
    if APART in keys:
        names[APART] = legend.said(Message("column-apart"))
    return PictureColumns(by, keys, order, names)


def _against(around: Mapping[int, Mapping[int, int]], far: Mapping[int, int]) -> set[int]:
    """Return the columns that hold somebody whom money does not join to the start in their order.

    Who is paid by a payer of the start stands behind that payer, and did not pay before him.
    """
    mixed = set()
    for at, step in far.items():
        side = (step > 0) - (step < 0)
        for other, flow in around[at].items():
            nearer = abs(step) > 1 and far.get(other) == step - side
            # behind who was paid may stand who is only joined; before who paid stands who paid
            if nearer and (flow > 0 if side > 0 else flow <= 0):
                mixed.add(step)
    return mixed


def _step(step: int, by: str, *, is_signed: bool, is_mixed: bool = False) -> Message:
    if not step:
        return Message("column-start")
    if by == "level" and step > 0:
        return Message("column-level", n=str(step))
    if not is_signed:
        return Message("column-hop", n=step)
    if is_mixed:
        return Message("column-by-payers" if step < 0 else "column-by-payees", n=abs(step))
    return Message("column-payers" if step < 0 else "column-payees", n=abs(step))


def _by_time(chain: Chain, number: Mapping[str, int]) -> PictureColumns | None:
    """Return periods of about as many things each, by when each is first told of."""
    first: dict[int, datetime] = {}
    for edge in chain.edges:
        for link in edge.links:
            for end in (number[edge.source], number[edge.target]):
                if link.start:
                    first[end] = min(link.start, first.get(end, link.start))
    days = sorted({moment.date() for moment in first.values()})
    if len(days) < 2 or len(first) < len(number) / 2:
        return None
    order_of = sorted(first, key=lambda at: (first[at].date(), at))
    count = min(PERIODS, len(days))
    bounds = sorted({first[order_of[len(order_of) * n // count]].date() for n in range(count)})
    period = {at: sum(first[at].date() >= day for day in bounds) for at in first}
    keys = tuple(f"time{period[at]}" if at in period else APART for at in range(len(number)))
    names = {
        f"time{n}": legend.said(Message("column-from", day=day.isoformat()))
        for n, day in enumerate(bounds, 1)
    }
    order = {key: place for place, key in enumerate(names)} | {APART: len(names)}
    if APART in keys:
        names[APART] = legend.said(Message("column-undated"))
    return PictureColumns("time", keys, order, names)

"""The key things of a network: its figures put together, ranked, and said in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.ledger.base import Int32
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import (
    Dismantling,
    KeyGroup,
    KeyLeader,
    KeyPhase,
    KeyThing,
    KeyThings,
    KeyTie,
    Removal,
    StillReaching,
)
from kg.network.centrality import Float, Ways, pagerank, ways
from kg.network.cohesion import ROLES, CutThing, CutTie, brokerage, cuts, groups, part_sizes
from kg.network.dismantle import AMOUNT, BETWEENNESS, DEGREE, Removed, dismantle
from kg.network.terms import KEY, terms
from kg.network.ties import Network, TieRows, components, network_of_rows

PLACES = 6
"""Decimals of a figure."""
LEADERS = 3
"""Things that lead a phase."""
ROWS = 20
"""Rows kept of a thing or a tie."""


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """What figures are held to: thresholds by the names in ``terms.toml``, and how they are asked.

    ``stages`` is the group of each thing where brokerage is not by community; ``amounts`` what each
    thing received, by which things are taken out as well; ``reaching`` says how much money still
    comes to an end without these things.
    """

    exact: int
    pivots: int
    recompute: int
    grouped: int
    steps: int
    resolution: float
    seed: int
    directed: bool
    rank: str
    listed: int
    call: Callable[[str], str]
    stages: Mapping[str, str] | None = None
    amounts: Mapping[str, int] | None = None
    scale: int = 1
    reaching: Callable[[Sequence[str]], tuple[StillReaching, ...]] | None = None

    def starts(self, size: int) -> int:
        """Return from how many starts a network of so many things is estimated; 0: exact."""
        return self.pivots if size > self.exact else 0


class KeyFigures:
    """All figures of one network.

    Args:
        rows: Its rows.
        terms: What it is held to.
    """

    def __init__(self, rows: TieRows, terms: KeyTerms) -> None:
        self.rows, self.terms = rows, terms
        self.network: Network = network_of_rows(rows)
        self.ways: Ways = ways(self.network, terms.starts(self.network.size), terms.seed)
        self.pagerank: Float = pagerank(self.network, terms.directed)
        self.warnings: list[Message] = []
        self._rows_of: dict[int, list[int]] = {}

    def ranked(self, by: str) -> list[int]:
        """Return all things, the highest figure first; equals by id. 12 digits are compared."""
        figures = {
            "betweenness": self.ways.betweenness,
            "closeness": self.ways.closeness,
            "pagerank": self.pagerank,
            "degree": self.network.degrees.astype(np.float64),
        }[by]
        order: list[int] = np.argsort(-np.round(figures, 12), kind="stable").tolist()
        return order

    def result(self, network: str, parameters: Mapping[str, str]) -> KeyThings:
        """Return the key things, the ties and the groups; phases and what-ifs are not in it yet."""
        things, bridges = cuts(self.network)
        parts = part_sizes(self.network)
        numbers = self._groups()
        listed = self.ranked(self.terms.rank)[: self.terms.listed]
        bridges.sort(key=lambda tie: (-min(tie.sides), tie.one, tie.other))
        self._index_rows(listed, bridges[: self.terms.listed])
        key = self._key_things(listed, things, parts, numbers)
        names = self.rows.ends
        if self.ways.drawn:
            self.warnings.append(
                Message("key-estimated", drawn=self.ways.drawn, seed=self.terms.seed)
            )
        return KeyThings(
            network=network,
            things=self.network.size,
            ties=self.network.ties,
            rows=len(self.rows),
            parts=tuple(parts[: self.terms.listed]),
            key=tuple(key),
            bridges=tuple(
                KeyTie(names[tie.one], names[tie.other], tie.sides, self._between(tie))
                for tie in bridges[: self.terms.listed]
            ),
            groups=tuple(self._key_groups(numbers)[: self.terms.listed]),
            phases=(),
            dismantled=tuple(self._dismantled(parts[0] if parts else 0)),
            what_if=(),
            innocent=terms(KEY).innocent,
            parameters=parameters,
            warnings=tuple(self.warnings),
            cut={
                "things": max(0, self.network.size - len(key)),
                "bridges": max(0, len(bridges) - self.terms.listed),
                "groups": max(0, len(set(numbers)) - self.terms.listed),
                "parts": max(0, len(parts) - self.terms.listed),
            },
        )

    def _groups(self) -> Sequence[int]:
        """Return the community of each thing, from 1; 0 for all in a network that is too large."""
        if self.network.size > self.terms.grouped:
            self.warnings.append(Message("key-not-grouped", most=self.terms.grouped))
            return [0] * self.network.size
        found: Int32 = groups(self.network, self.terms.resolution, self.terms.seed)
        return [number + 1 for number in found.tolist()]

    def _key_things(
        self,
        listed: Sequence[int],
        things: list[CutThing],
        parts: list[int],
        numbers: Sequence[int],
    ) -> list[KeyThing]:
        pieces = {cut.thing: cut.pieces for cut in things}
        brokers = self._brokers(numbers)
        own = components(self.network)
        sizes = np.bincount(own).tolist() if len(own) else []
        into = np.bincount(self.network.heads, minlength=self.network.size)
        out = np.bincount(self.network.tails, minlength=self.network.size)
        found = []
        for thing in listed:
            part = sizes[own[thing]]
            other = max((size for n, size in enumerate(sizes) if n != own[thing]), default=0)
            left = max(pieces.get(thing, (part - 1,)))
            mine = self._rows_of.get(thing, [])
            found.append(
                KeyThing(
                    thing=self.rows.ends[thing],
                    degree=int(self.network.degrees[thing]),
                    into=int(into[thing]),
                    out=int(out[thing]),
                    betweenness=_rounded(self.ways.betweenness[thing]),
                    betweenness_error=_rounded(self.ways.betweenness_error[thing]),
                    closeness=_rounded(self.ways.closeness[thing]),
                    closeness_error=_rounded(self.ways.closeness_error[thing]),
                    pagerank=_rounded(self.pagerank[thing]),
                    brokerage=dict(zip(ROLES, brokers[thing], strict=True)) if brokers else {},
                    pieces=pieces.get(thing, ()),
                    group=numbers[thing],
                    rows=len(mine),
                    links=tuple(self.rows.links[place] for place in mine[:ROWS]),
                    said=self._said(thing, parts[0], max(left, other)),
                )
            )
        return found

    def _said(self, thing: int, before: int, after: int) -> Message:
        return Message(
            "key-thing-said",
            who=self.terms.call(self.rows.ends[thing]),
            degree=int(self.network.degrees[thing]),
            others=self.network.size - 1,
            share=f"{100 * float(self.ways.betweenness[thing]):.2f}",
            before=before,
            after=after,
        )

    def _brokers(self, numbers: Sequence[int]) -> list[tuple[int, ...]]:
        if self.terms.stages is not None:
            stages = self.terms.stages
            group: Sequence[object] = [stages.get(thing, "") for thing in self.rows.ends]
        elif any(numbers):
            group = numbers
        else:
            return []
        if int((self.network.degrees**2).sum()) > LIMITS.find_steps:
            self.warnings.append(Message("key-no-brokerage"))
            return []
        return brokerage(self.network, group, self.terms.directed)

    def _key_groups(self, numbers: Sequence[int]) -> list[KeyGroup]:
        members: dict[int, list[int]] = {}
        for thing in self.ranked(self.terms.rank):
            if numbers[thing]:
                members.setdefault(numbers[thing], []).append(thing)
        inside: dict[int, int] = dict.fromkeys(members, 0)
        place = np.array(numbers, np.int64)
        tails = np.repeat(np.arange(self.network.size), self.network.degrees)
        same = (place[tails] == place[self.network.near]) & (tails < self.network.near)
        for number in place[tails[same]].tolist():
            inside[number] = inside.get(number, 0) + 1
        return [
            KeyGroup(
                number,
                tuple(self.rows.ends[thing] for thing in some[:ROWS]),
                len(some),
                inside[number],
            )
            for number, some in sorted(members.items())
        ]

    def _dismantled(self, before: int) -> list[Dismantling]:
        orders = [DEGREE, BETWEENNESS, *([AMOUNT] if self.terms.amounts else [])]
        return [self._one_order(order, before) for order in orders]

    def _one_order(self, order: str, before: int) -> Dismantling:
        size = self.network.size
        recomputed = size <= self.terms.recompute
        amounts = [(self.terms.amounts or {}).get(thing, 0) for thing in self.rows.ends]
        rank = {amount: place for place, amount in enumerate(sorted(set(amounts)))}
        taken = dismantle(
            self.network,
            order,
            self.terms.steps,
            amounts=[rank[amount] for amount in amounts],
            recomputed=recomputed,
            pivots=self.terms.starts(size),
            seed=self.terms.seed,
            known=self.ways.betweenness,
        )
        removals = tuple(self._removal(order, taken, n, amounts) for n in range(len(taken)))
        key = f"key-dismantled-{order}"
        if order == BETWEENNESS and not recomputed:
            key += "-static"
        after = taken[-1].largest if taken else before
        said = Message(key, count=len(taken), before=before, after=after)
        return Dismantling(order, order == DEGREE or recomputed, before, removals, said)

    def _removal(
        self, order: str, taken: Sequence[Removed], n: int, amounts: Sequence[int]
    ) -> Removal:
        one = taken[n]
        names = [self.rows.ends[gone.thing] for gone in taken[: n + 1]]
        money = self.terms.reaching(names) if self.terms.reaching else ()
        figure = one.figure
        if order == AMOUNT:
            figure = amounts[one.thing] / self.terms.scale
        return Removal(names[-1], round(figure, PLACES), one.largest, money)

    def _index_rows(self, things: Iterable[int], ties: Iterable[CutTie]) -> None:
        """Note the rows of some things, in order of time and id."""
        wanted = {*things, *(tie.one for tie in ties)}
        marked = np.zeros(self.network.size, np.bool_)
        marked[sorted(wanted)] = True
        touch = np.flatnonzero(marked[self.rows.src] | marked[self.rows.dst])
        start = self.rows.start
        order = sorted(touch.tolist(), key=lambda at: (int(start[at]), self.rows.links[at]))
        for at in order:
            for end in (int(self.rows.src[at]), int(self.rows.dst[at])):
                if end in wanted:
                    self._rows_of.setdefault(end, []).append(at)

    def _between(self, tie: CutTie) -> tuple[str, ...]:
        ends = {tie.one, tie.other}
        return tuple(
            self.rows.links[at]
            for at in self._rows_of.get(tie.one, [])
            if {int(self.rows.src[at]), int(self.rows.dst[at])} == ends
        )[:ROWS]


def phase(name: str, rows: TieRows, key_terms: KeyTerms) -> KeyPhase:
    """Return the size of one phase and who leads it."""
    figures = KeyFigures(rows, key_terms)
    network = figures.network
    values = {"degree": network.degrees.astype(np.float64), "betweenness": figures.ways.betweenness}
    return KeyPhase(
        name,
        network.size,
        network.ties,
        len(rows),
        max(part_sizes(network), default=0),
        {
            measure: tuple(
                KeyLeader(rows.ends[thing], _rounded(values[measure][thing]))
                for thing in figures.ranked(measure)[:LEADERS]
            )
            for measure in values
        },
    )


def _rounded(figure: float) -> float:
    return round(float(figure), PLACES)

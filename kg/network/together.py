"""Accounts that act together, put together from pairs of rows: ties, parts, and their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from kg.ledger.base import ActionRows, Int32, Int64
from kg.model import TogetherGroup, TogetherTie
from kg.network.coordination import Edges, Pairs, edges, pairs
from kg.network.near_texts import near_texts
from kg.network.ties import components, network_of

ROWS = 20
"""Rows kept of a tie, accounts of a part."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TogetherTerms:
    """What acting together is held to: see ``terms.toml``. ``window`` is in microseconds."""

    window: int
    participation: int
    likeness: float
    letters: int
    pairs: int
    listed: int


def by_text(rows: ActionRows, terms: TogetherTerms) -> ActionRows:
    """Return the rows with nearly the same text as their object, called by its first row.

    Rows without a text, or with a short one, are left out.
    """
    group, firsts = near_texts(rows.texts, terms.likeness, terms.letters)
    kept = np.flatnonzero(group >= 0)
    return replace(
        rows,
        actor=rows.actor[kept],
        object=group[kept],
        content=rows.content[kept],
        start=rows.start[kept],
        width=rows.width[kept],
        links=[rows.links[place] for place in kept.tolist()],
        objects=[rows.links[place] for place in firsts],
        texts=[rows.texts[place] for place in kept.tolist()],
    )


class Together:
    """The accounts that act together in some rows.

    Args:
        rows: What was done.
        terms: What it is held to.

    Attributes:
        pairs: The pairs of rows that stay.
        edges: The ties between accounts.
        accounts: Positions of the accounts that are in a pair.
        objects: How many objects the pairs concern.
        parts: How many accounts each connected part has, the largest first.
    """

    def __init__(self, rows: ActionRows, terms: TogetherTerms) -> None:
        self.rows, self.terms = rows, terms
        self.pairs: Pairs = pairs(rows, terms.window, terms.participation, terms.pairs)
        self.edges: Edges = edges(rows, self.pairs)
        self.accounts: Int64 = np.unique(np.concatenate([self.edges.one, self.edges.other]))
        self.objects = len(np.unique(rows.object[self.pairs.first]))
        self._part: Int32 = self._parts()
        sizes = np.bincount(self._part, minlength=0).tolist() if len(self.accounts) else []
        self.parts: tuple[int, ...] = tuple(sorted(sizes, reverse=True))

    def _parts(self) -> Int32:
        place = np.zeros(len(self.rows.actors), np.int32)
        place[self.accounts] = np.arange(len(self.accounts), dtype=np.int32)
        network = network_of(len(self.accounts), place[self.edges.one], place[self.edges.other])
        return components(network)

    @property
    def coarse(self) -> int:
        """How many rows tell their time less exactly than the window."""
        return int((self.rows.width > max(self.terms.window, 1_000_000)).sum())

    def ties(self) -> list[TogetherTie]:
        """Return the heaviest ties, equals by the ids of their accounts."""
        order = np.argsort(-self.edges.weight, kind="stable")[: self.terms.listed]
        return [self._tie(int(place)) for place in order]

    def _tie(self, place: int) -> TogetherTie:
        mine = np.flatnonzero(self.edges.of_pair == place)
        first, second = self.pairs.first[mine], self.pairs.second[mine]
        rows = np.unique(np.concatenate([first, second]))
        return TogetherTie(
            self.rows.actors[int(self.edges.one[place])],
            self.rows.actors[int(self.edges.other[place])],
            int(self.edges.weight[place]),
            len(np.unique(self.rows.object[first])),
            bool(self.edges.strong[place]),
            tuple(self.rows.links[row] for row in rows.tolist()[:ROWS]),
        )

    def groups(self) -> list[TogetherGroup]:
        """Return the largest parts, equals by their first account."""
        if not len(self.accounts):
            return []
        sizes = np.bincount(self._part)
        order = sorted(range(len(sizes)), key=lambda part: (-int(sizes[part]), part))
        part_of = np.full(len(self.rows.actors), -1, np.int64)
        part_of[self.accounts] = self._part
        edge_part = part_of[self.edges.one]
        ties = np.bincount(self.edges.one, minlength=len(self.rows.actors))
        ties += np.bincount(self.edges.other, minlength=len(self.rows.actors))
        return [
            self._group(number, part, edge_part, ties)
            for number, part in enumerate(order[: self.terms.listed], 1)
        ]

    def _group(self, number: int, part: int, edge_part: Int64, ties: Int64) -> TogetherGroup:
        members = self.accounts[self._part == part]
        mine = edge_part == part
        pairs_of_it = np.flatnonzero(mine[self.edges.of_pair])
        rows = np.concatenate([self.pairs.first[pairs_of_it], self.pairs.second[pairs_of_it]])
        ranked = members[np.argsort(-ties[members], kind="stable")]
        times = self.rows.start[rows]
        return TogetherGroup(
            number=number,
            accounts=tuple(self.rows.actors[account] for account in ranked.tolist()[:ROWS]),
            size=len(members),
            ties=int(mine.sum()),
            strong=int((mine & self.edges.strong).sum()),
            objects=len(np.unique(self.rows.object[rows])),
            pairs=len(pairs_of_it),
            first=_moment(int(times.min())),
            last=_moment(int(times.max())),
            behind=(),
        )

    def accounts_of(self, number: int) -> Sequence[str]:
        """Return all accounts of the part with this number, sorted."""
        sizes = np.bincount(self._part)
        order = sorted(range(len(sizes)), key=lambda part: (-int(sizes[part]), part))
        members = self.accounts[self._part == order[number - 1]]
        return [self.rows.actors[account] for account in members.tolist()]

    def cut(self) -> Mapping[str, int]:
        """Return how many ties and parts are not listed."""
        listed = self.terms.listed
        return {
            "ties": max(0, len(self.edges.weight) - listed),
            "groups": max(0, len(self.parts) - listed),
        }


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)

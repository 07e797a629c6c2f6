"""Which lines say unasked what they are, so that a full picture stays readable."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kg.model import RECORDED_AS, Chain, ChainEdge, ChainNode
from kg.schema import Schema
from kg.schema.meanings import RELATED, REPORTED_LOSS
from kg.views.chain_layout import ChainLayout

SHARE = Decimal("0.08")
"""An amount below this part of the largest one is told only when asked."""
FEW = 40
"""With so few lines there is room for every caption."""
_STRENGTH = {"money": 2, "data": 2, "people": 1}


def roots(drawn: ChainLayout) -> list[int]:
    """Return where each entity really stands: a companion with its host."""
    return [place.host if place.host >= 0 else at for at, place in enumerate(drawn.places)]


def tie_of(chain: Chain, schema: Schema, guest: ChainNode, host: ChainNode) -> str:
    """Return the relation that joins a companion to its host; nothing where it holds it.

    The name below an account is its holder's: of anybody else the relation is told.
    """
    ends = {guest.entity.id, host.entity.id}
    ties = [edge.kind for edge in chain.edges if {edge.source, edge.target} == ends]
    return "" if any(map(schema.is_holding, ties)) else next(iter(ties), "")


def quiet(edges: Sequence[ChainEdge], ends: Sequence[tuple[int, int]]) -> list[bool]:
    """Return which lines only accompany a stronger one between the same two places.

    A relation that its file calls by a name of its own is no company of another one.
    """
    best: dict[frozenset[int], tuple[int, int, int]] = {}
    ranks = [_rank(edge, at) for at, edge in enumerate(edges)]
    for rank, pair in zip(ranks, ends, strict=True):
        key = frozenset(pair)
        best[key] = max(best.get(key, rank), rank)
    are_quiet = []
    for edge, rank, pair in zip(edges, ranks, ends, strict=True):
        strongest = best[frozenset(pair)]
        is_named = bool(edge.links) and RECORDED_AS in edge.links[0].values
        are_quiet.append(rank[0] < strongest[0] if is_named else rank != strongest)
    return are_quiet


def _rank(edge: ChainEdge, at: int) -> tuple[int, int, int]:
    """Money that flowed before money only reported; deeds before calls."""
    flowed = edge.family == "money" and bool(edge.traced or len(edge.totals))
    reported = edge.kind == REPORTED_LOSS
    return (_STRENGTH[edge.family] + flowed - 2 * reported, -(edge.kind == "Call"), -at)


def captioned(
    edges: Sequence[ChainEdge], ends: Sequence[tuple[int, int]], few: int = FEW
) -> list[bool]:
    """Return which lines have a caption: large amounts, and each deed once for each doer.

    That two are related in a way that nobody names is said once in a picture: it tells nothing.
    """
    largest: dict[str, Decimal] = {}
    for edge in edges:
        for code, amount in edge.totals.items():
            largest[code] = max(largest.get(code, Decimal(0)), abs(amount))
    captioned_keys: set[tuple[str, tuple[str, ...], int]] = set()
    are_captioned: list[bool] = []
    is_related_said = False
    for edge, (a, b), is_quiet in zip(edges, ends, quiet(edges, ends), strict=True):
        tells = not is_quiet and a != b
        if is_nameless(edge):
            are_captioned.append(tells and not is_related_said)
            is_related_said = is_related_said or tells
            continue
        if len(edges) <= few:
            are_captioned.append(tells)
            continue
        if tells and edge.totals:
            tells = any(abs(edge.totals[c]) >= SHARE * largest[c] for c in edge.totals)
        elif tells:
            word = edge.links[0].values.get(RECORDED_AS, ()) if edge.links else ()
            keys = {(edge.kind, word, a), (edge.kind, word, b)}
            tells = not keys & captioned_keys
            captioned_keys |= keys
        are_captioned.append(tells)
    return are_captioned


def is_nameless(edge: ChainEdge) -> bool:
    """Say whether a line tells only that two are related, without a word of its file for how."""
    is_named = bool(edge.links) and RECORDED_AS in edge.links[0].values
    return edge.kind == RELATED and not is_named and not edge.totals


def said_of(edge: ChainEdge, *, is_said: bool) -> int:
    """Return how a page tells a line: 1 unasked, 0 where there is room, -1 only when asked."""
    return 1 if is_said else -1 if is_nameless(edge) else 0

"""What is left of a network when its key things are taken out, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.ledger.base import Bool
from kg.network.centrality import Float, ways
from kg.network.ties import Network, largest_part

DEGREE, BETWEENNESS, AMOUNT = "degree", "betweenness", "amount"
ORDERS = (DEGREE, BETWEENNESS, AMOUNT)


@dataclass(frozen=True, slots=True)
class Removed:
    """A thing that was taken out, the figure that it had then, and the largest part afterwards."""

    thing: int
    figure: float
    largest: int


def dismantle(
    network: Network,
    order: str,
    steps: int,
    *,
    amounts: Sequence[float] = (),
    recomputed: bool = True,
    pivots: int = 0,
    seed: int = 1,
    known: Float | None = None,
) -> list[Removed]:
    """Take things out of a network, each time the one with the highest figure.

    Args:
        network: The network.
        order: ``degree`` (of what is still there), ``betweenness``, or ``amount``.
        steps: How many things are taken out, if so many have a tie left.
        amounts: By what ``amount`` goes, for each thing.
        recomputed: Whether betweenness is computed anew after each removal; else it is that of the
            whole network (static).
        pivots: As in :func:`kg.network.centrality.ways`.
        seed: As there.
        known: The betweenness of the whole network, where it has been computed already.

    Returns:
        The things in the order in which they went. Of equals the one with the first id goes.
    """
    gone = np.zeros(network.size, np.bool_)
    left, taken = network, list[Removed]()
    if order == BETWEENNESS and known is not None:
        figures = known
    else:
        figures = _figures(network, order, amounts, pivots, seed)
    for _ in range(steps):
        alive = ~gone & (left.degrees > 0)
        if not alive.any():
            break
        thing = _highest(figures, alive)
        gone[thing] = True
        left = network.without(gone)
        taken.append(Removed(thing, float(figures[thing]), largest_part(left, gone)))
        if order == DEGREE or (order == BETWEENNESS and recomputed):
            # normalised by what is still there, as if the network had never been larger
            figures = _figures(left, order, amounts, pivots, seed, int(gone.sum()))
    return taken


def _figures(
    network: Network, order: str, amounts: Sequence[float], pivots: int, seed: int, gone: int = 0
) -> Float:
    if order == AMOUNT:
        return np.asarray(amounts, np.float64)
    if order == DEGREE:
        return network.degrees.astype(np.float64)
    figures = ways(network, pivots, seed).betweenness
    size, left = network.size, network.size - gone
    if left > 2:
        figures = figures * ((size - 1) * (size - 2)) / ((left - 1) * (left - 2))
    return figures


def _highest(figures: Float, alive: Bool) -> int:
    """Return the first thing of those with the highest figure; 12 digits are compared."""
    open_figures = np.where(alive, np.round(figures, 12), -1.0)
    return int(np.argmax(open_figures))

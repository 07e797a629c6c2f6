"""Slow and obvious twins: every path, every triple, every removal, one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import permutations
from random import Random

import networkx as nx
import numpy as np

from kg.network.ties import Network, network_of

Pairs = Sequence[tuple[int, int]]


def network(size: int, pairs: Pairs) -> Network:
    """Return the network of some pairs."""
    src, dst = (np.array([pair[end] for pair in pairs], np.int32) for end in (0, 1))
    return network_of(size, src, dst)


def graph(size: int, pairs: Pairs) -> nx.Graph:
    """Return the same as a graph of networkx."""
    made = nx.Graph()
    made.add_nodes_from(range(size))
    made.add_edges_from(pair for pair in pairs if pair[0] != pair[1])
    return made


def random_pairs(size: int, count: int, seed: int) -> list[tuple[int, int]]:
    """Return so many pairs, some of them twice, turned round, or of one thing with itself."""
    random = Random(seed)
    return [(random.randrange(size), random.randrange(size)) for _ in range(count)]


def all_shortest(size: int, pairs: Pairs, start: int, goal: int) -> list[list[int]]:
    """Return every shortest way between two things."""
    near: list[set[int]] = [set() for _ in range(size)]
    for one, other in pairs:
        if one != other:
            near[one].add(other)
            near[other].add(one)
    ways, best = [], size + 1
    queue = deque([[start]])
    while queue:
        way = queue.popleft()
        if len(way) > best:
            break
        if way[-1] == goal:
            best = len(way)
            ways.append(way)
            continue
        queue.extend([*way, other] for other in sorted(near[way[-1]]) if other not in way)
    return ways


def betweenness(size: int, pairs: Pairs) -> list[float]:
    """Return Freeman's betweenness by writing down every shortest way."""
    share = [0.0] * size
    for start, goal in permutations(range(size), 2):
        ways = all_shortest(size, pairs, start, goal)
        for thing in range(size):
            if ways and thing not in (start, goal):
                share[thing] += sum(thing in way for way in ways) / len(ways)
    return [one / ((size - 1) * (size - 2)) for one in share]


def pagerank(size: int, pairs: Pairs, directed: bool) -> list[float]:
    """Return PageRank as the solution of its equations."""
    out: list[set[int]] = [set() for _ in range(size)]
    for one, other in pairs:
        if one != other:
            out[one].add(other)
            if not directed:
                out[other].add(one)
    matrix = np.zeros((size, size))
    for one in range(size):
        for other in out[one] or range(size):
            matrix[other, one] = 1 / (len(out[one]) or size)
    found = np.linalg.solve(np.eye(size) - 0.85 * matrix, np.full(size, 0.15 / size))
    return [float(share) for share in found]


def brokers(
    size: int, pairs: Pairs, group: Sequence[object], directed: bool
) -> list[tuple[int, ...]]:
    """Return the five roles of Gould and Fernandez by looking at every triple."""
    ties = {pair for pair in pairs if pair[0] != pair[1]}
    if not directed:
        ties |= {(other, one) for one, other in ties}
    counts = [[0] * 5 for _ in range(size)]
    for a, b, c in permutations(range(size), 3):
        if (a, b) in ties and (b, c) in ties and (a, c) not in ties:
            same = group[a] == group[b], group[b] == group[c], group[a] == group[c]
            role = {
                (True, True, True): 0, (False, True, False): 1, (True, False, False): 2,
                (False, False, True): 3, (False, False, False): 4,
            }[same]  # fmt: skip
            counts[b][role] += 1
    return [tuple(count) for count in counts]


def dismantled(size: int, pairs: Pairs, steps: int) -> list[tuple[int, int]]:
    """Return what networkx' betweenness takes out, computed anew, and the largest part after."""
    left, taken = graph(size, pairs), []
    for _ in range(steps):
        open_things = [thing for thing in sorted(left) if left.degree(thing)]
        if not open_things:
            break
        figures = nx.betweenness_centrality(left)
        best = max(open_things, key=lambda thing: (round(figures[thing], 12), -thing))
        left.remove_node(best)
        taken.append((best, max(map(len, nx.connected_components(left)), default=0)))
    return taken

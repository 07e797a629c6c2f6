"""Betweenness and closeness beside networkx, on real networks and on a made one of 100,000 things.

Real ones (Montagna, Caviar, POLE) need ``KG_SHARED``; without it that is said. Answers are compared
to the ninth decimal before any time is told. On the made network both estimate from as many
starts; networkx draws others, so there only times are compared, and how far off kg's own error is.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np
from measured import Verdicts, differ, milliseconds

from kg.network.centrality import ways
from kg.network.cohesion import cuts, groups
from kg.network.dismantle import BETWEENNESS, dismantle
from kg.network.ties import Network, network_of

SHARED = Path(os.environ.get("KG_SHARED", ""))
PIVOTS = 256
SAME = 1e-9


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this measure."""
    parser.add_argument("--nodes", type=int, default=100_000, help="key: things of the made one")
    parser.add_argument("--peer-pivots", type=int, default=8, help="key: starts of networkx there")


def measure(given: argparse.Namespace, verdicts: Verdicts) -> None:
    """Compare the answers, then print the times."""
    for name, pairs in _real():
        _exact(name, pairs, verdicts)
    _made(given.nodes, given.peer_pivots, verdicts)


def _real() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    data = SHARED / "data"
    if not os.environ.get("KG_SHARED") or not data.is_dir():
        print("  no real networks: KG_SHARED is not set")
        return
    for name in ("meetings", "phone"):
        path = data / "montagna-mafia" / f"montagna_{name}.csv"
        yield f"Montagna, {name}", _edges(path.read_text("utf-8-sig"), "source", "target")
    caviar = (data / "covert-networks" / "caviar_full.csv").read_text("utf-8-sig")
    yield "Caviar", _edges(caviar, "source", "target")
    with zipfile.ZipFile(data / "pole" / "pole-data-importer.zip") as packed:
        (knows,) = (n for n in packed.namelist() if n.upper().endswith("KNOWS.CSV"))
        yield "POLE, who knows whom", _edges(packed.read(knows).decode(), ":START_ID", ":END_ID")


def _edges(text: str, source: str, target: str) -> list[tuple[str, str]]:
    return [(row[source], row[target]) for row in csv.DictReader(io.StringIO(text))]


def _network(pairs: list[tuple[str, str]]) -> tuple[Network, nx.Graph]:
    names = {name: place for place, name in enumerate(sorted({n for pair in pairs for n in pair}))}
    src, dst = (np.array([names[pair[end]] for pair in pairs], np.int32) for end in (0, 1))
    graph = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    graph.add_edges_from((a, b) for a, b in zip(src.tolist(), dst.tolist(), strict=True) if a != b)
    return network_of(len(names), src, dst), graph


def _exact(name: str, pairs: list[tuple[str, str]], verdicts: Verdicts) -> None:
    network, graph = _network(pairs)
    ours, took = milliseconds(lambda: ways(network))
    (between, close), peer = milliseconds(
        lambda: (nx.betweenness_centrality(graph), nx.closeness_centrality(graph))
    )
    for found, known in ((ours.betweenness, between), (ours.closeness, close)):
        if any(abs(found[n] - known[n]) > SAME for n in graph):
            differ(f"{name}: betweenness or closeness")
    taken, removing = milliseconds(lambda: dismantle(network, BETWEENNESS, 5))
    parts = [removed.largest for removed in taken]
    print(
        f"  {name:24}{network.size:>8,} things {network.ties:>8,} ties"
        f"  kg {took:,.1f} ms  networkx {peer:,.1f} ms  five removals {removing:,.1f} ms {parts}"
    )
    verdicts.say("key", f"{name}: as networkx, no slower", f"{took:,.1f} / {peer:,.1f} ms",
                 took <= peer)  # fmt: skip


def _made(nodes: int, peer_pivots: int, verdicts: Verdicts) -> None:
    """Estimate a made network in which few have many ties."""
    graph = nx.barabasi_albert_graph(nodes, 2, seed=1)
    pairs = np.array(list(graph.edges), np.int32)
    network = network_of(nodes, pairs[:, 0], pairs[:, 1])
    found, took = milliseconds(lambda: ways(network, PIVOTS))
    _, peer = milliseconds(lambda: nx.betweenness_centrality(graph, k=peer_pivots, seed=1))
    each, others = took / PIVOTS, peer / peer_pivots
    print(
        f"  made of {nodes:,} things, {network.ties:,} ties: kg {took / 1000:,.1f} s for "
        f"{PIVOTS} starts ({each:,.0f} ms each, with closeness), networkx {others:,.0f} ms each"
    )
    top = np.argsort(-found.betweenness)[:10]
    share = float(np.mean(found.betweenness_error[top] / found.betweenness[top]))
    print(f"  error said of the first ten: {100 * share:.0f} % of the figure")
    (things, ties), cutting = milliseconds(lambda: cuts(network))
    print(f"  {len(things):,} cut nodes, {len(ties):,} bridges in {cutting:,.0f} ms")
    few = min(nodes, 5_000)
    small = nx.barabasi_albert_graph(few, 2, seed=1)
    pairs = np.array(list(small.edges), np.int32)
    network = network_of(few, pairs[:, 0], pairs[:, 1])
    _, grouping = milliseconds(lambda: groups(network))
    _, exact = milliseconds(lambda: ways(network))
    print(f"  {few:,} things: exact {exact / 1000:,.1f} s, communities {grouping / 1000:,.1f} s")
    verdicts.say("key", f"{nodes:,} things: a start faster than networkx",
                 f"{each:,.0f} / {others:,.0f} ms", each <= others)  # fmt: skip

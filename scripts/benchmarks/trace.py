"""Trace 1 M synthetic transfers beside DuckDB and NetworkX; the answers are compared before times.

Generator G1 (seeded): account = perm[floor(V * u^3)], distinct milliseconds over 90 days, lognormal
amounts. Question: every transfer reachable in time from all payments of an account, at most 4 hops,
72 hours a hop, hop numbers minimal (level by level), no hub stop. Medians of 5 warm runs;
NetworkX runs once.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import networkx as nx
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kg.ledger.base import FlowIndex
from kg.model import Seed
from kg.trace.base import KernelTerms, clocks_of, flows_of
from kg.trace.seeds import place_seeds
from kg.trace.tracing import RULES, trace
from kg.trace.traversal import follow

HOUR = 3_600_000_000
HOPS, WITHIN, DAYS, RUNS = 4, 72 * HOUR, 90, 5
NO_HUB = 1 << 20
Levels = Mapping[int, int]

RECURSIVE = f"""
WITH RECURSIVE reached(pos, dst, start, level) USING KEY (pos) AS (
    SELECT pos, dst, start, 1 FROM flow WHERE src = ?
    UNION
    SELECT e.pos, any_value(e.dst), any_value(e.start), min(t.level) + 1
    FROM reached t JOIN flow e ON e.src = t.dst AND e.start > t.start
        AND e.start <= t.start + {WITHIN}
    LEFT JOIN recurring.reached seen ON seen.pos = e.pos
    WHERE seen.pos IS NULL AND t.level < {HOPS}
    GROUP BY e.pos
) SELECT pos, level FROM reached
"""


def generate(transfers: int, accounts: int, seed: int) -> FlowIndex:
    """Return the arrays of G1."""
    dice = np.random.default_rng(seed)
    names = dice.permutation(accounts).astype(np.int32)
    src, dst = (names[(accounts * dice.random(transfers) ** 3).astype(np.int64)] for _ in "12")
    milliseconds = dice.choice(DAYS * 86_400_000, transfers, replace=False)
    start = np.sort(milliseconds).astype(np.int64) * 1000
    amount = (dice.lognormal(7, 1.5, transfers) * 100).astype(np.int64) + 1
    nobody = np.full(transfers, -1, np.int32)
    lines = {}
    for way, ends in (("out", src), ("in", dst)):
        lines[f"{way}_idx"] = np.argsort(ends, kind="stable").astype(np.int32)
        counts = np.bincount(ends, minlength=accounts)
        lines[f"{way}_ptr"] = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return FlowIndex(
        src=src, dst=dst, start=start, width=np.ones(transfers, np.int64), amount=amount,
        currency=np.zeros(transfers, np.int16), seq=np.full(transfers, -1, np.int64),
        source_no=np.zeros(transfers, np.int32), reporter=nobody,
        links=[str(n) for n in range(transfers)], accounts=[str(n) for n in range(accounts)],
        currencies=("CNY",), scales=(100,), counterparties=np.zeros(accounts, np.int32),
        hub_kind=np.zeros(accounts, bool), is_end=np.zeros(accounts, bool), **lines,
    )  # fmt: skip


def in_wei(index: FlowIndex) -> FlowIndex:
    """Return the same payments and one unit each, with 18 decimals: 64 bits do not hold them."""
    units = [divmod(one * 10**16 + 1, 1 << 64) for one in index.amount.tolist()]
    high, low = zip(*units, strict=True)
    return replace(
        index, amount=np.full(len(index), -1, np.int64), scales=(10**18,), wide=(0,),
        wide_at=np.arange(len(index)), wide_high=np.array(high, np.int64),
        wide_low=np.array(low, np.uint64),
    )  # fmt: skip


def timed(question: Callable[[], Any], runs: int = RUNS) -> tuple[Any, float]:
    """Return the answer and the median time in milliseconds; one run alone is not warmed up."""
    answer, times = question() if runs > 1 else None, []
    for _ in range(runs):
        begun = time.perf_counter()
        answer = question()
        times.append((time.perf_counter() - begun) * 1000)
    return answer, statistics.median(times)


def by_kg(index: FlowIndex, account: int) -> Levels:
    terms = KernelTerms(within=WITHIN, hops=HOPS, hub=NO_HUB)
    flows = flows_of(index)
    lots = place_seeds(index, flows, terms, [Seed(str(account))]).columns()
    found = follow(index, flows, clocks_of(index, terms), terms, lots.position)
    return dict(zip(found.steps.tolist(), found.level[found.steps].tolist(), strict=True))


def by_duckdb(con: duckdb.DuckDBPyConnection, account: int) -> Levels:
    return dict(con.execute(RECURSIVE, [account]).fetchall())


def by_networkx(graph: nx.MultiDiGraph, account: int) -> Levels:
    level: dict[int, int] = {}
    front = [(account, -WITHIN, NO_HUB * HOUR)]
    for height in range(1, HOPS + 1):
        after = []
        for at, moment, until in front:
            for _, to, key, start in graph.out_edges(at, keys=True, data="start"):
                if key not in level and moment < start <= until:
                    level[key] = height
                    after.append((to, start, start + WITHIN))
        front = after
    return level


def networkx_graph(index: FlowIndex) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    columns = (index.src.tolist(), index.dst.tolist(), index.start.tolist())
    for key, (src, dst, start) in enumerate(zip(*columns, strict=True)):
        graph.add_edge(src, dst, key, start=start)
    return graph


def duckdb_table(index: FlowIndex) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": 2})
    columns = {"src": index.src, "dst": index.dst, "start": index.start}
    columns["pos"] = np.arange(len(index), dtype=np.int32)
    con.register("arrays", columns)
    con.execute("CREATE TABLE flow AS SELECT * FROM arrays")
    return con


def starts(index: FlowIndex) -> Mapping[str, int]:
    """Return an ordinary account, one of the busiest hundredth, and the busiest."""
    order = np.argsort(np.diff(index.out_ptr), kind="stable")
    return {
        "median account": int(order[len(order) // 2]),
        "99th percentile": int(order[len(order) * 99 // 100]),
        "busiest account": int(order[-1]),
    }


def compare(answers: Mapping[str, Levels], start: str) -> None:
    """End the run where two engines differ: a time for another answer is worth nothing."""
    first = next(iter(answers.values()))
    for engine, answer in answers.items():
        if answer != first:
            sys.exit(f"{engine} answers otherwise from the {start}: {len(answer)}, {len(first)}")


def row(cells: Iterable[object]) -> None:
    print("".join(f"{cell!s:>17}" for cell in cells))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--transfers", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-networkx", action="store_true")
    wish = parser.parse_args(arguments)
    index = generate(wish.transfers, wish.accounts, wish.seed)
    print(
        f"{wish.transfers:,} transfers, {wish.accounts:,} accounts, {DAYS} days; {HOPS} hops, 72 h"
    )
    engines: dict[str, Callable[[int], Levels]] = {"kg": lambda a: by_kg(index, a)}
    begun = time.perf_counter()
    con = duckdb_table(index)
    print(f"DuckDB {duckdb.__version__}: table made in {time.perf_counter() - begun:.2f} s")
    engines["DuckDB"] = lambda a: by_duckdb(con, a)
    if not wish.no_networkx:
        begun = time.perf_counter()
        graph = networkx_graph(index)
        print(f"NetworkX {nx.__version__}: graph made in {time.perf_counter() - begun:.1f} s")
        engines["NetworkX"] = lambda a: by_networkx(graph, a)
    row(("start", "transfers", *(f"{name} ms" for name in engines), *(f"{r} ms" for r in RULES)))
    finer = in_wei(index)
    for start, account in starts(index).items():
        runs = {
            name: timed(lambda ask=ask, a=account: ask(a), 1 if name == "NetworkX" else RUNS)
            for name, ask in engines.items()
        }
        compare({name: answer for name, (answer, _) in runs.items()}, start)
        whole = [whole_trace(index, account, rule) for rule in RULES]
        row((start, len(runs["kg"][0]), *(f"{ms:.2f}" for _, ms in runs.values()), *whole))
        none = ["" for _ in runs]
        row(("in wei", "", *none, *(whole_trace(finer, account, rule) for rule in RULES)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"kg fifo/haircut: whole trace with amounts, stops and objects. Peak of all {peak:,} MB")


def whole_trace(index: FlowIndex, account: int, rule: str) -> str:
    def ask() -> object:
        return trace(index, [Seed(str(account))], rule=rule, hops=HOPS, within="72h", hub=NO_HUB)

    return f"{timed(ask, 3)[1]:.1f}"


if __name__ == "__main__":
    main(sys.argv[1:])

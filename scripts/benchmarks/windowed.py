"""B3: the windowed trace, seeds by how much they reach, beside DuckDB, NetworkX and plain Python.

The answer of each engine is every transfer reached with its level: strictly later, at most so long
a hop, level by level, seeds are all payments of one account and level 1. kg answers in two ways:
`follow` gives exactly that, `trace` the whole result with amounts, stops and model objects.
"""

from __future__ import annotations

import statistics
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import duckdb
import networkx as nx
import numpy as np
from generated import HOUR, NO_HUB, generate
from measured import CLOCK, Verdicts, differ, milliseconds, percentile, row

from kg.ledger.base import FlowIndex
from kg.model import Seed
from kg.trace.base import KernelTerms, clocks_of, flows_of
from kg.trace.tracing import run
from kg.trace.traversal import traverse

QUESTIONS = {"3 hops, 7 d": (3, 168), "4 hops, 72 h": (4, 72), "6 hops, 30 d": (6, 720)}
NEAR = (5_000, 20_000)
"""What counts as about 10^4 edges."""
OWN_SECONDS = 60.0
"""How long kg is asked a question, of one account after the other."""
BUCKETS = (1, 10, 100, 1_000, 10_000, 100_000)
Levels = tuple[Any, Any]

RECURSIVE = """
WITH RECURSIVE reached(pos, dst, start, level) USING KEY (pos) AS (
    SELECT pos, dst, start, 1 FROM flow WHERE src = $1
    UNION
    SELECT e.pos, any_value(e.dst), any_value(e.start), min(t.level) + 1
    FROM reached t JOIN flow e ON e.src = t.dst AND e.start > t.start
        AND e.start <= t.start + $2
    LEFT JOIN recurring.reached seen ON seen.pos = e.pos
    WHERE seen.pos IS NULL AND t.level < $3
    GROUP BY e.pos
) SELECT pos, level FROM reached
"""


@dataclass
class Engines:
    """The data as each engine wants it; an engine that is absent is too slow for this size."""

    index: FlowIndex
    con: duckdb.DuckDBPyConnection
    graph: nx.MultiDiGraph | None = None
    lists: tuple[list[int], list[int], list[int], list[int]] | None = None
    notes: list[str] = field(default_factory=list)
    peer_seconds: float = 20.0

    def asked(self) -> Mapping[str, Callable[[int, int, int], Levels]]:
        """Return how each engine is asked: account, hops, hours."""
        engines: dict[str, Callable[[int, int, int], Levels]] = {
            "kg": self.kg,
            "DuckDB": self.duckdb,
        }
        if self.graph is not None:
            engines["NetworkX"] = self.networkx
        if self.lists is not None:
            engines["Python"] = self.python
        return engines

    def kg(self, account: int, hops: int, hours: int) -> Levels:
        """Return what kg finds."""
        index, terms = (
            self.index,
            KernelTerms(within=hours * HOUR, hops=hops, hub=NO_HUB, edges=1 << 40),
        )
        flows = flows_of(index)
        seeds = index.out_idx[index.out_ptr[account] : index.out_ptr[account + 1]]
        found = traverse(index, flows, clocks_of(index, terms), terms, seeds.astype(np.int64))
        return found.steps, found.level

    def duckdb(self, account: int, hops: int, hours: int) -> Levels:
        """Return what DuckDB finds with its recursion by key."""
        found = self.con.execute(RECURSIVE, [account, hours * HOUR, hops]).fetchnumpy()
        return found["pos"], found["level"]

    def networkx(self, account: int, hops: int, hours: int) -> Levels:
        """Return what a loop over a NetworkX graph finds."""
        assert self.graph is not None
        within, level, front = hours * HOUR, {}, [(account, -1, NO_HUB * HOUR)]
        for height in range(1, hops + 1):
            after = []
            for at, moment, until in front:
                for _, to, key, start in self.graph.out_edges(at, keys=True, data="start"):
                    if moment < start <= until and key not in level:
                        level[key] = height
                        after.append((to, start, start + within))
            front = after
        return list(level), list(level.values())

    def python(self, account: int, hops: int, hours: int) -> Levels:
        """Return what a loop over sorted lists finds."""
        assert self.lists is not None
        ptr, pos, dst, start = self.lists
        within, level, front = hours * HOUR, {}, [(account, -1, NO_HUB * HOUR)]
        for height in range(1, hops + 1):
            after = []
            for at, moment, until in front:
                end = ptr[at + 1]
                for slot in range(bisect_right(start, moment, ptr[at], end), end):
                    moment_ = start[slot]
                    if moment_ > until:
                        break
                    if pos[slot] not in level:
                        level[pos[slot]] = height
                        after.append((dst[slot], moment_, moment_ + within))
            front = after
        return list(level), list(level.values())

    def whole(self, account: int, hops: int, hours: int) -> Any:
        """Return kg's complete trace by FIFO."""
        terms = KernelTerms(within=hours * HOUR, hops=hops, hub=NO_HUB, edges=1 << 40)
        return run(self.index, [Seed(str(account))], terms, ("fifo",), "bench")


def engines(index: FlowIndex, accounts: int, *, with_networkx: bool) -> Engines:
    """Give the data to each engine, and say what it took."""
    con, took = milliseconds(lambda: duckdb_table(index))
    found = Engines(index, con, notes=[f"DuckDB table {took / 1000:.1f} s"])
    order = np.asarray(index.out_idx)
    columns = (index.out_ptr, order, index.dst[order], index.start[order])
    found.lists, took = milliseconds(lambda: tuple(column.tolist() for column in columns))
    found.notes.append(f"Python lists {took / 1000:.1f} s")
    if with_networkx:
        found.graph, took = milliseconds(lambda: networkx_graph(index))
        found.notes.append(f"NetworkX graph {took / 1000:.1f} s")
    else:
        found.notes.append("NetworkX not run: its graph of this size needs more than 6 GB")
    return found


def duckdb_table(index: FlowIndex) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": 2})
    columns = {"src": index.src, "dst": index.dst, "start": index.start}
    con.register("arrays", {**columns, "pos": np.arange(len(index), dtype=np.int32)})
    con.execute("CREATE TABLE flow AS SELECT * FROM arrays")
    con.unregister("arrays")
    return con


def networkx_graph(index: FlowIndex) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    columns = (index.src.tolist(), index.dst.tolist(), index.start.tolist())
    for key, (src, dst, start) in enumerate(zip(*columns, strict=True)):
        graph.add_edge(src, dst, key, start=start)
    return graph


def by_reach(made: Engines, hops: int, hours: int, seeds: int, dice: np.random.Generator) -> Any:
    """Ask kg of many accounts; return the accounts, the edges each reached, and the times.

    Where answers are millions of payments it stops after a while; the table says how many it asked.
    """
    paying = np.flatnonzero(np.diff(made.index.out_ptr))
    accounts = dice.choice(paying, seeds)
    made.kg(int(accounts[0]), hops, hours)
    edges, times = [], []
    for account in accounts.tolist():
        answer, took = milliseconds(lambda a=account: made.kg(a, hops, hours))
        edges.append(len(answer[0]))  # its size, not itself: a thousand of them fill the memory
        times.append(took)
        if sum(times) > OWN_SECONDS * 1000:
            break
    return accounts[: len(edges)], np.array(edges), times


def bucket_of(edges: np.ndarray) -> np.ndarray:
    return np.searchsorted(BUCKETS, edges, side="right")


WIDTHS = (14, 11, 7, 9, 9, 9, 9, 10, 8, 12, 8, 12, 8, 11)
HEADS = (
    "question", "reached", "seeds", "edges", "p50 ms", "p95", "p99.9",
    "DuckDB ms", "x", "NetworkX ms", "x", "Python ms", "x", "trace() ms",
)  # fmt: skip


def race(
    transfers: int, accounts: int, seed: int, seeds: int, peer_seconds: float, verdicts: Verdicts
) -> None:
    """Run B3 at one size."""
    index = generate(transfers, accounts, seed)
    made = engines(index, accounts, with_networkx=transfers <= 2_000_000)
    made.peer_seconds = peer_seconds
    print(f"\nB3 windowed trace: G1 {transfers:,} transfers, {accounts:,} accounts, 90 days")
    print(f"   strictly later, level by level, no hub stop; {'; '.join(made.notes)}")
    row(HEADS, WIDTHS)
    dice = np.random.default_rng(seed)
    middling, ratios, wide = [], [], []
    for name, (hops, hours) in QUESTIONS.items():
        drawn, edges, times = by_reach(made, hops, hours, seeds, dice)
        near = (edges >= NEAR[0]) & (edges < NEAR[1])
        middling += [times[at] for at in np.flatnonzero(near)]
        for number, least in enumerate(BUCKETS):
            mine = np.flatnonzero(bucket_of(edges) == number + 1)
            if not len(mine):
                continue
            took = [times[at] for at in mine]
            peers = beside(made, drawn[mine].tolist(), hops, hours)
            p50 = percentile(took, 0.5)
            line: list[object] = [name, f">={least:,}", len(mine), int(np.median(edges[mine]))]
            line += [
                f"{p50:.3f}",
                f"{percentile(took, 0.95):.3f}",
                f"{percentile(took, 0.999):.3f}",
            ]
            for peer in ("DuckDB", "NetworkX", "Python"):
                ms, ratio = peers.get(peer, (0.0, 0.0))
                line += [f"{ms:.2f}", f"{ratio:,.0f}"] if peer in peers else ["-", "-"]
            ask = partial(made.whole, hops=hops, hours=hours)
            whole = [milliseconds(partial(ask, a))[1] for a in drawn[mine[:3]]]
            row([*line, f"{statistics.median(whole):.1f}"], WIDTHS)
            ratios.append(peers["DuckDB"][1])
            if hops == 6 and "NetworkX" in peers:
                wide.append(peers["NetworkX"])
        row([name, "all", len(drawn), int(np.median(edges)), *(
            f"{percentile(times, p):.3f}" for p in (0.5, 0.95, 0.999))], WIDTHS[:7])  # fmt: skip
    judge(transfers, made, middling, ratios, wide, verdicts)


def beside(made: Engines, accounts: list[int], hops: int, hours: int) -> Any:
    """Ask the peers of the same accounts, compare, and return their median and its ratio."""
    ours, right = [], {}
    for account in accounts[:25]:
        right[account], took = milliseconds(lambda a=account: made.kg(a, hops, hours))
        ours.append(took)
    found = {}
    for name, ask in made.asked().items():
        if name == "kg":
            continue
        times: list[float] = []
        for account in list(right):
            answer, took = milliseconds(lambda a=account, ask=ask: ask(a, hops, hours))
            if not same(right[account], answer):
                differ(f"B3 {name} from account {account}, {hops} hops, {hours} h")
            halved = name == "DuckDB" and CLOCK.name != "wall"
            times.append(took / 2 if halved else took)
            if sum(times) > made.peer_seconds * 1000:
                break
        found[name] = statistics.median(times), ratio(times, ours)
    return found


def ratio(theirs: list[float], ours: list[float]) -> float:
    """Return by how much our median is shorter over the same accounts."""
    return statistics.median(theirs) / statistics.median(ours[: len(theirs)])


def same(ours: Levels, theirs: Levels) -> bool:
    """Say whether two answers name the same transfers at the same levels."""
    tables = []
    for pos, level in (ours, theirs):
        keys = np.asarray(pos, np.int64) * 64 + np.asarray(level, np.int64)
        tables.append(np.sort(keys))
    return np.array_equal(*tables)


def judge(
    transfers: int, made: Engines, middling: list[float], ratios: list[float],
    wide: list[tuple[float, float]], verdicts: Verdicts,
) -> None:  # fmt: skip
    size = f"{transfers / 1e6:g} M"
    if middling:
        p95 = percentile(middling, 0.95)
        found = f"p50 {percentile(middling, 0.5):.1f} ms, p95 {p95:.1f} ms"
        verdicts.say("B3", f"{size}: p95 <= 15 ms at 5,000 to 20,000 edges", found, p95 <= 15)
    least = min(ratios)
    text = f"least {least:.1f}x, median {statistics.median(ratios):.0f}x"
    verdicts.say("B3", f"{size}: p50 >= 10x DuckDB in every bucket", text, least >= 10)
    if wide:
        most = max(one for _, one in wide)
        text = f"{min(one for _, one in wide):.0f}x to {most:.0f}x by bucket"
        met = min(one for _, one in wide) >= 100
        verdicts.say("B3", f"{size}: >= 100x NetworkX at 6 hops 30 days", text, met)
    else:
        verdicts.say("B3", f"{size}: >= 100x NetworkX at 6 hops 30 days", "graph too big", None)
    alone = overhead(made)
    verdicts.say("B3", f"{size}: call overhead <= 50 us", f"{alone:.0f} us", alone <= 50)
    verdicts.say("B3", f"{size}: >= 1,000x Neo4j", "no server in this run", None)


def overhead(made: Engines) -> float:
    """Return the microseconds of a walk whose one payment leads nowhere."""
    index, flows = made.index, flows_of(made.index)
    terms = KernelTerms(within=0, hops=8, hub=NO_HUB)
    clocks, seeds = clocks_of(index, terms), np.array([len(index) // 2])
    times = [
        milliseconds(lambda: traverse(index, flows, clocks, terms, seeds))[1] for _ in range(2000)
    ]
    return statistics.median(times) * 1000

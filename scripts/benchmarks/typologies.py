"""Typologies over G3 beside DuckDB SQL and NetworkX: answers compared first, then times.

The answer of a typology is the set of its member rows. DuckDB runs what one SELECT can say honestly
(pass-through, funnel, spray and gather-scatter take rows greedily, which SQL cannot); NetworkX runs
three on 1 M. Then recall and precision on planted shapes, and findings of a bare G1.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import duckdb
import networkx as nx
import numpy as np
from planted import index_from, plant_world
from recall import bare, scores

from kg.ledger.base import FlowIndex
from kg.trace.typologies.catalogue import length, typologies
from kg.trace.typologies.search_rows import SearchScope, rows_of
from kg.trace.typology_search import DETECTORS, search

EVERY = 1 << 40
HOUR = 3_600_000_000
HUB = 1_000
RUNS = 3

BURST = """
WITH f AS (SELECT pos, {mine} AS me, {other} AS other, start FROM flow
        JOIN stands ON stands.id = {mine} WHERE {mark}),
    w AS (SELECT a.pos, a.me, count(DISTINCT b.other) AS others, count(*) AS rows,
        max(b.pos) AS last
        FROM f a JOIN f b ON a.me = b.me AND b.pos >= a.pos AND b.start <= a.start + {within}
        GROUP BY ALL),
    t AS (SELECT me, count(*) AS marked FROM f GROUP BY me),
    good AS (SELECT w.* FROM w JOIN t USING (me) WHERE others >= {least} AND rows >= {rows}
        AND others >= {times} * (1 + (marked - rows) * {within}::DOUBLE
            / greatest({whole} - {within}, {within})))
SELECT DISTINCT b.pos
    FROM good g JOIN f b ON b.me = g.me AND b.pos BETWEEN g.pos AND g.last
"""
TESTED = """
WITH r AS (SELECT *, row_number() OVER (PARTITION BY src, dst ORDER BY pos) AS n FROM flow),
    small AS (SELECT * FROM r WHERE n = 1 AND amount <= {small}),
    hit AS (SELECT s.pos, min(b.pos) AS paid FROM small s JOIN r b USING (src, dst)
        WHERE b.pos > s.pos AND b.amount >= {big} AND b.start <= s.start + {within}
        AND b.amount >= {times} * s.amount GROUP BY s.pos)
SELECT unnest([pos, paid]) FROM hit
"""
NIGHT = """
WITH e AS (SELECT pos, src AS me, start FROM flow UNION ALL SELECT pos, dst, start FROM flow),
    n AS (SELECT *, start // 3600000000 % 24 BETWEEN {first} AND {last} - 1 AS night FROM e),
    good AS (SELECT me FROM n JOIN stands ON stands.id = me GROUP BY me
        HAVING count(*) FILTER (night) >= {rows}
        AND count(*) FILTER (night) / count(*) >= greatest({share}, {times} *
            (SELECT count(*) FILTER (night) / count(*) FROM n)))
SELECT DISTINCT pos FROM n JOIN good USING (me) WHERE night
"""
WAYS = """
WITH ok AS (SELECT f.* FROM flow f JOIN stands a ON a.id = src JOIN stands b ON b.id = dst),
    w AS (SELECT a.src AS s, b.dst AS t, a.dst AS m, a.pos AS p, b.pos AS q, a.start
        FROM ok a JOIN ok b ON b.src = a.dst AND b.pos > a.pos AND b.start <= a.start + {onward}
        AND b.amount BETWEEN {passed} * a.amount AND a.amount AND b.dst <> a.src),
    busy AS (SELECT s, t FROM w GROUP BY s, t HAVING count(DISTINCT m) >= {between}),
    v AS (SELECT * FROM w JOIN busy USING (s, t)),
    good AS (SELECT a.s, a.t, a.start FROM v a JOIN v b USING (s, t)
        WHERE b.start BETWEEN a.start AND a.start + {within}
        GROUP BY a.s, a.t, a.start HAVING count(DISTINCT b.m) >= {between})
SELECT DISTINCT unnest([v.p, v.q]) FROM v JOIN good g USING (s, t)
    WHERE v.start BETWEEN g.start AND g.start + {within}
"""
CYCLE = """
WITH RECURSIVE ok AS (
    SELECT f.* FROM flow f JOIN stands a ON a.id = src JOIN stands b ON b.id = dst),
    way AS (
    SELECT src AS home, dst AS at, pos, start, start AS begun, amount, [pos] AS path,
        [src, dst] AS met, false AS done FROM ok
    UNION ALL
    SELECT w.home, b.dst, b.pos, b.start, w.begun, b.amount, list_append(w.path, b.pos),
        list_append(w.met, b.dst), b.dst = w.home
    FROM way w JOIN ok b ON b.src = w.at AND b.pos > w.pos AND b.start <= w.start + {onward}
        AND b.start <= w.begun + {within} AND b.amount BETWEEN {passed} * w.amount AND w.amount
    WHERE NOT w.done AND len(w.path) < {most_hops}
        AND (b.dst = w.home OR NOT list_contains(w.met, b.dst)))
SELECT DISTINCT unnest(path) FROM way WHERE done AND len(path) >= {hops}
"""
ALIKE = """
WITH e AS (SELECT src AS me, dst AS other FROM flow UNION SELECT dst, src FROM flow),
    d AS (SELECT me, count(*) AS n FROM e GROUP BY me),
    few AS (SELECT e.* FROM e JOIN d ON d.me = e.other JOIN d own ON own.me = e.me
        JOIN stands s ON s.id = e.other JOIN stands t ON t.id = e.me
        WHERE d.n <= {rare} AND own.n <= {most}),
    r AS (SELECT me, count(*) AS n FROM few GROUP BY me HAVING n >= {common}),
    ok AS (SELECT few.*, n FROM few JOIN r USING (me)),
    p AS (SELECT a.me AS one, b.me AS two, a.n AS x, b.n AS y, count(*) AS c
        FROM ok a JOIN ok b ON a.other = b.other AND a.me < b.me
        GROUP BY ALL HAVING c >= {common} AND c >= {share} * greatest(x, y))
SELECT one, two FROM p
"""


def values(name: str) -> dict[str, Any]:
    """Return a typology's thresholds, times in microseconds and money in fen."""
    found: dict[str, Any] = {}
    for key, value in typologies()[name].with_values({}).items():
        unit = typologies()[name].thresholds[key].unit
        value = length(value) if unit == "time" else value
        found[key] = int(value["CNY"] * 100) if unit == "money" else value
    return found


def questions(index: FlowIndex) -> Mapping[str, str]:
    """Return the SQL of each typology that one SELECT can say."""
    whole = int(index.start[-1] - index.start[0])
    found = {}
    for name, mine, other in (("fan-in", "dst", "src"), ("fan-out", "src", "dst")):
        v = values(name)
        least = v.get("payers") or v["payees"]
        found[name] = BURST.format(
            mine=mine, other=other, mark="true", whole=whole, least=least, rows=least,
            within=v["within"], times=v["times"],
        )  # fmt: skip
    v = values("structuring")
    parts = []
    for limit in v["limit"]["CNY"]:
        mark = f"amount >= {limit * 100 * (1 - v['below'])} AND amount < {limit * 100}"
        parts += [
            f"({BURST.format(mine=a, other=b, mark=mark, whole=whole, least=1, rows=v['rows'], within=v['within'], times=0)})"  # noqa: E501
            for a, b in (("src", "dst"), ("dst", "src"))
        ]
    found["structuring"] = " UNION ".join(parts)
    found["test-transfer"] = TESTED.format(**values("test-transfer"))
    v = values("night-peak")
    found["night-peak"] = NIGHT.format(**v, first=v["hours"][0], last=v["hours"][1])
    found["scatter-gather"] = WAYS.format(**values("scatter-gather"))
    found["cycle"] = CYCLE.format(**values("cycle"))
    found["shared-counterparty"] = ALIKE.format(**values("shared-counterparty"))
    return found


def duckdb_table(index: FlowIndex) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": 2})
    rows = rows_of(index, SearchScope())
    columns = {name: getattr(rows, name) for name in ("src", "dst", "start", "amount")}
    columns["pos"] = np.arange(len(index), dtype=np.int64)
    keep = rows.ok != 0
    con.register("arrays", {name: column[keep] for name, column in columns.items()})
    con.execute("CREATE TABLE flow AS SELECT * FROM arrays")
    con.register("marks", {"id": np.flatnonzero(rows.stands).astype(np.int32)})
    con.execute("CREATE TABLE stands AS SELECT * FROM marks")
    return con


def by_kg(index: FlowIndex, name: str) -> set[Any]:
    found = search(index, [name], limit=EVERY, steps=EVERY).findings
    if name == "shared-counterparty":
        return {frozenset(map(int, one.centre)) for one in found}
    return {int(link) for one in found for link in one.links}


def by_duckdb(con: duckdb.DuckDBPyConnection, name: str, text: str) -> set[Any]:
    rows = con.execute(text).fetchall()
    if name == "shared-counterparty":
        groups = nx.Graph(rows)
        return {frozenset(group) for group in nx.connected_components(groups)}
    return {row for (row,) in rows}


def networkx_graph(index: FlowIndex) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    rows = rows_of(index, SearchScope())
    columns = (rows.src.tolist(), rows.dst.tolist(), rows.start.tolist(), rows.amount.tolist())
    for key, (src, dst, start, amount) in enumerate(zip(*columns, strict=True)):
        if rows.ok[key]:
            graph.add_edge(src, dst, key, start=start, amount=amount)
    return graph


def nx_fan_in(graph: nx.MultiDiGraph, stands: set[int], whole: int) -> set[int]:
    v, found = values("fan-in"), set()
    within = v["within"]
    for account in graph:
        if account not in stands:
            continue
        rows = sorted(
            (k, d["start"], s) for s, _, k, d in graph.in_edges(account, keys=True, data=True)
        )
        for at, (_, start, _) in enumerate(rows):
            end = at
            while end < len(rows) and rows[end][1] <= start + within:
                end += 1
            payers = len({row[2] for row in rows[at:end]})
            usual = (len(rows) - end + at) * within / max(whole - within, within)
            if payers >= v["payers"] and payers >= v["times"] * (1 + usual):
                found.update(row[0] for row in rows[at:end])
    return found


def nx_cycle(graph: nx.MultiDiGraph, stands: set[int], whole: int) -> set[int]:
    v, found = values("cycle"), set()
    out = {
        a: sorted((k, d) for _, _, k, d in graph.out_edges(a, keys=True, data=True)) for a in graph
    }
    ends = {k: (s, t) for s, t, k in graph.edges(keys=True)}

    def walk(path: list[int], met: set[int], begun: int, last: dict[str, int]) -> None:
        home, at = ends[path[0]][0], ends[path[-1]][1]
        for key, row in out[at]:
            if key <= path[-1] or row["start"] > min(
                last["start"] + v["onward"], begun + v["within"]
            ):
                continue
            if not v["passed"] * last["amount"] <= row["amount"] <= last["amount"]:
                continue
            to = ends[key][1]
            if to == home and len(path) + 1 >= v["hops"]:
                found.update((*path, key))
            elif len(path) + 1 < v["most_hops"] and to in stands and to not in met:
                walk([*path, key], met | {to}, begun, row)

    for src, dst, key, row in graph.edges(keys=True, data=True):
        if src in stands and dst in stands:
            walk([key], {src, dst}, row["start"], row)
    return found


def nx_tested(graph: nx.MultiDiGraph, stands: set[int], whole: int) -> set[int]:
    v, found = values("test-transfer"), set()
    for src in graph:
        for _, rows in graph[src].items():
            (first, small), *rest = sorted(rows.items())
            for key, row in rest if small["amount"] <= v["small"] else ():
                soon = row["start"] <= small["start"] + v["within"]
                if soon and row["amount"] >= max(v["big"], v["times"] * small["amount"]):
                    found.update((first, key))
                    break
    return found


BY_NETWORKX = {"fan-in": nx_fan_in, "cycle": nx_cycle, "test-transfer": nx_tested}


def timed(question: Callable[[], Any], runs: int) -> tuple[Any, float]:
    """Return the answer and the best time in milliseconds."""
    answer, times = None, []
    for _ in range(runs):
        begun = time.perf_counter()
        answer = question()
        times.append((time.perf_counter() - begun) * 1000)
    return answer, min(times)


def race(index: FlowIndex, *, with_networkx: bool) -> None:
    con, texts = duckdb_table(index), questions(index)
    graph = networkx_graph(index) if with_networkx else None
    stands = set(np.flatnonzero(rows_of(index, SearchScope()).stands).tolist())
    whole = int(index.start[-1] - index.start[0])
    print(f"{'typology':22}{'rows':>9}{'kg ms':>10}", end="")
    print(f"{'DuckDB ms':>12}{'x':>7}{'NetworkX ms':>13}{'x':>7}")
    for name in DETECTORS:
        ours, ms = timed(lambda name=name: by_kg(index, name), RUNS)
        line = f"{name:22}{len(ours):>9,}{ms:>10.1f}"
        if name in texts:
            theirs, other = timed(lambda name=name: by_duckdb(con, name, texts[name]), 1)
            line += compared(name, ours, theirs, other, ms, 12)
        if graph is not None and name in BY_NETWORKX:
            line += " " * (0 if name in texts else 19)
            ask = BY_NETWORKX[name]
            theirs, other = timed(lambda ask=ask: ask(graph, stands, whole), 1)
            line += compared(name, ours, theirs, other, ms, 13)
        print(line, flush=True)


def compared(
    name: str, ours: set[Any], theirs: set[Any], other: float, ms: float, wide: int
) -> str:
    """End the run where the answers differ: a time for another answer is worth nothing."""
    if ours != theirs:
        sys.exit(
            f"{name}: answers differ, {len(ours)} and {len(theirs)}, {len(ours ^ theirs)} apart"
        )
    return f"{other:>{wide}.0f}{other / ms:>7.1f}"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--transfers", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, help="default: a tenth of the transfers")
    parser.add_argument("--each", type=int, default=100, help="plants of every kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-networkx", action="store_true")
    wish = parser.parse_args(arguments)
    wish.accounts = wish.accounts or wish.transfers // 10
    print(f"{os.cpu_count()} cores · DuckDB {duckdb.__version__} · NetworkX {nx.__version__}")
    world = plant_world(
        wish.transfers, wish.accounts, each=wish.each, decoys=wish.each // 3, seed=wish.seed
    )
    print(f"G3: {len(world.index):,} transfers, {len(world.index.accounts):,} accounts, 90 days")
    search(index_from(np.array([[0, 1, 0, 5], [1, 0, 9, 5]], np.int64), 2))  # compile
    race(world.index, with_networkx=not wish.no_networkx)
    print(f"{'typology':22}{'planted':>9}{'count':>7}{'found':>7}", end="")
    print(f"{'findings':>10}{'right':>7}  innocent")
    every = list(scores(world))
    for one in every:
        shapes = " ".join(f"{name} {count}" for name, count in one.shapes.items())
        print(
            f"{one.kind:22}{one.planted:>9}{one.counted:>7}{one.found:>7}{one.findings:>10}"
            f"{one.right:>7}  {shapes}"
        )
    recall = sum(one.found for one in every) / sum(one.counted for one in every)
    precision = sum(one.right for one in every) / sum(one.findings for one in every)
    print(f"recall {recall:.2%}, precision {precision:.2%}")
    alone = bare(wish.transfers, wish.accounts, wish.seed + 100)
    share = alone / wish.accounts * 10_000
    print(f"G1 without plants: {alone} findings, {share:.2f} per 10,000 accounts")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak of all {peak:,} MB")


if __name__ == "__main__":
    main(sys.argv[1:])

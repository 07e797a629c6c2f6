"""B9: FinBench's queries about paths and flows on its own snapshot, beside DuckDB SQL.

Meanings as the specification v0.2.0-alpha has them: both ends of a window are left out, times on a
path ascend strictly, nothing is cut off. TCR8 is not asked: its public implementations have three
meanings. TCR10 and TCR11, of companies and guarantees, are about no flow. Amounts are compared to
the last of their 16 decimals. DuckDB holds the rows in memory with an index at either end.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from measured import Verdicts, differ, milliseconds, percentile, row
from snapshot import AMOUNT, SNAPSHOT, Flows, Snapshot, opened

ASKED = 200
LEAST = 1_000_000
YEAR = 365 * 24 * 3_600_000
Answer = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Query:
    """One question: what it is about, and how each engine answers it."""

    name: str
    about: str
    ours: Callable[..., Answer]
    sql: str


def levels(flows: Flows, begin: np.ndarray, ways: str, window: tuple[int, int]) -> list[np.ndarray]:
    """Return the nodes that one, two and three flows lead to, times ascending (in: descending).

    At each node only the first arrival counts (in: the last departure): whatever follows a later
    one follows it too.
    """
    size, back = len(flows.at), ways == "in"
    ptr, idx = (flows.in_ptr, flows.in_idx) if back else (flows.out_ptr, flows.out_idx)
    far = flows.src if back else flows.dst
    lowest = int(np.searchsorted(flows.at, window[0], "right"))
    highest = int(np.searchsorted(flows.at, window[1], "left"))
    nodes, bound = begin, np.full(len(begin), highest if back else lowest - 1)
    keys = np.repeat(np.arange(len(ptr) - 1, dtype=np.int64), np.diff(ptr)) * size + idx
    found = []
    for _ in range(3):
        first = np.searchsorted(keys, nodes * size + (lowest if back else bound + 1))
        last = np.searchsorted(keys, nodes * size + (bound if back else highest))
        rows = idx[_spans(first, np.maximum(first, last))].astype(np.int64)
        rows.sort()
        rows = rows if back else rows[::-1]
        best = np.full(len(ptr) - 1, -1)
        best[far[rows]] = rows  # the last one written is the earliest (in: the latest)
        nodes = np.flatnonzero(best >= 0)
        bound = best[nodes]
        found.append(nodes)
    return found


def _spans(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return the numbers of all ranges, one after the other."""
    sizes = last - first
    return np.repeat(first - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())


def tcr1(data: Snapshot, account: int, since: int, until: int) -> Answer:
    found = levels(data.flows["transfer"], np.array([account]), "out", (since, until))
    return [
        (int(node), hops, medium)
        for hops, nodes in enumerate(found, 1)
        for node in nodes.tolist()
        if node in data.signs
        for medium in {m for m, at in data.signs[node] if since < at < until}
    ]


def tcr2(data: Snapshot, person: int, since: int, until: int) -> Answer:
    found = levels(data.flows["transfer"], data.owned(person), "in", (since, until))
    deposits, answer = data.flows["deposit"], []
    for node in set(np.concatenate(found).tolist()):
        loans = set(deposits.src[deposits.between("in", node, since, until)].tolist())
        if loans:
            told = [data.loans[loan] for loan in loans]
            answer.append((node, sum(int(a) for a, _ in told), sum(int(b) for _, b in told)))
    return answer


def tcr3(data: Snapshot, one: int, other: int, since: int, until: int) -> Answer:
    flows, hops = data.flows["transfer"], 0
    inside = (flows.at > since) & (flows.at < until)
    seen = np.zeros(len(flows.out_ptr) - 1, bool)
    frontier = np.array([one])
    seen[one] = True
    while len(frontier) and not seen[other]:
        rows = flows.out_idx[_spans(flows.out_ptr[frontier], flows.out_ptr[frontier + 1])]
        reached = flows.dst[rows[inside[rows]]]
        new = np.zeros(len(seen), bool)
        new[reached] = True
        new &= ~seen
        seen |= new
        frontier, hops = np.flatnonzero(new), hops + 1
    return [(hops if seen[other] else -1,)]


def tcr4(data: Snapshot, one: int, other: int, since: int, until: int) -> Answer:
    flows = data.flows["transfer"]
    there = flows.between("out", one, since, until)
    if not np.any(flows.dst[there] == other):
        return []
    back, onward = flows.between("in", one, since, until), flows.between("out", other, since, until)
    answer = []
    for node in set(flows.src[back].tolist()) & set(flows.dst[onward].tolist()):
        second, third = back[flows.src[back] == node], onward[flows.dst[onward] == node]
        sums = [(len(rows), flows.total(rows), flows.most(rows)) for rows in (second, third)]
        answer.append((node, *sums[0], *sums[1]))
    return answer


def tcr5(data: Snapshot, person: int, since: int, until: int) -> Answer:
    flows, paths = data.flows["transfer"], set()
    growing = [((int(node),), since) for node in data.owned(person)]
    for _ in range(3):
        growing = [
            ((*path, to), at)
            for path, before in growing
            for to, at in _onward(flows, path[-1], before, until)
            if to not in path
        ]
        paths |= {path for path, _ in growing}
    return list(paths)


def _onward(flows: Flows, node: int, since: int, until: int) -> list[tuple[int, int]]:
    rows = flows.between("out", node, since, until)
    return list(zip(flows.dst[rows].tolist(), flows.at[rows].tolist(), strict=True))


def tcr6(data: Snapshot, card: int, since: int, until: int) -> Answer:
    taken, transfers, answer = data.flows["withdraw"], data.flows["transfer"], []
    rows = taken.above(taken.between("in", card, since, until), LEAST)
    for node in set(taken.src[rows].tolist()):
        came = transfers.above(transfers.between("in", node, since, until), LEAST)
        if len(came) > 3:
            mine = rows[taken.src[rows] == node]
            answer.append((node, transfers.total(came), taken.total(mine)))
    return answer


def tcr7(data: Snapshot, account: int, since: int, until: int) -> Answer:
    flows = data.flows["transfer"]
    came, left = (
        flows.above(flows.between(side, account, since, until), LEAST) for side in ("in", "out")
    )
    sums = flows.total(came), flows.total(left)
    return [(len(set(flows.src[came].tolist())), len(set(flows.dst[left].tolist())), *sums)]


def tcr9(data: Snapshot, account: int, since: int, until: int) -> Answer:
    lent, repaid, moved = (data.flows[name] for name in ("deposit", "repay", "transfer"))
    sides = ((lent, "in"), (repaid, "out"), (moved, "in"), (moved, "out"))
    chosen = [(f, f.above(f.between(side, account, since, until), LEAST)) for f, side in sides]
    return [tuple(flows.total(rows) for flows, rows in chosen)]


def tcr12(data: Snapshot, person: int, since: int, until: int) -> Answer:
    flows, sums = data.flows["transfer"], {}
    for own in data.owned(person).tolist():
        for node, _, units in _by_peer(flows, "out", flows.between("out", own, since, until)):
            if data.firm[node]:
                sums[node] = sums.get(node, 0) + units
    return list(sums.items())


def tsr2(data: Snapshot, account: int, since: int, until: int) -> Answer:
    flows = data.flows["transfer"]
    told: list[int] = []
    for side in ("out", "in"):
        rows = flows.between(side, account, since, until)
        told += (flows.total(rows), flows.most(rows) if len(rows) else -1, len(rows))
    return [tuple(told)]


def tsr3(data: Snapshot, account: int, since: int, until: int) -> Answer:
    flows = data.flows["transfer"]
    rows = flows.above(flows.between("in", account, since, until), LEAST)
    whole = int(flows.in_ptr[account + 1] - flows.in_ptr[account])
    return [(int(data.blocked[flows.src[rows]].sum()), whole)]


def tsr4(data: Snapshot, account: int, since: int, until: int) -> Answer:
    flows = data.flows["transfer"]
    return _by_peer(flows, "out", flows.above(flows.between("out", account, since, until), LEAST))


def tsr5(data: Snapshot, account: int, since: int, until: int) -> Answer:
    flows = data.flows["transfer"]
    return _by_peer(flows, "in", flows.above(flows.between("in", account, since, until), LEAST))


def _by_peer(flows: Flows, side: str, rows: np.ndarray) -> Answer:
    peers = (flows.dst if side == "out" else flows.src)[rows]
    mine = {peer: rows[peers == peer] for peer in set(peers.tolist())}
    return [(peer, len(some), flows.total(some)) for peer, some in mine.items()]


def tsr6(data: Snapshot, account: int, since: int, until: int) -> Answer:
    flows, found = data.flows["transfer"], set()
    for node in set(flows.src[flows.between("in", account, since, until)].tolist()):
        found |= set(flows.dst[flows.between("out", node, since, until)].tolist())
    return [(node,) for node in found if data.blocked[node] and node != account]


IN = "moment > $since AND moment < $until"
UNITS = "coalesce(sum(replace(amount::VARCHAR, '.', '')::HUGEINT), 0)"
MOST = "coalesce(max(replace(amount::VARCHAR, '.', '')::HUGEINT), -1)"
ABOVE = f"amount > {LEAST}::{AMOUNT}"


def walks(first: str, back: bool) -> str:
    """Return SQL for ``reached(node, hops)``: up to three transfers, times ascending."""
    near, far, later = ("dst", "src", "<") if back else ("src", "dst", ">")
    hop = f"t.{near} = w.node AND t.moment {later} w.moment AND t.{IN}".replace(
        " AND moment", " AND t.moment"
    )
    keep = "max" if back else "min"
    two = f"SELECT t.{far} AS node, {{}} AS hops, {keep}(t.moment) AS moment FROM {{}} w"
    return (
        f"WITH one AS (SELECT {far} AS node, 1 AS hops, {keep}(moment) AS moment FROM transfer"
        f" WHERE {near} IN ({first}) AND {IN} GROUP BY 1),"
        f" two AS ({two.format(2, 'one')} JOIN transfer t ON {hop} GROUP BY 1),"
        f" three AS ({two.format(3, 'two')} JOIN transfer t ON {hop} GROUP BY 1),"
        " reached AS (SELECT node, hops FROM one UNION ALL SELECT node, hops FROM two"
        " UNION ALL SELECT node, hops FROM three)"
    )


PERSONS = "SELECT account FROM own WHERE owner = $person AND NOT firm"
SUMS = {
    name: f"(SELECT {UNITS} FROM {table} WHERE {end} = $account AND {IN} AND {ABOVE})"
    for name, table, end in (
        ("lent", "deposit", "dst"), ("repaid", "repay", "src"),
        ("came", "transfer", "dst"), ("left", "transfer", "src"),
    )
}  # fmt: skip
TCR5 = f"""
WITH own_account AS ({PERSONS}), e AS (SELECT src, dst, moment FROM transfer WHERE {IN}),
one AS (SELECT [src, dst] AS path, dst AS node, moment FROM e
    WHERE src IN (FROM own_account) AND src <> dst),
two AS (SELECT list_append(path, dst) AS path, dst AS node, e.moment FROM one p
    JOIN e ON e.src = p.node AND e.moment > p.moment WHERE NOT list_contains(path, dst)),
three AS (SELECT list_append(path, dst) AS path FROM two p
    JOIN e ON e.src = p.node AND e.moment > p.moment WHERE NOT list_contains(path, dst))
SELECT path FROM one UNION SELECT path FROM two UNION SELECT path FROM three"""
TCR3 = f"""
WITH RECURSIVE e AS (SELECT DISTINCT src, dst FROM transfer WHERE {IN}),
reached(node, hops) USING KEY (node) AS (
    SELECT $account::BIGINT, 0 UNION
    SELECT e.dst, min(r.hops) + 1 FROM reached r JOIN e ON e.src = r.node
    LEFT JOIN recurring.reached seen ON seen.node = e.dst WHERE seen.node IS NULL GROUP BY e.dst
) SELECT coalesce(min(hops), -1) FROM reached WHERE node = $other"""
TCR4 = f"""
SELECT b.node, b.n, b.units, b.most, o.n, o.units, o.most FROM
(SELECT src AS node, count(*) AS n, {UNITS} AS units, {MOST} AS most FROM transfer
    WHERE dst = $account AND {IN} GROUP BY 1) b JOIN
(SELECT dst AS node, count(*) AS n, {UNITS} AS units, {MOST} AS most FROM transfer
    WHERE src = $other AND {IN} GROUP BY 1) o USING (node)
WHERE EXISTS (FROM transfer WHERE src = $account AND dst = $other AND {IN})"""
TCR6 = f"""
SELECT w.node, t.units, w.units FROM
(SELECT src AS node, {UNITS} AS units FROM withdraw
    WHERE dst = $account AND {IN} AND {ABOVE} GROUP BY 1) w JOIN
(SELECT dst AS node, {UNITS} AS units FROM transfer WHERE {IN} AND {ABOVE}
    GROUP BY 1 HAVING count(*) > 3) t USING (node)"""
TCR2 = (
    walks(PERSONS, back=True)
    + f""", held AS (
    SELECT DISTINCT d.dst AS node, d.src AS loan FROM deposit d
    WHERE d.{IN.replace(" AND moment", " AND d.moment")} AND d.dst IN (SELECT node FROM reached))
SELECT node, sum(replace(amount::VARCHAR, '.', '')::HUGEINT),
    sum(replace(balance::VARCHAR, '.', '')::HUGEINT)
FROM held JOIN loan l ON l.code = held.loan GROUP BY 1"""
)
TCR1 = (
    walks("$account", back=False)
    + """
SELECT DISTINCT node, hops, medium FROM reached r JOIN sign_in s ON s.account = r.node
WHERE s.moment > $since AND s.moment < $until"""
)
TCR7 = f"""
SELECT (SELECT count(DISTINCT src) FROM transfer WHERE dst = $account AND {IN} AND {ABOVE}),
    (SELECT count(DISTINCT dst) FROM transfer WHERE src = $account AND {IN} AND {ABOVE}),
    {SUMS["came"]}, {SUMS["left"]}"""
TCR12 = f"""
SELECT dst, {UNITS} FROM transfer WHERE src IN ({PERSONS}) AND {IN}
    AND dst IN (SELECT account FROM own WHERE firm) GROUP BY 1"""
TSR2 = f"""
SELECT o.*, i.* FROM
(SELECT {UNITS}, {MOST}, count(*) FROM transfer WHERE src = $account AND {IN}) o,
(SELECT {UNITS}, {MOST}, count(*) FROM transfer WHERE dst = $account AND {IN}) i"""
TSR3 = f"""
SELECT (SELECT count(*) FROM transfer t JOIN account a ON a.code = t.src AND a.blocked
    WHERE dst = $account AND {IN} AND {ABOVE}),
    (SELECT count(*) FROM transfer WHERE dst = $account)"""
PEERS = "SELECT {}, count(*), {} FROM transfer WHERE {} = $account AND {} AND {} GROUP BY 1"
TSR6 = f"""
SELECT DISTINCT t.dst FROM transfer t JOIN account a ON a.code = t.dst AND a.blocked
WHERE t.dst <> $account AND t.moment > $since AND t.moment < $until
    AND t.src IN (SELECT src FROM transfer WHERE dst = $account AND {IN})"""
QUERIES = (
    Query("TCR1", "account", tcr1, TCR1),
    Query("TCR2", "person", tcr2, TCR2),
    Query("TCR3", "pair", tcr3, TCR3),
    Query("TCR4", "edge", tcr4, TCR4),
    Query("TCR5", "person", tcr5, TCR5),
    Query("TCR6", "card", tcr6, TCR6),
    Query("TCR7", "account", tcr7, TCR7),
    Query("TCR9", "account", tcr9, f"SELECT {', '.join(SUMS.values())}"),
    Query("TCR12", "person", tcr12, TCR12),
    Query("TSR2", "account", tsr2, TSR2),
    Query("TSR3", "account", tsr3, TSR3),
    Query("TSR4", "account", tsr4, PEERS.format("dst", UNITS, "src", IN, ABOVE)),
    Query("TSR5", "account", tsr5, PEERS.format("src", UNITS, "dst", IN, ABOVE)),
    Query("TSR6", "account", tsr6, TSR6),
)


def drawn(data: Snapshot, about: str, dice: np.random.Generator) -> dict[str, int]:
    """Return parameters: somebody who deals, and a window of up to a year."""
    flows = data.flows["withdraw" if about == "card" else "transfer"]
    pick = int(dice.integers(len(flows.at)))
    src, dst, at = (int(column[pick]) for column in (flows.src, flows.dst, flows.at))
    window = {"since": at - int(dice.integers(YEAR)) // 2, "until": at + int(dice.integers(YEAR))}
    persons = data.owner[~data.firm & (data.owner >= 0)]
    named = {
        "account": {"account": src},
        "card": {"account": dst},
        "edge": dict(
            zip(("account", "other"), data.closing[pick % len(data.closing)], strict=True)
        ),
        "pair": {"account": src, "other": int(dice.integers(len(data.owner)))},
        "person": {"person": int(dice.choice(persons))},
    }
    return {**named[about], **window}


def race(seed: int, verdicts: Verdicts) -> None:
    """Run B9."""
    if not SNAPSHOT.exists():
        verdicts.say("B9", "FinBench snapshot: all equal, p95 < 10 ms", "no snapshot here", None)
        return
    data = opened()
    sizes = ", ".join(f"{len(one.at):,} {name}s" for name, one in data.flows.items())
    print(f"\nB9 FinBench snapshot: {sizes}; {ASKED} parameters a query")
    row(("query", "rows", "kg p50", "kg p95", "DuckDB p50", "DuckDB p95", "p50 x"), WIDTHS)
    slowest = max(asked(data, query, np.random.default_rng(seed)) for query in QUERIES)
    said = f"{len(QUERIES)} queries equal, slowest p95 {slowest:.1f} ms"
    verdicts.say("B9", "FinBench snapshot: all equal, p95 < 10 ms", said, slowest < 10)


WIDTHS = (7, 9, 9, 9, 12, 12, 8)


def asked(data: Snapshot, query: Query, dice: np.random.Generator) -> float:
    """Ask both engines the same, compare, print; return kg's p95."""
    ours, theirs, rows = [], [], 0
    for _ in range(ASKED):
        given = drawn(data, query.about, dice)
        mine, took = milliseconds(lambda g=given: query.ours(data, *g.values()))
        other, long = milliseconds(lambda g=given: data.con.execute(query.sql, g).fetchall())
        if plain(mine) != plain(other):
            differ(f"B9 {query.name} {given}")
        ours.append(took)
        theirs.append(long)
        rows += len(mine)
    if not rows:
        sys.exit(f"B9 {query.name}: no question had an answer; nothing is compared")
    times = [percentile(one, share) for one in (ours, theirs) for share in (0.5, 0.95)]
    cells = [f"{took:.2f}" for took in times]
    row((query.name, f"{rows:,}", *cells, f"{times[2] / times[0]:.0f}"), WIDTHS)
    return times[1]


def plain(answer: Sequence[tuple[Any, ...]]) -> Answer:
    """Return an answer as whole numbers in one order; a path is told by its nodes."""
    flat = (one[0] if len(one) == 1 and isinstance(one[0], list) else one for one in answer)
    return sorted(tuple(map(int, one)) for one in flat)

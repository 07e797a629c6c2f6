"""A push beside a bare driver loop, and money in time beside Cypher, on one server in one run.

The bare loop writes the same nodes and relationships with the same statements, from rows that are
ready: what it lacks is the case, the digests and the diff. The trace is asked on single rows: each
transfer reached with its level, strictly later, at most so long a hop; Cypher walks one query a
hop with the frontier as a parameter, which is the faster of its two ways on 5.26.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
from generated import HOUR, NO_HUB, generate
from measured import Verdicts, differ, machine, milliseconds, percentile, row

from kg.graph.neo4j import Neo4jStore, Server, read_address
from kg.graph.neo4j.ledger_payments import send_rows
from kg.graph.neo4j.push_batches import Push
from kg.ledger.base import FlowIndex
from kg.lpg import LinkNode, NodeShape, evidence_rows, fact_row, source_row
from kg.model import Entity, Evidence, Link, Precision, Source, stable_id
from kg.schema import load_schema
from kg.trace.base import KernelTerms, clocks_of, flows_of
from kg.trace.traversal import traverse

RECORD = Path(__file__).resolve().parents[2] / ".neo4j" / "server.json"
SHA = "a" * 64
BEGUN = datetime(2024, 1, 1, tzinfo=UTC)
BATCH = 2_000
QUESTIONS = {"3 hops, 24 h": (3, 24), "4 hops, 72 h": (4, 72), "6 hops, 72 h": (6, 72)}
HOP = """
UNWIND $frontier AS f
MATCH (a:Account2 {id: f.account})-[r:PAID2]->(b)
WHERE r.at > f.at AND r.at <= f.at + $within
RETURN DISTINCT r.pos AS pos, b.id AS account, r.at AS at"""


def facts(links: int) -> tuple[list[Entity], list[Link]]:
    """Return a graph of accounts and transfers, each with one piece of evidence."""
    dice = np.random.default_rng(1)
    size = links // 5
    accounts = [account(n) for n in range(size)]
    ends = dice.integers(0, size, (links, 2)).tolist()
    fen = dice.integers(100, 10_000_000, links).tolist()
    transfers = [
        Link(
            stable_id("Transfer", str(n)), "Transfer", accounts[a].id, accounts[b].id, "",
            BEGUN + timedelta(seconds=n), None, Precision.SECOND, Decimal(fen[n]) / 100, "CNY",
            {"memo": (f"货款 {n}",)}, (proof(size + n),),
        )
        for n, (a, b) in enumerate(ends)
    ]  # fmt: skip
    return accounts, transfers


def account(number: int) -> Entity:
    values = {"cardNumber": (f"0622{number:012}",)}
    return Entity(stable_id("Account", str(number)), "BankAccount", values, (proof(number),))


def proof(number: int) -> Evidence:
    return Evidence(SHA, f"line {number}", "delimited", "")


def shape(case: str) -> NodeShape:
    schema = load_schema()
    return NodeShape(case, schema, {k.name: k.shortcut for k in schema.kinds() if k.shortcut})


def bare(server: Server, case: str, accounts: Sequence[Entity], transfers: Sequence[Link]) -> float:
    """Write the same rows by a loop over the driver; return the seconds of writing links."""
    own = shape(case)
    nodes = [fact_row(one, own).properties for one in accounts]
    ties = [fact_row(one, own) for one in transfers]
    proofs = list(evidence_rows((e for one in (*accounts, *transfers) for e in one.evidence), own))
    source = source_row(Source(SHA, "x.csv", 1, "x", SHA, 1, 1, 0, 0, 1, True, 1), own)
    labels = ":".join(fact_row(accounts[0], own).labels)
    create = "UNWIND $rows AS row CREATE (n:{}) SET n = row"
    write(server, create.format("Source"), [source.properties])
    write(server, create.format(labels), nodes)
    begun = time.perf_counter()
    write(server, create.format("Evidence"), proofs)
    write(
        server,
        "UNWIND $rows AS row MATCH (e:Evidence {case: row.case, id: row.id})"
        " MATCH (s:Source {case: row.case, id: row.sha256}) CREATE (e)-[:FROM_SOURCE]->(s)",
        proofs,
    )
    rows = [told(tie, case) for tie in ties if isinstance(tie, LinkNode)]
    kinds = ":".join(ties[0].node.labels) if isinstance(ties[0], LinkNode) else ""
    write(
        server,
        "UNWIND $rows AS row MATCH (a:Entity {case: row.case, id: row.source})"
        " MATCH (b:Entity {case: row.case, id: row.target})"
        " MATCH (e:Evidence {case: row.case, id: row.proof})"
        f" CREATE (l:{kinds}) SET l = row.node CREATE (l)-[:SOURCE]->(a), (l)-[:TARGET]->(b),"
        " (a)-[r:TRANSFERRED_TO]->(b), (l)-[:SUPPORTED_BY]->(e) SET r = row.edge",
        rows,
    )
    return time.perf_counter() - begun


def told(tie: LinkNode, case: str) -> dict[str, Any]:
    ends = {"source": tie.ends["source"], "target": tie.ends["target"]}
    proofs = {"proof": tie.node.evidence[0], "case": case}
    return {**ends, **proofs, "node": tie.node.properties, "edge": tie.edge}


def write(server: Server, query: str, rows: Iterable[dict[str, Any]]) -> None:
    rest = iter(rows)
    while some := list(islice(rest, BATCH)):
        server.write(lambda tx, some=some: tx.run(query, rows=some))


def clear(server: Server, case: str) -> None:
    query = "MATCH (n {case: $case}) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS n"
    while server.write(lambda tx: tx.run(query, case=case)[0]["n"]):
        pass


def race_push(server: Server, links: int, verdicts: Verdicts) -> None:
    """Push a graph, and the same by the bare loop; then single rows."""
    accounts, transfers = facts(links)
    store = Neo4jStore(server, shape("bench-push"))
    clear(server, "bench-push")
    clear(server, "bench-bare")
    source = Source(SHA, "x.csv", 1, "x", SHA, 1, 1, 0, 0, 1, True, 1)
    Push(store, lambda done: None).send([source], accounts)
    _, ours = milliseconds(
        lambda: Push(store, lambda done: None).send([source], [*accounts, *transfers])
    )
    theirs = bare(server, "bench-bare", accounts, transfers)
    speed, loop = links / ours * 1000, links / theirs
    _, again = milliseconds(
        lambda: Push(store, lambda done: None).send([source], [*accounts, *transfers])
    )
    print(f"\npush: {links:,} links in full form, {len(accounts):,} accounts there before")
    widths = (26, 12, 14)
    row(("", "s", "per second"), widths)
    row(("kg push", f"{ours / 1000:.2f}", f"{speed:,.0f}"), widths)
    row(("bare driver loop", f"{theirs:.2f}", f"{loop:,.0f}"), widths)
    row(("kg push, again", f"{again / 1000:.2f}", f"{links / again * 1000:,.0f}"), widths)
    verdicts.say("push", "full form >= 6,000 links/s", f"{speed:,.0f}/s", speed >= 6_000)
    verdicts.say("push", ">= 0.8x the bare loop", f"{speed / loop:.2f}x", speed >= 0.8 * loop)
    clear(server, "bench-bare")
    singles = [replaced(one) for one in transfers]
    _, took = milliseconds(lambda: send_rows(store, "x", [], singles, lambda done: None))
    rate = links / took * 1000
    row(("kg push --rows", f"{took / 1000:.2f}", f"{rate:,.0f}"), widths)
    verdicts.say("push", "--rows >= 12,000/s", f"{rate:,.0f}/s", rate >= 12_000)
    clear(server, "bench-push")


def replaced(link: Link) -> Link:
    """Return the payment under another id: it stands in the ledger alone."""
    return Link(f"{link.id}r", link.kind, link.source, link.target, "", link.start, None,
                link.precision, link.amount, link.currency)  # fmt: skip


def race_trace(server: Server, transfers: int, seeds: int, verdicts: Verdicts) -> None:
    """Ask windowed traces of kg and of the server; the answers are equal or the run ends."""
    index = generate(transfers, transfers // 10, 1)
    server.alone("CREATE INDEX bench_account IF NOT EXISTS FOR (n:Account2) ON (n.id)")
    write(server, "UNWIND $rows AS row CREATE (n:Account2) SET n = row",
          ({"case": "bench-trace", "id": n} for n in range(len(index.accounts))))  # fmt: skip
    write(
        server,
        "UNWIND $rows AS row MATCH (a:Account2 {id: row.a}) MATCH (b:Account2 {id: row.b})"
        " CREATE (a)-[:PAID2 {pos: row.pos, at: row.at}]->(b)",
        paid(index),
    )
    dice = np.random.default_rng(2)
    busy = np.flatnonzero(np.diff(index.out_ptr) > 0)
    chosen = dice.choice(busy, seeds, replace=False).tolist()
    print(f"\ntrace: {transfers:,} transfers, {seeds} accounts a question")
    widths = (16, 12, 12, 12, 12, 10)
    row(("", "edges p50", "kg p50 ms", "Neo4j p50", "Neo4j p95", "x"), widths)
    for name, (hops, hours) in QUESTIONS.items():
        ours, theirs, reached = [], [], []
        for payer in chosen:
            asked = (index, payer, hops, hours)
            mine, took = milliseconds(partial(by_kg, *asked))
            found, other = milliseconds(partial(by_hops, server, *asked))
            if mine != found:
                differ(f"{name}, account {payer}")
            ours.append(took)
            theirs.append(other)
            reached.append(len(mine))
        p50, other = statistics.median(ours), statistics.median(theirs)
        cells = (f"{statistics.median(reached):.0f}", f"{p50:.2f}", f"{other:.1f}")
        row((name, *cells, f"{percentile(theirs, 95):.0f}", f"{other / p50:,.0f}"), widths)
        verdicts.say("B3", f"{name}: >= 1,000x Neo4j", f"{other / p50:,.0f}x", other / p50 >= 1_000)
    clear(server, "bench-trace")
    server.alone("DROP INDEX bench_account IF EXISTS")


def paid(index: FlowIndex) -> Iterator[dict[str, int]]:
    columns = (index.src.tolist(), index.dst.tolist(), index.start.tolist())
    for pos, (a, b, at) in enumerate(zip(*columns, strict=True)):
        yield {"pos": pos, "a": a, "b": b, "at": at}


def by_kg(index: FlowIndex, account: int, hops: int, hours: int) -> dict[int, int]:
    terms = KernelTerms(within=hours * HOUR, hops=hops, hub=NO_HUB, edges=1 << 40)
    seeds = index.out_idx[index.out_ptr[account] : index.out_ptr[account + 1]].astype(np.int64)
    found = traverse(index, flows_of(index), clocks_of(index, terms), terms, seeds)
    return dict(zip(found.steps.tolist(), found.level.tolist(), strict=True))


def by_hops(
    server: Server, index: FlowIndex, account: int, hops: int, hours: int
) -> dict[int, int]:
    """Walk one query a hop; what was reached before is not reached again."""
    begun = index.out_idx[index.out_ptr[account] : index.out_ptr[account + 1]].tolist()
    level = dict.fromkeys(begun, 1)
    frontier = [{"account": int(index.dst[at]), "at": int(index.start[at])} for at in begun]
    for hop in range(2, hops + 1):
        rows = server.read(
            lambda tx, f=frontier: tx.run(HOP, frontier=f, within=hours * HOUR)
        ) if frontier else []  # fmt: skip
        new = [one for one in rows if one["pos"] not in level]
        level.update((one["pos"], hop) for one in new)
        frontier = [{"account": one["account"], "at": one["at"]} for one in new]
    return level


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=50_000)
    parser.add_argument("--transfers", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, default=20)
    wish = parser.parse_args()
    if not RECORD.exists():
        sys.exit("no server runs here: scripts/neo4j start")
    record = json.loads(RECORD.read_text("utf-8"))
    server = Server(read_address(f"bolt://127.0.0.1:{record['bolt']}"), record["password"])
    print(machine(), server.version(), sep=" · ")
    verdicts = Verdicts()
    race_push(server, wish.links, verdicts)
    race_trace(server, wish.transfers, wish.seeds, verdicts)
    verdicts.show()
    server.close()
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    sys.exit(main())

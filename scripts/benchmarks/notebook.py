"""A whole case as objects of networkx and rdflib, beside what the two need for the same alone.

An invented case (`--entities`) is loaded from a payment file; then each object is made in a fresh
process: seconds of processor time of the call, and the most memory that the process held. Beside
it the bare libraries: networkx from lists of nodes and edges that are there already, rdflib from
the case's own N-Quads file. Both objects are compared with kg's first. Then every view as a table.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from exported import whole
from measured import differ, machine, row

import kg

WIDE = (34, 10, 10, 12)
HEAD = "交易卡号,交易时间,交易金额,收付标志,交易对手账卡号,交易币种,交易流水号\n"


def invented(folder: Path, entities: int) -> Path:
    """Load a case of so many accounts, and three payments for two of them; return its folder.

    More payments would stay in the ledger alone, above ``promoted_flows`` of kg's limits.
    """
    table, case = folder / "流水.csv", folder / "case"
    with table.open("w", encoding="utf-8") as lines:
        lines.write(HEAD)
        for number in range(entities * 3 // 2):
            payer, payee = number % entities, (number * 7 + 1 + number // entities) % entities
            day, hour = number % 28 + 1, number % 24
            when = f"2024-01-{day:02} {hour:02}:{number % 60:02}:00"
            who = f"0622{payer:012},{when},{number % 9_999 + 1}.00,出,0622{payee:012},CNY,{number}"
            lines.write(f"{who}\n")
    with kg.new_case(case) as made:
        made.load(table)
        made.export(folder / "x.nq", show_values=True)
    return case


def networkx_ours(case: Path) -> tuple[float, int]:
    with kg.open_case(case) as opened:
        seconds, graph = timed(opened.sharing.networkx)
    return seconds, graph.number_of_edges()


def networkx_bare(case: Path) -> tuple[float, int]:
    import networkx

    with kg.open_case(case) as opened:
        there = opened.sharing.networkx()
    nodes, edges = list(there.nodes(data=True)), list(there.edges(keys=True, data=True))

    def made() -> networkx.MultiDiGraph:
        graph = networkx.MultiDiGraph()
        graph.add_nodes_from(nodes)
        graph.add_edges_from(edges)
        return graph

    seconds, graph = timed(made)
    if (dict(graph.adj), dict(graph.nodes)) != (dict(there.adj), dict(there.nodes)):
        differ("networkx")
    return seconds, graph.number_of_edges()


def rdflib_ours(case: Path) -> tuple[float, int]:
    with kg.open_case(case) as opened:
        seconds, dataset = timed(opened.sharing.rdflib)
    return seconds, len(dataset)


def rdflib_bare(case: Path) -> tuple[float, int]:
    import rdflib

    file = case.with_name("x.nq")
    seconds, dataset = timed(lambda: rdflib.Dataset().parse(file, format="nquads"))
    return seconds, len(dataset)


def tables(case: Path) -> tuple[float, int]:
    with kg.open_case(case) as opened:
        seconds, made = timed(lambda: [opened.table(view) for view in opened.questions.tables()])
    return seconds, sum(table.num_rows for table in made)


MEASURES: dict[str, Callable[[Path], tuple[float, int]]] = {
    "kg networkx": networkx_ours,
    "networkx from lists": networkx_bare,
    "kg rdflib": rdflib_ours,
    "rdflib from N-Quads": rdflib_bare,
    "kg every view as a table": tables,
}


def timed(question: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    answer = question()
    return time.process_time() - begun, answer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=60_000)
    parser.add_argument("--case", type=Path, help="a case of one's own, its x.nq beside it")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.measure:
        print(json.dumps(MEASURES[wish.measure](wish.case)))
        return 0
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        race(wish.case or invented(Path(folder), wish.entities))
    return 0


def race(case: Path) -> None:
    row(("", "cpu s", "peak MB", "held"), WIDE)
    held = {}
    for name in MEASURES:
        command = [sys.executable, "-W", "ignore", __file__, "--measure", name, "--case", str(case)]
        _, peak, said = whole(command)
        if not said:
            sys.exit(f"{name} came to no end")
        seconds, held[name] = json.loads(said)
        if not held[name]:
            sys.exit(f"{name} holds nothing; nothing is measured")
        row((name, f"{seconds:.1f}", f"{peak / 1e6:,.0f}", f"{held[name]:,}"), WIDE)
    if held["kg rdflib"] != held["rdflib from N-Quads"]:
        differ("rdflib")


if __name__ == "__main__":
    sys.exit(main())

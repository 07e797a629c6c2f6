"""All measurements of the money engine in one run: answers first, then times beside the peers.

One thread for kg and the C floors, two for DuckDB; with --cpu processor time is counted, and
DuckDB's is halved. Every target is said to be met, missed or not measured; a missed one ends the
run with exit code 1.
"""

from __future__ import annotations

import argparse
import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from floors import Floors, compiled
from measured import CLOCK, Verdicts, machine

BENCHES = ("B1", "B2", "B3", "B4", "B5", "B9")


def wish_of(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(BENCHES), help="B3,B5: these alone")
    parser.add_argument("--transfers", type=int, help="one size instead of each bench's own")
    parser.add_argument("--accounts", type=int, help="default: a tenth of the transfers")
    parser.add_argument("--cpu", action="store_true", help="processor time: for a busy machine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1_000, help="B3: accounts asked of a question")
    parser.add_argument(
        "--peer-seconds", type=float, default=20.0, help="B3: how long to ask a peer of a bucket"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    wish = wish_of(arguments)
    wanted = [one.strip().upper() for one in wish.only.split(",")]
    if unknown := set(wanted) - set(BENCHES):
        sys.exit(f"no bench is called {', '.join(sorted(unknown))}; one of {', '.join(BENCHES)}")
    if wish.cpu:
        CLOCK.by_processor()
    print(machine())
    verdicts, floors = Verdicts(), compiled()
    for bench in wanted:
        run(bench, wish, floors, verdicts)
    verdicts.show()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak of all {peak:,} MB; {verdicts.missed} targets missed")
    return 1 if verdicts.missed else 0


def run(bench: str, wish: argparse.Namespace, floors: Floors | None, verdicts: Verdicts) -> None:
    if bench == "B1":
        from indexed import race as indexed

        for transfers in (wish.transfers,) if wish.transfers else (1_000_000, 10_000_000):
            indexed(transfers, wish.accounts or transfers // 10, wish.seed, verdicts)
    elif bench == "B3":
        from windowed import race

        for transfers in (wish.transfers,) if wish.transfers else (1_000_000, 10_000_000):
            accounts = wish.accounts or transfers // 10
            race(transfers, accounts, wish.seed, wish.seeds, wish.peer_seconds, verdicts)
    elif bench == "B9":
        from finbench import race as finbench

        finbench(wish.seed, verdicts)
    elif bench == "B5":
        from shared_out import race as shared_out

        transfers = wish.transfers or 20_000_000
        shared_out(transfers, wish.accounts or transfers // 10, wish.seed, floors, verdicts)
    elif bench in ("B2", "B4"):
        from reached import race as reached

        transfers = wish.transfers or 100_000_000
        reached(bench, transfers, wish.accounts or transfers // 100, wish.seed, floors, verdicts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

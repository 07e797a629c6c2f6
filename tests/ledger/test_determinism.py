"""The same sources in any order of loading give the same tables."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st
from shelving import Reading, shelve

from tests.depth import examples

ACCOUNTS = ["A", "B", "C", "A-card"]
MOVES = st.tuples(
    st.sampled_from(ACCOUNTS), st.sampled_from(ACCOUNTS), st.sampled_from(["1", "1", "2.5"]),
    st.sampled_from([0, 0, 60, 119, 121, 300]), st.sampled_from(["", "payer", "payee"]),
    st.sampled_from(["ok", "ok", "ok", "ok", "failed", "reversal"]),
    st.sampled_from(["", "", "s1", "s2"]),
)  # fmt: skip


def readings(*groups: Sequence[Sequence[Any]]) -> list[Reading]:
    """Return the readings of files, given as moves for each file.

    Several groups of files stand in the same readings, each with accounts and serials of its own:
    one ledger tries many.
    """
    found = []
    for number in range(max(map(len, groups))):
        one = Reading(f"{number}.csv", layout=f"layout {number}")
        for group, files in enumerate(groups):
            if number < len(files):
                _write(one, number, f" of {group}" if group else "", files[number])
        found.append(one)
    return found


def _write(one: Reading, number: int, group: str, moves: Sequence[Any]) -> None:
    one.aliases.append((f"A{group}", f"A-card{group}"))
    for who in ACCOUNTS:
        kind = ("Account", "BankAccount")[number % 2]
        one.entity(f"{who}{group}", kind=kind, name=f"{who}{number % 2}")
    for payer, payee, amount, at, teller, status, serial in moves:
        by = {"payer": f"{payer}{group}", "payee": f"{payee}{group}"}.get(teller, "")
        ends, own = (f"{payer}{group}", f"{payee}{group}"), serial and f"{serial}{group}"
        one.flow(*ends, amount, at, by=by, status=status, serial=own)
    one.link("HoldsAccount", f"P{group}", f"{('A', 'A-card')[number % 2]}{group}")


def tables(ledger: Any) -> dict[str, Any]:
    folder = ledger.index().folder
    return {path.name: pq.read_table(path).to_pylist() for path in sorted(folder.glob("*.parquet"))}


FILES = st.lists(st.lists(MOVES, max_size=6), min_size=2, max_size=4)
GROUPS = st.lists(FILES, min_size=4, max_size=8)


@settings(max_examples=examples(5))
@given(GROUPS, st.randoms())
def test_load_order_changes_nothing(groups: list[list[list[Any]]], random: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = readings(*groups)
        first = tables(shelve(Path(folder) / "one", *found))
        random.shuffle(found)
        assert tables(shelve(Path(folder) / "two", *found)) == first


@settings(max_examples=examples(5))
@given(GROUPS)
def test_every_row_is_in_one_payment_or_is_said_not_to_flow(groups: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # without shared serials: what one id with several contents becomes has its own test
        without = [[[(*move[:-1], "") for move in moves] for moves in files] for files in groups]
        found = readings(*without)
        index = shelve(Path(folder) / "one", *found).index()
        flows = index.table("flow_transfer") if "transfer" in index.flow_classes else []
        rows = sum(row["sources"] for row in flows)
        still = sum(flow["status"] != "ok" for one in found for flow in one.flows)
        undone = [r for r in index.table("reversal") if r["state"] == "paired"]
        assert len({row["id"] for row in flows}) == len(flows)
        told = sum(len(one.flows) for one in found)
        assert rows == told - still - len(undone)

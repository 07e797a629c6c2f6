from __future__ import annotations

from pathlib import Path

import duckdb
from hypothesis import given
from hypothesis import strategies as st
from shelving import Reading, end, shelve

from kg.ledger.build_index import LISTS, IndexBuilder, IndexTerms, build_index, match_reversals


def slow_twin(statuses: list[str]) -> dict[int, int | None]:
    """For each reversal, look back for the nearest row not yet taken: marked ones first."""
    taken: dict[int, int | None] = {}
    for place, status in enumerate(statuses):
        if status != "reversal":
            continue
        free = [n for n in range(place) if statuses[n] != "reversal" and n not in taken.values()]
        marked = [n for n in free if statuses[n] == "reversed"]
        taken[place] = max(marked or free, default=None)
    return taken


@given(st.lists(st.sampled_from(["ok", "ok", "reversed", "reversal"]), max_size=12))
def test_a_reversal_takes_the_nearest_earlier_row(statuses: list[str]) -> None:
    rows = [("one", n, str(n), status, True) for n, status in enumerate(statuses)]
    found = {
        r.rid: (r.reversed_rid if r.state == "paired" else None) for r in match_reversals(rows)
    }
    assert found == slow_twin(statuses)


def test_neither_the_row_nor_its_reversal_flows(tmp_path: Path) -> None:
    one = Reading()
    kept = one.flow("A", "B", "50", 0, by="A")
    taken = one.flow("A", "B", "50", 10, by="A")
    back = one.flow("B", "A", "50", 20, by="A", status="reversal")
    lonely = one.flow("A", "C", "-9", 30, by="A")
    index = shelve(tmp_path / "ledger", one).index()
    assert [row["id"] for row in index.table("flow_transfer")] == [kept]
    states = {row["id"]: (row["reverses"], row["state"]) for row in index.table("reversal")}
    assert states == {back: (taken, "paired"), lonely: ("", "alone")}


def test_blank_counterparts_match_whatever_their_direction(tmp_path: Path) -> None:
    one = Reading()
    fee = one.flow("A", end("A", "FeeEnd", "out"), "2", 0, by="A")
    back = one.flow(end("A", "FeeEnd", "in"), "A", "2", 5, by="A", status="reversal")
    index = shelve(tmp_path / "ledger", one).index()
    assert index.table("flow_transfer") == []
    (row,) = index.table("reversal")
    assert (row["id"], row["reverses"]) == (back, fee)


def test_what_the_other_bank_did_not_take_back_still_flows(tmp_path: Path) -> None:
    one, other = Reading("payer.csv"), Reading("payee.csv")
    one.flow("A", "B", "50", 0, by="A")
    one.flow("B", "A", "50", 20, by="A", status="reversal")
    told = other.flow("A", "B", "50", 1, by="B")
    index = shelve(tmp_path / "ledger", one, other).index()
    assert [row["id"] for row in index.table("flow_transfer")] == [told]


def test_the_index_of_no_source_has_the_tables_of_a_pass_over_nothing(tmp_path: Path) -> None:
    whole, short = tmp_path / "whole", tmp_path / "short"
    terms = IndexTerms(frozenset(), 60)
    for folder in (whole, short):
        folder.mkdir()
    IndexBuilder(whole, []).run(terms)
    build_index(short, [], terms)
    assert tables(whole).keys() == tables(short).keys() == {"entity", "link", *LISTS}
    assert tables(whole) == tables(short)


def tables(folder: Path) -> dict[str, tuple[object, int]]:
    """Return the columns of each table with their types, and how many rows it has."""
    found = {}
    with duckdb.connect() as db:
        for path in folder.glob("*.parquet"):
            table = db.sql(f"FROM '{path}'")
            found[path.stem] = (list(zip(table.columns, table.types, strict=True)), len(table))
    return found

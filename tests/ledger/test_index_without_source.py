"""What remains of an index without one source is what the remaining rows alone would give."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelving import Reading, shelve
from test_determinism import GROUPS, readings, tables

from kg.ledger import Ledger, index_without_source
from kg.ledger.build_index import build_index
from tests.depth import examples


def both_ways(folder: Path, found: list[Reading], gone: int) -> tuple[dict[str, Any], ...]:
    """Return the tables without one source: taken from those before, and derived from the rows."""
    whole = shelve(folder / "ledger", *found)
    shas = [one.sha256 for n, one in enumerate(found) if n != gone]
    before = whole.index()
    lessened = Ledger(whole.folder, shas)
    lessened.index(before)
    quick = tables(lessened)
    lessened.keep_only(before.digest)
    lessened.index()
    return quick, tables(lessened)


@settings(max_examples=examples(8))
@given(GROUPS, st.data())
def test_what_remains_equals_what_the_rows_give(groups: list[Any], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, max(map(len, groups)) - 1))
    with tempfile.TemporaryDirectory() as folder:
        quick, slow = both_ways(Path(folder), readings(*groups), gone)
        assert quick == slow


def own_numbers(number: int, *, alias: bool = False) -> Reading:
    """Return a statement that shares parties with the others, and no payment."""
    aliases = [("A", "A-card")] if alias else []
    one = Reading(f"{number}.csv", layout=f"layout {number % 2}", aliases=aliases)
    for who in ("A", "B", f"only {number}"):
        one.entity(who, name=f"{who} by {number % 2}")
    for place, who in enumerate(("B", f"only {number}", "C")):
        one.flow("A", who, str(number + place + 1), 1000 * number + 60 * place, by="A")
    one.link("HoldsAccount", "P", "A")
    one.link("HoldsAccount", f"Q{number}", f"only {number}")
    return one


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_payments_that_no_other_source_tells_are_not_derived_anew(
    gone: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    keep = index_without_source._RemainingIndexBuilder._keep_flows
    monkeypatch.setattr(
        index_without_source._RemainingIndexBuilder,
        "_keep_flows",
        lambda self, kind: (kept.append(kind), keep(self, kind)),
    )
    quick, slow = both_ways(tmp_path, [own_numbers(n) for n in range(3)], gone)
    assert quick == slow and len(quick["flow_transfer.parquet"]) == 6
    assert kept == ["transfer"]


def test_a_number_that_means_another_account_is_told_anew(tmp_path: Path) -> None:
    found = [own_numbers(n, alias=n == 1) for n in range(3)]
    found[0].flow("A-card", "B", "70", 90, by="A-card")
    quick, slow = both_ways(tmp_path, found, 1)
    assert quick == slow
    assert len({row["source"] for row in quick["flow_transfer.parquet"]}) == 2


def test_an_index_of_other_sources_is_no_help(tmp_path: Path, monkeypatch: Any) -> None:
    built: list[Path] = []
    monkeypatch.setattr(
        index_without_source,
        "build_index",
        lambda *told: (built.append(told[0]), build_index(*told)),
    )
    found = [own_numbers(n) for n in range(3)]
    whole = shelve(tmp_path / "ledger", *found)
    first = Ledger(whole.folder, [found[0].sha256])
    first.index(whole.index())
    assert len(built) == 1 and tables(first) == tables(Ledger(whole.folder, [found[0].sha256]))

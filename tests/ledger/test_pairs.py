from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from shelving import Reading, account, shelve

from tests.depth import examples


def two_banks() -> tuple[Reading, Reading]:
    return Reading("payer.csv", flows=[]), Reading("payee.csv", flows=[])


def flows(index: object, table: str = "transfer") -> list[dict[str, object]]:
    return index.table(f"flow_{table}")  # type: ignore[attr-defined]


def test_one_payment_told_by_both_banks_is_one_line(tmp_path: Path) -> None:
    one, other = two_banks()
    told = one.flow("A", "B", "100", 0, by="A")
    echo = other.flow("A", "B", "100", 7, by="B")
    index = shelve(tmp_path / "ledger", one, other).index()
    (payment,) = flows(index)
    assert payment["id"] == min(told, echo)
    assert payment["sources"] == 2
    assert [m["id"] for m in payment["members"]] == [told, echo]
    (pair,) = index.table("pair")
    assert (pair["id_a"], pair["id_b"], pair["state"]) == (told, echo, "paired")
    assert pair["seconds_apart"] == 7


def test_true_twins_stay_two_each_paired(tmp_path: Path) -> None:
    one, other = two_banks()
    for at in (0, 0, 1, 2, 2):
        one.flow("A", "B", "100", at, by="A")
        other.flow("A", "B", "100", at + 3, by="B")
    index = shelve(tmp_path / "ledger", one, other).index()
    assert len(flows(index)) == 5
    assert {row["sources"] for row in flows(index)} == {2}
    assert [pair["state"] for pair in index.table("pair")] == ["paired"] * 5


def test_unequal_counts_stay_apart_and_are_listed(tmp_path: Path) -> None:
    one, other = two_banks()
    one.flow("A", "B", "100", 0, by="A")
    one.flow("A", "B", "100", 5, by="A")
    other.flow("A", "B", "100", 6, by="B")
    index = shelve(tmp_path / "ledger", one, other).index()
    assert len(flows(index)) == 3
    assert [pair["state"] for pair in index.table("pair")] == ["ambiguous"] * 2


def test_a_rejected_pair_stays_two(tmp_path: Path) -> None:
    one, other = two_banks()
    one.flow("A", "B", "100", 0, by="A")
    echo = other.flow("A", "B", "100", 7, by="B")
    index = shelve(tmp_path / "ledger", one, other, rejected={echo}).index()
    assert len(flows(index)) == 2
    assert [pair["state"] for pair in index.table("pair")] == ["rejected"]


def test_beside_the_window_is_no_pair(tmp_path: Path) -> None:
    one, other = two_banks()
    one.flow("A", "B", "100", 0, by="A")
    other.flow("A", "B", "100", 121, by="B")
    index = shelve(tmp_path / "ledger", one, other).index()
    assert len(flows(index)) == 2
    assert index.table("pair") == []


def test_the_two_numbers_of_an_account_are_one_end(tmp_path: Path) -> None:
    one, other = two_banks()
    one.flow("A", "B-card", "100", 0, by="A")
    other.flow("A", "B", "100", 7, by="B")
    other.aliases.append(("B", "B-card"))
    index = shelve(tmp_path / "ledger", one, other).index()
    (payment,) = flows(index)
    assert payment["target"] == min(account("B"), account("B-card"))


def slow_twin(payers: list[int], payees: list[int], window: int = 120) -> tuple[int, int]:
    """Count (pairs, ambiguous tellings): connected groups of tellings, equal numbers in order."""
    tellings = [("payer", at) for at in payers] + [("payee", at) for at in payees]
    pairs = doubtful = 0
    while tellings:
        group, rest = [tellings[0]], tellings[1:]
        for side, at in group:  # grows while it is walked
            near = [one for one in rest if one[0] != side and abs(one[1] - at) <= window]
            group += near
            for one in near:
                rest.remove(one)
        tellings = rest
        ours = sorted(at for side, at in group if side == "payer")
        theirs = sorted(at for side, at in group if side == "payee")
        in_order = all(abs(a - b) <= window for a, b in zip(ours, theirs, strict=False))
        if ours and theirs and len(ours) == len(theirs) and in_order:
            pairs += len(ours)
        elif ours and theirs:
            doubtful += len(group)
    return pairs, doubtful


TIMES = st.lists(st.sampled_from([0, 1, 60, 119, 120, 121, 200, 240, 330, 400]), max_size=5)


@settings(max_examples=examples(40))
@given(TIMES, TIMES)
def test_pairs_are_those_of_the_slow_twin(payers: list[int], payees: list[int]) -> None:
    one, other = two_banks()
    for at in payers:
        one.flow("A", "B", "100", at, by="A")
    for at in payees:
        other.flow("A", "B", "100", at, by="B")
    with tempfile.TemporaryDirectory() as folder:
        index = shelve(Path(folder) / "ledger", one, other).index()
        found = index.table("pair")
        paired = [row for row in found if row["state"] == "paired"]
        listed = [
            row[end] for row in found if row["state"] == "ambiguous" for end in ("id_a", "id_b")
        ]
        assert (len(paired), len([one for one in listed if one])) == slow_twin(payers, payees)
        told = len(payers) + len(payees)
        assert told == 0 or len(flows(index)) == told - len(paired)

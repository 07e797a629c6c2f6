from __future__ import annotations

from pathlib import Path

from shelving import Reading, account, shelve


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

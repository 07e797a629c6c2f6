"""Rows that were decided in a larger ledger, beside rows of the case's own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ledger import Ledger
from tests.lake.lakes import LakeBounds, account, extracted, lake_of, payments_of, readings
from tests.ledger.shelving import Reading

WIDE = LakeBounds(within=10**15, hops=20, hub=10**6)


def beside(folder: Path, part: Ledger, own: Reading, rejected: tuple[str, ...] = ()) -> Ledger:
    """Return the ledger of an extract and of a file of the case's own."""
    part.publish(own.write(folder / "own" / own.sha256), own)
    return Ledger(part.folder, [*part.shas, own.sha256], rejected=rejected)


def both(folder: Path, *told: Reading) -> Ledger:
    """Return the ledger of files as they are."""
    empty = Ledger(folder / "both")
    for reading in told:
        empty.publish(reading.write(folder / "scratch-both" / reading.sha256), reading)
    return Ledger(folder / "both", [reading.sha256 for reading in told])


def statement(name: str, by: str, at: int = 0, amount: str = "9") -> Reading:
    told = Reading(name=name)
    told.flow("a", "b", amount, at, by=by)
    return told


def payments(ledger: Ledger) -> list[dict[str, object]]:
    return payments_of(ledger.index(), map(account, "abc"))


def test_the_other_side_of_a_payment_in_a_file_of_the_case_is_paired(tmp_path: Path) -> None:
    payer, payee = statement("payer.csv", "a"), statement("payee.csv", "b", at=5)
    part, _ = extracted(tmp_path, lake_of(tmp_path, [payer], 1), [account("a")], WIDE)
    mixed = beside(tmp_path, part, payee)
    assert payments(mixed) == payments(both(tmp_path, payer, payee))
    assert len(payments(mixed)) == 1


def test_a_pair_that_a_person_rejects_is_two_payments(tmp_path: Path) -> None:
    payer, payee = statement("payer.csv", "a"), statement("payee.csv", "b", at=5)
    ids = (str(payer.flows[0]["id"]), str(payee.flows[0]["id"]))
    part, _ = extracted(tmp_path, lake_of(tmp_path, [payer], 1), [account("a")], WIDE)
    assert len(payments(beside(tmp_path, part, payee, rejected=ids[:1]))) == 2
    whole, _ = extracted(
        tmp_path / "lake2", lake_of(tmp_path / "lake2", [payer, payee], 1), [account("a")], WIDE
    )
    assert len(payments(whole)) == 1
    assert len(payments(Ledger(whole.folder, whole.shas, rejected=ids))) == 2


def test_a_row_under_the_same_id_in_a_file_of_the_case_tells_it_once_more(tmp_path: Path) -> None:
    first, again = statement("first.csv", "a"), statement("again.csv", "a")
    again.flows[0]["id"] = first.flows[0]["id"]
    part, _ = extracted(tmp_path, lake_of(tmp_path, [first], 1), [account("a")], WIDE)
    mixed = payments(beside(tmp_path, part, again))
    assert mixed == payments(both(tmp_path, first, again))
    assert [row["sources"] for row in mixed] == [2]


def test_another_amount_under_the_same_id_is_a_payment_of_its_own(tmp_path: Path) -> None:
    first, other = statement("first.csv", "a"), statement("other.csv", "a", amount="8")
    other.flows[0]["id"] = first.flows[0]["id"]
    part, _ = extracted(tmp_path, lake_of(tmp_path, [first], 1), [account("a")], WIDE)
    mixed = payments(beside(tmp_path, part, other))
    assert len(mixed) == 2
    assert len({str(row["id"]) for row in mixed}) == 2


def test_what_was_doubtful_in_the_lake_is_not_decided_by_what_is_here(tmp_path: Path) -> None:
    payer, payee = Reading(name="payer.csv"), Reading(name="payee.csv")
    for at in (0, 10):
        payer.flow("a", "b", "9", at, by="a")
    payee.flow("a", "b", "9", 5, by="b")
    whole = both(tmp_path, payer, payee)
    part, _ = extracted(tmp_path, lake_of(tmp_path, [payer, payee], 1), [account("a")], WIDE)
    assert payments(part) == payments(whole)
    states = [[row["state"] for row in one.index().table("pair")] for one in (part, whole)]
    assert states[0] == states[1] == ["ambiguous", "ambiguous"]


@pytest.mark.parametrize("seed", range(3))
def test_what_a_lake_listed_of_its_rows_is_listed_in_the_case(seed: int, tmp_path: Path) -> None:
    told = readings(seed)
    whole = both(tmp_path, *told)
    part, found = extracted(tmp_path, lake_of(tmp_path, told, 1), [account("a0")], WIDE)
    mine, theirs = (listed(one, found.followed) for one in (part, whole))
    assert mine == theirs


def listed(ledger: Ledger, accounts: frozenset[str]) -> list[tuple[object, ...]]:
    rows = ledger.index().table("pair")
    kept = [row for row in rows if accounts & {row["source"], row["target"]}]
    return sorted((row["state"], row["id_a"], row["id_b"], row["reason"]) for row in kept)

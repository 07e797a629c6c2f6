"""The search through a lake finds all accounts that a trace can follow, and stops where it does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from shutil import copytree

import pytest

from kg.lake.duck_engine import DuckEngine
from kg.lake.extract import cut_rows
from kg.lake.layout import Lake
from kg.lake.search import Found, LakeBounds, LakeSearch, account_facts
from tests.lake.lakes import HOUR, account, lake_of
from tests.ledger.shelving import Reading

SECOND = 1_000_000


def lake(folder: Path, *payments: tuple[str, str, int, str]) -> Lake:
    """Return a lake of payments: payer, payee, seconds, amount; each told by its payer."""
    told = Reading(name="flows.csv")
    for payer, payee, at, amount in payments:
        told.flow(payer, payee, amount, at, by=payer)
    return lake_of(folder, [told], 1)


def found(
    of: Lake, start: str, *, same: Iterable[tuple[str, str]] = (), **bounds: object
) -> set[str]:
    return names(search(of, start, same, **bounds).followed)


def search(of: Lake, start: str, same: Iterable[tuple[str, str]] = (), **bounds: object) -> Found:
    groups = [frozenset(map(account, pair)) for pair in same]
    terms = LakeBounds(**bounds)  # type: ignore[arg-type]
    return LakeSearch(of, DuckEngine(), "transfer", terms, groups).run([account(start)])


def names(accounts: Iterable[str]) -> set[str]:
    known = {account(name): name for name in "abcdefgh"}
    return {known[one] for one in accounts}


def test_money_is_followed_in_time_only(tmp_path: Path) -> None:
    of = lake(tmp_path, ("a", "b", 0, "9"), ("b", "c", HOUR, "9"), ("b", "d", -HOUR, "9"))
    assert found(of, "a") == {"a", "b", "c"}
    assert found(of, "a", within=60 * SECOND) == {"a", "b"}
    assert found(of, "c", direction="in") == {"c", "b", "a"}
    assert found(of, "d", direction="in") == {"d", "b"}


def test_as_many_hops_as_are_asked_and_the_accounts_behind_the_last(tmp_path: Path) -> None:
    of = lake(
        tmp_path,
        *(
            (one, other, at, "9")
            for at, (one, other) in enumerate(zip("abcde", "bcdef", strict=True))
        ),
    )
    assert found(of, "a", hops=2) == {"a", "b", "c"}
    assert found(of, "a", hops=9) == set("abcdef")


def test_hubs_stop_it_unless_they_are_passed(tmp_path: Path) -> None:
    of = lake(
        tmp_path, ("a", "b", 0, "9"), ("b", "c", 60, "9"), ("b", "d", 60, "9"), ("c", "e", 99, "9")
    )
    stopped = search(of, "a", hub=2)
    assert (names(stopped.followed), names(stopped.stopped)) == ({"a"}, {"b"})
    assert found(of, "a", hub=2, through=frozenset([account("b")])) == set("abcde")


@pytest.mark.parametrize("odd", ["a?b", "a*b", "[a]xb", "it's", "{a,b}"])
def test_rows_of_other_lakes_are_not_read_whose_folders_fit_a_pattern(
    odd: str, tmp_path: Path
) -> None:
    of = lake(tmp_path / odd, ("a", "b", 0, "9"))
    for other in ("axb", "a", "b"):
        copytree(tmp_path / odd, tmp_path / other)
        for path in (tmp_path / other).rglob("*.parquet"):
            path.write_bytes(b"of another lake")
    assert found(of, "a") == {"a", "b"}
    rows = cut_rows(of, DuckEngine(), "transfer", [account("a")])
    assert rows.column("amount").to_pylist() == [9]


def test_a_start_is_followed_whatever_it_is(tmp_path: Path) -> None:
    of = lake(tmp_path, ("a", "b", 0, "9"), ("a", "c", 60, "9"), ("a", "d", 60, "9"))
    assert found(of, "a", hub=1) == set("abcd")


def test_floor_and_period_choose_what_is_followed(tmp_path: Path) -> None:
    of = lake(tmp_path, ("a", "b", 0, "9"), ("b", "c", 60, "3"), ("b", "d", 2 * HOUR, "9"))
    assert found(of, "a", floor=5) == {"a", "b", "d"}
    midnight = 1_714_521_600 * SECOND
    assert found(of, "a", until=midnight + HOUR * SECOND) == {"a", "b", "c"}
    assert found(of, "a", since=midnight + HOUR * SECOND) == {"a"}


def test_accounts_that_a_person_took_for_one_are_followed_together(tmp_path: Path) -> None:
    of = lake(tmp_path, ("a", "b", 0, "9"), ("c", "d", 60, "9"))
    assert found(of, "a") == {"a", "b"}
    assert found(of, "a", same=[("b", "c")]) == {"a", "b", "c", "d"}


def test_accounts_are_known_whether_they_are_named_or_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = lake(tmp_path, *(("a", other, 0, "9") for other in "bcd"), ("b", "d", HOUR, "9"))
    wanted = [account(name) for name in "abd"]
    named = account_facts(of, DuckEngine(), "transfer", wanted)
    assert {names([one]).pop(): facts.counterparties for one, facts in named.items()} == {
        "a": 3, "b": 2, "d": 2,
    }  # fmt: skip
    monkeypatch.setattr("kg.lake.search.SOUGHT", 2)
    assert account_facts(of, DuckEngine(), "transfer", wanted) == named
    assert account_facts(of, DuckEngine(), "transfer", []) == {}


def test_money_that_goes_in_a_circle_comes_to_an_end(tmp_path: Path) -> None:
    of = lake(tmp_path, *(("ab"[n % 2], "ba"[n % 2], n, "9") for n in range(40)))
    assert search(of, "a", hops=1_000).hops < 50


@pytest.mark.parametrize("buckets", [16, 256])
def test_buckets_change_nothing(tmp_path: Path, buckets: int) -> None:
    told = Reading(name="flows.csv")
    for at, (payer, payee) in enumerate(zip("abcdefg", "bcdefgh", strict=True)):
        told.flow(payer, payee, "9", at, by=payer)
    assert found(lake_of(tmp_path, [told], buckets), "a", hops=9) == set("abcdefgh")

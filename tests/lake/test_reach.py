"""Reach over a lake: who can have been reached in a case of the same files, and nobody else."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kg.case.money.lake_reach import reach_in_lake
from kg.errors import NotFound, UsageError
from kg.lake.layout import Lake
from kg.lake.search import LakeBounds
from kg.ledger import Ledger
from kg.limits import LIMITS
from kg.model import Reach, Seed
from kg.requests import ReachRequest
from kg.trace.base import SECOND, KernelTerms
from kg.trace.reach import reach
from kg.trace.seeds import account_at
from tests.lake.lakes import ACCOUNTS, account, extracted, lake_of, readings, whole_ledger
from tests.ledger.shelving import Reading

MANY = [f"m{number:02}" for number in range(70)]


def statement(*payments: tuple[str, str, int]) -> Reading:
    """Return a statement that tells payments of 10 and names their accounts."""
    told = Reading(name="bank.csv")
    for payer, payee, at in payments:
        told.flow(payer, payee, "10", at, by=payer)
    for number in sorted({end for payer, payee, _ in payments for end in (payer, payee)}):
        told.entity(number)
    return told


def in_the_whole(ledger: Ledger, request: ReachRequest) -> Reach:
    index = ledger.index().flow_index()
    terms = KernelTerms(
        direction="in" if request.direction == "in" else "out",
        floor=Decimal(request.floor),
        hub=request.hub,
        skew_across=request.skew * SECOND,
        through=frozenset(account_at(index, one) for one in request.through),
    )
    return reach(index, [Seed(account=one) for one in request.starts], terms, into=request.into)


def requests(seed: int, count: int) -> list[ReachRequest]:
    """Return requests with other starts and bounds each, none of the second name of an account."""
    chance = random.Random(seed)
    known = [account(f"a{number}") for number in range(ACCOUNTS) if number not in (1, 7)]
    return [
        ReachRequest(
            starts=tuple(chance.sample(known, chance.choice([1, 2, 5]))),
            into=tuple(chance.sample(known, 2)),
            direction=chance.choice(["out", "in"]),
            floor=chance.choice([0, 50]),
            hub=chance.choice([3, 5, 200]),
            through=tuple(chance.sample(known, chance.choice([0, 1]))),
            skew=chance.choice([0, 120, 7200]),
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_who_is_reached_in_a_lake_is_reached_in_the_whole(seed: int, tmp_path: Path) -> None:
    told = readings(seed)
    whole, lake = whole_ledger(tmp_path, told), lake_of(tmp_path, told, 1)
    for request in requests(seed, 6):
        found = reach_in_lake(lake.folder, request)
        assert found.reach == in_the_whole(whole, request)
        assert {place.account for place in found.reach.places} <= found.accounts.keys()


def test_more_starts_than_one_pass_carries(tmp_path: Path) -> None:
    paid = [(name, "hub", 60 * number) for number, name in enumerate(MANY)]
    told = statement(*paid, ("hub", "last", 60 * 35))
    starts = tuple(map(account, MANY))
    lake, whole = lake_of(tmp_path, [told]), whole_ledger(tmp_path, [told])
    request = ReachRequest(starts=starts, into=(account("last"),))
    found = reach_in_lake(lake.folder, request)
    assert found.reach == in_the_whole(whole, request)
    assert len(found.reach.arrivals) == 36


@pytest.mark.parametrize("direction", ["out", "in"])
def test_money_is_followed_however_long_it_lies_and_however_far(
    direction: str, tmp_path: Path
) -> None:
    year = 366 * 86_400
    told = statement(*((f"c{n:02}", f"c{n + 1:02}", n * year) for n in range(12)))
    start = account("c00" if direction == "out" else "c12")
    found = reach_in_lake(
        lake_of(tmp_path, [told]).folder, ReachRequest(starts=(start,), direction=direction)
    )
    assert len(found.reach.places) == 12


def test_a_file_without_payments_says_nothing_of_clocks(tmp_path: Path) -> None:
    """Within one file a payment that stands 90 seconds earlier is earlier; of two, who knows."""
    told = statement(("a", "b", 90), ("b", "c", 0))
    people = Reading(name="people.csv")
    people.entity("p1", kind="Person", name="someone")
    people.link("HoldsAccount", "p1", "a")
    lake, whole = lake_of(tmp_path, [told, people]), whole_ledger(tmp_path, [told, people])
    request = ReachRequest(starts=(account("a"),))
    found = reach_in_lake(lake.folder, request)
    assert [place.account for place in found.reach.places] == [account("b")]
    assert found.reach == in_the_whole(whole, request)
    assert found.accounts[account("a")][1] == ("someone",)
    part, _ = extracted(tmp_path / "part", lake, [account("a")], LakeBounds())
    assert not part.index().flow_index().many


def test_what_cannot_be_asked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = statement(("a", "b", 0), ("b", "c", 90))
    place = lake_of(tmp_path, [told]).folder
    asked = ReachRequest(starts=(account("a"), "nobody"))
    assert reach_in_lake(place, asked).unknown == ("nobody",)
    with pytest.raises(UsageError, match="a lake is none"):
        reach_in_lake(place, ReachRequest(victims=True))
    with pytest.raises(UsageError, match="name where to begin"):
        reach_in_lake(place, ReachRequest())
    with pytest.raises(NotFound, match="not in the lake"):
        reach_in_lake(place, ReachRequest(starts=("nobody",)))
    with pytest.raises(NotFound, match="no file"):
        reach_in_lake(Lake.init(tmp_path / "empty").folder, asked)
    few = replace(LIMITS, reach_rows=1)
    monkeypatch.setattr("kg.case.money.lake_reach.LIMITS", few)
    with pytest.raises(UsageError, match="2 payments"):
        reach_in_lake(place, asked)

"""Typologies over a lake: what ``kg find`` finds in a case of the same files, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kg.case.money import lake_findings
from kg.case.money.lake_findings import NOT_OF_A_LAKE, find_in_lake
from kg.errors import NotFound, UsageError
from kg.lake.layout import Lake
from kg.ledger import Ledger
from kg.ledger.holders import holders, uses
from kg.model import Findings
from kg.requests import FindRequest
from kg.trace.typologies.catalogue import typed_thresholds
from kg.trace.typologies.detector import DeviceUse
from kg.trace.typologies.search_rows import SearchScope
from kg.trace.typology_search import search
from kg.values.moments import named_zone
from tests.lake.lakes import HOUR, lake_of, readings, whole_ledger
from tests.lake.shapes import EASY, NAMES, with_devices
from tests.ledger.shelving import Reading

ZONE = "Asia/Shanghai"


def in_the_whole(ledger: Ledger, scope: SearchScope, rows: int, thresholds: object) -> Findings:
    index = ledger.index()
    used = uses(index, {"BankAccount"}, "SignsInWith", "UsesPhone")
    found = search(
        index.flow_index(),
        NAMES,
        scope=scope,
        changed=typed_thresholds(tuple(thresholds)),  # type: ignore[call-overload]
        zone=named_zone(ZONE),
        uses=[DeviceUse(*row) for row in used],
        holders=holders(index, {"HoldsAccount"}),
    )
    return replace(found, findings=found.findings[:rows])


def both(
    folder: Path, told: list[Reading], request: FindRequest, scope: SearchScope
) -> Iterator[Findings]:
    """Yield what is found in a lake, and in a ledger of the same rows."""
    lake = lake_of(folder, told)
    yield find_in_lake(lake.folder, request, zone=ZONE).found
    yield in_the_whole(whole_ledger(folder, told), scope, request.rows, request.thresholds)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.deep),
                                  pytest.param(6, marks=pytest.mark.deep)])  # fmt: skip
def test_what_is_found_in_a_lake_is_found_in_the_whole(seed: int, tmp_path: Path) -> None:
    told = with_devices(readings(seed, 60))
    request = FindRequest(NAMES, thresholds=EASY, rows=1_000)
    lake, whole = both(tmp_path, told, request, SearchScope())
    assert Counter(found.typology for found in whole.findings).keys() == set(NAMES)
    assert lake.findings == whole.findings
    assert (lake.rows, lake.accounts, lake.left_out) == (whole.rows, whole.accounts, whole.left_out)
    assert lake.warnings == whole.warnings


def test_scope_and_hub_are_those_of_find(tmp_path: Path) -> None:
    told = readings(1, 60)
    days, floor, hub = ("2024-05-01 09:00", "2024-05-02 09:00"), "3", 7
    request = FindRequest(NAMES[:-1], *days, floor, thresholds=EASY, hub=hub, rows=1_000)
    since, until = (datetime.fromisoformat(f"{day}+08:00").astimezone(UTC) for day in days)
    lake, whole = both(tmp_path, told, request, SearchScope(since, until, Decimal(floor), (), hub))
    assert lake.findings
    assert lake.findings == whole.findings
    assert (lake.rows, lake.left_out) == (whole.rows, whole.left_out)
    assert lake.warnings == whole.warnings
    assert {"own", "period", "floor"} <= lake.left_out.keys()


def test_accounts_are_looked_at_some_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = lake_of(tmp_path, readings(1, 60))
    request = FindRequest(NAMES[:-1], thresholds=EASY, rows=1_000)
    at_once = find_in_lake(lake.folder, request).found
    monkeypatch.setattr(lake_findings, "AT_ONCE", 1)
    assert find_in_lake(lake.folder, request).found == at_once


def test_sums_that_floats_do_not_hold_are_counted_as_in_the_whole(tmp_path: Path) -> None:
    told = Reading(name="large.csv")
    for number, amount in enumerate(
        ("90000000000000.01", "76500000000000.00", "76499999999999.99")
    ):
        told.flow("a", "b", "90000000000000.00", 100 * HOUR * number, by="a")
        told.flow("b", f"c{number}", amount, 100 * HOUR * number + 60, by="b")
    thresholds = ("pass-through.rounds=1", "pass-through.passed=0.85", "pass-through.share=0.01")
    request = FindRequest(("pass-through",), thresholds=thresholds)
    lake, whole = both(tmp_path, [told], request, SearchScope())
    mine = tuple(found for found in whole.findings if found.typology == "pass-through")
    assert lake.findings == mine
    assert [len(found.links) for found in mine] == [2]


def test_what_no_lake_can_answer_is_named(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, [told_once()])
    result = find_in_lake(lake.folder, FindRequest())
    assert set(result.not_asked) == {*NOT_OF_A_LAKE, "shared-device"}
    for name in NOT_OF_A_LAKE:
        with pytest.raises(UsageError, match=f"{name}.*no question to a lake.*kg extract"):
            find_in_lake(lake.folder, FindRequest((name,)))
    with pytest.raises(UsageError, match="name things of a case"):
        find_in_lake(lake.folder, FindRequest(exclude=("a",)))


def test_the_cut_is_said(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, readings(1, 60))
    every = find_in_lake(lake.folder, FindRequest(NAMES[:-1], thresholds=EASY, rows=1_000)).found
    some = find_in_lake(lake.folder, FindRequest(NAMES[:-1], thresholds=EASY, rows=3)).found
    assert some.findings == every.findings[:3]
    assert sum(some.cut.values()) == len(every.findings) - 3


def told_once() -> Reading:
    told = Reading()
    told.flow("a", "b", "100", 0, by="a")
    return told


def test_an_empty_lake_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file"):
        find_in_lake(Lake.init(tmp_path / "lake").folder, FindRequest())

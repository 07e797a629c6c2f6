"""An extract is enough: what is told of it is told of the whole lake, to the unit."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kg.lake.search import LakeBounds
from kg.model import Seed, Trace
from kg.trace import rules
from kg.trace.tracing import trace
from tests.lake.lakes import (
    ACCOUNTS,
    HOUR,
    account,
    extracted,
    lake_of,
    payments_of,
    readings,
    whole_ledger,
)

def told_of(found: Trace) -> Trace:
    """Return a trace without the count of rows that stand in no order of time: of what is there."""
    kept = tuple(one for one in found.warnings if one.id != "rows-not-traced")
    return replace(found, warnings=kept)


RULES = tuple(rules.RULES)


@pytest.mark.parametrize("seed", range(12))
def test_payments_of_the_followed_accounts_are_those_of_the_whole(seed: int, tmp_path: Path) -> None:
    told = readings(seed)
    whole = whole_ledger(tmp_path, told).index()
    part, found = extracted(tmp_path, lake_of(tmp_path, told), [account("a0")], LakeBounds(hub=4))
    assert payments_of(part.index(), found.followed) == payments_of(whole, found.followed)


@pytest.mark.parametrize("seed", range(12))
def test_a_trace_of_an_extract_is_the_trace_of_the_whole(seed: int, tmp_path: Path) -> None:
    told = readings(seed)
    whole, lake = whole_ledger(tmp_path, told).index().flow_index(), lake_of(tmp_path, told)
    chance = random.Random(seed)  # noqa: S311 - a draw, no secret
    for number in range(4):
        way = chance.choice(["out", "in"])
        hours, hops, hub = chance.choice([1, 12, 72]), chance.choice([1, 2, 4]), chance.choice([3, 5, 200])
        floor = chance.choice(["0", "50"])
        start = account(f"a{chance.randrange(ACCOUNTS)}")
        if start not in whole.accounts:
            continue
        bounds = LakeBounds(way, hours * HOUR * 1_000_000, hops, floor=Decimal(floor), hub=hub)
        part, _ = extracted(tmp_path / str(number), lake, [start], bounds)
        index = part.index().flow_index()
        for rule in RULES:
            same = {"direction": way, "rule": rule, "within": f"{hours}h", "hops": hops, "hub": hub, "floor": floor}
            seeds = [Seed(account=start)]
            assert told_of(trace(index, seeds, **same)) == told_of(trace(whole, seeds, **same))

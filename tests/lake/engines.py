"""What every engine must find and cut as DuckDB does: bounds of all sorts, odd words, groups."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from kg.lake.duck_engine import DuckEngine
from kg.lake.engine import Engine
from kg.lake.extract import cut_rows
from kg.lake.layout import Lake
from kg.lake.search import Found, LakeBounds, LakeSearch
from tests.lake.lakes import HOUR, account, lake_of, readings


def assert_asked_alike(folder: Path, seed: int, bounds: LakeBounds, engine: Engine) -> None:
    """Ask an engine and DuckDB for the part of some starts of an invented lake."""
    told = readings(seed)
    for number, flow in enumerate(told[0].flows):
        flow["channel"] = ("it's", "a\\b\\n", "other")[number % 3]
    lake = lake_of(folder, told)
    starts = [account(f"a{number}") for number in range(seed + 1)]
    same = [frozenset({account("a0"), account("a5")}), frozenset({account("a2"), account("a4")})]
    asked = both(lake, engine, bounds, starts, same)
    assert asked == both(lake, DuckEngine(), bounds, starts, same)
    assert len(asked[2]) > 1


def both(
    lake: Lake, engine: Engine, bounds: LakeBounds, starts: list[str], same: list[frozenset[str]]
) -> tuple[Found, dict[str, Any], list[dict[str, Any]]]:
    """Return what an engine finds, the types of its columns, and its rows in one order."""
    found = LakeSearch(lake, engine, "transfer", bounds, same).run(starts)
    rows = cut_rows(lake, engine, "transfer", found.followed)
    types = {field.name: field.type for field in rows.schema}
    told = rows.to_pylist()
    return found, types, sorted(told, key=lambda row: (row["lake_file"], row["lake_row"]))


BOUNDS = {
    "out": LakeBounds(hub=4),
    "in": LakeBounds("in", 12 * HOUR * 1_000_000, 2),
    "floor": LakeBounds(floor=Decimal("70.5"), hops=6, hub=200),
    "hub": LakeBounds(hub=2, through=frozenset({account("a3")}), within=HOUR * 1_000_000),
    "window": LakeBounds(since=1_714_525_200_000_000, until=1_714_611_600_000_000),
    "reach": LakeBounds(within=None, hops=None, hub=200),
    "channel": LakeBounds(channels=("it's", "a\\b\\n", "")),
}

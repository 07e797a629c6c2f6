"""An extract is enough: what is told of it is told of the whole lake, to the unit."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from kg.errors import PartialAccounts
from kg.explain.extract_row import row_of_extract
from kg.lake import extract, search
from kg.lake.duck_engine import DuckEngine
from kg.lake.layout import Lake
from kg.lake.search import LakeBounds, LakeSearch
from kg.ledger import Ledger
from kg.model import Seed, Trace
from kg.trace import rules
from kg.trace.tracing import trace
from tests.depth import by_depth
from tests.lake.lakes import (
    ACCOUNTS,
    HOUR,
    account,
    extracted,
    known_of,
    lake_of,
    loaded,
    payments_of,
    readings,
    readings_with_rails,
    rows_of,
    whole_ledger,
)
from tests.ledger.shelving import Reading

SEEDS = range(5)
SAME = (account("a3"), account("a5"))


@dataclass(frozen=True)
class Asked:
    """A request of a trace: where it begins, and its bounds as each side takes them."""

    start: str
    terms: dict[str, Any]
    bounds: LakeBounds


def requests(seed: int, count: int) -> Iterator[Asked]:
    """Yield requests with other bounds each; none begins at the second name of an account."""
    chance = random.Random(seed)
    for number in range(count):
        way = "in" if number % 3 == 2 else "out"
        hours, hops = chance.choice([1, 12, 72]), chance.choice([1, 2, 4])
        hub, floor = chance.choice([3, 5, 200]), chance.choice([0, 50])
        start = account(f"a{chance.choice([n for n in range(ACCOUNTS) if n not in (1, 7)])}")
        terms = {"direction": way, "within": f"{hours}h", "hops": hops, "hub": hub, "floor": floor}
        bounds = LakeBounds(way, hours * HOUR * 1_000_000, hops, floor=Decimal(floor), hub=hub)
        yield Asked(start, terms, bounds)


def told_of(ledger: Ledger, asked: Asked) -> list[object]:
    """Return the trace by each rule, or why there is none.

    Not compared: how many rows of the case stand in no order of time, and the units of currencies
    that the trace does not touch. Both are about what else is there.
    """
    if "transfer" not in ledger.index().flow_classes:
        return []
    index = ledger.index().flow_index()
    if asked.start not in index.accounts:
        return []
    names = ["fifo"] if asked.terms["direction"] == "in" else list(rules.RULES)
    return [
        _comparable(trace(index, [Seed(account=asked.start)], rule=rule, **asked.terms))
        for rule in names
    ]


def _comparable(found: Trace) -> Trace:
    kept = tuple(one for one in found.warnings if one.id != "rows-not-traced")
    touched = {step.currency for step in found.steps}
    scale = {currency: unit for currency, unit in found.scale.items() if currency in touched}
    return replace(found, warnings=kept, scale=scale)


@pytest.mark.parametrize(
    ("tell", "seed"),
    [*product([readings], SEEDS), *product([readings_with_rails], by_depth(SEEDS[:3], range(25)))],
)
def test_payments_and_traces_are_those_of_the_whole(
    tell: Callable[[int], list[Reading]], seed: int, tmp_path: Path
) -> None:
    told = tell(seed)
    whole, lake = whole_ledger(tmp_path, told), lake_of(tmp_path, told, 1)
    for number, asked in enumerate(requests(seed, 3)):
        part, found = extracted(tmp_path / str(number), lake, [asked.start], asked.bounds)
        assert told_of(part, asked) == told_of(whole, asked)
        mine, theirs = (payments_of(one.index(), found.followed) for one in (part, whole))
        assert mine == theirs
        assert rows_of(part, found.followed) == rows_of(whole, found.followed)
        assert known_of(part, found.followed) == known_of(whole, found.followed)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_what_a_person_took_for_one_account_is_one_here_and_there(
    seed: int, tmp_path: Path
) -> None:
    told = readings(seed)
    whole, lake = whole_ledger(tmp_path, told, [SAME]), lake_of(tmp_path, told, 1)
    for number, asked in enumerate(requests(seed, 2)):
        start = asked.start if asked.start not in SAME else min(SAME)
        asked = replace(asked, start=start)
        part, _ = extracted(tmp_path / str(number), lake, [start], asked.bounds, same=[SAME])
        assert told_of(part, asked) == told_of(whole, asked)


Change = Callable[[pytest.MonkeyPatch], None]


def _hops_less(patch: pytest.MonkeyPatch) -> None:
    """(a) The search ends a hop too early."""
    run = LakeSearch.run

    def shorter(self: LakeSearch, starts: Any) -> Any:
        self.bounds = replace(self.bounds, hops=self.bounds.hops - 1)
        return run(self, starts)

    patch.setattr(LakeSearch, "run", shorter)


def _without(column: str) -> Change:
    """Return what leaves out rows of the cut that have something in a column."""

    def change(patch: pytest.MonkeyPatch) -> None:
        cut = extract._cut

        def lacking(engine: Any, *given: Any) -> Any:
            query, files, tables = cut(engine, *given)
            return f"SELECT * FROM ({query}) WHERE {column}", files, tables

        patch.setattr(extract, "_cut", lacking)

    return change


def _facts(**other: object) -> Change:
    """Return what says something else of every account than the lake does."""

    def change(patch: pytest.MonkeyPatch) -> None:
        known = extract.account_facts
        patch.setattr(
            extract,
            "account_facts",
            lambda *given: {one: f._replace(**other) for one, f in known(*given).items()},
        )

    return change


def _table_without(name: str) -> Change:
    """Return what leaves a table out of each extract."""

    def change(patch: pytest.MonkeyPatch) -> None:
        zipped = extract._zip

        def lacking(folder: Path, path: Path) -> None:
            (folder / f"{name}.parquet").unlink(missing_ok=True)
            zipped(folder, path)

        patch.setattr(extract, "_zip", lacking)

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_hops_less, id="a: a hop less"),
        pytest.param(_without("payer IN (SELECT id FROM wanted)"), id="b: only what was paid"),
        pytest.param(_without("amount > 50"), id="b: only large amounts"),
        pytest.param(_without("decided_part NOT IN ('also', 'seen')"), id="c: one telling each"),
        pytest.param(_without("decided_part <> 'off'"), id="c: no reversals"),
        pytest.param(_table_without("alias"), id="c: no aliases"),
        pytest.param(_facts(counterparties=0), id="d: own counterparties"),
        pytest.param(_table_without("unit_transfer"), id="d: own units and clocks"),
        pytest.param(_table_without("entity"), id="e: no kinds and names"),
        pytest.param(_table_without("link"), id="e: no holders"),
    ],
)
def test_each_part_of_an_extract_is_needed(
    change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(monkeypatch)
    assert any(_differs(seed, tmp_path / str(seed)) for seed in SEEDS)


def _differs(seed: int, folder: Path) -> bool:
    told = readings(seed)
    whole, lake = whole_ledger(folder, told), lake_of(folder, told, 1)
    for number, asked in enumerate(requests(seed, 3)):
        part, found = extracted(folder / str(number), lake, [asked.start], asked.bounds)
        try:
            if told_of(part, asked) != told_of(whole, asked):
                return True
        except PartialAccounts:
            return True
        if payments_of(part.index(), found.followed) != payments_of(whole.index(), found.followed):
            return True
        if rows_of(part, found.followed) != rows_of(whole, found.followed):
            return True
        if known_of(part, found.followed) != known_of(whole, found.followed):
            return True
    return False


def test_a_trace_with_wider_bounds_is_refused(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, readings(5), 1)
    asked = next(requests(5, 1))
    part, found = extracted(tmp_path / "part", lake, [asked.start], replace(asked.bounds, hops=1))
    index = part.index().flow_index()
    with pytest.raises(PartialAccounts) as refused:
        trace(index, [Seed(account=asked.start)], within="2400h", hops=9)
    assert refused.value.accounts
    assert not found.followed & set(refused.value.accounts)


def test_a_second_extract_brings_only_what_is_not_there(tmp_path: Path) -> None:
    told = readings(3)
    lake, whole = lake_of(tmp_path, told, 1), whole_ledger(tmp_path, told)
    asked = [one for one in requests(3, 6) if one.terms["direction"] == "out"][:2]
    files: list[Path] = []
    rows = 0
    for number, one in enumerate(asked):
        part, folder = loaded(tmp_path / f"part{number}", files), tmp_path / f"extract{number}"
        folder.mkdir()
        found = LakeSearch(lake, DuckEngine(), "transfer", one.bounds).run([one.start])
        cut = {"transfer": extract.cut_rows(lake, DuckEngine(), "transfer", found.followed)}
        known = extract_rows(part)
        written = extract.write_extract(lake, DuckEngine(), cut, found.followed, {}, folder, known)
        files += [file.path for file in written]
        rows += sum(file.rows for file in written)
    both = loaded(tmp_path / "both", files)
    for one in asked:
        assert told_of(both, one) == told_of(whole, one)
    stored = sum(pq.read_metadata(path).num_rows for path in both.folder.glob("*/flow_*.parquet"))
    assert stored == rows


def test_what_says_the_same_is_counted_once_however_many_extracts_bring_it(tmp_path: Path) -> None:
    told = readings(3)
    for number, one in enumerate(told):
        for name in ("甲", "甲", "乙" if number else "甲"):
            one.entity("a1", name=name)
    lake, whole = lake_of(tmp_path, told, 1), whole_ledger(tmp_path, told)
    thing, files = account("a1"), list[Path]()
    counted = list[tuple[str, int]]()
    for number, start in enumerate(("a0", "a1")):
        part, folder = loaded(tmp_path / f"part{number}", files), tmp_path / f"extract{number}"
        folder.mkdir()
        cut = {"transfer": extract.cut_rows(lake, DuckEngine(), "transfer", {account(start)})}
        known = extract_rows(part)
        written = extract.write_extract(
            lake, DuckEngine(), cut, {account(start)}, {}, folder, known
        )
        files += [file.path for file in written]
        both = loaded(tmp_path / f"both{number}", files)
        for ledger in (both, whole):
            table = ledger.index().folder / "entity.parquet"
            query = "SELECT name, rows FROM read_parquet($1) WHERE id = $2"
            counted += duckdb.connect().execute(query, [str(table), thing]).fetchall()
    assert len(set(counted)) == 1 and counted[0][1] > 6


def extract_rows(ledger: Ledger) -> Any:
    from kg.ledger.extracts import extracted_rows

    return extracted_rows(ledger.shelves())


def test_every_row_is_found_in_the_lake_by_another_reader(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, readings(2), 16)
    asked = next(requests(2, 1))
    folder = tmp_path / "files"
    folder.mkdir()
    found = search.LakeSearch(lake, DuckEngine(), "transfer", asked.bounds).run([asked.start])
    cut = {"transfer": extract.cut_rows(lake, DuckEngine(), "transfer", found.followed)}
    written = extract.write_extract(lake, DuckEngine(), cut, found.followed, {}, folder)
    looked = 0
    for file in written:
        rows = cut["transfer"].filter(pc.equal(cut["transfer"]["sha256"], file.origin))
        for row in rows.to_pylist():
            _found_there(lake, row)
            places = row_of_extract(file.path, f"line {row['row_no']}")
            assert f"{row['lake_file']} #{row['lake_group']} {row['lake_row']}" in places
            looked += 1
    assert looked == len(cut["transfer"]) > 0


def _found_there(lake: Lake, row: dict[str, Any]) -> None:
    file = pq.ParquetFile(lake.tables / row["lake_file"])
    before = sum(file.metadata.row_group(n).num_rows for n in range(row["lake_group"]))
    group: pa.Table = file.read_row_group(row["lake_group"])
    there = group.slice(row["lake_row"] - before, 1).to_pylist()[0]
    assert (there["id"], there["row_no"]) == (row["id"], row["row_no"])

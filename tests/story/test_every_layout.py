"""A folder with one dirty file of every layout, opened by one command: every count is the maker's.

Nothing is told to ``kg open`` but whose the one bill is that names no account.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg import sources
from kg.sources.layout_files import layouts
from tests.command_line import answer, kg
from tests.story.every_layout.banks import LOSSES, TOLD_TWICE
from tests.story.every_layout.folder import WRITTEN_BY_OWNER, make, write
from tests.story.every_layout.page import Made, exact

FLOWS = ("transfer", "call", "post", "login", "platform_order")


@dataclass(frozen=True)
class Opened:
    """The case that ``kg open`` made of the folder, and what it said of it."""

    case: Path
    made: list[Made]
    documents: list[Any]

    @property
    def loaded(self) -> dict[str, Any]:
        return {one["source"]["name"]: one for one in self.documents[0]["loaded"]}

    def sql(self, select: str, *more: str) -> list[list[Any]]:
        rows: list[list[Any]] = answer("query", self.case, "--sql", select, *more)["rows"]
        return rows


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    root = tmp_path_factory.mktemp("every")
    made = write(root / "files", seed=1)
    owners = [f"--owner={one.name}={one.owner}" for one in made if one.owner]
    done = kg("open", root / "files", "--case", root / "case", *owners, "--json")
    assert done.returncode == 0, done.stderr
    return Opened(root / "case", made, list(_documents(done.stdout)))


def _documents(text: str) -> Iterator[Any]:
    decoder, at = json.JSONDecoder(), 0
    while (at := at + len(text[at:]) - len(text[at:].lstrip())) < len(text):
        document, at = decoder.raw_decode(text, at)
        yield document


def test_every_layout_has_a_file() -> None:
    made = {told.layout for one in make(1) for told in one.told} | {WRITTEN_BY_OWNER}
    assert made == {layout.name for layout in layouts()}, "each layout has a maker in every_layout/"


@pytest.mark.deep  # the same readers once more; by default the makers of one seed
@pytest.mark.parametrize("seed", (2, 3))
def test_readers_agree_with_the_makers_of_other_seeds(seed: int, tmp_path: Path) -> None:
    for one in make(seed):
        (tmp_path / one.name).write_bytes(one.data)
        found = sources.read(tmp_path / one.name, scratch=tmp_path / f"out {one.name}")
        assert found.read == one.rows == sum(told.read for told in one.told), one.name
        assert {p.locator: p.code for p in found.problems} == one.problems, one.name
        assert Counter(str(skipped.reason) for skipped in found.skipped) == one.skipped, one.name


def test_every_file_is_read_by_its_layout(opened: Opened) -> None:
    assert opened.documents[0]["refused"] == []
    found = {name: set(one["layouts"]) for name, one in opened.loaded.items()}
    assert found == {one.name: {told.layout for told in one.told} for one in opened.made}
    kept = {one["layout"] for one in answer("sources", opened.case)}
    assert WRITTEN_BY_OWNER in kept


def test_counts_are_the_makers_and_those_of_another_reader(opened: Opened) -> None:
    for one in opened.made:
        source = opened.loaded[one.name]["source"]
        read = sum(told.read for told in one.told)
        assert source["read"] == read == one.rows, one.name
        assert source["stored"] == sum(told.stored for told in one.told), one.name
        assert source["skipped"] == one.skipped.total(), one.name
        assert source["problems"] == len(one.problems), one.name


def test_titles_blanks_and_totals_are_listed_as_skipped(opened: Opened) -> None:
    found = {name: one["skipped_reasons"] for name, one in opened.loaded.items()}
    assert found == {one.name: dict(one.skipped) for one in opened.made}


def test_every_skipped_line_is_listed_with_its_place(opened: Opened) -> None:
    lines = answer("problems", opened.case, "--skipped")
    for one in opened.made:
        here = [line for line in lines if line["file"] == one.name]
        assert Counter(line["reason"] for line in here) == one.skipped, one.name
        assert len({line["locator"] for line in here}) == len(here), one.name


def test_every_problem_is_listed_at_its_place(opened: Opened) -> None:
    found: dict[str, dict[str, str]] = {one.name: {} for one in opened.made}
    for problem in answer("problems", opened.case):
        found[problem["file"]][problem["locator"]] = problem["code"]
    assert found == {one.name: one.problems for one in opened.made}


def test_sums_by_currency_are_the_makers(opened: Opened) -> None:
    sums, times = Counter[tuple[str, str]](), Counter[str]()
    for told in (told for one in opened.made for told in one.told):
        sums.update(told.sums)
        times.update(told.times)
    for count_both in (True, False):
        assert _sums(opened, count_both) == (sums, times)
        for cents in TOLD_TWICE if count_both else ():
            sums["transfer", "CNY"] -= exact(cents)
            times["transfer"] -= 1


def _sums(opened: Opened, count_both: bool) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    sums, times = Counter[tuple[str, str]](), Counter[str]()
    flag = ["--count-both"] if count_both else []
    for flow in FLOWS:
        select = f"select currency, count(*), sum(amount) from {flow} group by 1"
        for currency, count, total in opened.sql(select, *flag):
            times[flow] += count
            if total:
                sums[flow, currency] += Decimal(total)
    return sums, times


def test_sums_of_each_file_are_the_makers(opened: Opened) -> None:
    names = {one["sha256"]: one["name"] for one in answer("sources", opened.case)}
    found: dict[str, Counter[tuple[str, str]]] = {one.name: Counter() for one in opened.made}
    for flow in FLOWS:
        select = f"select sha256, currency, sum(amount) from {flow} where amount > 0 group by 1, 2"
        for sha256, currency, total in opened.sql(select, "--count-both"):
            found[names[sha256]][flow, currency] += Decimal(total)
    assert found == {one.name: sum((t.sums for t in one.told), Counter()) for one in opened.made}


def test_the_bill_stands_in_its_owners_name(opened: Opened) -> None:
    (bill,) = (one for one in opened.made if one.owner)
    held = opened.sql(
        "select s.name, t.values->>'$.nickname[0]' as nick from link l "
        "join entity s on s.id = l.source join entity t on t.id = l.target "
        "where l.kind = 'HoldsAccount' and nick is not null"
    )
    assert held == [[bill.owner, "小沈"]]


def test_the_victims_money_is_found(opened: Opened) -> None:
    (trace,) = (one for one in opened.documents if "seeds" in one)
    assert len(trace["seeds"]) == len(LOSSES)


@pytest.mark.deep  # a minute; the demo is verified by default, and each sort of file in tests/case
def test_the_case_verifies(opened: Opened) -> None:
    assert answer("verify", opened.case)["sources"] == len(opened.made) + 1

"""The demo through a lake and as a case: the same traces, legs, findings, rows and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from told import Told

from kg.case import Case, new_case
from kg.case.money.lake_findings import find_in_lake
from kg.case.storage.folder import CaseFolder
from kg.lake.add import add_files
from kg.lake.layout import Lake
from kg.requests import FindRequest, LoadRequest
from kg.views.page_data import data_of
from tests.lake.compared import trace_facts

RULES = ("fifo", "lifo", "haircut", "lowest", "poison", "floor")
LEAKED = "栖澜订单导出.csv"
NODE = ("id", "kind", "stage", "basis", "level", "roles", "harmed", "traced")
EDGE = ("kind", "family", "proof", "marks", "totals", "traced", "unproven", "count", "last")
LANGS = ("en", "zh")
NAMED = re.compile(r"\S+(?: \(\d+\))? \([A-Z]+\d+\)")
"""Somebody masked, and the handle: both are numbered in each case anew."""
LINK = ("id", "proof", "confidence", "precision", "start", "amount", "currency")


@pytest.fixture(scope="module")
def lake(first: Told, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    made = Lake.init(tmp_path_factory.mktemp("lake") / "lake")
    files = [path for path in sorted((first.folder / "files").iterdir()) if path.name != LEAKED]
    _, refused = add_files(made, files, LoadRequest())
    assert not refused
    return made


@pytest.fixture(scope="module")
def starts(first: Told) -> list[str]:
    """The numbers of the accounts that the victims paid."""
    paid = sorted({seed.account for seed in first.trace.seeds if seed.account})
    listed = ", ".join(f"'{account}'" for account in paid)
    rows = first.case.sql(f"SELECT name FROM entity WHERE id IN ({listed}) ORDER BY 1").rows
    assert len(rows) == len(paid) > 10
    return [str(number) for (number,) in rows]


@pytest.fixture(scope="module")
def part(lake: Lake, starts: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with new_case(tmp_path_factory.mktemp("part") / "case") as case:
        extracted = case.evidence.extract(lake.folder, *starts)
        assert not extracted.warnings
        yield case


@pytest.mark.parametrize("rule", RULES)
def test_a_trace_of_the_extract_is_that_of_the_whole_legs_too(
    first: Told, part: Case, starts: list[str], rule: str
) -> None:
    mine, theirs = (case.trace(*starts, rule=rule) for case in (part, first.case))
    assert trace_facts(mine) == trace_facts(theirs)
    assert len(mine.inferred) == 6 and len(mine.steps) > 100


def test_the_page_shows_the_same(
    first: Told,
    part: Case,
    starts: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = CaseFolder(first.folder / "case").key()
    monkeypatch.setattr(CaseFolder, "key", lambda folder: key)  # who is masked has one id in both
    pages = []
    for name, case in (("whole", first.case), ("part", part)):
        case.trace(*starts, name="lake")
        case.export(tmp_path / f"{name}.html", "lake")
        pages.append(shown(data_of((tmp_path / f"{name}.html").read_bytes())))
    whole, extract = pages
    for what in whole:
        assert whole[what] == extract[what], what


def shown(page: dict[str, Any]) -> dict[str, Any]:
    """Return what a page says of things, by their ids: no place, handle, file, number of a mask."""
    ids = [node["id"] for node in page["nodes"]]
    nodes = {node["id"]: [node[field] for field in NODE] for node in page["nodes"]}
    edges = sorted(
        [
            ids[edge["source"]],
            ids[edge["target"]],
            *(edge[field] for field in EDGE),
            sorted(([link.get(field) for field in LINK] for link in edge["links"]), key=str),
        ]
        for edge in page["edges"]
    )
    said = [NAMED.sub("…", line["said"][lang]) for line in page["headline"] for lang in LANGS]
    return {"nodes": nodes, "edges": edges, "headline": said, "gaps": page["gaps"]}


def test_the_rows_of_the_accounts_that_are_here_whole_are_all(
    first: Told, part: Case, starts: list[str]
) -> None:
    told = "SELECT * EXCLUDE (sha256, row_no) FROM transfer ORDER BY id"
    whole = {row[0]: row for row in first.case.sql(told, rows=10_000).rows}
    rows = part.sql(told, rows=10_000).rows
    assert rows and all(whole[row[0]] == row for row in rows)


def test_findings_are_those_of_the_case(first: Told, lake: Lake) -> None:
    found = find_in_lake(lake.folder, FindRequest(rows=1_000))
    every = first.case.money.find(rows=1_000).findings
    asked = [one.id for one in every if one.typology not in found.not_asked]
    assert [one.id for one in found.found.findings] == asked and asked


def test_legs_are_those_of_the_case_and_obey_a_person(first: Told, part: Case) -> None:
    legs = {leg.id: leg for leg in part.money.legs().legs}
    of_whole = {leg.id: leg for leg in first.case.money.legs().legs}
    assert {key: of_whole[key] for key in legs} == legs and len(legs) >= 6
    key = next(key for key, leg in legs.items() if leg.state == "proposed")
    part.judgements.accept_leg(key, "聊天记录", by="甲")
    assert {leg.id: leg.state for leg in part.money.legs().legs}[key] == "accepted"
    part.judgements.undo()
    assert {leg.id: leg for leg in part.money.legs().legs} == legs


def test_an_extract_is_handed_over_with_what_the_lake_decided(part: Case, tmp_path: Path) -> None:
    (path, *_) = part.export(tmp_path / "case.nq", for_transfer=True)
    with new_case(tmp_path / "again") as again:
        again.load(path)
        told = [
            # who was under age has another id there
            {(leg.rule, leg.state, leg.score, leg.rate, leg.said) for leg in case.money.legs().legs}
            for case in (again, part)
        ]
        assert len(again.money.pairs()) == len(part.money.pairs()) > 10
    assert told[0] == told[1] and len(told[0]) >= 6

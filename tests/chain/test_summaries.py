"""A file of summary reports: banks pay banks over a period, and nothing places them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import story
from story import SCHEMA

from kg.chain import build_chain
from kg.model import Entity, Link, stable_id

START = "amsterdam-trade-bank-nv"


def bank(slug: str) -> Entity:
    return Entity(stable_id("Bank", "icij", slug), "Bank", {"name": (slug,)})


def day(text: str) -> datetime | None:
    return datetime.strptime(text, "%b %d, %Y").replace(tzinfo=UTC) if text else None


def report(row: dict[str, str]) -> Link:
    one, two = bank(row["originator_bank_id"]), bank(row["beneficiary_bank_id"])
    return Link(
        stable_id("Transfer", "icij", row["id"]),
        "Transfer",
        one.id,
        two.id,
        start=day(row["begin_date"]),
        end=day(row["end_date"]),
        amount=Decimal(row["amount_transactions"]),
        currency="USD",
        values={"txCount": (row["number_transactions"],)} if row["number_transactions"] else {},
    )


@pytest.mark.shared
def test_the_banks_around_one_bank_are_reports_and_undetermined(
    shared_data: Callable[[str], Path],
) -> None:
    path = shared_data("fincen") / "download_transactions_map.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = story.MemoryStore()
    names = sorted(
        {row[end] for row in rows for end in ("originator_bank_id", "beneficiary_bank_id")}
    )
    kept.apply([*map(bank, names), *map(report, rows)])
    chain = build_chain(kept, SCHEMA, start=[bank(START).id], hops=1)
    assert len(chain.nodes) == 7
    assert sum(len(edge.links) for edge in chain.edges) == 11
    assert {node.stage for node in chain.nodes} == {"Undetermined"}
    assert {node.basis for node in chain.nodes} == {"none"}
    assert not [said for said in chain.gaps if "stage" in said.text("en").lower()]
    assert any("reports, not findings" in said.text("en") for said in chain.banners)
    wide = build_chain(kept, SCHEMA, start=[bank(START).id], hops=3)
    assert len(wide.nodes) == 150
    assert sum(one.count for one in wide.hidden) > 0

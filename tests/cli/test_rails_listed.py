"""Payments on two rails as a person meets them on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from rails_files import VICTIM, chain_files
from test_commands import kg

from tests.built import built


def build(place: Path) -> None:
    chain_files(place / "files")
    kg("new", place / "case")
    loaded = kg("load", place / "case", place / "files", "--lang", "en")
    assert "joined across a bank and a payment company: 2" in loaded.stdout


@pytest.fixture
def case(tmp_path: Path) -> Path:
    built(build, tmp_path)
    return tmp_path / "case"


def test_joins_are_listed_rejected_and_taken_back(case: Path) -> None:
    listed = kg("pairs", case, "--lang", "en").stdout
    assert listed.count("same payment, two rails") == 3
    assert "urn:" not in listed
    assert "同一笔支付（支付机构）" in kg("pairs", case, "--lang", "zh").stdout
    pairs = json.loads(kg("pairs", case, "--json").stdout)
    link = next(row["id_a"] for row in pairs["pairs"] if row["via"])
    words = ("--reject", link, "--reason", "另一笔", "--lang", "zh")
    assert "经人工否定，分开保留" in kg("pairs", case, *words).stdout
    stopped = kg("trace", case, VICTIM, "--lang", "en").stdout
    assert "request from 财付通" in stopped
    assert kg("undo", case, "--yes").returncode == 0
    assert "request from" not in kg("trace", case, VICTIM, "--lang", "en").stdout
    assert kg("pairs", case, "--reject", "A1", "--reason", "x").returncode == 2


def test_a_stop_says_in_json_what_to_request(case: Path) -> None:
    assert kg("unload", case, "TenpayTrades.txt").returncode == 0
    trace = json.loads(kg("trace", case, VICTIM, "--json").stdout)
    said = [stop["said"] for stop in trace["stops"] if stop["reason"] == "hub"]
    assert len(said) == 2
    assert all("绑定银行卡" in one["zh"] and "bound cards" in one["en"] for one in said)

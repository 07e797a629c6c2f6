"""Inferred legs on the command line, in both languages: listed with grounds, judged, undone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from legs_files import PAYER, write_bank, write_coin

from tests.built import built
from tests.command_line import kg


def build(place: Path) -> None:
    bank, coin = write_bank(place / "流水.csv"), write_coin(place / "链上.csv")
    kg("new", place / "case")
    assert kg("load", place / "case", bank, coin).returncode == 0


@pytest.fixture
def case(tmp_path: Path) -> Path:
    built(build, tmp_path)
    return tmp_path / "case"


def test_a_leg_is_listed_followed_judged_and_taken_back(case: Path) -> None:
    english, chinese = (kg("pairs", case, "--lang", lang).stdout for lang in ("en", "zh"))
    assert "Inferred legs (no row records them, in no sum): 1" in english
    assert "87,654.32 CNY" in english and "7.23" in english and "IL1" in english
    assert "assumed: a price of 6.8 to 7.6 (no table of rates is in the case)" in english
    assert "it may also be" in english and "推断，待判断" in chinese and "也可能" in chinese
    assert "urn:" not in english + chinese
    after = kg("trace", case, PAYER, "--lang", "en").stdout
    assert after.index("Where the trace stopped") < after.index("Then possibly (inferred")
    told = json.loads(kg("trace", case, PAYER, "--json").stdout)
    assert [leg["state"] for leg in told["inferred"]] == ["proposed"]
    words = ("--accept", "IL1", "--reason", "聊天约定", "--by", "甲", "--lang", "en")
    assert "inferred, accepted by 甲" in kg("pairs", case, *words).stdout
    assert "accepted" in kg("mark", case, "--lang", "en").stdout
    (leg,) = json.loads(kg("pairs", case, "--json").stdout)["legs"]
    assert (leg["state"], leg["by"], leg["reason"]) == ("accepted", "甲", "聊天约定")
    assert "judged an inferred leg" in kg("log", case, "--lang", "en").stdout
    assert kg("undo", case, "--yes").returncode == 0
    assert "inferred, not judged" in kg("pairs", case, "--lang", "en").stdout
    rejected = kg("pairs", case, "--reject", "IL1", "--reason", "现金", "--lang", "en").stdout
    assert "rejected" in rejected
    assert "Then possibly" not in kg("trace", case, PAYER, "--lang", "en").stdout


def test_a_word_without_reason_or_on_no_leg_is_refused(case: Path) -> None:
    kg("pairs", case)
    assert kg("pairs", case, "--accept", "IL1").returncode == 2
    assert kg("pairs", case, "--accept", "A1", "--reason", "x").returncode == 2
    assert "resting" not in kg("unload", case, "链上.csv").stdout

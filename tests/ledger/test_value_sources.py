"""Two values of one property stand side by side, each with the files that say it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.case import open_case
from kg.case.lookup.profile import Profile
from kg.cli import app

HEAD = "姓名,证件号码,工作单位,联系地址\n"
NUMBER = "000102196003071230"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Profile]:
    place = tmp_path_factory.mktemp("values")
    files = {
        "甲.csv": [f"邬芷然,{NUMBER},某厂,甲地"],
        "乙.csv": ["闻人澈,,某店,乙地", f"邬芷然,{NUMBER},某店,甲地"],
        "丙.csv": [f"邬芷然,{NUMBER},某厂,甲地", "令狐冉,,某店,丙地"],
    }
    for name, rows in files.items():
        (place / name).write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    case = open_case(place / "case")
    for name in files:
        case.evidence.load(place / name, layout="persons")
    profile = case.lookup.show(NUMBER, "en")
    assert isinstance(profile, Profile)
    case.close()
    return place / "case", profile


def test_each_value_has_its_files(told: tuple[Path, Profile]) -> None:
    _, profile = told
    names = {source.sha256: source.name for source in profile.sources}
    said = [(one.name, one.value, one.files) for one in profile.value_sources]
    assert said == [("employer", "某厂", 2), ("employer", "某店", 1)]
    other = profile.value_sources[1].first
    assert (names[other.sha256], other.locator) == ("乙.csv", "line 3")
    assert profile.entity.values["address"] == ("甲地",)


def test_a_terminal_shows_them(
    told: tuple[Path, Profile], capsys: pytest.CaptureFixture[str]
) -> None:

    shown = CliRunner().invoke(app, ["show", str(told[0]), NUMBER, "--lang", "en"])
    assert shown.exit_code == 0
    assert "employer\t某店\t1\t乙.csv · line 3" in shown.stdout

"""A layout of one's own is kept in the case under its hash, and verify holds it to that."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.case import Case, new_case, open_case
from kg.errors import EvidenceChanged
from tests.built import built

LAYOUT = """
name = "made-up"
label = { zh = "虚构", en = "made up" }
zone = "Asia/Shanghai"
[columns]
one = { names = ["甲方"], type = "name", required = true, filled = true }
other = { names = ["乙方"], type = "name", required = true, filled = true }
[parties.one]
kind = "Person"
id = [["case", "$one"]]
values = { name = "one" }
[parties.other]
kind = "Person"
id = [["case", "$other"]]
values = { name = "other" }
[[links]]
kind = "RelatedTo"
source = ["one"]
target = ["other"]
"""


def build(place: Path) -> None:
    (place / "made-up.toml").write_text(LAYOUT, "utf-8")
    (place / "a.csv").write_text("甲方,乙方,其他\n李某,王某,x\n", "utf-8")
    with new_case(place / "case") as made:
        made.load(place / "a.csv", layout=str(place / "made-up.toml"))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    built(build, tmp_path)
    return open_case(tmp_path / "case")


def test_it_is_kept_as_it_was_and_survives_its_file(case: Case, tmp_path: Path) -> None:
    (tmp_path / "made-up.toml").unlink()
    (kept,) = (case.root / "layouts").iterdir()
    assert kept.read_text("utf-8") == LAYOUT
    assert kept.stem == case.evidence.sources()[0].layout_sha256
    assert case.verify().layouts == 1


def test_verify_tells_a_changed_one_and_a_missing_one(case: Case) -> None:
    (kept,) = (case.root / "layouts").iterdir()
    kept.write_text(LAYOUT + "# changed\n", "utf-8")
    with pytest.raises(EvidenceChanged, match=f"layouts/{kept.name}: differs from what"):
        case.verify()
    kept.unlink()
    with pytest.raises(EvidenceChanged, match=rf"layouts/{kept.name} made-up a\.csv: is missing"):
        case.verify()


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_nothing_is_derived_by_another_layout(case: Case, tmp_path: Path, damage: str) -> None:
    (kept,) = (case.root / "layouts").iterdir()
    other = LAYOUT.replace('names = ["甲方"]', 'names = ["其他"]')
    kept.write_text(other, "utf-8") if damage == "changed" else kept.unlink()
    rows = case.sql("SELECT source, target FROM link ORDER BY 1, 2").rows
    with pytest.raises(EvidenceChanged, match="layouts/"):
        case.evidence.rebuild()
    assert case.sql("SELECT source, target FROM link ORDER BY 1, 2").rows == rows
    (tmp_path / "other.toml").write_text(other, "utf-8")
    with pytest.raises(EvidenceChanged, match="layouts/"):
        case.evidence.rebuild([tmp_path / "other.toml"])
    again = case.evidence.rebuild([tmp_path / "made-up.toml"])
    assert again.restored == [f"layouts/{kept.name}"]
    assert kept.read_text("utf-8") == LAYOUT
    assert case.verify().layouts == 1


def test_a_shipped_layout_needs_no_copy(tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    (tmp_path / "r.csv").write_text("主体,关系,客体\n李某,招募关系,王某\n", "utf-8")
    case.load(tmp_path / "r.csv", layout="relations")
    assert case.verify().layouts == 0

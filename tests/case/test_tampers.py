"""Damage to a case is named in its place, and what is derived comes back in the same bytes.

Six damages are tried, in a deep run every one (ten minutes). The same over the demo's case:
``python3 scripts/fuzz case``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from batches import rows, write_list
from openpyxl import Workbook
from statements import busiest, card, write_other_side, write_statement

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "fuzzing"))

from tampered import build, dump, tried
from tampers import Tamper, tampers

from tests.depth import by_depth

pytestmark = pytest.mark.usefixtures("derived_once")
EVERY = by_depth(16, 1)
DAMAGES = list(tampers())[::EVERY]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, object]]:
    """Return a small case with something of every part, and its bytes."""
    place = tmp_path_factory.mktemp("whole")
    files = place / "files"
    files.mkdir()
    first = write_statement(files / "a.csv", 15)
    write_other_side(files / "b.csv", first, busiest(first))
    as_workbook(write_statement(files / "c.csv", 4))
    text = first.read_text("utf-8").replace("2024-01-01 00:05:00", "不详")
    first.write_text(text, "utf-8")
    write_list(files / "list.csv", rows(8))
    case = build(place / "case", files, card(1))
    return case, dump(case)


def as_workbook(path: Path) -> None:
    """Put a workbook of a table's texts in its place."""
    book = Workbook()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            book.active.append(row)
    book.save(path.with_suffix(".xlsx"))
    path.unlink()


@pytest.mark.parametrize("tamper", DAMAGES, ids=lambda one: one.name.replace(" ", "-"))
def test_a_damage_is_named_and_mended(
    tamper: Tamper, whole: tuple[Path, Mapping[str, object]], tmp_path: Path
) -> None:
    case, before = whole
    assert not tried(case, tmp_path, tamper, before).wrong

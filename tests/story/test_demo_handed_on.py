"""The demo as others take it: STIX whole, CASE/UCO by some of every sort, masked and shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from told import Told
from validated import case_complaints, stix_complaints

from kg.exports.checking import check

EACH = 3
shown = pytest.mark.parametrize(
    "shown", [False, pytest.param(True, marks=pytest.mark.deep)], ids=["masked", "shown"]
)


@pytest.fixture
def reference(first: Told, tmp_path: Path) -> Path:
    (path, *_) = first.case.export(tmp_path / "all.csv")
    return path


@pytest.mark.parametrize("suffix", [".stix", ".uco"])
def test_other_readers_count_the_same(
    first: Told, reference: Path, tmp_path: Path, suffix: str
) -> None:
    (path,) = first.case.export(tmp_path / f"all{suffix}")
    assert check(path) == check(reference)
    assert check(path).edges > 2_000


@pytest.mark.slow
@shown
def test_the_whole_demo_is_valid_stix(first: Told, tmp_path: Path, shown: bool) -> None:
    (path,) = first.case.export(tmp_path / "all.stix", show_values=shown)
    assert not stix_complaints(path)


@pytest.mark.slow
@shown
def test_some_of_every_sort_of_the_demo_conform_to_case(
    first: Told, tmp_path: Path, shown: bool
) -> None:
    """Every node takes a tenth of a second there, and a sort of nodes has but one form."""
    (path,) = first.case.export(tmp_path / "all.uco", show_values=shown)
    told = json.loads(path.read_text("utf-8"))
    told["@graph"] = some_of_every_sort(told["@graph"])
    assert len(told["@graph"]) > 100
    path.write_text(json.dumps(told), "utf-8")
    assert case_complaints(path) == ""


def some_of_every_sort(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return some nodes of each pair of classes, and whatever these name."""
    by_id, seen, chosen = {one["@id"]: one for one in nodes}, Counter[str](), list[str]()
    for one in nodes:
        sort = str(one["@type"])
        seen[sort] += 1
        chosen += [one["@id"]] if seen[sort] <= EACH else []
    wanted = dict.fromkeys(chosen)
    while chosen:
        named = [one for one in names(by_id[chosen.pop()]) if one in by_id and one not in wanted]
        wanted |= dict.fromkeys(named)
        chosen += named
    return [by_id[one] for one in wanted]


def names(value: Any) -> Iterator[str]:
    """Yield every id that a node names, however deep."""
    if isinstance(value, dict):
        yield from ([value["@id"]] if "@id" in value else [])
        for inner in value.values():
            yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)

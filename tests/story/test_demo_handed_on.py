"""The demo as others take it: STIX whole, CASE/UCO by some of every sort, masked and shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from told import exported, short, traced
from validated import case_complaints, stix_complaints

from kg.exports.recount import check
from tests.depth import DEEP, by_depth

EACH = by_depth(2, 3)
SHORT = by_depth(short, traced)
"""rdflib, by which CASE/UCO is counted, takes ten seconds for the whole demo."""
Node = dict[str, Any]
shown = pytest.mark.parametrize(
    "shown", [False, pytest.param(True, marks=pytest.mark.deep)], ids=["masked", "shown"]
)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path, *_) = exported(tmp_path_factory.mktemp("reference"), ".csv", of=SHORT)
    return path


@pytest.mark.parametrize("suffix", [".stix", ".uco"])
def test_other_readers_count_the_same(reference: Path, tmp_path: Path, suffix: str) -> None:
    (path,) = exported(tmp_path, suffix, of=SHORT)
    read = check(path)
    assert read == check(reference)
    assert read.edges > by_depth(1_000, 2_000)


@pytest.mark.slow
@shown
def test_the_demo_is_valid_stix(tmp_path: Path, shown: bool) -> None:
    """By default some of every sort: an object takes a hundredth of a second there."""
    (path,) = exported(tmp_path, ".stix", shown=shown, of=SHORT)
    told = json.loads(path.read_text("utf-8"))
    if not DEEP:
        told["objects"] = some_of_every_sort(told["objects"], "id", sort_in_stix, names_in_stix)
        assert len(told["objects"]) > 100
        path.write_text(json.dumps(told), "utf-8")
    assert not stix_complaints(path)


@pytest.mark.slow
@shown
def test_some_of_every_sort_of_the_demo_conform_to_case(tmp_path: Path, shown: bool) -> None:
    """Every node takes a tenth of a second there, and a sort of nodes has but one form."""
    (path,) = exported(tmp_path, ".uco", shown=shown, of=SHORT)
    told = json.loads(path.read_text("utf-8"))
    told["@graph"] = some_of_every_sort(told["@graph"], "@id", sort_in_case, names_in_case)
    assert len(told["@graph"]) > 100
    path.write_text(json.dumps(told), "utf-8")
    assert case_complaints(path) == ""


def some_of_every_sort(
    nodes: list[Node], key: str, sort: Callable[[Node], str], names: Callable[[Node], Iterator[str]]
) -> list[Node]:
    """Return some nodes of each sort, and whatever these name."""
    by_id, seen, chosen = {one[key]: one for one in nodes}, Counter[str](), list[str]()
    for one in nodes:
        seen[sort(one)] += 1
        chosen += [one[key]] if seen[sort(one)] <= EACH else []
    wanted = dict.fromkeys(chosen)
    while chosen:
        named = [one for one in names(by_id[chosen.pop()]) if one in by_id and one not in wanted]
        wanted |= dict.fromkeys(named)
        chosen += named
    return [by_id[one] for one in wanted]


def sort_in_stix(node: Node) -> str:
    """Return the type of an object, that of a relation, and which properties it has."""
    return " ".join([node["type"], str(node.get("relationship_type")), *sorted(node)])


def names_in_stix(node: Node) -> Iterator[str]:
    """Yield every id that an object names."""
    for name, value in node.items():
        if name.endswith(("_ref", "_refs")):
            yield from [value] if isinstance(value, str) else value


def sort_in_case(node: Node) -> str:
    return str(node["@type"])


def names_in_case(value: Any) -> Iterator[str]:
    """Yield every id that a node names, however deep."""
    if isinstance(value, dict):
        yield from ([value["@id"]] if "@id" in value else [])
        for inner in value.values():
            yield from names_in_case(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names_in_case(inner)

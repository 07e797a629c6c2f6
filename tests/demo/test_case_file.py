"""The demo's small case: its matrix and its list are those that the generator wrote down."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from kg.case import open_case
from kg.demo import make
from kg.demo.case_file import FOLDER
from kg.errors import UsageError
from kg.model import Matrix
from tests.built import built
from tests.depth import by_depth

SEEDS = by_depth((1, 2, 3, 4, 5), tuple(range(1, 21)))


def build(place: Path, seed: int) -> None:
    """Write the case of a seed and load it."""
    make(place / "demo", seed=seed, victims=1)
    with open_case(place / "case") as opened:
        for file in sorted((place / "demo" / FOLDER / "files").iterdir()):
            opened.load(file)


def expected(place: Path) -> dict[str, Any]:
    text = (place / "demo" / FOLDER / "answer.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def cells_of(matrix: Matrix) -> dict[str, dict[str, dict[str, str]]]:
    cells: dict[str, dict[str, dict[str, str]]] = {}
    for cell in matrix.cells:
        states = {one.name: str(one.state) for one in cell.subjects}
        if not states and cell.element in ("amount", "upstream", "causation"):
            states = {"": str(cell.state)}
        cells.setdefault(cell.stage, {})[cell.element] = states
    return cells


@pytest.mark.parametrize("seed", SEEDS)
def test_matrix_and_list_are_those_that_the_generator_wrote_down(tmp_path: Path, seed: int) -> None:
    built(build, tmp_path, seed)
    answer = expected(tmp_path)
    with open_case(tmp_path / "case", create=False) as case:
        matrix = case.chains.matrix()
    assert cells_of(matrix) == answer["cells"]
    told = [
        {"stage": one.stage, "element": one.element, "articles": list(one.articles),
         "of": sorted(subject.name for subject in one.subjects)}
        for one in matrix.inquiries
    ]  # fmt: skip
    assert told == answer["inquiries"]
    assert [one.number for one in matrix.inquiries] == list(range(1, len(told) + 1))
    assert all(one.wanted for one in matrix.inquiries)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_hangs_on_each_exhibit_is_what_the_generator_wrote_down(
    tmp_path: Path, seed: int
) -> None:
    built(build, tmp_path, seed)
    answer = expected(tmp_path)
    whole, items = answer["cells"], answer["exclusions"]
    assert items.keys() == {*answer["exhibits"], "笔录陈述表.xlsx"}
    chosen = list(items) if seed == by_depth(1, seed) else list(items)[seed :: len(SEEDS)]
    for item in chosen:
        with open_case(tmp_path / "case", create=False) as case:
            cells = cells_of(case.chains.matrix(without=[item]))
            (left_out,) = case.evidence.without(item).items
        now = {
            (stage, element): states
            for stage, row in cells.items()
            for element, states in row.items()
            if states != whole[stage][element]
        }
        told = items[item]
        wanted = {(s, e): states for s, row in told["cells"].items() for e, states in row.items()}
        assert now == wanted, item
        assert left_out.rows == told["rows"], item


def test_an_answer_without_an_item_says_so_and_is_not_kept(tmp_path: Path) -> None:
    built(build, tmp_path, 1)
    with open_case(tmp_path / "case", create=False) as case:
        made = case.chains.matrix(without=["笔录陈述表.xlsx"])
        with pytest.raises(UsageError, match="without"):
            case.chains.matrix(without=["笔录陈述表.xlsx"], save_as="kept")
    assert "笔录陈述表.xlsx" in made.notices[0].text("en")


def test_every_file_is_read_whole(tmp_path: Path) -> None:
    built(build, tmp_path, 1)
    with open_case(tmp_path / "case", create=False) as case:
        read = {source.name: source for source in case.evidence.sources()}
    for name, counts in expected(tmp_path)["files"].items():
        assert read[name].stored == counts["stored"], name
    assert read["笔录陈述表.xlsx"].layout == "statements"


def test_the_generator_knows_nothing_of_what_makes_the_matrix() -> None:
    tree = ast.parse(Path("kg/demo/case_file.py").read_text(encoding="utf-8"))
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [name for name in names if name.startswith("kg.") and "kg.demo" not in name]

"""A case handed over by somebody: a line that kg never writes is refused by its number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import FormatError
from kg.limits import LIMITS
from kg.model.loads import TRANSFER, TRANSFER_LINE
from kg.sources.transfer_file import unpack_transfer

CASE = ["case", {"version": 1}]
SOURCE = ["source", {"name": "a.csv"}]
TABLE = ["table", "entity", [["memo", "string"]]]
CUT_OFF = [CASE]


def packed(folder: Path, lines: list[list[Any]]) -> Path:
    texts = (json.dumps([TRANSFER, *line], separators=(",", ":")) for line in lines)
    rows = [f"<{TRANSFER_LINE}{n}> <urn:says> {json.dumps(t)} .\n" for n, t in enumerate(texts)]
    path = folder / "x.nq"
    path.write_text("".join(rows), "utf-8")
    return path


@pytest.mark.parametrize(
    "lines",
    [
        [SOURCE],
        [["case", []]],
        [CASE, CASE],
        [CASE, ["nothing"]],
        [CASE, ["source", []]],
        [CASE, ["action", 3]],
        [CASE, ["left", "others", {}]],
        [CASE, TABLE],
        [CASE, SOURCE, ["row", ["x"]]],
        [CASE, SOURCE, ["table", "../entity", [["memo", "string"]]]],
        [CASE, SOURCE, ["table", "entity", [["memo", "a script"]]]],
        [CASE, SOURCE, ["table", "row_0", [["memo", "string"]]], ["row", ["x"]]],
        [CASE, SOURCE, TABLE, TABLE],
        [CASE, SOURCE, TABLE, ["row", "x"]],
        [CASE, SOURCE, TABLE, ["row", ["x", "y"]]],
        [CASE, SOURCE, TABLE, ["row", ["x"]], ["end", "a wrong digest", 4]],
    ],
    ids=json.dumps,
)
def test_a_line_that_kg_never_writes_is_refused_by_its_number(
    lines: list[list[Any]], tmp_path: Path
) -> None:
    scratch = tmp_path / "inner" / "scratch"
    scratch.mkdir(parents=True)
    with pytest.raises(FormatError, match=rf"line {len(lines)}\b"):
        unpack_transfer(packed(tmp_path, lines), scratch, LIMITS)
    assert {path.name for path in tmp_path.iterdir()} == {"inner", "x.nq"}
    assert [path.name for path in (tmp_path / "inner").iterdir()] == ["scratch"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([["case", {"version": 99}]], "version"),
        (CUT_OFF, "cut off"),
        ([CASE, SOURCE, TABLE, ["row", ["x"]]], "cut off"),
    ],
    ids=["version", "only begun", "no end"],
)
def test_what_is_not_whole_or_of_a_later_version_says_so(
    lines: list[list[Any]], said: str, tmp_path: Path
) -> None:
    (tmp_path / "scratch").mkdir()
    with pytest.raises(FormatError, match=said):
        unpack_transfer(packed(tmp_path, lines), tmp_path / "scratch", LIMITS)

"""A case whose folder has a name that DuckDB would take for a pattern of several."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_case
from statements import card

from kg.case import open_case


def told(root: Path) -> list[object]:
    """Return what a case says: sums, a trace, whether it is whole, and what undoing leaves."""
    with open_case(root) as case:
        sums = "SELECT count(*), sum(amount) FROM transfer"
        said: list[object] = [case.sql(sums).rows, case.trace(card(1), hops=2).steps]
        said.append(case.evidence.verify().differences)
        case.judgements.undo()
        case.evidence.unload("b.csv")
        return [*said, case.sql(sums).rows, case.sql("SELECT count(*) FROM entity").rows]


@pytest.mark.parametrize("odd", ["a?b", "a*b", "[a]xb", "it's"])
def test_a_case_reads_no_other_whose_folder_fits_a_pattern(
    odd: str, whole: Path, tmp_path: Path
) -> None:
    small_case.copy(whole, tmp_path / "alone")
    small_case.copy(whole, tmp_path / odd)
    small_case.copy(whole, tmp_path / "axb")
    for path in (tmp_path / "axb").rglob("*.parquet"):
        path.write_bytes(b"of another case")
    assert told(tmp_path / odd) == told(tmp_path / "alone")

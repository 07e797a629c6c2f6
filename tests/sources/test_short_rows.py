"""Rows that end before the header does: filled up where they line up, else listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.sources import dry_run

OWN, OTHER = "0629000000000000017", "0629000000000010005"
HEAD = "交易卡号,交易时间,交易金额,收付标志,交易余额,交易对手账卡号,对手户名,摘要说明"
WHOLE = f"{OWN},2024-05-01 10:00:00,5.00,出,95.00,{OTHER},乙某,转账"


@pytest.mark.parametrize(
    "row",
    [
        f"{OWN},2024-05-02 10:00:00,5.00,出",
        f"{OWN},2024-05-02 10:00:00,5.00,出,90.00",
        f"{OWN},2024-05-02 10:00:00,5.00,出,,{OTHER},乙某",
    ],
)
def test_a_row_whose_cells_line_up_is_filled_up(row: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("\n".join((HEAD, WHOLE, row, WHOLE)) + "\n", "utf-8")
    run = dry_run(path)
    reading = run.reading
    assert (reading.read, reading.stored, reading.problems) == (3, 3, ())
    assert [flow["row_no"] for flow in run.mapped["flow_transfer"]] == [2, 3, 4]
    (warning,) = [w for w in reading.warnings if w.id == "rows-end-early"]
    assert warning.arguments == {"row": "3"}


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (f"{HEAD},", f"{OWN},2024-05-02 10:00:00,5.00,出,90.00,{OTHER},乙某,"),  # no name, no cell
        (HEAD, f"{OWN},2024-05-02 10:00:00,5.00,出,90.00,{OTHER},/"),  # what means blank is written
    ],
)
def test_a_row_that_lacks_no_named_cell_or_ends_in_a_written_one_is_whole(
    head: str, row: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.csv"
    path.write_text("\n".join((head, row)) + "\n", "utf-8")
    reading = dry_run(path).reading
    assert (reading.read, reading.stored, reading.problems) == (1, 1, ())


@pytest.mark.parametrize(
    "row",
    [
        f"{OWN},2024-05-02 10:00:00,5.00",  # no direction: a fact needs it
        f"{OWN},2024-05-02 10:00:00,出,90.00,{OTHER}",  # a cell in between is lost
        f"{OWN},5.00,出,90.00,{OTHER},乙某,转账",
        f"{OWN},2024-05-02 10:00:00,5.00,出,90.00,乙某,转账",
        f"{OWN},2024-05-02 10:00:00,5.00,出,90.00,",  # a program that writes blank cells
        "说明文字,无关",
    ],
)
def test_a_row_that_does_not_line_up_stays_a_problem(row: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("\n".join((HEAD, WHOLE, row, WHOLE)) + "\n", "utf-8")
    reading = dry_run(path).reading
    assert reading.stored == 2
    assert [(problem.locator, problem.code) for problem in reading.problems] == [
        ("line 3", "columns")
    ]

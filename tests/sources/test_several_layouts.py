"""A zip of tables of several layouts: what each of them pays stands in one file of flows."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from kg import sources
from tests.story.every_layout import datasets, foreign, newer
from tests.story.every_layout.page import Made


def packed(folder: Path, made: list[Made]) -> Path:
    path = folder / "several.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one in made:
            archive.writestr(one.name, one.data)
    return path


@pytest.mark.parametrize(
    "makers",
    [
        (newer.jd_bill, newer.meituan_bill, newer.bscscan),
        (newer.bscscan, newer.jd_bill),
        # one of them numbers its rows, the other does not
        (foreign.fincen_map, newer.ibm_aml),
        (newer.ibm_aml, foreign.fincen_map),
    ],
)
def test_no_layout_writes_over_another(
    makers: tuple[Callable[[Random], Made], ...], tmp_path: Path
) -> None:
    made: list[Made] = [maker(Random(1)) for maker in makers]
    found = sources.read(packed(tmp_path, made), scratch=tmp_path / "out")
    flows = pq.read_table(tmp_path / "out" / "flow_transfer.parquet").to_pylist()
    expected = Counter[str]()
    for one in made:
        expected.update({one.name: sum(told.times["transfer"] for told in one.told)})
    moved = Counter(row["member"] for row in flows if row["status"] != "failed")
    assert moved == expected
    assert found.flows == len(flows)
    ids = {row.get("id") for row in flows}
    assert ids == {None} or None not in ids
    assert not list((tmp_path / "out").glob("*.more.parquet"))


def test_eighteen_files_of_one_snapshot(tmp_path: Path) -> None:
    snapshot = datasets.finbench(Random(1))
    (tmp_path / snapshot.name).write_bytes(snapshot.data)
    sources.read(tmp_path / snapshot.name, scratch=tmp_path / "out")
    flows = pq.read_table(tmp_path / "out" / "flow_transfer.parquet").to_pylist()
    assert Counter(Path(row["member"]).stem for row in flows) == dict.fromkeys(
        (
            "AccountTransferAccount", "AccountWithdrawAccount", "AccountRepayLoan",
            "LoanDepositAccount",
        ),
        4,
    )  # fmt: skip
    paid_out = {row["source"] for row in flows if "Deposit" in row["member"]}
    repaid = {row["target"] for row in flows if "Repay" in row["member"]}
    assert len(paid_out & repaid) == 3, "a loan pays out, and is repaid"

"""A snapshot of LDBC FinBench: what is read of its eighteen files is what another reader counts."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kg import sources

pytestmark = pytest.mark.shared


def test_every_row_and_every_sum_is_that_of_the_csv_module(
    tmp_path: Path, shared_data: Callable[[str], Path]
) -> None:
    files = sorted((shared_data("finbench") / "snapshot").glob("*.csv.gz"))
    assert len(files) == 18
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream, delimiter="|")
        found = sources.read(file, scratch=tmp_path / file.name)
        assert found.read == found.stored == len(rows), file.name
        assert found.layout.startswith("finbench-")
        assert found.scope == "finbench"
        if "amount" not in header:
            continue
        at = header.index("amount")
        flows = pq.read_table(tmp_path / file.name / "flow_transfer.parquet").to_pylist()
        assert sum(row["amount"] for row in flows) == sum(Decimal(row[at]) for row in rows)
        pairs = Counter(row["source"] for row in flows), Counter(row["target"] for row in flows)
        # each of the two numbers of a row names one end: the first pays
        for place, ends in enumerate(pairs):
            assert sorted(ends.values()) == sorted(Counter(row[place] for row in rows).values())

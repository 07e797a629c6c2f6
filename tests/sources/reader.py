"""Reads small texts and files in tests, and shows what came out as plain rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from kg.sources import SourceReading, read
from kg.sources.mapping.flow_id import flow_id

BANK = (
    "交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,"
    "收付标志,交易对手账卡号,对手户名,摘要说明,交易是否成功,交易流水号"
)


@dataclass(frozen=True)
class Result:
    reading: SourceReading
    folder: Path

    def rows(self, name: str) -> list[dict[str, Any]]:
        path = self.folder / f"{name}.parquet"
        rows = self._with_ids(path) if path.exists() else []
        for row in rows:
            if "values" in row:
                row["values"] = json.loads(row["values"])
        return rows

    def _with_ids(self, path: Path) -> list[dict[str, Any]]:
        """Return the rows of a file; a flow that stands there without an id gets the one it has."""
        rows = pq.read_table(path).to_pylist()
        if path.stem.startswith("flow_") and rows and "id" not in rows[0]:
            identity = flow_id(path.stem.removeprefix("flow_"))
            with duckdb.connect() as con:
                con.execute("SET threads = 1")
                asked = con.execute(f"SELECT {identity} FROM read_parquet(?)", [str(path)])
                for row, (one,) in zip(rows, asked.fetchall(), strict=True):
                    row["id"] = one
        return rows

    def as_read(self) -> list[dict[str, Any]]:
        """Return the rows as the file has them, with what the reading said of each."""
        found = []
        for path in sorted(self.folder.glob("row_*.parquet")):
            statuses = path.with_name(path.name.replace("row_", "status_"))
            said = {row["place"]: row["status"] for row in pq.read_table(statuses).to_pylist()}
            rows = pq.read_table(path).to_pylist()
            found += [{**row, "status": said.get(n, "ok")} for n, row in enumerate(rows)]
        return found

    @property
    def flows(self) -> list[dict[str, Any]]:
        return self.rows("flow_transfer")


def read_file(path: Path, scratch: Path, **options: Any) -> Result:
    folder = scratch / f"out-{path.name}"
    folder.mkdir()
    reading = read(path, scratch=folder, **options)
    assert reading.read == reading.stored + len(reading.skipped) + len(reading.problems)
    return Result(reading, folder)


def read_text(tmp_path: Path, text: str | bytes, name: str = "rows.csv", **options: Any) -> Result:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_file(path, tmp_path, **options)


def bank(*rows: str) -> str:
    return "\n".join([BANK, *rows]) + "\n"

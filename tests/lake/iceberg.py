"""Writes small tables of Apache Iceberg by its specification: states and manifests as told.

Read once beside tables that pyiceberg 0.12 wrote, of the same rows: the same files came of both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq

ADDED, DELETED = 1, 2
_ENTRY = {
    "type": "record", "name": "manifest_entry", "fields": [
        {"name": "status", "type": "int"},
        {"name": "data_file", "type": {
            "type": "record", "name": "r2", "fields": [
                {"name": "content", "type": "int"},
                {"name": "file_path", "type": "string"},
                {"name": "file_format", "type": "string"},
                {"name": "partition", "type": {
                    "type": "record", "name": "r102", "fields": [
                        {"name": "province", "type": ["null", "string"]},
                        {"name": "paid_at_day", "type": ["null", "int"]},
                    ],
                }},
            ],
        }},
    ],
}  # fmt: skip
_LISTED = {
    "type": "record", "name": "manifest_file", "fields": [
        {"name": "manifest_path", "type": "string"}, {"name": "content", "type": "int"},
    ],
}  # fmt: skip


class IcebergTable:
    """A table in a folder; each call of :meth:`state` makes its next state."""

    def __init__(self, folder: Path, names: Sequence[str], location: str = "") -> None:
        self.folder, self.names = folder, list(names)
        self.location = location or f"file://{folder}"
        self.states = 0
        for name in ("data", "metadata"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def data(self, name: str, rows: Sequence[Mapping[str, str]], names: Sequence[str] = ()) -> str:
        """Write a file of rows; ``names`` are those that its columns have in it."""
        fields = [
            pa.field(one, pa.string(), metadata={"PARQUET:field_id": str(number)})
            for number, one in enumerate(names or self.names, 1)
        ]
        columns = [[row.get(one) for row in rows] for one in self.names]
        pq.write_table(pa.table(columns, pa.schema(fields)), self.folder / "data" / name)
        return f"{self.location}/data/{name}"

    def state(self, *manifests: Sequence[Mapping[str, Any]], content: int = 0, **more: Any) -> Path:
        """Write a state whose manifests list some files: ``path``, and what differs of it."""
        self.states += 1
        listed = []
        for number, entries in enumerate(manifests):
            path = self.folder / "metadata" / f"{self.states}-m{number}.avro"
            records = [
                {"status": one.get("status", ADDED), "data_file": {
                    "content": one.get("content", 0), "file_path": one["path"],
                    "file_format": one.get("format", "PARQUET"),
                    "partition": {"province": one.get("province"), "paid_at_day": 19_844},
                }}
                for one in entries
            ]  # fmt: skip
            with path.open("wb") as stream:
                fastavro.writer(stream, _ENTRY, records)
            listed.append({"manifest_path": f"{self.location}/metadata/{path.name}",
                           "content": content})  # fmt: skip
        list_path = self.folder / "metadata" / f"snap-{self.states}.avro"
        with list_path.open("wb") as stream:
            fastavro.writer(stream, _LISTED, listed)
        about = {
            "format-version": 2, "location": self.location, "current-snapshot-id": self.states,
            "snapshots": [{"snapshot-id": self.states,
                           "manifest-list": f"{self.location}/metadata/{list_path.name}"}],
            "current-schema-id": 0,
            "schemas": [{"schema-id": 0, "fields": [
                {"id": number, "name": name} for number, name in enumerate(self.names, 1)
            ]}],
            "partition-specs": [{"spec-id": 0, "fields": [
                {"name": "province", "transform": "identity"},
                {"name": "paid_at_day", "transform": "day"},
            ]}],
            **more,
        }  # fmt: skip
        path = self.folder / "metadata" / f"{self.states:05}-x.metadata.json"
        path.write_text(json.dumps(about), encoding="utf-8")
        return path

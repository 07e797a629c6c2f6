"""Write the Parquet folder of a reading from a few short rows, as sources/ would."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kg.ledger import Ledger
from kg.ledger.all_rows import ALIAS_COLUMNS, ENTITY_COLUMNS, FLOW_COLUMNS, LINK_COLUMNS
from kg.model import stable_id

TYPES = {
    "VARCHAR": pa.string(), "JSON": pa.string(), "BIGINT": pa.int64(), "INTEGER": pa.int32(),
    "DECIMAL(38, 18)": pa.decimal128(38, 18),
}  # fmt: skip
DAY = 1_714_521_600_000_000  # 2024-05-01 00:00 UTC


def account(number: str) -> str:
    return stable_id("Account", "", number)


def end(reporter: str, kind: str, direction: str) -> str:
    return stable_id("MoneyEnd", account(reporter), kind, direction)


@dataclass
class Reading:
    """What the ledger asks of a reading, and the rows to write for it."""

    name: str = "flows.csv"
    reader: str = "delimited"
    layout: str = "bank"
    layout_sha256: str = "1" * 64
    flows: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    salt: str = ""
    unread: tuple[str, ...] = ()
    origin: str = ""
    lake: str = ""

    @property
    def sha256(self) -> str:
        said = json.dumps(
            [self.name, self.salt, self.flows, self.entities, self.links], default=str
        )
        return hashlib.sha256(said.encode()).hexdigest()

    def write(self, scratch: Path) -> Path:
        scratch.mkdir(parents=True)
        write(scratch / "flow_transfer.parquet", self.flows, FLOW_COLUMNS)
        write(scratch / "flow_call.parquet", self.calls, FLOW_COLUMNS)
        write(scratch / "entity.parquet", self.entities, ENTITY_COLUMNS)
        write(scratch / "link.parquet", self.links, LINK_COLUMNS)
        aliases = [
            {"a": account(a), "b": account(b), "row_no": n + 2, "member": ""}
            for n, (a, b) in enumerate(self.aliases)
        ]
        write(scratch / "alias.parquet", aliases, ALIAS_COLUMNS)
        self._write_rows(scratch)
        return scratch

    def _write_rows(self, scratch: Path) -> None:
        rows = [
            {"row_no": f["row_no"], "member": f["member"], "交易金额": str(f["amount"])}
            for f in self.flows
        ]
        kinds = {"row_no": "BIGINT", "member": "VARCHAR", "交易金额": "VARCHAR"}
        write(scratch / "row_0.parquet", rows, kinds)
        told = [
            {"place": n, "status": f["status"]}
            for n, f in enumerate(self.flows)
            if f["status"] != "ok"
        ]
        write(scratch / "status_0.parquet", told, {"place": "BIGINT", "status": "VARCHAR"})

    def flow(
        self, payer: str, payee: str, amount: str | None, at: int | None = 0, **more: Any
    ) -> str:
        """Add a transfer `at` seconds after the first of May 2024; return its id."""
        told_by = more.pop("by", "")
        row_no = more.pop("row_no", len(self.flows) + 2)
        source, target = _raw(payer), _raw(payee)
        serial = more.get("serial", "")
        identity = stable_id(
            "Transfer",
            *(
                ["", serial]
                if serial
                else [source, target, str(at), str(amount), str(row_no), self.name]
            ),
        )
        direction = {payer: "out", payee: "in"}.get(told_by, "")
        row = {
            "id": identity, "source": source, "target": target,
            "start_us": None if at is None else DAY + at * 1_000_000, "end_us": None,
            "precision": "second", "time_text": str(at),
            "amount": None if amount is None else Decimal(amount), "currency": "CNY",
            "tx_count": 1, "status": "ok", "serial": serial, "ordinal": 0,
            "reporter": _raw(told_by) if told_by else "", "direction": direction, "balance": None,
            "seq": None, "counter_name": "", "memo": "", "channel": "", "row_no": row_no,
            "member": "",
        } | more  # fmt: skip
        self.flows.append(row)
        return str(row["id"])

    def entity(self, number: str, kind: str = "BankAccount", name: str = "", **values: str) -> None:
        said = {"accountNumber": [number], **{key: [word] for key, word in values.items()}}
        row_no = len(self.entities) + 2
        self.entities.append(
            {"id": _raw(number), "kind": kind, "name": name or number, "values": json.dumps(said),
             "row_no": row_no, "member": ""}
        )  # fmt: skip

    def link(self, kind: str, source: str, target: str, **more: Any) -> str:
        identity = stable_id(kind, source, target, str(len(self.links)), self.name)
        row = {
            "id": identity, "kind": kind, "source": _raw(source), "target": _raw(target),
            "object": "", "start_us": None, "end_us": None, "precision": "unknown",
            "time_text": "", "amount": None, "currency": "", "proof": "single", "confidence": 50,
            "values": "{}", "row_no": len(self.links) + 2, "member": "",
        } | more  # fmt: skip
        self.links.append(row)
        return str(row["id"])


def _raw(text: str) -> str:
    return text if text.startswith("urn:") else account(text)


def write(path: Path, rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
    """Write rows as Parquet; columns beyond the known ones are text. No rows, no file."""
    listed = list(rows)
    if not listed:
        return
    more = sorted({key for row in listed for key in row} - set(columns))
    schema = pa.schema(
        [(c, TYPES[kind]) for c, kind in columns.items()] + [(c, pa.string()) for c in more]
    )
    data = [{c: row.get(c) for c in schema.names} for row in listed]
    pq.write_table(pa.Table.from_pylist(data, schema=schema), path)


def shelve(folder: Path, *readings: Reading, **options: Any) -> Ledger:
    """Publish readings and return the ledger that sees them, in the order given."""
    ledger = Ledger(folder, [reading.sha256 for reading in readings], **options)
    for number, reading in enumerate(readings):
        scratch = reading.write(folder.parent / f"{folder.name}-scratch" / str(number))
        ledger.publish(scratch, reading)
    return ledger

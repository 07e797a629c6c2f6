"""The graph as Arrow tables: things, links, and the evidence of both, for pandas and polars.

Names and types of columns are those of the views of the ledger: times are on the wall clock of a
zone, amounts are exact, the values of a fact are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.exports.material import ExportMaterial
from kg.exports.network import label_of
from kg.model import Entity, Link, Values
from kg.values.moments import began

if TYPE_CHECKING:
    import pyarrow as pa

Table: TypeAlias = "pa.Table"
Row: TypeAlias = tuple[Any, ...]
TEXT, TIME, AMOUNT, COUNT = "string", "time", "amount", "count"
TABLES: Mapping[str, Mapping[str, str]] = {
    "node": {"id": TEXT, "kind": TEXT, "label": TEXT, "values": TEXT, "evidence": COUNT},
    "edge": {
        "id": TEXT, "kind": TEXT, "label": TEXT, "source": TEXT, "target": TEXT, "object": TEXT,
        "start_time": TIME, "end_time": TIME, "precision": TEXT, "amount": AMOUNT,
        "currency": TEXT, "proof": TEXT, "confidence": COUNT, "values": TEXT, "evidence": COUNT,
    },
    "evidence": {
        "fact": TEXT, "sha256": TEXT, "file": TEXT, "locator": TEXT, "reader": TEXT,
        "excerpt": TEXT,
    },
}  # fmt: skip
"""The columns of each table, in order."""


def arrow_table(name: str, material: ExportMaterial, zone: tzinfo) -> Table:
    """Return one of :data:`TABLES`, a row for each thing, link or piece of evidence, by id.

    Args:
        name: The table.
        material: The facts.
        zone: On whose wall clock times are.
    """
    import pyarrow as pa

    types = {
        TEXT: pa.string(), TIME: pa.timestamp("us"), AMOUNT: pa.decimal128(38, 18),
        COUNT: pa.int64(),
    }  # fmt: skip
    columns = TABLES[name]
    told: list[list[Any]] = [[] for _ in columns]
    for row in _ROWS[name](material, zone):
        for column, cell in zip(told, row, strict=True):
            column.append(cell)
    arrays = [pa.array(c, types[kind]) for c, kind in zip(told, columns.values(), strict=True)]
    return pa.table(dict(zip(columns, arrays, strict=True)))


def _nodes(material: ExportMaterial, zone: tzinfo) -> Iterator[Row]:
    for entity in material.entities:
        label = label_of(entity, material)
        yield entity.id, entity.kind, label, _json(entity.values), len(entity.evidence)


def _edges(material: ExportMaterial, zone: tzinfo) -> Iterator[Row]:
    for link in material.links:
        label = material.schema.kind(link.kind).called(link.values, material.lang)
        start = link.start and _on_the_wall(began(link.start, link.precision, zone))
        end = link.end and _on_the_wall(link.end.astimezone(zone))
        yield (
            link.id, link.kind, label, link.source, link.target, link.object or None, start, end,
            link.precision.value, link.amount, link.currency or None, link.proof.value,
            link.confidence, _json(link.values), len(link.evidence),
        )  # fmt: skip


def _evidence(material: ExportMaterial, zone: tzinfo) -> Iterator[Row]:
    files = {source.sha256: source.name for source in material.sources}
    facts: list[Entity | Link] = [*material.entities, *material.links]
    for fact in facts:
        for item in fact.evidence:
            file = files.get(item.sha256, "")
            yield fact.id, item.sha256, file, item.locator, item.reader, item.excerpt


_ROWS: Mapping[str, Callable[[ExportMaterial, tzinfo], Iterator[Row]]] = {
    "node": _nodes,
    "edge": _edges,
    "evidence": _evidence,
}


def _on_the_wall(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _json(values: Values) -> str:
    return json.dumps({name: list(texts) for name, texts in values.items()}, ensure_ascii=False)

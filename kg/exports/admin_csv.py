"""CSV for `neo4j-admin database import full`: the fastest way in, into a database that is empty.

The named file holds the command's arguments, the tables stand beside it. The graph is the one that
a push and the script write.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kg.errors import FormatError
from kg.exports.material import ExportMaterial
from kg.lpg import LinkNode, Node, NodeShape, evidence_rows, fact_row, source_row
from kg.lpg.labels import (
    ENDS,
    ENTITY,
    EVIDENCE,
    FROM_SOURCE,
    LINK,
    ROLE,
    ROLE_TYPE,
    SOURCE,
    SUPPORTED_BY,
)
from kg.lpg.to_nodes import Properties
from kg.messages import Message
from kg.model import Entity, Link
from kg.rdf.terms import time_text

BETWEEN = "\x1f"
"""Between the values of a list: the unit separator, which no text of a file should hold."""
ARGUMENTS = ("--array-delimiter=U+001F", "--multiline-fields=true", "--id-type=string")
TYPES = {bool: "boolean", int: "long", float: "double", datetime: "datetime", list: "string[]"}


@dataclass(frozen=True, slots=True)
class AdminTable:
    """A table of nodes or relationships: what it is called, its heads and its rows."""

    holds: str
    name: str
    heads: list[str]
    rows: list[list[Any]]


def admin_csv(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the file of arguments and the tables beside it."""
    tables, mark = list(_tables(material)), _mark(material)
    names = [
        f".{mark}.{number:02}-{admin_table.name}.csv" for number, admin_table in enumerate(tables)
    ]
    named_tables = zip(tables, names, strict=True)
    yield (
        "",
        _arguments(
            material,
            [f"--{admin_table.holds}=.*{re.escape(name)}" for admin_table, name in named_tables],
        ),
    )
    for name, table in zip(names, tables, strict=True):
        yield name, _lines(table.heads, table.rows)


def _mark(material: ExportMaterial) -> str:
    """Return what tells the tables of one export from those of another in the same folder."""
    facts: list[Entity | Link] = [*material.entities, *material.links]
    ids = (fact.id for fact in facts)
    return hashlib.sha256("\n".join([material.case, *ids]).encode()).hexdigest()[:8]


def _arguments(material: ExportMaterial, tables: Sequence[str]) -> Iterator[str]:
    for line in material.said():
        yield f"# {line}\n"
    yield "# In this folder: neo4j-admin database import full neo4j @THIS_FILE\n"
    yield from (f"{argument}\n" for argument in (*ARGUMENTS, *tables))


def _tables(material: ExportMaterial) -> Iterator[AdminTable]:
    shortcuts = {kind.name: kind.shortcut for kind in material.schema.kinds() if kind.shortcut}
    shape = NodeShape(material.case, material.schema, shortcuts)
    facts: list[Entity | Link] = [*material.entities, *material.links]
    rows = [fact_row(fact, shape) for fact in facts]
    ties = [row for row in rows if isinstance(row, LinkNode)]
    things = [row for row in rows if isinstance(row, Node)]
    proofs = list(evidence_rows((item for fact in facts for item in fact.evidence), shape))
    sources = [source_row(source, shape) for source in material.sources]
    bare = _bare(shape, ENTITY, {n.id for n in things}, (e for t in ties for e in t.ends.values()))
    unknown = _bare(
        shape, SOURCE, {n.id for n in sources}, (str(p["sha256"]) for p in proofs if "sha256" in p)
    )
    groups = {
        "entities": [*things, *bare],
        "links": [tie.node for tie in ties],
        "evidence": [Node(str(row["id"]), (EVIDENCE,), row) for row in proofs],
        "sources": [*sources, *unknown],
        "roles": list({role.id: role for tie in ties for role in tie.roles}.values()),
    }
    for name, nodes in groups.items():
        yield from _nodes(name, nodes)
    yield from _relationships(things, ties, proofs)


def _bare(shape: NodeShape, label: str, known: set[str], ids: Iterable[str]) -> list[Node]:
    """Return a node for each end that is described nowhere."""
    new = sorted(set(ids) - known)
    return [Node(end, (label,), {"case": shape.case, "id": end}) for end in new]


def _nodes(name: str, nodes: Iterable[Node]) -> Iterator[AdminTable]:
    """Yield a table for the nodes in which the same properties are lists; most have none."""
    groups: dict[tuple[str, ...], list[Node]] = {}
    for node in nodes:
        lists = tuple(sorted(n for n, value in node.properties.items() if isinstance(value, list)))
        groups.setdefault(lists, []).append(node)
    for _, group in sorted(groups.items()):
        columns = _columns(node.properties for node in group)
        own = {column: kind for column, kind in columns.items() if column != "id"}
        heads = [f"id:ID({group[0].labels[0]})", ":LABEL", *(f"{n}:{k}" for n, k in own.items())]
        rows = [
            [node.id, list(node.labels), *(node.properties.get(column) for column in own)]
            for node in group
        ]
        yield AdminTable("nodes", name, heads, rows)


def _columns(rows: Iterable[Properties]) -> dict[str, str]:
    """Return the properties and their types; only a server needs a digest."""
    kinds = {
        name: TYPES.get(type(v), "string") for properties in rows for name, v in properties.items()
    }
    return {name: kinds[name] for name in sorted(kinds) if name != "digest"}


def _relationships(
    things: Iterable[Node], ties: Sequence[LinkNode], proofs: Iterable[Properties]
) -> Iterator[AdminTable]:
    ends = [[t.id, t.ends[end], kind] for end, kind in ENDS.items() for t in ties if end in t.ends]
    yield _plain("ends", LINK, ENTITY, ends)
    for label, nodes in ((ENTITY, things), (LINK, (tie.node for tie in ties))):
        rows = [[node.id, key, SUPPORTED_BY] for node in nodes for key in node.evidence]
        yield _plain(f"proofs-{label.lower()}", label, EVIDENCE, rows)
    roles = [[tie.id, role.id, ROLE] for tie in ties for role in tie.roles]
    if roles:  # the command refuses a table whose ends are in no other
        yield _plain("roles-of-links", LINK, ROLE_TYPE, roles)
    file_rows = [[row["id"], row["sha256"], FROM_SOURCE] for row in proofs if "sha256" in row]
    yield _plain("files", EVIDENCE, SOURCE, file_rows)
    yield _native(ties)


def _plain(name: str, start: str, end: str, rows: list[list[Any]]) -> AdminTable:
    return AdminTable(
        "relationships", name, [f":START_ID({start})", f":END_ID({end})", ":TYPE"], rows
    )


def _native(ties: Sequence[LinkNode]) -> AdminTable:
    columns = _columns(tie.edge for tie in ties)
    heads = [f":START_ID({ENTITY})", f":END_ID({ENTITY})", ":TYPE"]
    heads += [f"{name}:{kind}" for name, kind in columns.items()]
    rows = [
        [tie.ends["source"], tie.ends["target"], tie.type, *(tie.edge.get(n) for n in columns)]
        for tie in ties
    ]
    return AdminTable("relationships", "native", heads, rows)


def _lines(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield ",".join(map(_quoted, heads)) + "\n"
    for row in rows:
        yield ",".join("" if value is None else _quoted(_text(value)) for value in row) + "\n"


def _text(value: Any) -> str:
    if isinstance(value, list):
        if any(BETWEEN in text for text in value):
            raise FormatError(
                Message("text-holds-unit-separator"), hint=Message("use-cypher-instead")
            )
        return BETWEEN.join(value)
    if isinstance(value, datetime):
        return time_text(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'

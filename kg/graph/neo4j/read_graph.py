"""What a server holds, read as a source: a case that kg pushed, or anybody's property graph.

Everything runs in one transaction that may only read. A property graph is written as APOC writes
one, an object a line, so that the file is evidence which other tools read too.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.errors import LimitExceeded, NotFound, UsageError
from kg.graph.neo4j.neo4j_store import Neo4jReads
from kg.graph.neo4j.server import Server, Transaction
from kg.lpg.labels import ENTITY, EVIDENCE, JUDGEMENT, LINK, SOURCE
from kg.messages import Message
from kg.model import Entity, Link, Source

if TYPE_CHECKING:
    from neo4j.graph import Node, Relationship

_LABELS = [ENTITY, LINK, EVIDENCE, SOURCE, JUDGEMENT, "RoleType"]
_OF_KG = f"({{n}}.case IS NOT NULL AND any(x IN labels({{n}}) WHERE x IN {_LABELS!r}))"
CASES = (
    f"MATCH (n:{SOURCE}) WHERE n.case IS NOT NULL AND n.digest IS NOT NULL"
    " RETURN DISTINCT n.case AS case ORDER BY case"
)
NODES = f"MATCH (n) WHERE NOT {_OF_KG.format(n='n')} RETURN n"
RELATIONSHIPS = (
    f"MATCH (a)-[r]->(b) WHERE NOT {_OF_KG.format(n='a')} AND NOT {_OF_KG.format(n='b')} RETURN r"
)


@dataclass(frozen=True, slots=True)
class PushedCase:
    """A case that kg pushed: its things, links and sources, as they stand on the server."""

    key: str
    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    sources: tuple[Source, ...]


def read_server(
    server: Server, out: Path, about: Mapping[str, str], case: str, query: str, limit: int
) -> PushedCase | None:
    """Read what a server holds: a pushed case is returned, a property graph is written.

    Args:
        server: The server.
        out: Where a property graph is written.
        about: What the first line of that file says.
        case: The key of a pushed case; blank: the property graph if there is one, else the only
            case that was pushed.
        query: Cypher whose nodes, relationships and paths are the graph; blank: all but what kg
            pushed.
        limit: How many bytes the file may have.

    Raises:
        NotFound: The server holds nothing of the kind.
        UsageError: Several cases were pushed, and none is named.
        LimitExceeded: The graph is larger.
    """

    def work(tx: Transaction) -> PushedCase | None:
        if not case and _write(tx, out, about, query, limit):
            return None
        if query:
            raise NotFound(Message("server-query-finds-nothing"))
        return _pushed(tx, case)

    return server.read(work)


def read_pushed(server: Server, case: str) -> PushedCase:
    """Read a case that kg pushed, by its key.

    Raises:
        NotFound: The server holds none of that key.
    """
    return server.read(lambda tx: _pushed(tx, case))


def pushed_keys(server: Server) -> list[str]:
    """Return the keys of all cases that were pushed to a server."""
    return server.read(_keys)


def _keys(tx: Transaction) -> list[str]:
    return [str(row["case"]) for row in tx.run(CASES)]


def _pushed(tx: Transaction, case: str) -> PushedCase:
    keys = _keys(tx)
    if not keys or (case and case not in keys):
        raise NotFound(Message("server-holds-nothing" if not case else "server-lacks-case"))
    if not case and len(keys) > 1:
        raise UsageError(
            Message("server-holds-cases", count=len(keys)),
            hint=Message("name-server-case", keys=" ".join(keys)),
        )
    reads = Neo4jReads(tx, case or keys[0])
    things = (tuple(reads.entities()), tuple(reads.links()), tuple(reads.markers()))
    return PushedCase(case or keys[0], *things)


def _write(tx: Transaction, out: Path, about: Mapping[str, str], query: str, limit: int) -> bool:
    """Write the graph, and say whether there is any; tried again, it is written anew."""
    queries = (query,) if query else (NODES, RELATIONSHIPS)
    with out.open("w", encoding="utf-8") as file:
        writer = _GraphWriter(file, limit)
        pushed = 0 if query else len(tx.run(CASES))
        writer.line({"type": "about", **about, "pushed": pushed})
        for row in chain.from_iterable(map(tx.stream, queries)):
            for value in row.values():
                writer.add(value)
        return bool(writer.written)


@dataclass(slots=True)
class _GraphWriter:
    """Writes each node and relationship once."""

    file: IO[str]
    limit: int
    size: int = 0
    written: set[str] = field(default_factory=set)

    def add(self, value: Any) -> None:
        """Write a node, a relationship, or those of a path or a list; leave other values."""
        from neo4j.graph import Node, Path, Relationship

        if isinstance(value, list):
            for one in value:
                self.add(one)
        elif isinstance(value, Path):
            self.add([*value.nodes, *value.relationships])
        elif isinstance(value, Node):
            self._once("n", value.element_id, _node(value))
        elif isinstance(value, Relationship):
            self._once("r", value.element_id, _relationship(value))

    def _once(self, sort: str, id_: str, item: Mapping[str, Any]) -> None:
        if f"{sort}{id_}" not in self.written:
            self.written.add(f"{sort}{id_}")
            self.line(item)

    def line(self, item: Mapping[str, Any]) -> None:
        """Write an object as a line."""
        text = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
        self.size += len(text.encode("utf-8", "surrogatepass")) + 1
        if self.size > self.limit:
            raise LimitExceeded(Message("server-graph-too-large", bytes=self.limit))
        self.file.write(text + "\n")


def _node(node: Node) -> dict[str, Any]:
    properties = dict(_properties(node))
    more = {"properties": properties} if properties else {}
    return {"type": "node", "id": node.element_id, "labels": sorted(node.labels), **more}


def _relationship(relationship: Relationship) -> dict[str, Any]:
    ends = {  # a node without properties is as long as an empty mapping, and is a node
        name: {} if node is None else {"id": node.element_id, "labels": sorted(node.labels)}
        for name, node in (("start", relationship.start_node), ("end", relationship.end_node))
    }
    properties = dict(_properties(relationship))
    more = {"properties": properties} if properties else {}
    return {
        "id": relationship.element_id, "type": "relationship", "label": relationship.type,
        **more, **ends,
    }  # fmt: skip


def _properties(of: Node | Relationship) -> Iterator[tuple[str, Any]]:
    for name in sorted(of.keys()):
        yield name, _plain(of[name])


def _plain(value: Any) -> Any:
    """Return a value as APOC says it in JSON; a duration and a point are tuples of their driver."""
    if type(value) is list:
        return list(map(_plain, value))
    if hasattr(value, "iso_format"):
        return str(value.iso_format()).replace(".000000000", "")
    if hasattr(value, "srid"):
        return {"srid": value.srid, **dict(zip("xyz", value, strict=False))}
    if isinstance(value, bytes | bytearray):
        return b64encode(value).decode()
    if isinstance(value, float) and not isfinite(value):
        return str(value)  # JSON has no word for it
    return value

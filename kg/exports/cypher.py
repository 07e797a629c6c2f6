"""A Cypher script that builds the case's graph in Neo4j 5.26 or later, as often as it is run.

Entities are nodes; a link is a node (evidence hangs on it) and one native relationship (paths run
on it, its ``linkId`` names the node). Everything is keyed by (case, id), and MERGE makes a second
run change nothing. Values stand in the script as literals that no text can break out of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from kg.exports.base import Material
from kg.lpg.literals import Value, cypher_map, cypher_name, cypher_text
from kg.model import Entity, Evidence, Link, Source, Values, snake_case
from kg.rdf.write import evidence_iri

ROWS = 500
# a value of that name must not move the node to another key
RESERVED = {"id": "value_id", "case": "value_case"}
Fact = TypeVar("Fact", Entity, Link)
Row = Mapping[str, Value | Mapping[str, Value]]
KEYED = ("Entity", "Link", "Evidence", "Source")
NOTE = (
    "Run: cypher-shell -f FILE (Neo4j 5.26 or later). Running it again changes nothing.",
    "amount is a float, for Cypher's arithmetic; amountExact is the exact decimal as text.",
)


def cypher(material: Material) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one script."""
    yield "", _script(material)


def _script(material: Material) -> Iterator[str]:
    for line in (*material.said(), *NOTE):
        yield f"// {line}\n"
    for label in KEYED:
        yield (
            f"CREATE CONSTRAINT {label.lower()}_key IF NOT EXISTS\n"
            f"FOR (n:{label}) REQUIRE (n.case, n.id) IS UNIQUE;\n"
        )
    case = cypher_text(material.case)
    yield from _nodes(case, ("Source",), map(_source_row, material.sources))
    yield from _entities(case, material)
    yield from _links(case, material)
    yield from _evidence(case, material)


def _entities(case: str, material: Material) -> Iterator[str]:
    for kind, entities in _by_kind(material.entities).items():
        labels = ("Entity", *_labels(material, kind, "Entity"))
        yield from _nodes(case, labels, map(_entity_row, entities))


def _links(case: str, material: Material) -> Iterator[str]:
    for kind, links in _by_kind(material.links).items():
        labels = ("Link", *_labels(material, kind, "Link"))
        shortcut = material.schema.kind(kind).shortcut or kind
        yield from _nodes(case, labels, map(_link_row, links))
        yield from _ends(case, links)
        yield from _native(case, snake_case(shortcut).upper(), links)


def _labels(material: Material, kind: str, root: str) -> list[str]:
    """Return a kind and what it descends from, below the root; all from the ontology."""
    line = (kind, *material.schema.kind(kind).ancestors)
    return [name for name in line if name != root]


def _nodes(case: str, labels: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    more = ":".join(map(cypher_name, labels[1:]))
    named = f"SET n:{more}" if more else ""
    yield from _statements(
        rows, f"MERGE (n:{labels[0]} {{case: {case}, id: row.id}})\nSET n += row.told", named
    )


def _ends(case: str, links: Sequence[Link]) -> Iterator[str]:
    """Tie links to their ends; an end that is not described here is made, so no link is lost."""
    for name, kind in (("source", "SOURCE"), ("target", "TARGET"), ("object", "OBJECT")):
        rows = [{"id": one.id, "end": getattr(one, name)} for one in links if getattr(one, name)]
        yield from _statements(
            rows,
            f"MATCH (l:Link {{case: {case}, id: row.id}})",
            f"MERGE (e:Entity {{case: {case}, id: row.end}})",
            f"MERGE (l)-[:{kind}]->(e)",
        )


def _native(case: str, kind: str, links: Sequence[Link]) -> Iterator[str]:
    yield from _statements(
        map(_native_row, links),
        f"MATCH (a:Entity {{case: {case}, id: row.source}})",
        f"MATCH (b:Entity {{case: {case}, id: row.target}})",
        f"MERGE (a)-[r:{cypher_name(kind)} {{case: {case}, linkId: row.id}}]->(b)",
        "SET r += row.told",
    )


def _evidence(case: str, material: Material) -> Iterator[str]:
    facts: list[Entity | Link] = [*material.entities, *material.links]
    proofs = {evidence_iri(e).value: e for fact in facts for e in fact.evidence}
    yield from _nodes(case, ("Evidence",), map(_evidence_row, sorted(proofs.items())))
    from_source = ({"id": key, "source": e.sha256} for key, e in sorted(proofs.items()) if e.sha256)
    yield from _statements(
        from_source,
        f"MATCH (e:Evidence {{case: {case}, id: row.id}})",
        f"MERGE (s:Source {{case: {case}, id: row.source}})",
        "MERGE (e)-[:FROM_SOURCE]->(s)",
    )
    for label, those in (("Entity", material.entities), ("Link", material.links)):
        yield from _statements(
            _supported(those),
            f"MATCH (n:{label} {{case: {case}, id: row.id}})",
            f"MATCH (e:Evidence {{case: {case}, id: row.evidence}})",
            "MERGE (n)-[:SUPPORTED_BY]->(e)",
        )


def _supported(facts: Iterable[Entity] | Iterable[Link]) -> Iterator[Row]:
    for fact in facts:
        for key in sorted({evidence_iri(item).value for item in fact.evidence}):
            yield {"id": fact.id, "evidence": key}


def _statements(rows: Iterable[Row], *clauses: str) -> Iterator[str]:
    remaining = iter(rows)
    body = "\n".join(clause for clause in clauses if clause)
    while batch := list(islice(remaining, ROWS)):
        listed = ",\n  ".join(map(cypher_map, batch))
        yield f"UNWIND [\n  {listed}\n] AS row\n{body};\n"


def _by_kind(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    kinds: dict[str, list[Fact]] = {}
    for fact in facts:
        kinds.setdefault(fact.kind, []).append(fact)
    return dict(sorted(kinds.items()))


def _entity_row(entity: Entity) -> Row:
    return {"id": entity.id, "told": _values(entity.values)}


def _link_row(link: Link) -> Row:
    return {"id": link.id, "told": {**_values(link.values), **_typed(link)}}


def _native_row(link: Link) -> Row:
    ends = {"id": link.id, "source": link.source, "target": link.target}
    return {**ends, "told": _typed(link)}


def _evidence_row(item: tuple[str, Evidence]) -> Row:
    key, evidence = item
    fields = ("sha256", "locator", "reader", "excerpt")
    return {"id": key, "told": {n: getattr(evidence, n) for n in fields if getattr(evidence, n)}}


def _source_row(source: Source) -> Row:
    return {
        "id": source.sha256,
        "told": {"name": source.name, "layout": source.layout, "rowsRead": source.read},
    }


def _values(values: Values) -> dict[str, Value]:
    """Return each property as a text, or as a list of texts if it has several values."""
    told: dict[str, Value] = {}
    for name, texts in sorted(values.items()):
        several = sorted(set(texts))
        if several:
            told[RESERVED.get(name, name)] = several[0] if len(several) == 1 else tuple(several)
    return told


def _typed(link: Link) -> dict[str, Value]:
    told: dict[str, Value | None] = {
        "startTime": link.start,
        "endTime": link.end,
        "precision": link.precision.value,
        "amount": None if link.amount is None else float(link.amount),
        "amountExact": None if link.amount is None else format(link.amount, "f"),
        "currency": link.currency or None,
        "proof": link.proof.value,
        "confidence": link.confidence,
    }
    return {name: value for name, value in told.items() if value is not None}

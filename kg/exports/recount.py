"""A written file counted by readers that are not ours: things, edges, money, evidence."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import FormatError, UsageError
from kg.messages import Message
from kg.model import snake_case
from kg.rdf.terms import CC
from kg.schema import load_schema
from kg.schema.meanings import TRANSFER
from kg.values.money import plus

if TYPE_CHECKING:
    import networkx as nx

RDF = {".ttl": "turtle", ".trig": "trig", ".nq": "nquads", ".jsonld": "json-ld"}
"""How rdflib calls the forms."""
UCO_CORE = "https://ontology.unifiedcyberontology.org/uco/core/"
CASE = "https://ontology.caseontology.org/case/investigation/"
STATEMENT = re.compile(r"UNWIND \[\n(.*?)\n\] AS row\n(.*?);\n", re.DOTALL)
RELATIONSHIP = re.compile(r"MERGE \(a\)-\[r:(\w+)")
TABLES = re.compile(r"^--(?:nodes|relationships)=(.*)$", re.MULTILINE)
EXACT = re.compile(r"\bamountExact: '([^']*)'.*?\bcurrency: '([^']*)'")


@dataclass(slots=True)
class Recount:
    """What a reader finds in a file; ``evidence`` is nothing where the form tells none apart."""

    nodes: int = 0
    edges: int = 0
    sums: Counter[str] = field(default_factory=Counter)
    """The amounts of payments, by currency."""
    evidence: int | None = None


@cache
def payment_names() -> frozenset[str]:
    """Return how a payment is named: as a kind, and as a relationship of Neo4j.

    Losses, claims, orders and the flows of a trace have amounts too: added to payments they would
    be no sum of anything.
    """
    return frozenset({TRANSFER, snake_case(load_schema().kind(TRANSFER).shortcut).upper()})


def check(path: Path) -> Recount:
    """Return what another reader finds in a file that was exported."""
    reader = _readers().get(path.suffix.lower())
    if reader is None:
        known = " ".join(_readers())
        raise UsageError(
            Message("no-reader-for", suffix=repr(path.suffix)),
            hint=Message("there-are", known=known),
        )
    if not path.is_file():
        raise UsageError(Message("no-such-file-folder"), where=str(path))
    try:
        return reader(path)
    except (ValueError, KeyError, SyntaxError) as error:
        raise FormatError(
            Message("reader-cannot-read", error=str(error)), where=path.name
        ) from error


def _readers() -> Mapping[str, Callable[[Path], Recount]]:
    networks = {".graphml": _graphml, ".gexf": _gexf, ".json": _node_link}
    return {
        **dict.fromkeys(RDF, _rdf),
        **networks,
        ".csv": _tables,
        ".cypher": _script,
        ".neo4j": _admin,
        ".stix": _bundle,
        ".uco": _case_uco,
        ".ftm": _entities,
    }


def _rdf(path: Path) -> Recount:
    """Read with rdflib: a link has a source that is a thing, an entity a kind and none."""
    import warnings

    import rdflib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of its own inside
        graph = rdflib.Dataset(default_union=True)
        graph.parse(data=path.read_bytes(), format=RDF[path.suffix.lower()])
        cc, a = rdflib.Namespace(CC), rdflib.RDF.type
        links = {
            s for s, _, o in graph.triples((None, cc.source, None)) if isinstance(o, rdflib.URIRef)
        }
        proofs = {s for s, _, _ in graph.triples((None, a, cc.Evidence))}
        sources = {s for s, _, _ in graph.triples((None, a, cc.Source))}
        typed = {s for s, _, _ in graph.triples((None, a, None))}
        payments = links & set(graph.subjects(a, cc[TRANSFER]))
        amounts = [
            (graph.value(payment, cc.amount), graph.value(payment, cc.currency))
            for payment in payments
        ]
    recount = Recount(len(typed - links - proofs - sources), len(links), evidence=len(proofs))
    recount.sums = _sums(
        (str(amount), str(currency or "")) for amount, currency in amounts if amount is not None
    )
    return recount


def _case_uco(path: Path) -> Recount:
    """Read with rdflib: a thing has a class of ours, a link is a relationship of UCO."""
    import warnings

    import rdflib

    uco, case, cc = map(rdflib.Namespace, (UCO_CORE, CASE, CC))
    graph, a = rdflib.Graph(), rdflib.RDF.type
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of its own inside
        graph.parse(data=path.read_bytes(), format="json-ld")
    links = set(graph.subjects(a, uco.Relationship))
    proofs = set(graph.subjects(a, case.ProvenanceRecord))
    files = set(graph.subjects(a, cc.Source))
    ours = {node for node, kind in graph.subject_objects(a) if str(kind).startswith(CC)}
    amounts = (
        (str(amount), str(graph.value(node, cc.currency) or ""))
        for node, amount in graph.subject_objects(cc.amount)
        if (node, a, cc[TRANSFER]) in graph
    )
    return Recount(len(ours - links - proofs - files), len(links), _sums(amounts), len(proofs))


def _bundle(path: Path) -> Recount:
    """Count the objects of a STIX bundle; kind and amount stand in the property extension."""
    recount, rows = Recount(evidence=0), list[tuple[str, str]]()
    for stix_object in json.loads(path.read_text(encoding="utf-8"))["objects"]:
        properties: Mapping[str, str] = next(iter(stix_object.get("extensions", {}).values()), {})
        recount.edges += stix_object["type"] == "relationship"
        recount.evidence = (recount.evidence or 0) + (stix_object["type"] == "note")
        recount.nodes += stix_object["type"] != "relationship" and "kind" in properties
        if "amount" in properties and properties["kind"] in payment_names():
            rows.append((properties["amount"], properties.get("currency", "")))
    recount.sums = _sums(rows)
    return recount


def _graphml(path: Path) -> Recount:
    import networkx

    return _network(networkx.read_graphml(path, force_multigraph=True))


def _gexf(path: Path) -> Recount:
    import networkx

    return _network(networkx.read_gexf(path, version="1.3"))


def _node_link(path: Path) -> Recount:
    import networkx

    document = json.loads(path.read_text(encoding="utf-8"))
    return _network(networkx.node_link_graph(document, edges="links"))


def _network(graph: nx.MultiDiGraph) -> Recount:
    edges = [data for _, _, data in graph.edges(data=True)]
    described = [data for _, data in graph.nodes(data=True) if data.get("kind")]
    payments = [edge for edge in edges if edge["kind"] in payment_names()]
    rows = [
        (payment["amountExact"], payment.get("currency", ""))
        for payment in payments
        if "amountExact" in payment
    ]
    return Recount(len(described), len(edges), _sums(rows))


def _tables(path: Path) -> Recount:
    """Read the links file and those beside it."""
    links = list(_rows(path))
    nodes = list(_rows(path.with_name(f"{path.stem}.nodes.csv")))
    proofs = _rows(path.with_name(f"{path.stem}.evidence.csv"))
    distinct = {
        tuple(row[name] for name in ("sha256", "locator", "reader", "excerpt")) for row in proofs
    }
    payments = [row for row in links if row["kind"] in payment_names() and row["amount"]]
    sums = _sums((row["amount"], row["currency"]) for row in payments)
    return Recount(len(nodes), len(links), sums, len(distinct))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream, strict=True)


def _admin(path: Path) -> Recount:
    """Count the tables that the file of arguments names."""
    tables: dict[str, list[dict[str, str]]] = {}
    for pattern in TABLES.findall(path.read_text(encoding="utf-8")):
        for table_path in sorted(path.parent.iterdir()):
            if re.fullmatch(pattern, table_path.name):
                name = table_path.stem.rpartition(".")[2].partition("-")[2]
                tables.setdefault(name, []).extend(_rows(table_path))
    described = [row for row in tables.get("entities", ()) if row.get("kind:string")]
    edges = tables.get("native", [])
    payments = [row for row in edges if row[":TYPE"] in payment_names()]
    priced = [row for row in payments if row.get("amountExact:string")]
    sums = _sums((row["amountExact:string"], row["currency:string"]) for row in priced)
    return Recount(len(described), len(edges), sums, len(tables.get("evidence", ())))


def _script(path: Path) -> Recount:
    """Count the rows of the statements that make nodes and native relationships."""
    recount, rows = Recount(evidence=0), list[tuple[str, str]]()
    for match in STATEMENT.finditer(path.read_text(encoding="utf-8")):
        lines, body = match[1].splitlines(), match[2]
        if "MERGE (n:Entity " in body:
            recount.nodes += len(lines)
        elif "MERGE (n:Evidence " in body:
            recount.evidence = (recount.evidence or 0) + len(lines)
        elif "MERGE (a)-[r:" in body:
            recount.edges += len(lines)
            if RELATIONSHIP.findall(body)[0] in payment_names():
                rows += [(exact[1], exact[2]) for line in lines if (exact := EXACT.search(line))]
    recount.sums = _sums(rows)
    return recount


def _entities(path: Path) -> Recount:
    """Read lines of JSON: a thing tells its kind, a link the record that it is."""
    recount, rows, proofs = Recount(), list[tuple[str, str]](), set[str]()
    with path.open(encoding="utf-8") as lines:
        for properties in (json.loads(line)["properties"] for line in lines):
            texts = [*properties.get("notes", ()), *properties.get("description", ())]
            fields = dict(text.partition(": ")[::2] for text in texts)
            proofs.update(text for text in texts if text.startswith("evidence: "))
            recount.nodes += "kind" in fields and "recordId" not in properties
            recount.edges += "recordId" in properties
            amount, currency = (
                properties.get(n) or [fields.get(n)] for n in ("amount", "currency")
            )
            if amount[0] and fields.get("kind") in payment_names():
                rows.append((amount[0], currency[0] or ""))
    recount.sums, recount.evidence = _sums(rows), len(proofs)
    return recount


def _sums(rows: Iterable[tuple[str, str]]) -> Counter[str]:
    sums: dict[str, Any] = {}
    for amount, currency in rows:
        try:
            sums[currency] = plus(sums.get(currency, Decimal(0)), Decimal(amount))
        except InvalidOperation as error:
            raise FormatError(Message("not-amount", amount=repr(amount))) from error
    return Counter({currency: sums[currency] for currency in sorted(sums)})

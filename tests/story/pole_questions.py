"""Ten questions of a graph of crimes, each in SPARQL, in Cypher, and counted from its own CSVs."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import networkx as nx

Rows = Counter[tuple[str | int, ...]]


class Csvs:
    """The CSV files of the zip: nodes by id, ends by relationship."""

    def __init__(self, path: Path) -> None:
        self.nodes: dict[str, dict[str, str]] = {}
        self.ends: dict[str, list[tuple[str, str]]] = {}
        with zipfile.ZipFile(path) as zipped:
            for name in zipped.namelist():
                if name.endswith(".csv"):
                    self._read(name, zipped.read(name).decode("utf-8-sig"))

    def _read(self, name: str, text: str) -> None:
        rows = list(csv.DictReader(io.StringIO(text)))
        if ".nodes." in name:
            self.nodes.update((row[":ID"], row) for row in rows)
            return
        kind = name.split(".")[-2]
        self.ends[kind] = [(row[":START_ID"], row[":END_ID"]) for row in rows]

    def way(self, *kinds: str) -> Iterator[tuple[str, ...]]:
        """Yield the ends of every way along these relationships; ``<KIND`` goes against one."""
        ways = [(start,) for start in self.nodes]
        for kind in kinds:
            pairs = self.ends[kind.lstrip("<")]
            next_of: dict[str, list[str]] = {}
            for start, end in pairs:
                one, other = (end, start) if kind.startswith("<") else (start, end)
                next_of.setdefault(one, []).append(other)
            ways = [(*way, end) for way in ways for end in next_of.get(way[-1], ())]
        yield from ways

    def name(self, node: str) -> str:
        """Return a person's whole name."""
        return f"{self.nodes[node]['name']} {self.nodes[node]['surname']}"


@dataclass(frozen=True)
class Asked:
    """A question with both its texts, and how its answer is counted without us."""

    name: str
    sparql: str
    cypher: str
    counted: Callable[[Csvs], Rows]


def tie(one: str, kind: str, other: str, number: int) -> str:
    """Return the SPARQL of one relationship between two variables."""
    link = f"?l{number}"
    return f'{link} cc:source ?{one} ; cc:target ?{other} ; cc:recordedAs "{kind}" .'


def went(one: str, kind: str, other: str, number: int) -> str:
    """Return the same in Cypher."""
    return (
        f"MATCH ({one})<-[:SOURCE]-(l{number}:RelatedTo|UsesPhone {{case: $case}})"
        f"-[:TARGET]->({other}) WHERE '{kind}' IN [] + l{number}.recordedAs"
    )


def both(select: str, ret: str, *ties: tuple[str, str, str], more: str = "") -> tuple[str, str]:
    """Return a question along some relationships in both languages."""
    sparql = "\n".join(tie(*one, number) for number, one in enumerate(ties))
    cypher = "\n".join(went(*one, number) for number, one in enumerate(ties))
    named = " ".join(word for word in select.split(" (")[0].split())
    whole = f"SELECT {select} WHERE {{ {sparql} {more} }} GROUP BY {named}"
    return whole, f"{cypher}\n{ret}"


def each(counts: Counter[str]) -> Rows:
    return Counter(dict.fromkeys(counts.items(), 1))


def areas_of(ways: Iterator[tuple[str, ...]], csvs: Csvs) -> Rows:
    """Count distinct beginnings by the area at the end."""
    met = {(way[0], way[-1]) for way in ways}
    return each(Counter(csvs.nodes[area]["areaCode"] for _, area in met))


def acquainted(csvs: Csvs) -> nx.Graph:
    graph = nx.Graph()
    graph.add_edges_from(csvs.ends["KNOWS"])
    return graph


def suspects(csvs: Csvs) -> set[str]:
    return {person for person, _ in csvs.ends["PARTY_TO"]}


CRIMES_BY_AREA = both(
    "?area (COUNT(DISTINCT ?c) AS ?n)",
    "RETURN d.name AS area, count(DISTINCT c) AS n",
    ("c", "OCCURRED_AT", "p"), ("p", "LOCATION_IN_AREA", "d"),
    more="?d cc:name ?area",
)  # fmt: skip
HOMES_BY_AREA = both(
    "?area (COUNT(DISTINCT ?a) AS ?n)",
    "RETURN d.name AS area, count(DISTINCT a) AS n",
    ("a", "CURRENT_ADDRESS", "p"), ("p", "LOCATION_IN_AREA", "d"),
    more="?d cc:name ?area",
)  # fmt: skip
CALLS = both(
    "?one ?two (COUNT(DISTINCT ?call) AS ?n)",
    "RETURN a.name AS one, b.name AS two, count(DISTINCT call) AS n",
    ("a", "HAS_PHONE", "p"), ("call", "CALLER", "p"), ("call", "CALLED", "q"),
    ("b", "HAS_PHONE", "q"),
    more="?a cc:name ?one . ?b cc:name ?two",
)  # fmt: skip
CASELOAD = both(
    "?rank (COUNT(DISTINCT ?c) AS ?n)",
    "RETURN o.note AS rank, count(DISTINCT c) AS n",
    ("c", "INVESTIGATED_BY", "o"), more="?o cc:note ?rank",
)  # fmt: skip
PARTIES = both(
    "?kind (COUNT(DISTINCT ?a) AS ?n)",
    "RETURN c.name AS kind, count(DISTINCT a) AS n",
    ("a", "PARTY_TO", "c"), more="?c cc:name ?kind",
)  # fmt: skip
SUSPECT_AREAS = both(
    "?area (COUNT(DISTINCT ?a) AS ?n)",
    "RETURN d.name AS area, count(DISTINCT a) AS n",
    ("a", "PARTY_TO", "c"), ("c", "OCCURRED_AT", "p"), ("p", "LOCATION_IN_AREA", "d"),
    more="?d cc:name ?area",
)  # fmt: skip
COLLEAGUES = both(
    "?rank (COUNT(DISTINCT ?a) AS ?n)",
    "RETURN o.note AS rank, count(DISTINCT a) AS n",
    ("a", "PARTY_TO", "c"), ("c", "INVESTIGATED_BY", "o"), more="?o cc:note ?rank",
)  # fmt: skip
THINGS = both(
    "?kind (COUNT(DISTINCT ?t) AS ?n)",
    "RETURN c.name AS kind, count(DISTINCT t) AS n",
    ("t", "INVOLVED_IN", "c"), more="?c cc:name ?kind",
)  # fmt: skip
KNOWN = """SELECT ?who (COUNT(DISTINCT ?b) AS ?n) WHERE {
  ?l0 cc:source|cc:target ?a ; cc:source|cc:target ?b ; cc:recordedAs "KNOWS" . FILTER(?a != ?b)
  ?l1 cc:source ?b ; cc:recordedAs "PARTY_TO" . ?a cc:name ?who } GROUP BY ?a ?who"""
KNOWN_THERE = """MATCH (a)<-[:SOURCE|TARGET]-(l0:RelatedTo {case: $case})-[:SOURCE|TARGET]->(b)
WHERE a <> b AND 'KNOWS' IN [] + l0.recordedAs
MATCH (b)<-[:SOURCE]-(l1:RelatedTo {case: $case}) WHERE 'PARTY_TO' IN [] + l1.recordedAs
WITH a, count(DISTINCT b) AS n RETURN a.name AS who, n"""
FRIENDS = """SELECT ?who (COUNT(DISTINCT ?c) AS ?n) WHERE {
  ?l0 cc:source|cc:target ?a ; cc:source|cc:target ?b ; cc:recordedAs "KNOWS" . FILTER(?a != ?b)
  ?l1 cc:source|cc:target ?b ; cc:source|cc:target ?c ; cc:recordedAs "KNOWS" .
  FILTER(?c != ?b && ?c != ?a) ?a cc:name ?who } GROUP BY ?a ?who"""
FRIENDS_THERE = """MATCH (a)<-[:SOURCE|TARGET]-(l0:RelatedTo {case: $case})-[:SOURCE|TARGET]->(b)
WHERE a <> b AND 'KNOWS' IN [] + l0.recordedAs
MATCH (b)<-[:SOURCE|TARGET]-(l1:RelatedTo {case: $case})-[:SOURCE|TARGET]->(c)
WHERE c <> b AND c <> a AND 'KNOWS' IN [] + l1.recordedAs
WITH a, count(DISTINCT c) AS n RETURN a.name AS who, n"""


def of_types(pairs: Iterator[tuple[str, str]], csvs: Csvs) -> Rows:
    """Count distinct things by the type of the crime they belong to; one crime has none."""
    met = {(one, csvs.nodes[crime]["type"]) for one, crime in pairs}
    return each(Counter(kind for _, kind in met if kind))


def calls(csvs: Csvs) -> Rows:
    ways = csvs.way("HAS_PHONE", "<CALLER", "CALLED", "<HAS_PHONE")
    pairs = {(way[0], way[2], way[4]) for way in ways}
    counts = Counter((csvs.name(one), csvs.name(two)) for one, _, two in pairs)
    return Counter({(*names, number): 1 for names, number in counts.items()})


def ranks(ways: Iterator[tuple[str, ...]], csvs: Csvs) -> Rows:
    met = {(way[0], csvs.nodes[way[-1]]["rank"]) for way in ways}
    return each(Counter(rank for _, rank in met))


def known(csvs: Csvs) -> Rows:
    graph, wanted = acquainted(csvs), suspects(csvs)
    told = {one: len(wanted & set(graph[one]) - {one}) for one in graph}
    return Counter((csvs.name(one), count) for one, count in told.items() if count)


def friends(csvs: Csvs) -> Rows:
    graph = acquainted(csvs)
    told = {
        one: len({c for b in graph[one] if b != one for c in graph[b]} - {one}) for one in graph
    }
    return Counter((csvs.name(one), count) for one, count in told.items() if count)


QUESTIONS = (
    Asked("crimes by area", *CRIMES_BY_AREA,
          lambda c: areas_of(c.way("OCCURRED_AT", "LOCATION_IN_AREA"), c)),
    Asked("homes by area", *HOMES_BY_AREA,
          lambda c: areas_of(c.way("CURRENT_ADDRESS", "LOCATION_IN_AREA"), c)),
    Asked("who called whom", *CALLS, calls),
    Asked("crimes by rank of the officer", *CASELOAD,
          lambda c: ranks(c.way("INVESTIGATED_BY"), c)),
    Asked("persons by type of crime", *PARTIES, lambda c: of_types(iter(c.ends["PARTY_TO"]), c)),
    Asked("suspects by area of the crime", *SUSPECT_AREAS,
          lambda c: areas_of(c.way("PARTY_TO", "OCCURRED_AT", "LOCATION_IN_AREA"), c)),
    Asked("suspects by rank of the officer", *COLLEAGUES,
          lambda c: ranks(c.way("PARTY_TO", "INVESTIGATED_BY"), c)),
    Asked("things by type of crime", *THINGS, lambda c: of_types(iter(c.ends["INVOLVED_IN"]), c)),
    Asked("who knows suspects", KNOWN, KNOWN_THERE, known),
    Asked("friends of friends", FRIENDS, FRIENDS_THERE, friends),
)  # fmt: skip

"""A graph of networkx or rdflib as a chain that can be drawn: with our terms, or with plain labels.

Neither library is imported here: what they offer is used by its name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Chain, ChainEdge, ChainNode, Entity, Hidden, Link, Precision, Proof, Trace
from kg.model import stable_id as id_of
from kg.schema.meanings import RELATED, TRANSFER

if TYPE_CHECKING:
    from kg.schema import Schema

OURS = "https://w3id.org/crimechain/"
UNDETERMINED = "Undetermined"
ITEM = "Item"
"""The kinds of what no kind of ours fits."""
RECORDED_AS = "recordedAs"
LABELS = ("label", "prefLabel", "name", "title", "caption")
"""What other vocabularies call the name of a thing, by the end of the IRI, the best first."""
FROM_GRAPH = Message("drawn-from-graph")
SHOWN = 6
"""So many signs at the end of an id tell an account where nothing else is known of it."""
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_APART = ("/", "#", ":")


@dataclass(slots=True)
class _Thing:
    """A node of a foreign graph: its kind if it is one of ours, and its texts by property."""

    kind: str = ""
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def label(self) -> str:
        return next((self.texts[name][0] for name in LABELS if self.texts.get(name)), "")


@dataclass(frozen=True, slots=True)
class _Line:
    """An edge of a foreign graph, with its attributes as texts."""

    source: str
    target: str
    word: str
    told: Mapping[str, str]


def chain_of_graph(graph: Any, schema: Schema, name: str = "") -> Chain:
    """Return a graph as a chain: the things that are joined best, and how many are left off.

    Nodes and edges that have ``kind`` (or a type of our ontology), ``label``, ``amount``,
    ``currency``, ``startTime`` and ``proof`` as our own exports have them are drawn as these say.
    Everything else is an item with a plain label, and a relation with the word that it has. An
    edge without a proof is drawn as a clue: nothing says more of it.

    Args:
        graph: A graph of networkx, or a graph or dataset of rdflib.
        schema: The ontology.
        name: What the picture is called.

    Raises:
        UsageError: It is neither.
    """
    if hasattr(graph, "is_multigraph"):
        things, lines = _of_networkx(graph)
    elif hasattr(graph, "triples"):
        things, lines = _of_rdflib(graph, schema)
    else:
        raise UsageError(Message("not-a-graph", type=type(graph).__name__))
    return _chain(things, lines, schema, name)


def chain_of_trace(trace: Trace, schema: Schema) -> Chain:
    """Return the payments of a trace as a chain, a line for each two accounts.

    An account is called by the end of its id, which is all that a trace knows of it.
    """
    things: dict[str, _Thing] = {}
    lines: list[_Line] = []
    for step in trace.steps:
        for end in (step.source, step.target):
            if end not in things:
                own = end.startswith("urn:crimechain:")
                things[end] = _Thing(schema.kind_of_id(end) if own else "")
                things[end].texts["name"].append(local(end)[-SHOWN:])
        told = {
            "amount": str(trace.money(step.amount, step.currency).amount),
            "currency": step.currency,
            "startTime": step.start.isoformat(),
            "proof": Proof.SINGLE.value,
            "id": step.link,
        }
        lines.append(_Line(step.source, step.target, TRANSFER, told))
    chain = _chain(things, lines, schema, trace.name)
    return replace(chain, banners=tuple(b for b in chain.banners if b != FROM_GRAPH))


def _of_networkx(graph: Any) -> tuple[dict[str, _Thing], list[_Line]]:
    things: dict[str, _Thing] = {}
    for node, told in graph.nodes(data=True):
        thing = things[str(node)] = _Thing(str(told.get("kind", "")))
        for key, value in told.items():
            if key != "kind" and value not in (None, ""):
                thing.texts[str(key)] += str(value).split(" | ")
        if not thing.label():
            thing.texts["label"].append(str(node))
    lines = []
    for source, target, told in graph.edges(data=True):
        texts = {str(key): str(value) for key, value in told.items() if value not in (None, "")}
        word = texts.get("kind") or next((texts[key] for key in LABELS if key in texts), "")
        lines.append(_Line(str(source), str(target), word, texts))
    return things, lines


def _of_rdflib(graph: Any, schema: Schema) -> tuple[dict[str, _Thing], list[_Line]]:
    """Return resources and what joins them; a link of ours is a line, not a thing."""
    things: dict[str, _Thing] = defaultdict(_Thing)
    outgoing: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    joins: list[tuple[str, str, str]] = []
    for subject, predicate, value in sorted(_triples(graph)):
        about, said = str(subject), str(predicate)
        if said == _TYPE:
            kind = str(value).removeprefix(OURS)
            is_ours = str(value).startswith(OURS) and schema.has_kind(kind)
            things[about].kind = kind if is_ours else things[about].kind
        elif hasattr(value, "datatype"):
            things[about].texts[local(said)].append(str(value))
        else:
            outgoing[about][said].append(str(value))
            joins.append((about, said, str(value)))
    both = {f"{OURS}source", f"{OURS}target"}
    links = {about for about in outgoing if both <= outgoing[about].keys()}
    lines = [_own_line(about, things[about], outgoing[about]) for about in sorted(links)]
    ends = {end for line in lines for end in (line.source, line.target)}
    if not links:
        lines = [_Line(a, b, local(said), {}) for a, said, b in joins]
        ends = {end for line in lines for end in (line.source, line.target)} | things.keys()
    drawn = {about: things[about] for about in sorted(ends)}
    for about, thing in drawn.items():
        if not thing.label() and not thing.texts:
            thing.texts["label"].append(local(about))
    return drawn, lines


def _triples(graph: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield each triple once, of a dataset those of all its graphs."""
    quads = graph.quads((None, None, None, None)) if hasattr(graph, "quads") else graph
    yield from dict.fromkeys(tuple(quad)[:3] for quad in quads)


def _own_line(about: str, thing: _Thing, outgoing: Mapping[str, list[str]]) -> _Line:
    told = {name: texts[0] for name, texts in thing.texts.items()}
    source, target = (outgoing[f"{OURS}{end}"][0] for end in ("source", "target"))
    return _Line(source, target, thing.kind, {**told, "id": about})


def local(iri: str) -> str:
    """Return the last part of an IRI.

    >>> local("http://xmlns.com/foaf/0.1/knows"), local("urn:a:b")
    ('knows', 'b')
    """
    text = iri.rstrip("/#")
    return text[max(text.rfind(sign) for sign in _APART) + 1 :]


def _chain(
    things: Mapping[str, _Thing], lines: Iterable[_Line], schema: Schema, name: str
) -> Chain:
    lines = [line for line in lines if line.source in things and line.target in things]
    kept = _best_joined(things, lines)
    entities = {about: _entity(about, things[about], schema) for about in kept}
    drawn = [line for line in lines if line.source in entities and line.target in entities]
    left = Counter(_kind(things[about], schema) for about in things if about not in entities)
    facts = [*(entity.id for entity in entities.values()), *map(repr, drawn)]
    banners = [FROM_GRAPH]
    if left:
        banners.append(Message("graph-left-off", count=left.total(), drawn=len(entities)))
    return Chain(
        name=name or "graph",
        title=name,
        nodes=tuple(
            ChainNode(entity, schema.kind(entity.kind).stage or UNDETERMINED, "kind")
            for entity in entities.values()
        ),
        edges=tuple(_edges(drawn, entities, schema)),
        hidden=tuple(Hidden(UNDETERMINED, kind, many) for kind, many in sorted(left.items())),
        banners=tuple(banners),
        digest=sha256("\n".join(facts).encode()).hexdigest(),
    )


def _best_joined(things: Mapping[str, _Thing], lines: Iterable[_Line]) -> list[str]:
    """Return as many things as a picture holds: those with most edges, in the graph's order."""
    if len(things) <= LIMITS.chain_nodes:
        return list(things)
    edges = Counter(end for line in lines for end in {line.source, line.target})
    best = sorted(things, key=lambda about: (-edges[about], about))[: LIMITS.chain_nodes]
    return [about for about in things if about in set(best)]


def _kind(thing: _Thing, schema: Schema) -> str:
    is_ours = schema.has_kind(thing.kind) and not schema.kind(thing.kind).is_link
    return thing.kind if is_ours else ITEM


def _entity(about: str, thing: _Thing, schema: Schema) -> Entity:
    kind = _kind(thing, schema)
    values = {
        name: tuple(texts) for name, texts in thing.texts.items() if schema.has_property(name)
    }
    called_by = schema.kind(kind).label_properties
    if not any(name in values for name in called_by) and called_by:
        values[called_by[0]] = (thing.label() or local(about),)
    own = about if about.startswith("urn:crimechain:") else id_of("item", about)
    return Entity(own, kind, values)


def _edges(
    lines: Iterable[_Line], entities: Mapping[str, Entity], schema: Schema
) -> Iterator[ChainEdge]:
    links: dict[tuple[str, str, str, str], list[Link]] = defaultdict(list)
    for number, line in enumerate(lines):
        is_ours = schema.has_kind(line.word) and schema.kind(line.word).is_link
        kind = line.word if is_ours else RELATED
        source, target = entities[line.source].id, entities[line.target].id
        word = line.told.get(RECORDED_AS, "") or ("" if is_ours else line.word)
        links[source, target, kind, word].append(_link(line, number, kind, source, target, word))
    for (source, target, kind, _), some in links.items():
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for link in some:
            if link.amount is not None:
                totals[link.currency] += link.amount
        ordered = sorted(some, key=lambda link: link.start or datetime.min.replace(tzinfo=UTC))
        family = schema.kind(kind).family
        yield ChainEdge(source, target, kind, family, tuple(ordered), dict(sorted(totals.items())))


def _link(line: _Line, number: int, kind: str, source: str, target: str, word: str) -> Link:
    told = line.told
    proof = told.get("proof", "")
    start = _moment(told.get("startTime", ""))
    return Link(
        id=told.get("id", "") or id_of("link", source, target, kind, str(number)),
        kind=kind,
        source=source,
        target=target,
        start=start,
        end=_moment(told.get("endTime", "")),
        precision=_precision(told.get("precision", ""), start),
        amount=_amount(told.get("amountExact", "") or told.get("amount", "")),
        currency=told.get("currency", ""),
        proof=Proof(proof) if proof in set(Proof) else Proof.CLUE,
        values={RECORDED_AS: (word,)} if word else {},
    )


def _precision(text: str, start: datetime | None) -> Precision:
    if text in set(Precision):
        return Precision(text)
    return Precision.SECOND if start else Precision.UNKNOWN


def _moment(text: str) -> datetime | None:
    """Return a time with its zone; a text that is none is no time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None

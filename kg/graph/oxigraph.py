"""The store in the case folder: Oxigraph on disk, one checkpoint after each write."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, RdfFormat
from pyoxigraph import Store as Engine

from kg.errors import StoreCorrupt
from kg.graph.base import GraphCount, Misderived, Retold, Shortcuts, distinct, load_order
from kg.graph.class_tree import ClassTree, held_classes, version_of
from kg.graph.inference import (
    RULE,
    InferenceChanges,
    InferenceCheck,
    InferenceGrounds,
    InferenceUpdate,
    rule_quads,
)
from kg.graph.oxigraph_engine import EngineHandle, translated
from kg.messages import Message
from kg.model import Concluded, Entity, Evidence, Judgement, Link, Proof, Source
from kg.rdf import (
    CC,
    DERIVED,
    JUDGEMENTS,
    MARKERS,
    Fact,
    fact_quads,
    marker_quads,
    read_evidence,
    read_judgement,
    read_source,
    source_graph,
)
from kg.rdf.from_quads import is_link, read_entity, read_link
from kg.rdf.terms import FACTS_AT_ONCE, TYPE, encoded, iri, local_name, quads_of, term
from kg.rdf.to_quads import SUPPORTED_BY, fact_text, marker_text, ntriples
from kg.rules import Rules


def open_oxigraph(
    folder: Path, *, read_only: bool, shortcuts: Shortcuts, rules: Rules, classes: ClassTree
) -> OxigraphStore:
    """Open the graph folder for writing, or its newest checkpoint for reading."""
    return OxigraphStore(
        folder, read_only=read_only, shortcuts=shortcuts, rules=rules, classes=classes
    )


class OxigraphStore:
    """Facts on disk. One process writes; any number read the newest checkpoint meanwhile."""

    def __init__(
        self,
        folder: Path,
        *,
        read_only: bool = False,
        shortcuts: Shortcuts | None = None,
        rules: Rules = (),
        classes: ClassTree = frozenset(),
    ) -> None:
        self._shortcuts = shortcuts or {}
        self._rules = rules
        self._classes = classes
        self._bench = EngineHandle(folder, read_only=read_only)

    def apply(
        self,
        put: Iterable[Fact] = (),
        gone: Iterable[str] = (),
        markers: Iterable[Source] = (),
        unmark: Iterable[str] = (),
        *,
        retold: Iterable[Retold] = (),
        afresh: bool = False,
        whole: bool = False,
    ) -> None:
        """Put and remove facts and markers in one atomic write."""
        with self._bench.whole_write(afresh=afresh and not whole):
            if whole:
                writing = self._with_all(put, gone, markers, unmark)
            else:
                writing = OxigraphWrites(self._bench, self._shortcuts, self._rules)
                writing.retire(gone)
                writing.put(put)
            writing.retell(retold)
            writing.drop_unfounded()
            writing.infer()
            if not whole:
                writing.mark(list(markers), unmark)
                writing.keep_classes(self._classes)

    def _with_all(
        self,
        put: Iterable[Fact],
        gone: Iterable[str],
        markers: Iterable[Source],
        unmark: Iterable[str],
    ) -> OxigraphWrites:
        """Go on with an engine that holds these facts, and never held others but judgements."""
        reading = OxigraphReads(self._bench.engine)
        judgements = {judgement.id: judgement for judgement in reading.judgements()}
        sources = {source.sha256: source for source in reading.markers()}
        del reading  # the folder is let go of with the last reference
        for key in gone:
            judgements.pop(key, None)
        for sha256 in unmark:
            sources.pop(sha256, None)
        sources |= {source.sha256: source for source in markers}
        self._bench.clear()
        writing = OxigraphWrites(self._bench, self._shortcuts, self._rules)
        writing.put_all(put, judgements, sources.values(), self._classes)
        return writing

    def undo(self) -> bool:
        """Return to the state before the last write; false if none is kept."""
        return self._bench.undo()

    def ontology_version(self) -> str:
        """Return of which version of the ontology the classes are; nothing in an older graph."""
        with translated(self._bench.folder):
            return version_of(self._bench.engine)

    def checkpoint(self) -> Path | None:
        """Return the newest whole state that others can read."""
        return self._bench.checkpoints.newest()

    def close(self) -> None:
        """Let go of files and locks."""
        self._bench.close()

    @contextmanager
    def _reading(self) -> Iterator[OxigraphReads]:
        with translated(self._bench.folder):
            yield OxigraphReads(self._bench.engine)

    def markers(self) -> list[Source]:
        """Return the sources that are in, in the order they were loaded."""
        with self._reading() as reading:
            return reading.markers()

    def judgements(self) -> list[Judgement]:
        """Return every judgement."""
        with self._reading() as reading:
            return reading.judgements()

    def ids(self) -> list[str]:
        """Return the id of every entity and link."""
        with self._reading() as reading:
            return reading.ids()

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities that have these ids; unknown ids are left out."""
        with self._reading() as reading:
            return reading.entities(ids)

    def links(self, ids: Iterable[str]) -> list[Link]:
        """Return the links that have these ids; unknown ids are left out."""
        with self._reading() as reading:
            return reading.links(ids)

    def facts(self) -> tuple[list[Entity], list[Link]]:
        """Return every entity and every link, each list sorted by id."""
        ids = self.ids()
        return self.entities(ids), self.links(ids)

    def links_of(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> list[Link]:
        """Return the links that have one of the ids as source, target or object."""
        with self._reading() as reading:
            return reading.links_of(ids, kinds, limit)

    def link_ids_at(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> dict[str, list[str]]:
        """Return for each of the ids the links at it, by id, the first ``limit`` of each."""
        with self._reading() as reading:
            return reading.link_ids_at(ids, kinds, limit)

    def held(self, ids: Iterable[str]) -> list[str]:
        """Return those of the ids that an entity or a link of the store has."""
        with self._reading() as reading:
            return reading.held(ids)

    def neighbours(self, ids: Iterable[str], kinds: Collection[str] | None = None) -> list[str]:
        """Return the ids at the other ends of the links of these ids."""
        with self._reading() as reading:
            return reading.neighbours(ids, kinds)

    def evidence(self, key: str) -> tuple[Evidence, ...]:
        """Return what proves one entity or link."""
        with self._reading() as reading:
            return reading.evidence(key)

    def count(self) -> GraphCount:
        """Return how much the store holds, by class."""
        with self._reading() as reading:
            return reading.count()

    def derived(self) -> Mapping[str, int]:
        """Return how much the derived graph holds, by property of an edge and by kind."""
        with self._reading() as reading:
            return reading.derived()

    def misderived(self) -> list[Misderived]:
        """Return where the derived graph is not what follows from the facts: nowhere, if whole."""
        with translated(self._bench.folder):
            engine = self._bench.engine
            return list(InferenceCheck(engine, self._shortcuts, self._rules).misderived())

    def conclusions(self, thing: str, other: str = "", limit: int = 20) -> list[Concluded]:
        """Return what rules conclude of a thing, or of the two, each with so many of its links."""
        with translated(self._bench.folder):
            grounding = InferenceGrounds(self._bench.engine, self._shortcuts, self._rules)
            return grounding.conclusions(thing, other, limit)

    def dump(self) -> Iterator[bytes]:
        """Yield the whole store as sorted N-Quads lines."""
        with translated(self._bench.folder):
            text = self._bench.engine.dump(format=RdfFormat.N_QUADS)
        assert text is not None
        yield from sorted(text.splitlines(keepends=True))


HERE = DefaultGraph()
BATCH = 2_000
ENDS = (term("source"), term("target"), term("object"))
# counted here and not there: a query that groups has no end where a table is damaged (see check of
# Checkpoints); an entity may have a *text* called source, only a link has a thing there
KINDS_OF_LINKS = f"SELECT ?kind WHERE {{ ?one <{CC}source> ?end ; a ?kind FILTER isIRI(?end) }}"
DERIVED_NAMES = f"""
SELECT ?name WHERE {{ GRAPH {DERIVED} {{
{{ ?one ?name ?end FILTER(?name != {TYPE} && isIRI(?end)) }} UNION
{{ ?one {TYPE} ?name FILTER(?name != {RULE}) }} }} }}"""
HELD = "SELECT DISTINCT ?one WHERE {{ VALUES ?one {{ {values} }} ?one a ?kind }}"
KINDS = "SELECT ?kind WHERE { ?one a ?kind }"


class OxigraphReads:
    """Every question of the contract, asked of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._proofs: dict[str, Evidence] = {}

    def markers(self) -> list[Source]:
        """Return the sources that are in, in the order they were loaded."""
        return load_order(read_source(quads) for _, quads in self._in_graph(MARKERS))

    def judgements(self) -> list[Judgement]:
        """Return every judgement."""
        return [read_judgement(key, quads) for key, quads in self._in_graph(JUDGEMENTS)]

    def _in_graph(self, graph: NamedNode) -> list[tuple[str, list[Quad]]]:
        quads_of_key: dict[str, list[Quad]] = {}
        for quad in self._engine.quads_for_pattern(None, None, None, graph):
            quads_of_key.setdefault(_key(quad), []).append(quad)
        return sorted(quads_of_key.items())

    def ids(self) -> list[str]:
        """Return the id of every entity and link."""
        return sorted(_key(q) for q in self._engine.quads_for_pattern(None, TYPE, None, HERE))

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities that have these ids."""
        described = ((key, self._quads_of(key)) for key in sorted(set(ids)))
        return [
            read_entity(key, quads, self._proofs_in(quads))
            for key, quads in described
            if quads and not is_link(quads)
        ]

    def links(self, ids: Iterable[str]) -> list[Link]:
        """Return the links that have these ids."""
        described = ((key, self._quads_of(key)) for key in sorted(set(ids)))
        return [
            read_link(key, quads, self._proofs_in(quads))
            for key, quads in described
            if is_link(quads)
        ]

    def _quads_of(self, key: str) -> list[Quad]:
        quads = own_quads(self._engine, iri(key))
        return quads if any(q.graph_name == HERE for q in quads) else []

    def _proofs_in(self, quads: Iterable[Quad]) -> Mapping[str, Evidence]:
        for quad in quads:
            if quad.predicate == SUPPORTED_BY and isinstance(quad.object, NamedNode):
                node, graph = quad.object, quad.graph_name
                if node.value not in self._proofs:
                    rows = self._engine.quads_for_pattern(node, None, None, graph)
                    self._proofs[node.value] = read_evidence(rows)
        return self._proofs

    def links_of(
        self, ids: Iterable[str], kinds: Collection[str] | None, limit: int | None
    ) -> list[Link]:
        """Return the links that have one of the ids at an end, the first ``limit`` by id."""
        near = self._links_at(set(ids), kinds)
        return self.links(sorted(near)[:limit])

    def _links_at(self, ids: set[str], kinds: Collection[str] | None) -> set[str]:
        return {link for _, link in self._ends_met(sorted(ids), kinds)}

    def _ends_met(
        self, ids: Sequence[str], kinds: Collection[str] | None
    ) -> Iterator[tuple[str, ...]]:
        """Yield each of the ids with a link at it."""
        for start in range(0, len(ids), BATCH):
            yield from self._rows(_ends_query(ids[start : start + BATCH], kinds))

    def link_ids_at(
        self, ids: Iterable[str], kinds: Collection[str] | None, limit: int | None
    ) -> dict[str, list[str]]:
        """Return for each of the ids the links at it, by id, the first ``limit`` of each."""
        links_at: dict[str, list[str]] = {}
        for id_, link in self._ends_met(sorted(set(ids)), kinds):
            links_at.setdefault(id_, []).append(link)
        return {id_: sorted(links)[:limit] for id_, links in sorted(links_at.items())}

    def held(self, ids: Iterable[str]) -> list[str]:
        """Return those of the ids that an entity or a link of the store has."""
        required, stored = sorted(set(ids)), list[str]()
        for start in range(0, len(required), BATCH):
            values = " ".join(str(iri(key)) for key in required[start : start + BATCH])
            stored += [key for (key,) in self._rows(HELD.format(values=values))]
        return sorted(stored)

    def _rows(self, query: str) -> Iterator[tuple[str, ...]]:
        solutions = self._engine.query(query)
        assert isinstance(solutions, QuerySolutions)
        for solution in solutions:
            values = list(solution)
            if None in values:  # the engine has a number for it, and has lost what it stands for
                raise StoreCorrupt(Message("holds-unreadable-term"), where="graph")
            yield tuple(getattr(value, "value", "") for value in values)

    def neighbours(self, ids: Iterable[str], kinds: Collection[str] | None) -> list[str]:
        """Return the ids at the other ends of the links of these ids."""
        starts = set(ids)
        others: set[str] = set()
        for link in self._links_at(starts, kinds):
            node = NamedNode(link)
            for end in ENDS:
                rows = self._engine.quads_for_pattern(node, end, None, HERE)
                others.update(q.object.value for q in rows if isinstance(q.object, NamedNode))
        return sorted(others - starts)

    def evidence(self, key: str) -> tuple[Evidence, ...]:
        """Return what proves one entity or link."""
        facts: list[Entity | Link] = [*self.entities([key]), *self.links([key])]
        return facts[0].evidence if facts else ()

    def count(self) -> GraphCount:
        """Return how much the store holds, by class."""
        links, all_kinds = self._by_kind(KINDS_OF_LINKS), self._by_kind(KINDS)
        entities = {kind: n - links.get(kind, 0) for kind, n in all_kinds.items()}
        sources = sum(1 for _ in self._engine.quads_for_pattern(None, TYPE, None, MARKERS))
        return GraphCount({kind: n for kind, n in entities.items() if n}, links, sources)

    def derived(self) -> dict[str, int]:
        """Return how much the derived graph holds, by property of an edge and by kind."""
        return self._by_kind(DERIVED_NAMES)

    def _by_kind(self, query: str) -> dict[str, int]:
        counted = Counter(kind for (kind,) in self._rows(query))
        try:
            return {local_name(NamedNode(kind)): n for kind, n in sorted(counted.items())}
        except ValueError as error:  # a kind is written as a text, or as a node without a name
            raise StoreCorrupt(Message("holds-kind-without-iri"), where="graph") from error


def own_quads(engine: Engine, subject: NamedNode) -> list[Quad]:
    """Return what is told under one id, without the shortcut edges that start there."""
    rows = engine.quads_for_pattern(subject, None, None, None)
    return [quad for quad in rows if quad.graph_name != DERIVED]


def _ends_query(ids: Iterable[str], kinds: Collection[str] | None) -> str:
    values = " ".join(str(iri(key)) for key in ids)
    ends = " UNION ".join(f"{{ ?link {end} ?id }}" for end in ENDS)
    only = "" if kinds is None else _kinds_clause(kinds)
    return f"SELECT DISTINCT ?id ?link WHERE {{ VALUES ?id {{ {values} }} {ends} {only} }}"


def _kinds_clause(kinds: Collection[str]) -> str:
    names = ", ".join(str(term(kind)) for kind in sorted(kinds))
    return f"?link a ?kind FILTER(?kind IN ({names}))"


def _key(quad: Quad) -> str:
    assert isinstance(quad.subject, NamedNode), "there are no blank nodes in a case"
    return quad.subject.value


SUBJECTS = 2_000
SOURCE, TARGET, PROOF = term("source"), term("target"), term("proof")
FOUNDED = f"""
SELECT DISTINCT ?subject ?kind ?target WHERE {{{{ VALUES ?subject {{{{ {{}} }}}}
?link {SOURCE} ?subject ; {TARGET} ?target ; a ?kind
MINUS {{{{ ?link {PROOF} {Literal(Proof.EXCLUDED.value)} }}}} }}}}"""


class OxigraphWrites:
    """What one :meth:`Store.apply` changes."""

    def __init__(self, bench: EngineHandle, shortcuts: Shortcuts, rules: Rules = ()) -> None:
        self._bench = bench
        self._rules = rules
        self._changes = InferenceChanges(rules)
        self._shortcuts = shortcuts
        self._proofs: set[NamedNode] = set()
        self._edges: set[Quad] = set()
        self._described: set[Evidence] = set()

    def retire(self, ids: Iterable[str]) -> None:
        """Remove all quads of these ids."""
        for key in sorted(set(ids)):
            quads = own_quads(self._bench.engine, iri(key))
            self._suspect(quads, quads)
            self._remove(quads)

    def put(self, facts: Iterable[Fact]) -> None:
        """Add facts; what was told under their ids and is not told now goes."""
        stale: list[Quad] = []
        self._bench.engine.bulk_extend(self._changes.adding(self._news(facts, stale)))
        self._remove(stale)

    def put_all(
        self,
        facts: Iterable[Fact],
        judgements: Mapping[str, Judgement],
        markers: Iterable[Source],
        classes: ClassTree,
    ) -> None:
        """Add facts, judgements that stay, markers and classes to an engine that holds nothing.

        All of it goes the same way, what says the rules in force too: each other way into the
        engine leaves files of its own, and where these are many the engine makes larger ones of
        them, without compressing them.
        """
        self._changes.leave_off()
        rest = dict(judgements)
        texts = chain(
            self._texts(facts, rest),
            (self._text(judgement) for judgement in _left(rest)),
            map(marker_text, markers),
            (ntriples(quad).decode() for quad in rule_quads(self._rules)),
            (ntriples(quad).decode() for quad in sorted(classes, key=str)),
        )
        load_text(self._bench.load, texts, self._bench.checkpoints.text)

    def _texts(self, facts: Iterable[Fact], rest: dict[str, Judgement]) -> Iterator[str]:
        """Yield the lines of facts; judgements among them are taken out of the rest."""
        for fact in distinct(facts):
            rest.pop(fact.id, None)
            yield self._text(fact)

    def _news(self, facts: Iterable[Fact], stale: list[Quad]) -> Iterator[Quad]:
        fresh: list[str] = []
        for fact in distinct(facts):
            stored, text = own_quads(self._bench.engine, iri(fact.id)), self._text(fact)
            if stored:
                yield from self._difference(stored, quads_of([text]), stale)
            else:
                fresh.append(text)
            if len(fresh) == FACTS_AT_ONCE:
                yield from quads_of(fresh)
                fresh.clear()
        yield from quads_of(fresh)

    def _text(self, fact: Fact) -> str:
        return fact_text(fact, self._shortcuts.get(fact.kind, ""), self._described, terse=True)

    def retell(self, facts: Iterable[Retold]) -> None:
        """Add what is told now and was not; what was told and is not told now goes."""
        stale: list[Quad] = []
        self._bench.engine.bulk_extend(self._changes.adding(self._retold(facts, stale)))
        self._remove(stale)

    def _retold(self, facts: Iterable[Retold], stale: list[Quad]) -> Iterator[Quad]:
        for was, now in map(_without_equal_values, facts):
            # an older graph says more: what it says as well goes, or stands for what is usual
            before = list(fact_quads(was, described=set(was.evidence)))
            yield from self._difference(before, quads_of([self._text(now)]), stale)

    def _difference(
        self, stored: list[Quad], quads: Iterable[Quad], stale: list[Quad]
    ) -> Iterator[Quad]:
        new = set(quads)
        old = [quad for quad in stored if quad not in new]
        self._suspect(old, stored)
        stale.extend(old)
        yield from new.difference(stored)

    def _suspect(self, stale: Iterable[Quad], stored: Iterable[Quad]) -> None:
        """Note the evidence and the shortcut edge that may have lost their last reason."""
        changed = {quad.predicate for quad in stale}
        for quad in stale:
            if quad.predicate == SUPPORTED_BY and isinstance(quad.object, NamedNode):
                self._proofs.add(quad.object)
        if changed & {SOURCE, TARGET, PROOF, TYPE}:
            self._edges.update(self._edge(stored))

    def _edge(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        objects = {quad.predicate: quad.object for quad in quads}
        source, target, kind = objects.get(SOURCE), objects.get(TARGET), objects.get(TYPE)
        if not isinstance(source, NamedNode) or not isinstance(target, NamedNode):
            return
        shortcut = self._shortcuts.get(local_name(kind)) if isinstance(kind, NamedNode) else None
        if shortcut:
            yield Quad(source, term(shortcut), target, DERIVED)

    def drop_unfounded(self) -> None:
        """Remove evidence that proves nothing any more, and edges without a link."""
        stale: list[Quad] = []
        for node in self._proofs:
            if not any(
                True for _ in self._bench.engine.quads_for_pattern(None, SUPPORTED_BY, node, None)
            ):
                stale.extend(self._bench.engine.quads_for_pattern(node, None, None, None))
        subjects = sorted({str(edge.subject) for edge in self._edges})
        for start in range(0, len(subjects), SUBJECTS):
            self._edges.difference_update(self._founded(subjects[start : start + SUBJECTS]))
        stale.extend(self._edges)
        self._remove(stale)

    def _founded(self, subjects: Sequence[str]) -> Iterator[Quad]:
        """Yield the shortcut edges that some link of these subjects still stands for."""
        solutions = self._bench.engine.query(FOUNDED.format(" ".join(subjects)))
        assert isinstance(solutions, QuerySolutions)
        for subject, kind, target in solutions:
            shortcut = self._shortcuts.get(local_name(kind))
            if shortcut:
                yield Quad(subject, term(shortcut), target, DERIVED)

    def infer(self) -> None:
        """Bring what rules conclude up to date with what was written."""
        if self._rules:
            InferenceUpdate(self._bench.engine, self._rules).infer(self._changes)

    def mark(self, markers: Sequence[Source], unmark: Iterable[str]) -> None:
        """Replace the markers of these sources; take the markers of others away."""
        names = [source_graph(sha256) for sha256 in unmark]
        names += [source_graph(marker.sha256) for marker in markers]
        old = [
            q for n in names for q in self._bench.engine.quads_for_pattern(n, None, None, MARKERS)
        ]
        self._remove(old)
        for marker in markers:
            self._bench.engine.extend(marker_quads(marker))

    def keep_classes(self, classes: ClassTree) -> None:
        """Hold exactly these statements about classes."""
        held = held_classes(self._bench.engine)
        self._remove(held - classes)
        self._bench.engine.extend(classes - held)

    def _remove(self, quads: Iterable[Quad]) -> None:
        for quad in self._changes.removing(quads):
            self._bench.engine.remove(quad)


def _left(rest: Mapping[str, Judgement]) -> Iterator[Judgement]:
    """Yield what is left of some judgements at the moment that the first one is asked for."""
    yield from rest.values()


def _without_equal_values(fact: Retold) -> Retold:
    """Leave out values that stay as they are: they are most of what is told."""
    was, now = fact
    if was.values == now.values:
        return replace(was, values={}), replace(now, values={})
    return fact


def load_text(load: Callable[[Path], None], texts: Iterable[str], folder: Path) -> None:
    """Let ``load`` take in facts told in lines, as one file that stands in ``folder`` meanwhile.

    In one go the engine compresses them; of several goes alike it makes larger files by itself, and
    keeps those beside the others as long as a checkpoint has them.
    """
    folder.mkdir()
    path, rest = folder / "facts.nq", iter(texts)
    try:
        with path.open("wb") as stream:
            while some := encoded(islice(rest, FACTS_AT_ONCE)):
                stream.write(some)
        load(path)
    finally:
        shutil.rmtree(folder)

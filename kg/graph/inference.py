"""What rules conclude, kept up to date in the derived graph by every write, in the same write.

Each rule has a node there with its name, its version and what it concludes; no other rule concludes
that, so an edge's property tells the rule. A write notes what it changes of what rules look at. If
that is little, only what follows from it is asked; if it is much, or something went, or a rule
counts, the engine is asked how what the rule concludes and what is told differ. Nothing rests on
another conclusion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions
from pyoxigraph import Store as Engine

from kg.graph.base import Misderived, Shortcuts
from kg.model import Concluded, Proof
from kg.rdf import DERIVED
from kg.rdf.terms import TYPE, iri, local_name, term, text_literal
from kg.rules import Atom, Inference, Rule, Rules, Sort
from kg.rules.inference import (
    all_conclusions,
    ends,
    grounds,
    missing_conclusions,
    new_conclusions,
    stale_conclusions,
)

HERE = DefaultGraph()
MANY = 2_000
"""More changes than this and asking for all that holds is faster than asking what is new."""


class InferenceChanges:
    """What a write adds and removes of what rules look at, by the name of kind or property."""

    def __init__(self, rules: Rules) -> None:
        atoms = [
            atom for rule in rules for inference in rule.inferences for atom in inference.atoms
        ]
        self._kinds = {term(n) for atom in atoms if atom.sort == "kind" for n in atom.names}
        self._others = {term(n) for atom in atoms if atom.sort != "kind" for n in atom.names}
        self._left = MANY if rules else 0
        self.added: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self.lost: set[str] = set()

    @property
    def are_many(self) -> bool:
        """Whether so much changed that it was not noted any further."""
        return not self._left

    def leave_off(self) -> None:
        """Note no more of what is added: it is everything."""
        self._left = 0

    def adding(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Yield the quads as they are, and note them until they are many."""
        rest = iter(quads)
        while self._left:
            quad = next(rest, None)
            if quad is None:
                return
            self._note(quad)
            yield quad
        yield from rest

    def _note(self, quad: Quad) -> None:
        if name := self._name(quad):
            subject, thing = quad.subject.value, quad.object.value  # type: ignore[union-attr]
            self.added[name].add((subject,) if quad.predicate == TYPE else (subject, thing))
            self._left -= 1

    def removing(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Yield the quads as they are, and note them."""
        for quad in quads:
            if name := self._name(quad):
                self.lost.add(name)
            yield quad

    def _name(self, quad: Quad) -> str:
        """Return the kind or property that a quad tells, if rules look at it."""
        predicate, thing = quad.predicate, quad.object
        if not isinstance(thing, NamedNode):
            return ""
        if predicate == TYPE:
            return local_name(thing) if thing in self._kinds else ""
        return local_name(predicate) if predicate in self._others else ""


class InferenceUpdate:
    """The conclusions in one engine, brought up to date."""

    def __init__(self, engine: Engine, rules: Rules) -> None:
        self._engine = engine
        self._rules = rules
        self._present: dict[str, bool] = {}

    def infer(self, changes: InferenceChanges) -> None:
        """Write what rules conclude now and did not, remove what they concluded and do not."""
        anew = self._retell_rules()
        stale: list[Quad] = []
        self._engine.bulk_extend(self._news(changes, anew, stale))
        for quad in stale:
            self._engine.remove(quad)

    def _news(self, changes: InferenceChanges, anew: bool, stale: list[Quad]) -> Iterator[Quad]:
        """Yield what is concluded now, in one go: each bulk write has a price of its own."""
        for inference in (inference for rule in self._rules for inference in rule.inferences):
            names = {name for atom in inference.atoms for name in atom.names}
            touched = changes.are_many or bool(names & changes.added.keys())
            fewer = anew or bool(names & changes.lost or (touched and inference.hubs))
            if fewer or changes.are_many:
                yield from self._all(inference, stale if fewer else None)
            elif touched:
                yield from self._more(inference, changes)

    def _all(self, inference: Inference, stale: list[Quad] | None) -> Iterator[Quad]:
        """Yield what is not told yet; add to ``stale``, if it is given, what no longer holds."""
        possible = self._possible(inference)
        concluded_before = next(_concluded(self._engine, inference.name), None) is not None
        if concluded_before and stale is not None:
            stale.extend(
                self._quads(inference, stale_conclusions(possible))
                if possible
                else _concluded(self._engine, inference.name)
            )
        if possible:
            yield from self._quads(
                possible, (missing_conclusions if concluded_before else all_conclusions)(possible)
            )

    def differing(self) -> Iterator[tuple[Quad, bool]]:
        """Yield what is concluded and not told, with true, and what is told without ground."""
        for inference in (inference for rule in self._rules for inference in rule.inferences):
            possible = self._possible(inference)
            if possible is None:
                yield from ((quad, False) for quad in _concluded(self._engine, inference.name))
                continue
            lacking = self._quads(possible, missing_conclusions(possible))
            yield from ((quad, True) for quad in lacking)
            unfounded = self._quads(possible, stale_conclusions(possible))
            yield from ((quad, False) for quad in unfounded)

    def _more(self, inference: Inference, changes: InferenceChanges) -> Iterator[Quad]:
        possible = self._possible(inference)
        for atom in possible.atoms if possible else ():
            rows = sorted({row for name in atom.names for row in changes.added.get(name, ())})
            if possible and rows:
                yield from self._quads(possible, new_conclusions(possible, atom, rows))

    def _possible(self, inference: Inference) -> Inference | None:
        """Return an inference without what the graph has none of; nothing where nothing is left."""
        atoms = tuple(
            replace(atom, names=tuple(name for name in atom.names if self._has(name, atom.sort)))
            for atom in inference.atoms
        )
        return replace(inference, atoms=atoms) if all(atom.names for atom in atoms) else None

    def _has(self, name: str, sort: Sort) -> bool:
        if name not in self._present:
            predicate, thing = (TYPE, term(name)) if sort == "kind" else (term(name), None)
            graph = DERIVED if sort == "edge" else HERE
            quads = self._engine.quads_for_pattern(None, predicate, thing, graph)
            self._present[name] = next(quads, None) is not None
        return self._present[name]

    def _quads(self, inference: Inference, query: str) -> Iterator[Quad]:
        solutions = self._engine.query(query)
        assert isinstance(solutions, QuerySolutions)
        name = term(inference.name)
        for row in solutions:
            thing = name if inference.is_kind else row[1]
            yield Quad(row[0], TYPE if inference.is_kind else name, thing, DERIVED)

    def _retell_rules(self) -> bool:
        """Say which rules are in force; return whether others were when the graph was written."""
        stored, current = set(stored_rules(self._engine)), set(rule_quads(self._rules))
        for name in concluded_by(stored) - concluded_by(current):
            for quad in list(_concluded(self._engine, name)):
                self._engine.remove(quad)
        for quad in stored - current:
            self._engine.remove(quad)
        self._engine.extend(current - stored)
        return stored != current


def _concluded(engine: Engine, name: str) -> Iterator[Quad]:
    """Return the edges of a property, or what is derived to be of a kind."""
    if name[:1].isupper():
        return engine.quads_for_pattern(None, TYPE, term(name), DERIVED)
    return engine.quads_for_pattern(None, term(name), None, DERIVED)


RULE, NAME, VERSION, CONCLUDES = map(term, ("InferenceRule", "rule", "ruleVersion", "concludes"))


def rule_quads(rules: Rules) -> Iterator[Quad]:
    """Yield the quads of each rule in the derived graph."""
    for rule in rules:
        node = iri(f"urn:crimechain:rule:{rule.name}")
        yield Quad(node, TYPE, RULE, DERIVED)
        yield Quad(node, NAME, text_literal(rule.name), DERIVED)
        yield Quad(node, VERSION, text_literal(rule.version), DERIVED)
        for name in rule.concludes:
            yield Quad(node, CONCLUDES, text_literal(name), DERIVED)


def stored_rules(engine: Engine) -> Iterator[Quad]:
    """Yield what a graph says of the rules that it was written by."""
    for typed in list(engine.quads_for_pattern(None, TYPE, RULE, DERIVED)):
        yield from engine.quads_for_pattern(typed.subject, None, None, DERIVED)


def concluded_by(rules: Iterable[Quad]) -> set[str]:
    """Return the properties and kinds that such rules conclude."""
    return {
        quad.object.value
        for quad in rules
        if quad.predicate == CONCLUDES and isinstance(quad.object, Literal)
    }


SOURCE, TARGET, PROOF = term("source"), term("target"), term("proof")
LINKED = f"""?link {SOURCE} ?one ; {TARGET} ?other ; a ?kind VALUES ?kind {{{{ {{kinds}} }}}}
MINUS {{{{ ?link {PROOF} {text_literal(Proof.EXCLUDED)} }}}}"""
TOLD = f"GRAPH {DERIVED} {{{{ ?one {{edge}} ?other }}}}"
LACKING = f"SELECT DISTINCT ?one ?other WHERE {{{{ {LINKED} MINUS {{{{ {TOLD} }}}} }}}}"
UNFOUNDED = f"SELECT ?one ?other WHERE {{{{ {TOLD} MINUS {{{{ {LINKED} }}}} }}}}"


class InferenceCheck:
    """Compares the derived graph with the rules: what it lacks, and what no rule concludes."""

    def __init__(self, engine: Engine, shortcuts: Shortcuts, rules: Rules) -> None:
        self._engine = engine
        self._shortcuts = shortcuts
        self._rules = rules

    def misderived(self) -> Iterator[Misderived]:
        """Yield everything that is wrong; nothing in a whole graph."""
        yield from self._edges()
        if set(stored_rules(self._engine)) == set(rule_quads(self._rules)):
            for quad, lacking in InferenceUpdate(self._engine, self._rules).differing():
                yield _wrong(quad, lacking=lacking)

    def _edges(self) -> Iterator[Misderived]:
        for edge in sorted(set(self._shortcuts.values())):
            kinds = " ".join(
                str(term(kind)) for kind, name in sorted(self._shortcuts.items()) if name == edge
            )
            for query, lacking in ((LACKING, True), (UNFOUNDED, False)):
                solutions = self._engine.query(query.format(kinds=kinds, edge=term(edge)))
                assert isinstance(solutions, QuerySolutions)
                for subject, other in solutions:
                    yield Misderived(subject.value, edge, other.value, lacking)


def _wrong(quad: Quad, *, lacking: bool) -> Misderived:
    subject, thing = quad.subject, quad.object
    assert isinstance(subject, NamedNode)
    assert isinstance(thing, NamedNode)
    if quad.predicate == TYPE:
        return Misderived(subject.value, local_name(thing), "", lacking)
    return Misderived(subject.value, local_name(quad.predicate), thing.value, lacking)


EXCLUDED = Literal(Proof.EXCLUDED.value)
Row = tuple[str, ...]


class InferenceGrounds:
    """What one engine concludes of a thing, and from what."""

    def __init__(self, engine: Engine, shortcuts: Shortcuts, rules: Rules) -> None:
        self._engine = engine
        self._kinds: dict[str, list[str]] = {}
        for kind, shortcut in shortcuts.items():
            self._kinds.setdefault(shortcut, []).append(kind)
        self._known = {
            inference.name: (rule, inference) for rule in rules for inference in rule.inferences
        }

    def conclusions(self, thing: str, other: str, limit: int) -> list[Concluded]:
        """Return what is concluded of a thing, or of the two, each with so many of its links."""
        matches = sorted(set(self._at(thing, other)))
        return [self._concluded_of(*self._known[name], row, limit) for name, row in matches]

    def _at(self, thing: str, other: str) -> Iterator[tuple[str, Row]]:
        node = iri(thing)
        for quad in self._both_ways(node):
            row = (_id(quad.subject), _id(quad.object))
            if other and {thing, other} != set(row):
                continue
            if quad.predicate != TYPE and local_name(quad.predicate) in self._known:
                yield local_name(quad.predicate), row
            elif quad.predicate == TYPE and isinstance(quad.object, NamedNode):
                yield from ((n, row[:1]) for n in [local_name(quad.object)] if n in self._known)

    def _both_ways(self, node: NamedNode) -> Iterator[Quad]:
        yield from self._engine.quads_for_pattern(node, None, None, DERIVED)
        yield from self._engine.quads_for_pattern(None, None, node, DERIVED)

    def _concluded_of(self, rule: Rule, inference: Inference, row: Row, limit: int) -> Concluded:
        links = sorted(set(self._links(inference, row)))
        return Concluded(
            rule=rule.name,
            version=rule.version,
            name=inference.name,
            source=row[0],
            target=row[1] if len(ends(inference)) > 1 else "",
            links=tuple(links[:limit]),
            more=max(0, len(links) - limit),
        )

    def _links(self, inference: Inference, row: Row) -> Iterator[str]:
        names = inference.names
        for ground in self._rows(grounds(inference, row)):
            things = dict(zip(names, ground, strict=True))
            for atom in inference.atoms:
                yield from self._behind(atom, things)

    def _behind(self, atom: Atom, things: Mapping[str, str]) -> Iterable[str]:
        """Return the links that an edge stands for; kinds and ends stand for themselves."""
        if not atom.is_edge:
            return ()
        source, target = iri(things[atom.subject]), iri(things[atom.object])
        kinds = {term(kind) for name in atom.names for kind in self._kinds.get(name, ())}
        starting = self._engine.quads_for_pattern(None, SOURCE, source, HERE)
        return sorted(
            _id(quad.subject)
            for quad in starting
            if self._stands(quad.subject, TARGET, target)
            and not self._stands(quad.subject, PROOF, EXCLUDED)
            and any(self._stands(quad.subject, TYPE, kind) for kind in kinds)
        )

    def _stands(self, subject: object, predicate: NamedNode, thing: NamedNode | Literal) -> bool:
        return Quad(subject, predicate, thing, HERE) in self._engine  # type: ignore[arg-type]

    def _rows(self, query: str) -> Iterator[Sequence[str]]:
        solutions = self._engine.query(query)
        assert isinstance(solutions, QuerySolutions)
        yield from (tuple(_id(value) for value in row) for row in solutions)


def _id(node: object) -> str:
    assert isinstance(node, NamedNode), "there are no blank nodes in a case"
    return node.value

"""What a case holds by stage and element: for, against, from how many sources; what is missing.

A cell says what the case holds and never who is guilty. Borne out is an element on which rows of at
least two parties agree, one of them no statement; a confession alone convicts nobody (Criminal
Procedure Law, article 55).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.chain.elements import (
    COMPUTED,
    ElementRule,
    EvidenceKinds,
    FactRule,
    elements,
    evidence_kinds,
    without_page,
)
from kg.chain.inquiries import inquiries
from kg.chain.stages import RULES, UNDETERMINED, StagePlace
from kg.messages import Message
from kg.model import (
    CellEvidence,
    CellState,
    CellSubject,
    Entity,
    Evidence,
    FlowRows,
    Link,
    Matrix,
    MatrixCell,
    Proof,
    RowReference,
)
from kg.schema.meanings import INFERRED_LEG, PERSON, STATES, TRACED_FLOW

if TYPE_CHECKING:
    from kg.schema import Schema

Place = tuple[str, str]
"""A row: the SHA-256 of its file, and its locator."""
FlowCount = Callable[[str, Collection[str] | None, Collection[str] | None, str], Iterable[FlowRows]]
"""Counts the rows of a class of flows by file: the class, among which sources and which targets
(None: any), and by which end (``source``, ``target`` or blank: by none)."""
DENIES, CLUE, ACT = "denies", "clue", "act"
BEST = tuple(CellState)


@dataclass(frozen=True, slots=True)
class MatrixMaterial:
    """All that a matrix is made of.

    Attributes:
        facts: The facts that do not flow, statements too; excluded ones are left out.
        entities: Their ends, by id.
        places: Where each entity stands in the chain.
        references: What rows say of where their facts are from.
        layouts: The layout of each file, by hash.
        count_flows: What counts the rows of flows.
        around: What it is asked around; blank: the whole case.
        names: What a person calls an entity, and its handle.
        notices: What must be said besides.
    """

    facts: Sequence[Link]
    entities: Mapping[str, Entity]
    places: Mapping[str, StagePlace]
    references: Mapping[Place, RowReference]
    layouts: Mapping[str, str]
    count_flows: FlowCount
    around: str = ""
    names: Callable[[str], tuple[str, str]] = lambda id_: ("", "")
    notices: Sequence[Message] = ()


def build_matrix(material: MatrixMaterial, schema: Schema) -> Matrix:
    """Return the matrix of a case and the list of inquiries that follows from it.

    Args:
        material: The facts, where everybody stands, and what rows say of their sources.
        schema: The ontology.

    Returns:
        Every element of every stage in order, the same for the same material.
    """
    rules = elements()
    sheet = _MatrixRows(material, schema, evidence_kinds())
    cells = tuple(sheet.cell(rule) for rule in rules.rules)
    return Matrix(
        version=rules.version,
        around=material.around,
        cells=cells,
        inquiries=inquiries(cells, rules, schema),
        notices=(*material.notices, *_unplaced(material)),
    )


def state_of(supports: Sequence[CellEvidence], statements: Collection[str]) -> CellState:
    """Return how far evidence bears out what it is for.

    Args:
        supports: The evidence for it; ``disputed`` is what tells a fact that is denied.
        statements: The kinds of evidence that are statements.

    Returns:
        ``corroborated`` where facts that nobody denies rest on two parties, one of them no
        statement, whatever else is denied; ``missing`` where nothing that counts is for it.
    """
    counting = [item for item in supports if item.counts]
    recorded = [item for item in counting if item.kind != COMPUTED]
    sound = [item for item in recorded if not item.disputed]
    records = {item.party for item in sound if item.kind not in statements}
    if records and len({item.party for item in sound}) > 1:
        return CellState.CORROBORATED
    if len(sound) < len(recorded):
        return CellState.DISPUTED
    if recorded:
        return CellState.SINGLE if records else CellState.STATEMENTS
    return CellState.COMPUTED if counting else CellState.MISSING


@dataclass(slots=True)
class _Sides:
    """What is for something and what is against it."""

    supports: list[CellEvidence] = field(default_factory=list)
    against: list[CellEvidence] = field(default_factory=list)


class _MatrixRows:
    """Fills one cell after the other; what they share is sorted once."""

    def __init__(self, material: MatrixMaterial, schema: Schema, kinds: EvidenceKinds) -> None:
        self._material, self._schema, self._kinds = material, schema, kinds
        self._facts: dict[str, list[Link]] = defaultdict(list)
        self._denials: dict[str, list[Link]] = defaultdict(list)
        self._affirmed: dict[str, list[Link]] = defaultdict(list)
        self._statements: dict[Place, Link] = {}
        self._acting: dict[str, list[str]] = {}
        for link in sorted(material.facts, key=lambda fact: fact.id):
            if link.kind != STATES:
                self._facts[link.kind].append(link)
                continue
            for item in link.evidence:
                self._statements[item.sha256, item.locator] = link
            said = self._denials if DENIES in link.values.get("stance", ()) else self._affirmed
            for stated in link.values.get("statedRelation", ()):
                said[stated].append(link)
        self._at: dict[str, list[str]] = defaultdict(list)
        for id_, place in sorted(material.places.items()):
            self._at[place.stage].append(id_)

    def cell(self, rule: ElementRule) -> MatrixCell:
        """Return the cell of one element at one stage; the act's comes before the stage's others.

        What somebody knew or used is asked of those of whom an act is told, for or against: who
        merely stands there (an employer, a neighbour) is asked nothing.
        """
        sides: dict[str, _Sides] = defaultdict(_Sides)
        for id_ in self._asked_of(rule):
            sides[id_] = _Sides()
        for fact in rule.facts:
            for kind in self._schema.kinds_below(fact.kind):
                self._add(sides, rule, fact, kind)
        if rule.element == ACT:
            self._acting[rule.stage] = [id_ for id_ in sides if id_]
        subjects = tuple(self._subject(id_, sides[id_]) for id_ in sorted(sides))
        states = Counter(subject.state for subject in subjects)
        best = next((state for state in BEST if states[state]), CellState.MISSING)
        counts = {state.value: states[state] for state in BEST if states[state]}
        return MatrixCell(rule.stage, rule.element, best, subjects, counts)

    def _asked_of(self, rule: ElementRule) -> Iterator[str]:
        """Yield everybody, or every account, of whom an element is asked at its stage."""
        if rule.each == "actor":
            yield from self._acting.get(rule.stage, ())
        for id_ in self._at[rule.stage] if rule.each == "account" else ():
            kind = self._material.entities[id_].kind
            if self._schema.is_money_party(kind) and not self._schema.is_money_end(kind):
                yield id_

    def _add(self, sides: dict[str, _Sides], rule: ElementRule, fact: FactRule, kind: str) -> None:
        if self._schema.kind(kind).flows:
            for rows in self._flows(fact, kind, rule):
                sides[rows.subject].supports.append(self._of_flow(rows, kind))
            return
        for link in self._facts[kind]:
            if self._fits(fact, link, link.source, link.target):
                denials = _said_of(link, self._denials[kind])
                is_disputed = link.proof is Proof.DISPUTED or bool(denials)
                affirmed = _said_of(link, self._affirmed[kind])
                items = [
                    replace(item, disputed=is_disputed)
                    for told in (link, *affirmed)
                    for item in self._items(told)
                    if item.kind not in fact.apart
                ]
                sides[self._about(rule, fact, link.source, link.target)].supports += items
        for said in self._denials[kind]:
            if self._fits(fact, said, said.target, said.object):
                side = sides[self._about(rule, fact, said.target, said.object)]
                side.against += self._items(said)

    def _about(self, rule: ElementRule, fact: FactRule, source: str, target: str) -> str:
        if not rule.each:
            return ""
        return target if fact.end == "target" else source

    def _fits(self, fact: FactRule, link: Link, source: str, target: str) -> bool:
        """Say whether a fact, or a denial of one, is such that the rule takes it."""
        if link.kind != STATES and not self._tells(fact, link):
            return False
        staged = (fact.source, source), (fact.target, target)
        if any(stage and self._stage(end) != stage for stage, end in staged):
            return False
        if fact.of and not (target and self._schema.is_a(self._entity(target).kind, fact.of)):
            return False
        roles = link.values.get("statedRole" if link.kind == STATES else "role", ())
        return not fact.role or any(self._is_role_at(role, fact.role) for role in roles)

    def _is_role_at(self, name: str, stage: str) -> bool:
        """Say whether a role is what a person does at a stage; what a group is called is no act."""
        if not self._schema.has_kind(name):
            return False
        role = self._schema.kind(name)
        return role.stage == stage and role.held_by in ("", PERSON)

    def _tells(self, fact: FactRule, link: Link) -> bool:
        told = {"amount": link.amount is not None}
        return not fact.filled or any(
            told.get(name, bool(link.values.get(name))) for name in fact.filled
        )

    def _stage(self, id_: str) -> str:
        place = self._material.places.get(id_)
        return place.stage if place else UNDETERMINED

    def _entity(self, id_: str) -> Entity:
        return self._material.entities.get(id_) or Entity(id_, self._schema.kind_of_id(id_))

    def _flows(self, fact: FactRule, kind: str, rule: ElementRule) -> Iterable[FlowRows]:
        sources = self._at[fact.source] if fact.source else None
        targets = self._at[fact.target] if fact.target else None
        if sources == [] or targets == []:
            return ()
        by = fact.end if rule.each else ""
        return self._material.count_flows(kind, sources, targets, by)

    def _of_flow(self, rows: FlowRows, kind: str) -> CellEvidence:
        layout = self._material.layouts.get(rows.sha256, "")
        return CellEvidence(
            sha256=rows.sha256,
            locator=rows.locator,
            kind=self._kinds.of_layout(layout),
            party=rows.sha256,
            link=rows.link,
            relation=kind,
            rows=rows.rows,
        )

    def _items(self, link: Link) -> list[CellEvidence]:
        return [self._item(link, item) for item in link.evidence] or [
            CellEvidence("", "", COMPUTED, COMPUTED, link.id, link.kind)
        ]

    def _item(self, link: Link, item: Evidence) -> CellEvidence:
        place = (item.sha256, item.locator)
        plain = CellEvidence(item.sha256, item.locator, COMPUTED, COMPUTED, link.id, link.kind)
        if link.kind in (TRACED_FLOW, INFERRED_LEG) or item.reader in RULES:
            return plain
        reference = self._material.references.get(place, RowReference())
        counts = (reference.proof or link.proof) != CLUE
        if said := self._statements.get(place):
            return replace(self._said(plain, said, link), counts=counts)
        if document := reference.document:
            kind = self._kinds.of_document(document)
            party = without_page(document)
            return replace(plain, kind=kind, party=party, document=document, counts=counts)
        kind = self._kinds.of_layout(self._material.layouts.get(item.sha256, ""))
        return replace(plain, kind=kind, party=item.sha256, counts=counts and bool(kind))

    def _said(self, plain: CellEvidence, said: Link, link: Link) -> CellEvidence:
        """Return the evidence that a statement is: of its kind, from its speaker, with its page."""
        kind = next(iter(said.values.get("statementKind", ())), "")
        stated = next(iter(said.values.get("statedRelation", ())), link.kind)
        parts = (said.values.get(name, ()) for name in ("sourceReference", "recordPage"))
        return replace(
            plain,
            kind=kind,
            party=said.source,
            speaker=said.source,
            said_by=" ".join(filter(None, self._material.names(said.source))),
            document=" ".join(" / ".join(texts) for texts in parts if texts),
            link=said.id,
            relation=stated,
        )

    def _subject(self, id_: str, sides: _Sides) -> CellSubject:
        supports, against = _distinct(sides.supports), _distinct(sides.against)
        state = state_of(supports, self._kinds.statements)
        handle, name = self._material.names(id_) if id_ else ("", "")
        return CellSubject(id_, state, supports, against, handle, name)


def _said_of(link: Link, statements: Iterable[Link]) -> list[Link]:
    """Return the statements that speak of a fact: its ends, or no other end, and its role."""
    roles = set(link.values.get("role", ()))
    return [
        said
        for said in statements
        if said.target == link.source
        and said.object in ("", link.target)
        and roles >= set(said.values.get("statedRole", ()))
    ]


def _distinct(items: Iterable[CellEvidence]) -> tuple[CellEvidence, ...]:
    """Return each piece of evidence once, sorted; a row that tells two facts of it is one."""
    first: dict[tuple[str, str, str], CellEvidence] = {}
    for item in sorted(items, key=_order):
        first.setdefault((item.sha256, item.locator, item.kind), item)
    return tuple(first.values())


def _order(item: CellEvidence) -> tuple[str, str, str, str]:
    return item.kind, item.party, item.locator, item.link


def _unplaced(material: MatrixMaterial) -> Iterator[Message]:
    """Say how many accounts stand at no stage: what they took part in is in no cell."""
    lost = sum(place.stage == UNDETERMINED for place in material.places.values())
    if lost:
        yield Message("matrix-unplaced", count=lost)

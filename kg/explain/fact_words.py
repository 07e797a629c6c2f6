"""A fact in words: who is at each end of it, and what else is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.messages import Message
from kg.model import Entity, Link, Proof
from kg.schema import Schema

COMPUTED = frozenset({"rule", "ruleVersion", "parameters"})
"""What says how a fact was computed, not what the fact is."""


@dataclass(frozen=True, slots=True)
class NamedParty:
    """Somebody or something in a fact: its own name or number, and the names that go with it.

    ``also`` holds its other names and those of whoever is recorded to hold it.
    """

    id: str
    handle: str
    kind: str
    label: str
    name: str
    also: tuple[str, ...]


def party(
    entity: Entity, schema: Schema, lang: str, *, handle: str = "", holders: Iterable[str] = ()
) -> NamedParty:
    """Return an entity as a person knows it; a real name is never masked here."""
    kind = schema.kind(entity.kind)
    name = next(
        (text for property_ in kind.label_properties if (text := entity.first(property_))), ""
    )
    also = dict.fromkeys([*entity.values.get("name", ()), *holders])
    also.pop(name, None)
    return NamedParty(entity.id, handle, entity.kind, kind.label(lang), name, tuple(also))


@dataclass(frozen=True, slots=True)
class SaidRole:
    """A role that rows say something has, and how well the best of the claims is proven."""

    role: str
    proof: Proof

    def words(self, schema: Schema, lang: str) -> str:
        """Return the role as it may be said: alleged, unless it accuses nobody, or disputed."""
        if not schema.has_kind(self.role):
            return self.role
        kind = schema.kind(self.role)
        if not schema.is_accusation(self.role):
            said = kind.labelled()
        else:
            said = Message("page-alleged", role=kind.labelled())
        if self.proof is not Proof.DISPUTED:
            return said.text(lang)
        (disputed,) = (v for v in schema.listed("ProofState") if v.code == self.proof)
        return Message("role-disputed", role=said, proof=disputed.labelled()).text(lang)


def said_roles(links: Iterable[Link]) -> dict[str, tuple[SaidRole, ...]]:
    """Return by thing the roles that links say it has, in the order of the links.

    What was excluded is not said. A role is disputed where every claim of it is.
    """
    roles: dict[str, dict[str, Proof]] = {}
    for link in links:
        for role in link.values.get("role", ()) if link.proof is not Proof.EXCLUDED else ():
            proofs = roles.setdefault(link.source, {})
            if proofs.get(role, Proof.DISPUTED) is Proof.DISPUTED:
                proofs[role] = link.proof
    return {
        thing: tuple(SaidRole(role, proof) for role, proof in some.items())
        for thing, some in roles.items()
    }


def ends(fact: Link | Entity) -> dict[str, str]:
    """Return the ids of all that a fact is about, by the part that each has in it."""
    if isinstance(fact, Entity):
        return {"itself": fact.id}
    parts = {"source": fact.source, "target": fact.target, "object": fact.object}
    return {part: thing for part, thing in parts.items() if thing}


def details(fact: Link | Entity, schema: Schema, lang: str) -> Iterator[tuple[str, str]]:
    """Yield what else is said of a fact, in the ontology's order: a label and values in words."""
    order = {term_property.name: at for at, term_property in enumerate(schema.properties())}
    names = fact.values.keys() - COMPUTED
    for name in sorted(names, key=lambda name: (order.get(name, len(order)), name)):
        label = schema.property(name).label(lang) if name in order else name
        yield label, " / ".join(_in_words(name, text, schema, lang) for text in fact.values[name])


def _in_words(name: str, text: str, schema: Schema, lang: str) -> str:
    """Return a value as a person reads it: codes by their label, a role as an allegation."""
    if name == "role" and schema.has_kind(text):
        role = schema.kind(text)
        if not schema.is_accusation(text):
            return role.label(lang)
        return Message("role-alleged", role=role.labelled()).text(lang)
    listed = schema.property(name).values_from if schema.has_property(name) else ""
    codes = {value.code: value.label(lang) for value in schema.listed(listed)} if listed else {}
    return codes.get(text, text)

"""Who a person means who types a name, a number or a handle: known already, or new."""

from __future__ import annotations

from dataclasses import dataclass

from kg.case.storage.resolve import HANDLE, ambiguous
from kg.case.storage.session import Session
from kg.errors import NotFound, UsageError
from kg.messages import Message
from kg.model import Entity, stable_id
from kg.schema.meanings import ACTOR

CERTIFICATES = ("residentId", "uscc", "certificateNumber")
NUMBERS = ("accountNumber", "cardNumber", "msisdn", "walletAddress")


@dataclass(frozen=True, slots=True)
class TypedParty:
    """A party as it goes into a typed row: its name or number, its kind, its certificate."""

    text: str
    kind: str = ""
    number: str = ""


def party(session: Session, typed: str, number: str = "") -> TypedParty:
    """Return how a typed party is written in a row, so that it is the one the case knows.

    A name that one person of the case bears is that person, a name that several bear is refused
    with the list of them, and one that nobody bears is somebody new.
    """
    typed = typed.strip()
    if not typed:
        raise UsageError(Message("somebody-not-named"), hint=Message("add-relation-example"))
    if number:
        return TypedParty(typed, number=number)
    if thing := _by_handle(session, typed):
        return _written(session, thing)
    entities = [entity for entity in session.index().find(typed) if _bears(session, entity, typed)]
    if len(entities) > 1:
        raise ambiguous(session, typed, entities)
    return _written(session, entities[0]) if entities else TypedParty(typed)


def _by_handle(session: Session, typed: str) -> Entity | None:
    thing = session.thing(typed) if HANDLE.fullmatch(typed) else ""
    entities = session.index().entities([thing]) if thing else []
    if thing and not entities:
        raise NotFound(Message("named-by-no-file"), where=typed)
    return entities[0] if entities else None


def _bears(session: Session, entity: Entity, typed: str) -> bool:
    """Say whether somebody bears exactly this name; who is a number is found by its id."""
    return session.schema.is_a(entity.kind, ACTOR) and typed in entity.values.get("name", ())


def _written(session: Session, known: Entity) -> TypedParty:
    """Return the words that mean this entity and no other."""
    kind = session.schema.kind(known.kind)
    name = known.first("name")
    if number := _first(known, CERTIFICATES):
        return TypedParty(name or number, kind.label("zh"), number)
    if number := _first(known, NUMBERS):
        return TypedParty(number, kind.label("zh"))
    if sha256 := known.first("sha256"):
        return TypedParty(sha256, kind.label("zh"))
    if name and known.id == stable_id(kind.key_kind, "case", name):
        return TypedParty(name, kind.label("zh"))
    what = Message("known-by-one-file-only", name=name or known.id)
    handle = session.handles.of(known.id)
    raise UsageError(what, where=handle, hint=Message("give-number-of-party"))


def _first(known: Entity, properties: tuple[str, ...]) -> str:
    return next(filter(None, map(known.first, properties)), "")

"""From what a person types to the one thing that is meant, and from names to saved files."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from kg.case.storage.folder import CaseFolder
from kg.case.storage.session import Session
from kg.errors import Ambiguous, NotFound, UsageError
from kg.messages import Message
from kg.model import Entity

HANDLE = re.compile(r"[A-Za-z]{1,2}\d+")
LISTED = 20


def resolve_thing(session: Session, typed: str, kind: str = "") -> str:
    """Return the id that a handle, an id, a number, a name or a mask means.

    Several candidates raise Ambiguous and list them; none raises NotFound. Where a kind is
    expected, the only candidate of that kind is meant: a person, not the account in that name.
    """
    if thing := session.thing(typed) if HANDLE.fullmatch(typed.strip()) else "":
        return thing
    if typed.startswith("urn:crimechain:"):
        return session.canonical(typed)
    matches = session.index().find(typed)
    if not matches:
        raise NotFound(
            Message("nothing-answers-to", typed=repr(typed)), hint=Message("try-kg-search")
        )
    meant = [entity for entity in matches if kind and session.schema.is_a(entity.kind, kind)]
    if len(meant) == 1:
        return meant[0].id
    if len(matches) > 1:
        raise ambiguous(session, typed, matches)
    return matches[0].id


def described(session: Session, entity: Entity) -> str:
    """Return one line that identifies an entity: handle, kind, names, numbers."""
    kind = session.schema.kind(entity.kind)
    own = [text for key in kind.label_properties for text in entity.values.get(key, ())]
    words = [*own, *(text for values in entity.values.values() for text in values)]
    names = list(dict.fromkeys([*entity.values.get("name", ()), *words]))
    handle = session.handles.of(entity.id) or entity.id
    return f"{handle}  {kind.label('zh')}/{kind.label('en')}  {' · '.join(names[:6])}"


def saved_path(folder: CaseFolder, kind: str, name: str) -> Path:
    """Return where a result of this kind and name is kept; any name makes a safe file name."""
    if not name.strip():
        raise UsageError(Message("save-needs-name", kind=kind), hint=Message("give-one-with-as"))
    return folder.saved / f"{kind}-{quote(name.strip(), safe='')}.json"


def ambiguous(session: Session, typed: str, matches: list[Entity]) -> Ambiguous:
    """Return the refusal that lists whom a person may have meant."""
    lines = [described(session, entity) for entity in matches[:LISTED]]
    cut = len(matches) > LISTED
    hint = Message("use-one-of-first", listed=LISTED) if cut else Message("use-one-below")
    return Ambiguous(
        Message("fits-things", typed=repr(typed), count=len(matches)),
        tuple(lines),
        hint=hint,
    )

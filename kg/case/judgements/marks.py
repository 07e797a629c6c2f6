"""How far a person says that a fact is proven: obeyed by every room, listed, reversible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.case.money.legs import current_legs
from kg.case.storage.graph_sync import SyncChange, sync_scope
from kg.case.storage.judgement_store import LEGS, MARKED, REJECTED, last_words, marks
from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.case.storage.transaction import transaction
from kg.errors import NotFound, UsageError
from kg.messages import Message
from kg.model import Proof

WORDS = (Proof.DISPUTED, Proof.EXCLUDED, Proof.VERIFIED)
TAKEN_BACK = ("clear", "撤回")


@dataclass(frozen=True, slots=True)
class FactJudgement:
    """What a person says of one fact now; ``in_case`` is false where the fact is not in.

    ``proof`` is how far it is proven, or of an inferred leg whether it is accepted or rejected.
    """

    kind: str
    link: str
    handle: str
    proof: str
    reason: str
    at: str
    in_case: bool


def mark(session: Session, link: str, word: str, reason: str) -> str:
    """Set or remove the mark that says how far a fact is proven; return the fact's id."""
    if not reason.strip():
        raise UsageError(Message("mark-needs-reason"), hint=Message("give-with-reason"))
    proof, thing = _proof(session, word), resolve_thing(session, link)
    was, proofs = sync_scope(session), marks(session.folder)
    if not was.index.links([thing]):
        raise NotFound(
            Message("not-a-fact-of-a-file"), where=link, hint=Message("name-fact-of-one-row")
        )
    earlier = proofs.pop(thing, "")
    if proof == earlier:
        stands = Message("is-marked-already", proof=proof) if proof else Message("is-not-marked")
        raise UsageError(stands, where=link, hint=Message("mark-lists-marks"))
    after = session.ledger(marking={**proofs, thing: proof} if proof else proofs).index()
    name = f"{session.handles.of(thing) or thing} {proof or TAKEN_BACK[0]}"
    facts = {"name": name, "link": thing, "proof": proof, "earlier": earlier, "reason": reason}
    with transaction(session, "mark", **facts):
        SyncChange(was, replace(was, index=after)).take(session)
    return thing


def list_judgements(session: Session) -> list[FactJudgement]:
    """Return every judgement in force, oldest first."""
    return sorted(_judged(session), key=lambda judgement: (judgement.at, judgement.link))


def _judged(session: Session) -> Iterator[FactJudgement]:
    for kind in (MARKED, REJECTED, LEGS):
        words = [word for word in last_words(session.folder, kind) if word["holds"]]
        known = _known(session, kind, [word["link"] for word in words])
        for word in words:
            link, proof = word["link"], word.get("proof", word.get("word", ""))
            handle, reason, at = session.handles.of(link) or link, word["reason"], word["at"]
            yield FactJudgement(kind, link, handle, proof, reason, at, link in known)


def _known(session: Session, kind: str, links: list[str]) -> set[str]:
    """Return those that the rows in the case still report."""
    if not links:
        return set()
    if kind == LEGS:
        return set(current_legs(session))
    known = {link.id for link in session.index().links(links)}
    if kind == REJECTED:
        pairs = session.index().table("pair")
        known = {row[end] for row in pairs for end in ("id_a", "id_b")}
    return known & set(links)


def _proof(session: Session, word: str) -> str:
    if word.strip().lower() in TAKEN_BACK:
        return ""
    value = session.schema.resolve_listed(word, "ProofState")
    if value is None or value.code not in WORDS:
        known = " ".join((*WORDS, TAKEN_BACK[0]))
        raise UsageError(
            Message("not-a-mark", word=repr(word)), hint=Message("there-are", known=known)
        )
    return value.code

"""How far a person says that a fact is proven: obeyed by every room, listed, reversible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.case.money.legs import standing_legs
from kg.case.storage.graph_sync import Turn, asked
from kg.case.storage.judgement_store import LEGS, MARKED, REJECTED, last_words, marks
from kg.case.storage.resolve import one_of
from kg.case.storage.session import Desk
from kg.case.storage.transaction import acting
from kg.errors import NotFound, UsageError
from kg.messages import Message
from kg.model import Proof

WORDS = (Proof.DISPUTED, Proof.EXCLUDED, Proof.VERIFIED)
TAKEN_BACK = ("clear", "撤回")


@dataclass(frozen=True, slots=True)
class Judged:
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


def mark(desk: Desk, link: str, word: str, reason: str) -> str:
    """Say how far a payment or another fact is proven, or take that word back; return its id."""
    if not reason.strip():
        raise UsageError(Message("mark-needs-reason"), hint=Message("give-with-reason"))
    proof, thing = _proof(desk, word), one_of(desk, link)
    was, said = asked(desk), marks(desk.folder)
    if not was.index.links([thing]):
        raise NotFound(
            Message("not-a-fact-of-a-file"), where=link, hint=Message("name-fact-of-one-row")
        )
    earlier = said.pop(thing, "")
    if proof == earlier:
        stands = Message("is-marked-already", proof=proof) if proof else Message("is-not-marked")
        raise UsageError(stands, where=link, hint=Message("mark-lists-marks"))
    after = desk.ledger(marking={**said, thing: proof} if proof else said).index()
    name = f"{desk.handles.of(thing) or thing} {proof or TAKEN_BACK[0]}"
    facts = {"name": name, "link": thing, "proof": proof, "earlier": earlier, "reason": reason}
    with acting(desk, "mark", **facts):
        Turn(was, replace(was, index=after)).take(desk)
    return thing


def judged(desk: Desk) -> list[Judged]:
    """Return every word that holds, oldest first."""
    return sorted(_judged(desk), key=lambda one: (one.at, one.link))


def _judged(desk: Desk) -> Iterator[Judged]:
    for kind in (MARKED, REJECTED, LEGS):
        words = [one for one in last_words(desk.folder, kind) if one["holds"]]
        known = _known(desk, kind, [one["link"] for one in words])
        for one in words:
            link, proof = one["link"], one.get("proof", one.get("word", ""))
            handle, reason, at = desk.handles.of(link) or link, one["reason"], one["at"]
            yield Judged(kind, link, handle, proof, reason, at, link in known)


def _known(desk: Desk, kind: str, links: list[str]) -> set[str]:
    """Return those that the rows in the case still report."""
    if not links:
        return set()
    if kind == LEGS:
        return set(standing_legs(desk))
    found = {link.id for link in desk.index().links(links)}
    if kind == REJECTED:
        pairs = desk.index().table("pair")
        found = {row[end] for row in pairs for end in ("id_a", "id_b")}
    return found & set(links)


def _proof(desk: Desk, word: str) -> str:
    if word.strip().lower() in TAKEN_BACK:
        return ""
    value = desk.schema.resolve_listed(word, "ProofState")
    if value is None or value.code not in WORDS:
        known = " ".join((*WORDS, TAKEN_BACK[0]))
        raise UsageError(
            Message("not-a-mark", word=repr(word)), hint=Message("there-are", known=known)
        )
    return value.code

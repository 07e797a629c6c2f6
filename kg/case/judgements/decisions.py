"""Decisions of a person on pairs, legs and windows: logged, and reversible by undo."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.case.money.legs import legs
from kg.case.storage.graph_sync import SyncChange, sync_scope
from kg.case.storage.judgement_store import leg_judgement, rejected_pairs, windows
from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.case.storage.transaction import transaction
from kg.errors import NotFound, UsageError
from kg.ledger import Index
from kg.messages import Message
from kg.model.legs import PROPOSED, REJECTED
from kg.records import to_plain
from kg.schema.meanings import INFERRED_LEG as LEG


def reject(session: Session, link: str, reason: str, by: str = "") -> None:
    """Reject whatever was joined: the two rows of one payment, or an inferred leg."""
    if session.schema.kind_of_id(thing := resolve_thing(session, link)) == LEG:
        judge_leg(session, thing, REJECTED, reason, by)
    else:
        reject_pair(session, link, reason)


def reject_pair(session: Session, link: str, reason: str) -> None:
    """Keep the two rows of a pair apart from now on; said twice is said once."""
    if not reason.strip():
        raise UsageError(Message("pair-needs-reason"), hint=Message("give-with-reason"))
    was = sync_scope(session)
    thing = _joined(was.index, resolve_thing(session, link))
    if thing in rejected_pairs(session.folder):
        return
    if not thing:
        raise NotFound(Message("not-of-a-pair"), where=link, hint=Message("pairs-lists-pairs"))
    now = replace(was, index=session.ledger(rejecting=[thing]).index())
    with transaction(session, "reject", link=thing, reason=reason):
        SyncChange(was, now).take(session)


def judge_leg(session: Session, leg: str, word: str, reason: str, by: str = "") -> None:
    """Accept or reject a leg that no row records; it stays inferred and in no sum either way.

    ``by`` is who says so: where nobody is named, whoever is logged in.
    """
    if not reason.strip():
        raise UsageError(Message("leg-needs-reason"), hint=Message("give-with-reason"))
    thing = resolve_thing(session, leg)
    inferred_leg = next((leg for leg in legs(session).legs if leg.id == thing), None)
    if inferred_leg is None:
        raise NotFound(Message("not-an-inferred-leg"), where=leg, hint=Message("pairs-lists-pairs"))
    if inferred_leg.state == word:
        return
    was, earlier = sync_scope(session), leg_judgement(session.folder, thing)
    bare = replace(inferred_leg, state=PROPOSED, by="", at="", reason="")
    decision = {"word": word, "by": by.strip() or _user(), "reason": reason, "leg": to_plain(bare)}
    judged = {**was.judged, thing: replace(inferred_leg, state=word)}
    name = f"{session.handles.of(thing) or thing} {word}"
    facts = {"name": name, "link": thing, "said": decision, "earlier": earlier, "reason": reason}
    with transaction(session, "leg", **facts):
        SyncChange(was, replace(was, judged=judged)).take(session)


def _user() -> str:
    """Return who is logged in, or nothing where the machine does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _joined(index: Index, thing: str) -> str:
    """Return the link of a pair, or the empty text if the link is of no pair.

    What a user paid on with a card stays a payment of its own, which may be told by two users:
    the word on its card is a word on the bank's row.
    """
    rows = [row for row in index.table("pair") if thing in (row["id_a"], row["id_b"])]
    if all(row["via"] and row["id_a"] for row in rows):
        return next((row["id_a"] for row in rows), "")
    return thing


def promote(session: Session, links: Sequence[str]) -> int:
    """Put single flows with their accounts and holders into the graph."""
    was = sync_scope(session)
    link_ids = [link.id for link in was.index.links(resolve_thing(session, link) for link in links)]
    if not link_ids:
        raise NotFound(Message("no-such-payment"), where=", ".join(links))
    with transaction(session, "promote", name=f"{len(link_ids)} links", links=link_ids):
        SyncChange(was, replace(was, links=was.links.union(link_ids))).take(session)
    return len(link_ids)


LONGEST = 86_400


def set_windows(session: Session, seconds: Mapping[str, int], reason: str) -> None:
    """Join rows that are at most so many seconds apart; what holds already is not said again.

    ``pair`` is for two banks, ``rail`` for a bank and a payment company.
    """
    if not reason.strip():
        raise UsageError(Message("window-needs-reason"), hint=Message("give-with-reason"))
    for length in seconds.values():
        if not 0 <= length <= LONGEST:
            raise UsageError(
                Message("window-too-long", length=length),
                hint=Message("give-seconds-up-to", longest=LONGEST),
            )
    earlier = windows(session.folder)
    wanted = {**earlier, **seconds}
    if wanted == earlier:
        return
    was = sync_scope(session)
    after = session.ledger(windows=wanted).index()
    name = ", ".join(f"{which} {wanted[which]} s" for which in seconds)
    facts = {"name": name, "windows": wanted, "earlier": earlier, "reason": reason}
    with transaction(session, "window", **facts):
        SyncChange(was, replace(was, index=after)).take(session)

"""A person's word on the case: reversible, logged, obeyed by every room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.case.acting import acting
from kg.case.desk import Desk
from kg.case.following import Turn, asked
from kg.case.judgements import rejected_pairs
from kg.case.naming import one_of
from kg.errors import NotFound, UsageError
from kg.ledger import Index


def reject_pair(desk: Desk, link: str, reason: str) -> None:
    """Keep the two rows of a pair apart from now on; said twice is said once."""
    if not reason.strip():
        raise UsageError("a pair is rejected for a reason", hint="give it with --reason")
    was = asked(desk)
    thing = _joined(was.index, one_of(desk, link))
    if thing in rejected_pairs(desk.folder):
        return
    if not thing:
        raise NotFound("is not one of a pair", where=link, hint="kg pairs lists them")
    now = replace(was, index=desk.ledger(rejecting=[thing]).index())
    with acting(desk, "reject", link=thing, reason=reason):
        Turn(was, now).take(desk)


def _joined(index: Index, thing: str) -> str:
    """Return the link that a word on a pair is about, or the empty text for one of no pair.

    What a user paid on with a card stays a payment of its own, which may be told by two users:
    the word on its card is a word on the bank's row.
    """
    rows = [row for row in index.table("pair") if thing in (row["id_a"], row["id_b"])]
    if all(row["via"] and row["id_a"] for row in rows):
        return next((row["id_a"] for row in rows), "")
    return thing


def promote(desk: Desk, links: Sequence[str]) -> int:
    """Put single flows with their accounts and holders into the graph."""
    was = asked(desk)
    found = [link.id for link in was.index.links(one_of(desk, link) for link in links)]
    if not found:
        raise NotFound("no such payment in the ledger", where=", ".join(links))
    with acting(desk, "promote", name=f"{len(found)} links", links=found):
        Turn(was, replace(was, links=was.links.union(found))).take(desk)
    return len(found)

"""A person's word on the case: reversible, logged, obeyed by every room."""

from __future__ import annotations

from collections.abc import Sequence

from kg.case.acting import acting
from kg.case.desk import Desk
from kg.case.naming import one_of
from kg.errors import NotFound, UsageError


def reject_pair(desk: Desk, link: str, reason: str) -> None:
    """Keep the two rows of a pair apart from now on."""
    if not reason.strip():
        raise UsageError("a pair is rejected for a reason", hint="give it with --reason")
    thing = one_of(desk, link)
    before = desk.index()
    if not any(thing in (row["id_a"], row["id_b"]) for row in before.table("pair")):
        raise NotFound("is not one of a pair", where=link, hint="kg pairs lists them")
    after = desk.ledger(rejecting=[thing]).index()
    promoted = {source.sha256 for source in desk.sources() if source.promoted}
    with acting(desk, "reject", link=thing, reason=reason):
        desk.put(after.changes(before, promoted))


def promote(desk: Desk, links: Sequence[str]) -> int:
    """Put single flows with their accounts and holders into the graph."""
    index = desk.index()
    found = index.links(one_of(desk, link) for link in links)
    if not found:
        raise NotFound("no such payment in the ledger", where=", ".join(links))
    ends = {end for link in found for end in (link.source, link.target)}
    holdings = index.links_of(ends)
    people = {end for link in holdings for end in (link.source, link.target)}
    with acting(desk, "promote", name=f"{len(found)} links", links=[link.id for link in found]):
        desk.keep([*index.entities(ends | people), *found, *holdings])
    return len(found)

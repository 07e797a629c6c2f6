"""A person's word on the case: reversible, logged, obeyed by every room."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from kg.case.desk import Desk
from kg.case.naming import one_of
from kg.errors import NotFound, UsageError

REJECTED = "RejectedPair"


def reject_pair(desk: Desk, link: str, reason: str) -> None:
    """Keep the two rows of a pair apart from now on."""
    if not reason.strip():
        raise UsageError("a pair is rejected for a reason", hint="give it with --reason")
    thing = one_of(desk, link)
    before = desk.index()
    if not any(thing in (row["id_a"], row["id_b"]) for row in before.table("pair")):
        raise NotFound("is not one of a pair", where=link, hint="kg pairs lists them")
    _judge(desk, {"kind": REJECTED, "link": thing, "reason": reason, "holds": True})
    promoted = {source.sha256 for source in desk.sources() if source.promoted}
    desk.put(desk.index().changes(before, promoted))
    desk.folder.log.append("reject", link=thing, reason=reason)


def allow_pair(desk: Desk, link: str) -> None:
    """Let a rejected pair meet again; the graph is the caller's to bring back."""
    _judge(desk, {"kind": REJECTED, "link": link, "reason": "undo", "holds": False})


def promote(desk: Desk, links: Sequence[str]) -> int:
    """Put single flows with their accounts and holders into the graph."""
    index = desk.index()
    found = index.links(one_of(desk, link) for link in links)
    if not found:
        raise NotFound("no such payment in the ledger", where=", ".join(links))
    ends = {end for link in found for end in (link.source, link.target)}
    holdings = index.links_of(ends)
    people = {end for link in holdings for end in (link.source, link.target)}
    desk.keep([*index.entities(ends | people), *found, *holdings])
    desk.folder.log.append("promote", name=f"{len(found)} links", links=[k.id for k in found])
    return len(found)


def _judge(desk: Desk, judgement: dict[str, object]) -> None:
    said = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **judgement}
    with desk.folder.judgements.open("a", encoding="utf-8", newline="") as stream:
        stream.write(json.dumps(said, ensure_ascii=False, sort_keys=True) + "\n")

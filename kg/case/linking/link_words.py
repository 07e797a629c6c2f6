"""What cases share and leaked data beside lists, said in sentences: for terminal and page alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from decimal import Decimal

from kg.messages import Message
from kg.model import LeakOverlap, SharedSide
from kg.model.linking import BATCH
from kg.schema import Schema
from kg.values.moments import local_time


def side_words(side: SharedSide, schema: Schema, zone: tzinfo) -> Iterator[Message | str]:
    """Yield what one case says: the handle, how many facts, from when to when, the first rows."""
    handle = side.handle if not side.handle.startswith("urn:") else f"…{side.thing[-8:]}"
    told = {"handle": f"{side.case} {handle}", "facts": side.facts}
    if side.first and side.last:
        first, last = (local_time(time, zone)[:10] for time in (side.first, side.last))
        yield Message("link-side-facts", **told, first=first, last=last)
    else:
        yield Message("link-side-undated", **told)
    if side.harmed:
        yield Message("link-harmed")
    for role in side.roles:
        if schema.has_kind(role):
            yield Message("page-alleged", role=schema.kind(role).labelled())
    if side.places:
        yield f"({' ; '.join(side.places)})"


def leak_sentences(one: LeakOverlap, schema: Schema, zone: tzinfo) -> Iterator[Message]:
    """Yield what an overlap of leaked data with a list is: counts, shares, order, classes."""
    facts = {
        "batch": Message("link-list-data", name=one.batch, case=one.batch_case),
        "list": _list(one),
        "found": one.found_after,
        "share": percent(one.share),
        "part": percent(one.batch_share),
        "subset": "yes" if one.subset else "no",
    }
    if one.against == BATCH:
        yield Message("link-leak-batches", **facts)
        return
    more = {"after": one.after, "people": one.batch_people}
    if one.sold is None:
        yield Message("link-leak-undated", **facts, **more)
    else:
        yield Message("link-leak-line", **facts, **more, sold=local_time(one.sold, zone))
    if before := one.found - one.found_after:
        yield Message("link-leak-before", count=before)
    if one.order is not None:
        yield Message("link-leak-order", share=percent(one.order), pairs=one.pairs)
    if one.classes:
        known = {value.code: value.labelled() for value in schema.listed("InformationClass")}
        counts = tuple(
            Message(
                "link-leak-class",
                name=known.get(c.information, Message("link-unclassified")),
                people=c.people,
            )
            for c in one.classes
        )
        yield Message("link-leak-classes", classes=counts)


def _list(one: LeakOverlap) -> Message:
    if one.against == BATCH:
        return Message("link-list-batch", name=one.list, case=one.case)
    if one.list:
        return Message("link-list-called", name=one.list, case=one.case)
    return Message("link-list-victims", case=one.case)


def percent(share: Decimal) -> str:
    """Return a share in per cent, to one decimal."""
    return f"{share * 100:.1f}%"

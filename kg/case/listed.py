"""Which accounts of a trace a published list names: that, its date and its row, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, tzinfo

from kg.case.desk import Desk
from kg.case.filters import zone_of
from kg.messages import Message
from kg.model import Entity, Link, Listing, Precision, Proof, Trace

LISTED = "ListedIn"
LEAKED = "DataBatch"
"""Who stands in leaked data is listed too, but that is no published list."""


def listings(desk: Desk, trace: Trace) -> tuple[Listing, ...]:
    """Return every listing of an account that the trace touches, by account and date."""
    touched = {end for step in trace.steps for end in (step.source, step.target)}
    links = [
        link
        for link in desk.index().links_from(touched, LISTED)
        if link.proof is not Proof.EXCLUDED
    ]
    lists = {one.id: one for one in desk.index().entities(link.target for link in links)}
    zone = zone_of(desk)
    found = [
        _listing(link, lists, zone)
        for link in links
        if link.target in lists and not desk.schema.is_a(lists[link.target].kind, LEAKED)
    ]
    return tuple(sorted(found, key=lambda one: (one.account, one.said.text(), one.link)))


def _listing(link: Link, lists: Mapping[str, Entity], zone: tzinfo) -> Listing:
    name, day = lists[link.target].first("name"), listed_on(link, zone)
    said = Message("listed-without-day", name=name)
    if day:
        said = Message("listed-on-day", name=name, day=str(day))
    return Listing(link.source, link.target, link.id, said, link.evidence)


def listed_on(link: Link, zone: tzinfo) -> date | None:
    """Return the day that a list gives; one without a time of day is the day that it writes."""
    if link.start is None:
        return None
    at_midnight = link.start.astimezone(UTC).strftime("%H%M%S") == "000000"
    written_in_utc = link.precision is Precision.DAY and at_midnight
    return link.start.astimezone(UTC if written_in_utc else zone).date()

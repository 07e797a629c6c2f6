"""The masker of a case: its numbers are the case's, and so is who was under age."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from kg.case.storage.pseudonym_store import numbering
from kg.case.storage.session import Session
from kg.masking import Masker
from kg.masking.protected import is_holding, may_be_minor, minors
from kg.schema.meanings import HOLDING

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def masker_of(
    session: Session, *, show_values: bool = False, lang: str = "zh", shows_victims: bool = False
) -> Masker:
    """Return a masker that calls everybody as every other export of the case does."""
    return Masker(
        session.folder.key(),
        session.schema,
        show_values=show_values,
        lang=lang,
        numbering=numbering(session.folder),
        minors=minors_of(session),
        shows_victims=shows_victims,
    )


def minors_of(session: Session) -> frozenset[str]:
    """Return who was under 18 at their first recorded act.

    It does not depend on what of the case is exported: nobody is a minor in one file only.
    """
    index, schema = session.index(), session.schema
    first = first_day(session)
    if first is None:
        return frozenset()
    kinds = [kind.name for kind in schema.entity_kinds() if schema.is_person(kind.name)]
    young = [kind for kind in index.entities_of_kinds(kinds) if may_be_minor(kind, first)]
    own = index.links_of(person.id for person in young)
    holdings = {link.target for link in own if is_holding(link, schema)}
    ends = holdings | {person.id for person in young}
    flows = [link for kind in index.flow_classes for link in index.flows_of(ends, kind)]
    return minors(young, [*own, *index.links_of(holdings), *flows], schema, first)


def first_day(session: Session) -> date | None:
    """Return the day of the earliest act in the case; of how long somebody holds something, not."""
    first = session.index().first_moment(session.schema.kinds_below(HOLDING))
    return None if first is None else (_EPOCH + timedelta(microseconds=first)).date()

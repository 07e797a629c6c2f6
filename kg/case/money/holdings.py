"""Whose accounts are meant by a person: what is recorded to be theirs, since when, with whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kg.case.storage.session import Session
from kg.errors import NotFound
from kg.messages import Message
from kg.model import Link, Precision, Proof

EVER, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
WIDTH = {
    Precision.SECOND: timedelta(seconds=1),
    Precision.MINUTE: timedelta(minutes=1),
    Precision.DAY: timedelta(days=1),
    Precision.UNKNOWN: timedelta(days=1),
}
"""How long the moment lasts that an end names: what ends on a day still holds all of that day."""
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class HoldingPeriod:
    """One time in which a holder held an account, half open; ``joint`` are who held it then too.

    ``since`` and ``until`` are None where no row says.
    """

    account: str
    since: datetime | None
    until: datetime | None
    joint: tuple[str, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether a row says since when or until when."""
        return self.since is not None or self.until is not None


def accounts_of(session: Session, thing: str) -> list[str]:
    """Return the account itself, or every account that somebody is recorded to hold."""
    if is_account(session, thing):
        return [thing]
    return list(dict.fromkeys(one.account for one in held_by(session, thing)))


def is_account(session: Session, thing: str) -> bool:
    """Say whether money can be paid to a thing; only the entity tells a bank from another body."""
    return is_money_party(session, session.schema.kind_of_id(thing)) or bool(
        _accounts(session, [thing])
    )


def held_by(session: Session, holder: str) -> list[HoldingPeriod]:
    """Return every account that somebody is recorded to hold, each time of it by itself.

    Where links to one account are dated these say when, and an undated one beside them adds
    nothing; where none is, the account counts throughout. Times that overlap are one.
    """
    mine = [link for link in _holdings(session, [holder]) if link.source == holder]
    accounts = _accounts(session, [link.target for link in mine])
    if not accounts:
        raise NotFound(Message("holds-no-account"), where=holder)
    every = _holdings(session, accounts)
    return [
        _held(account, span, holder, [link for link in every if link.target == account])
        for account in accounts
        for span in spans(link for link in mine if link.target == account)
    ]


def _held(account: str, span: Span, holder: str, links: Sequence[Link]) -> HoldingPeriod:
    others = sorted({link.source for link in links} - {holder})
    joint = [one for one in others if _overlap(span, spans(k for k in links if k.source == one))]
    since, until = span
    return HoldingPeriod(
        account,
        None if since == EVER else since,
        None if until == NEVER else until,
        tuple(joint),
    )


def spans(links: Iterable[Link]) -> list[Span]:
    """Return the times that links state, half open and apart; without a date it is always."""
    every = [_span(link) for link in links]
    dated = [span for span in every if span != (EVER, NEVER)] or every
    found: list[Span] = []
    for since, until in sorted(dated):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until)
        else:
            found.append((since, until))
    return found


def _span(link: Link) -> Span:
    until = link.end + WIDTH[link.precision] if link.end else NEVER
    return link.start or EVER, until


def _overlap(span: Span, others: Iterable[Span]) -> bool:
    return any(since < span[1] and span[0] < until for since, until in others)


def _holdings(session: Session, things: Iterable[str]) -> list[Link]:
    return [
        link
        for link in session.index().links_of(things)
        if link.proof is not Proof.EXCLUDED and session.schema.is_a(link.kind, "Holding")
    ]


def _accounts(session: Session, things: Iterable[str]) -> list[str]:
    found = session.index().entities(things)
    return [entity.id for entity in found if is_money_party(session, entity.kind)]


def is_money_party(session: Session, kind: str) -> bool:
    """Say whether things of a kind can be paid."""
    return session.schema.is_a(kind, "MoneyParty")

"""Whose accounts are meant by a person: what the case records to be theirs."""

from __future__ import annotations

from collections.abc import Iterable

from kg.case.storage.session import Session
from kg.errors import NotFound
from kg.messages import Message
from kg.model import Link, Proof
from kg.trace.holding_periods import HoldingPeriod, holding_periods


def accounts_of(session: Session, thing: str) -> list[str]:
    """Return the account itself, or every account that somebody is recorded to hold."""
    if is_account(session, thing):
        return [thing]
    return list(dict.fromkeys(period.account for period in held_by(session, thing)))


def is_account(session: Session, thing: str) -> bool:
    """Say whether money can be paid to a thing; only the entity tells a bank from another body."""
    return is_money_party(session, session.schema.kind_of_id(thing)) or bool(
        _accounts(session, [thing])
    )


def held_by(session: Session, holder: str) -> list[HoldingPeriod]:
    """Return every account that somebody is recorded to hold, each time of it by itself."""
    mine = [link.target for link in _holdings(session, [holder]) if link.source == holder]
    accounts = _accounts(session, mine)
    if not accounts:
        raise NotFound(Message("holds-no-account"), where=holder)
    return holding_periods(holder, accounts, _holdings(session, accounts))


def _holdings(session: Session, things: Iterable[str]) -> list[Link]:
    return [
        link
        for link in session.index().links_of(things)
        if link.proof is not Proof.EXCLUDED and session.schema.is_holding(link.kind)
    ]


def _accounts(session: Session, things: Iterable[str]) -> list[str]:
    entities = session.index().entities(things)
    return [entity.id for entity in entities if is_money_party(session, entity.kind)]


def is_money_party(session: Session, kind: str) -> bool:
    """Say whether things of a kind can be paid."""
    return session.schema.is_money_party(kind)

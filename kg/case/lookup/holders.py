"""Who is recorded to hold accounts, by name."""

from __future__ import annotations

from collections.abc import Sequence

from kg.case.storage.session import Session
from kg.model import Proof


def holders(session: Session, accounts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of the recorded holders of each account."""
    index = session.index()
    wanted_accounts = set(accounts)
    holds = [link for link in index.links_of(wanted_accounts) if link.target in wanted_accounts]
    holds = [link for link in holds if link.proof is not Proof.EXCLUDED]
    holds = [link for link in holds if session.schema.is_holding(link.kind)]
    names = {e.id: e.first("name") for e in index.entities(link.source for link in holds)}
    names_of: dict[str, list[str]] = {}
    for link in holds:
        names_of.setdefault(link.target, []).append(names.get(link.source, ""))
    return {
        account: tuple(sorted(filter(None, set(recorded))))
        for account, recorded in names_of.items()
    }

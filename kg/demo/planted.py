"""What was planted on the accounts of the chain: told by whom the story lets pay whom, no more."""

from __future__ import annotations

from collections.abc import Sequence

from kg.demo.cast import Account, Cast
from kg.demo.diary import Payment

POOL, DEALER = 5, 6
"""The levels of the running-points platform's accounts, and of the dealer's cards."""


def planted(cast: Cast, payments: Sequence[Payment]) -> list[dict[str, object]]:
    """Return the level and the roles of every account that the level above it paid."""
    flowing = [payment for payment in payments if payment.outcome == "ok"]
    above: Sequence[Account] = cast.paying
    found: list[dict[str, object]] = []
    for level, row in cast.levels.items():
        for account in row:
            payers = {p.payer.card: p.payer for p in flowing if p.payee == account and p.payer}
            if any(payer in above for payer in payers.values()):
                roles = _roles(level, len(payers), [p for p in flowing if p.payer == account])
                found.append({"account": account.card, "level": level, "roles": roles})
        above = row
    return found


def _roles(level: int, payers: int, paid: Sequence[Payment]) -> list[str]:
    """Return the terms of the ontology for what the account is made to do."""
    told = {
        "Collection": level == 1,
        "Layering": level < DEALER and any(payment.payee for payment in paid),
        "CashOut": any(payment.kind == "cash" for payment in paid),
        "VirtualCurrencyChannel": level == POOL and bool(paid),
        "RunningPointsLaundering": level == POOL and payers > 1,
    }
    return [role for role, is_one in told.items() if is_one]

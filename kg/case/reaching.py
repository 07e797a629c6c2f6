"""Who can have been reached by whose money, as a person asks it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from kg.case.desk import Desk
from kg.case.filters import accounts_meant
from kg.case.naming import one_of
from kg.case.starts import starts
from kg.errors import UsageError
from kg.limits import LIMITS
from kg.model import Reach


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks, in the words of the command line."""

    starts: tuple[str, ...] = ()
    victims: bool = False
    into: tuple[str, ...] = ()
    direction: str = "out"
    floor: str = "0"
    hub: int = LIMITS.hub
    through: tuple[str, ...] = ()
    skew: int = LIMITS.cross_source_skew


def reach(desk: Desk, asked: Question) -> Reach:
    """Return every account that the starts' money can have come to, who can have had most first."""
    from kg.trace.base import SECOND, Terms
    from kg.trace.reach import reach
    from kg.trace.seeds import account_at

    if bool(asked.starts) == asked.victims:
        raise UsageError("name starts, or the victims", hint="kg reach CASE --victims --into A17")
    index = desk.index().flow_index()
    terms = Terms(
        direction="in" if asked.direction == "in" else "out",
        floor=_amount(asked.floor),
        hub=asked.hub,
        skew_across=asked.skew * SECOND,
        through=frozenset(account_at(index, one_of(desk, hub)) for hub in asked.through),
    )
    begun = starts(desk, index, asked.starts, victims=asked.victims)
    found = reach(index, begun.seeds, terms, into=accounts_meant(desk, asked.into))
    return replace(found, warnings=(*begun.warnings, *found.warnings))


def _amount(typed: str) -> Decimal:
    try:
        return Decimal(typed)
    except InvalidOperation as error:
        raise UsageError(f"{typed!r} is no amount", hint="write 5000 or 0.5") from error

"""Who can have been reached by whose money, as a person asks it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from kg.case.desk import Desk
from kg.case.naming import one_of
from kg.case.tracing import accounts_of
from kg.case.victims import victims_seeds
from kg.errors import UsageError
from kg.limits import LIMITS
from kg.model import Reach, Said, Seed


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
    seeds, warnings = _seeds(desk, asked)
    into = [account for typed in asked.into for account in accounts_of(desk, one_of(desk, typed))]
    found = reach(index, seeds, terms, into=into)
    return replace(found, warnings=(*warnings, *found.warnings))


def _amount(typed: str) -> Decimal:
    try:
        return Decimal(typed)
    except InvalidOperation as error:
        raise UsageError(f"{typed!r} is no amount", hint="write 5000 or 0.5") from error


def _seeds(desk: Desk, asked: Question) -> tuple[list[Seed], tuple[Said, ...]]:
    if asked.victims:
        return victims_seeds(desk)
    return [seed for typed in asked.starts for seed in _started(desk, one_of(desk, typed))], ()


def _started(desk: Desk, thing: str) -> list[Seed]:
    if desk.schema.kind(desk.schema.kind_of_id(thing)).is_link:
        return [Seed(account="", link=thing)]
    return [Seed(account=account) for account in accounts_of(desk, thing)]

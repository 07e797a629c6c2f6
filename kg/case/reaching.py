"""Who can have been reached by whose money, as a person asks it."""

from __future__ import annotations

from dataclasses import replace

from kg.case.desk import Desk
from kg.case.filters import accounts_meant, least
from kg.case.naming import one_of
from kg.case.starts import starts
from kg.errors import UsageError
from kg.messages import Message
from kg.model import Reach
from kg.requests import ReachRequest


def reach(desk: Desk, request: ReachRequest) -> Reach:
    """Return every account that the starts' money can have come to, who can have had most first."""
    from kg.trace.base import SECOND, Terms
    from kg.trace.reach import reach
    from kg.trace.seeds import account_at

    if bool(request.starts) == request.victims:
        raise UsageError(Message("name-starts-or-victims"), hint=Message("reach-example"))
    index = desk.index().flow_index()
    terms = Terms(
        direction="in" if request.direction == "in" else "out",
        floor=least(request.floor),
        hub=request.hub,
        skew_across=request.skew * SECOND,
        through=frozenset(account_at(index, one_of(desk, hub)) for hub in request.through),
    )
    begun = starts(desk, index, request.starts, victims=request.victims)
    found = reach(index, begun.seeds, terms, into=accounts_meant(desk, request.into))
    return replace(found, warnings=(*begun.warnings, *found.warnings))

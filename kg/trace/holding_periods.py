"""When somebody held an account and with whom, from the links that say who holds it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kg.model import Link
from kg.values.moments import longest

EVER, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
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


def holding_periods(
    holder: str, accounts: Sequence[str], links: Collection[Link]
) -> list[HoldingPeriod]:
    """Return each time in which a holder held each of the accounts.

    Where links to one account are dated these say when, and an undated one beside them adds
    nothing; where none is, the account counts throughout. Times that overlap are one.

    Args:
        holder: The id of the one who holds.
        accounts: The ids of the accounts, in the order of the result.
        links: Every link by which somebody holds one of the accounts.
    """
    periods = []
    for account in accounts:
        of_account = [link for link in links if link.target == account]
        mine = spans(link for link in of_account if link.source == holder)
        periods += [_period(account, span, holder, of_account) for span in mine]
    return periods


def _period(account: str, span: Span, holder: str, links: Sequence[Link]) -> HoldingPeriod:
    others = sorted({link.source for link in links} - {holder})
    joint = [
        other for other in others if _overlap(span, spans(k for k in links if k.source == other))
    ]
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
    spans: list[Span] = []
    for since, until in sorted(dated):
        if spans and since <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], until)
        else:
            spans.append((since, until))
    return spans


def _span(link: Link) -> Span:
    # what ends on a day still holds all of that day
    until = link.end + longest(link.precision) if link.end else NEVER
    return link.start or EVER, until


def _overlap(span: Span, others: Iterable[Span]) -> bool:
    return any(since < span[1] and span[0] < until for since, until in others)

"""Filters as a person types them: a time in the case's zone, an amount, accounts, channels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation

from kg.case.desk import Desk
from kg.case.holdings import accounts_of
from kg.case.naming import one_of
from kg.errors import UsageError
from kg.values.moments import named_zone, parse_time
from kg.values.refused import Refused

NAMED = 8


def zone_of(desk: Desk) -> tzinfo:
    """Return the zone of the case."""
    return named_zone(desk.folder.settings().zone)


def moment(text: str | datetime, zone: tzinfo) -> datetime | None:
    """Return the moment that a date or a time names in the zone; the empty text names none."""
    if isinstance(text, datetime):
        return text if text.tzinfo else text.replace(tzinfo=zone)
    if not text:
        return None
    try:
        us = parse_time(text, zone=zone).us
    except Refused as error:
        raise UsageError(
            f"{text!r} is no time", hint="write 2024-04-15 or 2024-04-15 09:00"
        ) from error
    return datetime.fromtimestamp(us / 1_000_000, UTC)


def period(
    since: str | datetime, until: str | datetime, zone: tzinfo
) -> tuple[datetime | None, datetime | None]:
    """Return a period, half open: what is at ``since`` is in it, what is at ``until`` is not."""
    first, last = moment(since, zone), moment(until, zone)
    if first and last and last <= first:
        raise UsageError("the period ends before it begins", hint="--since is before --until")
    return first, last


def least(text: str | int | Decimal) -> Decimal:
    """Return the amount below which payments are left out."""
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise UsageError(f"{text!r} is no amount", hint="write 5000 or 0.5") from error
    if not amount.is_finite() or amount < 0:
        raise UsageError(f"{str(text)!r} is no amount", hint="write 5000 or 0.5")
    return amount


def accounts_meant(desk: Desk, typed: Iterable[str]) -> list[str]:
    """Return the accounts that are named, and of a person all that they are recorded to hold."""
    return sorted({a for one in typed for a in accounts_of(desk, one_of(desk, one))})


def channels_meant(desk: Desk, typed: Sequence[str]) -> tuple[str, ...]:
    """Return channels as rows name them, each once; one that no row names is refused."""
    from kg.ledger.channels import channels

    wanted = tuple(dict.fromkeys(one.strip() for one in typed))
    known = channels(desk.index()) if wanted else {}
    for one in wanted:
        if one not in known:
            raise UsageError(f"no payment has the channel {one!r}", hint=_known(known))
    return wanted


def _known(channels: dict[str, int]) -> str:
    if not channels:
        return "no row of this case names a channel"
    named = [f"{name} ({count:,})" for name, count in list(channels.items())[:NAMED]]
    more = len(channels) - len(named)
    return f"there are: {', '.join(named)}" + (f" and {more} more" if more else "")

"""Filters as a person types them: a time in the case's zone, an amount, accounts, channels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation

from kg.case.money.holdings import accounts_of
from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.errors import UsageError
from kg.messages import Message
from kg.model import WORD_FILTERS
from kg.requests import TraceRequest
from kg.values.moments import named_zone, parse_time
from kg.values.refused import Refused

NAMED = 8


def zone_of(session: Session) -> tzinfo:
    """Return the zone of the case."""
    return named_zone(session.folder.settings().zone)


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
            Message("not-a-time", text=repr(text)), hint=Message("write-a-date")
        ) from error
    return datetime.fromtimestamp(us / 1_000_000, UTC)


def period(
    since: str | datetime, until: str | datetime, zone: tzinfo
) -> tuple[datetime | None, datetime | None]:
    """Return a period, half open: what is at ``since`` is in it, what is at ``until`` is not."""
    first, last = moment(since, zone), moment(until, zone)
    if first and last and last <= first:
        raise UsageError(Message("period-ends-before-begins"), hint=Message("since-before-until"))
    return first, last


def least(text: str | int | Decimal) -> Decimal:
    """Return the amount below which payments are left out."""
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise UsageError(
            Message("text-is-no-amount", text=repr(text)), hint=Message("write-an-amount")
        ) from error
    if not amount.is_finite() or amount < 0:
        raise UsageError(
            Message("text-is-no-amount", text=repr(str(text))), hint=Message("write-an-amount")
        )
    return amount


def accounts_meant(session: Session, typed: Iterable[str]) -> list[str]:
    """Return the accounts that are named, and of a person all that they are recorded to hold."""
    return sorted({a for text in typed for a in accounts_of(session, resolve_thing(session, text))})


def words_meant(session: Session, request: TraceRequest) -> dict[str, tuple[str, ...]]:
    """Return the words of each filter on words of rows that a request sets, by its option.

    Raises:
        UsageError: No row names a channel that is asked for.
    """
    typed = {name: tuple(getattr(request, name)) for name in WORD_FILTERS}
    meant = {name: _MEANT[name](session, some) for name, some in typed.items() if some}
    return {name: some for name, some in meant.items() if some}


def _channels_meant(session: Session, typed: Sequence[str]) -> tuple[str, ...]:
    """Return channels as rows name them, each once; one that no row names is refused."""
    from kg.ledger.word_filters import channels

    meant = tuple(dict.fromkeys(text.strip() for text in typed))
    known = channels(session.index()) if meant else {}
    for channel in meant:
        if channel not in known:
            raise UsageError(Message("no-such-channel", one=repr(channel)), hint=_known(known))
    return meant


_MEANT: Mapping[str, Callable[[Session, Sequence[str]], tuple[str, ...]]] = {
    "channel": _channels_meant,
}
"""By filter on words, how what is typed is understood."""


def _known(channels: dict[str, int]) -> Message:
    if not channels:
        return Message("no-channel-named")
    first = list(channels.items())[:NAMED]
    named = [Message("name-with-count", name=name, count=count) for name, count in first]
    if more := len(channels) - len(named):
        return Message("channels-are-and-more", named=named, more=more)
    return Message("channels-are", named=named)

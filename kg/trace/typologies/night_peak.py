"""Night peak: an account most of whose payments are at night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta, tzinfo

import numpy as np

from kg.ledger.account_flows import distinct
from kg.trace.base import Bool, Int64
from kg.trace.times import EPOCH
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values, share_at_night

HOUR = 3_600_000_000


def night_peak(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield accounts most of whose payments are at night, far above the whole ledger's share."""
    rows = context.rows
    timed = (rows.ok != 0) & (rows.width < HOUR)
    night = timed & at_night(rows.start, context.zone, *values["hours"])
    size = len(rows.stands)
    whole, nightly = (
        np.bincount(rows.src[mark], minlength=size) + np.bincount(rows.dst[mark], minlength=size)
        for mark in (timed, night)
    )
    share = nightly / np.maximum(whole, 1)
    least = least_share(values, context.nightly(night, timed))
    stands = (rows.stands != 0) & (nightly >= values["rows"]) & (share >= least)
    for account in np.flatnonzero(stands).tolist():
        members = _of(context, account)
        measures = {"rows": int(nightly[account]), "share": float(share[account])}
        yield TypologyHit((account,), members[night[members]], measures)


def least_share(values: Values, usual: float) -> float:
    """Return which share at night makes a peak, where so much of all payments is at night."""
    return float(max(values["share"], values["times"] * usual))


def nights(
    counted: Sequence[tuple[int, int]], zone: tzinfo, hours: Sequence[int]
) -> tuple[tuple[int, ...], float]:
    """Return the hours that are at night, and which share of all payments lies in them.

    Args:
        counted: The hours, counted from 1970 in UTC and sorted, with how many payments each has.
        zone: The time zone in which the hours of the day are meant.
        hours: From which local hour up to which it is night.
    """
    starts = np.array([hour * HOUR for hour, _ in counted], np.int64)
    marks = at_night(starts, zone, *hours).tolist() if counted else []
    dark = [one for one, marked in zip(counted, marks, strict=True) if marked]
    share = share_at_night(sum(n for _, n in dark), sum(n for _, n in counted))
    return tuple(hour for hour, _ in dark), share


def at_night(start: Int64, zone: tzinfo, first: int, last: int) -> Bool:
    """Mark the moments, in time order, whose local hour lies from first up to last.

    Midnight may lie between.
    """
    hours = start // HOUR
    turns = np.flatnonzero(np.diff(hours, prepend=hours[:1] - 1))  # the rows are in time order
    local = np.array([_local_hour(int(hour), zone) for hour in hours[turns].tolist()], np.int64)
    inside = (local >= first) & (local < last)
    if first > last:
        inside = (local >= first) | (local < last)
    marks: Bool = np.repeat(inside, np.diff(turns, append=len(hours)))
    return marks


def _local_hour(hour: int, zone: tzinfo) -> int:
    return (EPOCH + timedelta(hours=hour)).astimezone(zone).hour


def _of(context: SearchContext, account: int) -> Int64:
    """Return the rows that an account pays or is paid by."""
    rows = context.rows
    left = rows.out_idx[rows.out_ptr[account] : rows.out_ptr[account + 1]]
    came = rows.in_idx[rows.in_ptr[account] : rows.in_ptr[account + 1]]
    return distinct(np.concatenate((left, came))).astype(np.int64)

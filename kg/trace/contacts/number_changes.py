"""The result of a search for number changes, as the model's records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from kg.ledger.account_flows import distinct
from kg.ledger.base import ContactRows
from kg.messages import Message
from kg.model import Measure, Newcomer, Renumbering, SharedContact, SharedPlace
from kg.trace.base import SECOND, Int32
from kg.trace.contacts.contact_terms import RENUMBERED, counted, terms
from kg.trace.contacts.number_change_search import (
    ContactSets,
    GivenUp,
    NumberChangeSearch,
    NumberPair,
)
from kg.trace.times import time_of
from kg.trace.typologies.catalogue import threshold_text

DAY = 86_400 * SECOND


def renumbered(
    rows: ContactRows,
    values: Mapping[str, Any],
    *,
    old: int | None = None,
    until: int | None = None,
    limit: int = 50,
) -> Renumbering:
    """Return which numbers may have taken over from others, best score first.

    Args:
        rows: Every call and message that stands in time.
        values: The thresholds by name, as :func:`kg.trace.contacts.contact_terms.values` has them.
        old: The position of the old number; None: every number that falls silent.
        until: From when on the old number is taken not to be used any more (UTC microseconds).
        limit: The most pairs that are kept.
    """
    company = ContactSets(rows)
    search = NumberChangeSearch(company, values)
    named = {} if old is None else {old: _moments(search, old, until)}
    number_pairs = search.found(named)
    pairs = [pair for pair in number_pairs if old is None or pair.old == old]
    pairs.sort(key=lambda p: (-p.score, -search.counted(p), rows.ends[p.old], rows.ends[p.new]))
    return Renumbering(
        newcomers=tuple(_newcomer(search, pair) for pair in pairs[:limit]),
        parameters={name: threshold_text(value) for name, value in values.items()}
        | {"until": "" if until is None else time_of(until).isoformat()},
        numbers=int(company.seen.sum()),
        silent=len(search.olds) if old is None else 1,
        cut=max(0, len(pairs) - limit),
        warnings=(
            *(_of_old(search, old, named[old][0].last) if old is not None else ()),
            *counted(0, rows.left_out),
        ),
    )


def _moments(search: NumberChangeSearch, old: int, until: int | None) -> list[GivenUp]:
    """Return the last moment of a number that somebody names, or the last before a date given.

    Without a date the moments before its last few rows count as well, where they look like its end.
    """
    starts = search.company.rows.start[search.company.of(old)[0]]
    before = starts if until is None else starts[starts < until]
    last = GivenUp(int(before[-1]) if len(before) else -1, len(starts) - len(before))
    if until is not None:
        return [last]
    return [last, *(given_up for given_up in search.given_up(old) if given_up != last)]


def _of_old(search: NumberChangeSearch, old: int, last: int) -> Iterator[Message]:
    """Yield what makes it doubtful that a number fell silent."""
    company = search.company
    if after := int((company.rows.start[company.of(old)[0]] > last).sum()):
        yield Message("number-has-rows-after", count=after)
    elif not search.is_silent_from(last):
        yield Message("records-end-too-soon")


def _newcomer(search: NumberChangeSearch, pair: NumberPair) -> Newcomer:
    rows = search.company.rows
    kept = {contact: contact for contact in pair.stayed} | dict(pair.moved)
    after = search.rows_after(pair)
    contacts = [_shared(search, pair, contact, to, after) for contact, to in kept.items()]
    contacts.sort(key=lambda contact: (-contact.weight, contact.number))
    return Newcomer(
        old=rows.ends[pair.old],
        new=rows.ends[pair.new],
        last=time_of(pair.last),
        first=time_of(pair.first),
        score=round(100 * pair.score),
        shared=tuple(contacts),
        only_before=len(pair.before) - len(kept),
        only_after=len(pair.after) - len(kept),
        places=(
            *_places(rows, pair, "device", rows.device, rows.devices),
            *_places(rows, pair, "cell", rows.cell, rows.cells),
        ),
        between=_links(rows, _of_both(search.company, pair)),
        strays=_links(rows, _after(search.company, pair)),
        measures=tuple(_measures(search, pair)),
        doubts=tuple(_doubts(search, pair)),
    )


def _after(company: ContactSets, pair: NumberPair) -> list[int]:
    """Return the rows of the old number after it was given up."""
    rows = company.of(pair.old)[0]
    return [int(row) for row in rows if company.rows.start[row] > pair.last]


def _doubts(search: NumberChangeSearch, pair: NumberPair) -> Iterator[Message]:
    """Yield where silence or newness may be no more than the end or beginning of a file."""
    begun, ended = search.company.files
    if pair.moved and not pair.stayed:
        yield Message("no-contact-stayed", count=len(pair.moved))
    if pair.in_use:
        yield Message("new-number-in-use-before", count=len(pair.known))
    if ended[pair.old] <= pair.last:
        yield Message("files-end-with-old-number")
    if begun[pair.new] >= pair.first:
        yield Message("files-begin-with-new-number")


def _shared(
    search: NumberChangeSearch,
    pair: NumberPair,
    contact: int,
    to: int,
    after: Mapping[int, Sequence[int]],
) -> SharedContact:
    company = search.company
    return SharedContact(
        number=company.rows.ends[contact],
        moved_to="" if to == contact else company.rows.ends[to],
        known_by=int(company.known_by[contact]),
        weight=round(100 * company.weight(contact) / pair.total),
        before=_links(company.rows, pair.before[contact]),
        after=_links(company.rows, after.get(to, ())),
    )


def _links(rows: ContactRows, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(rows.links[place] for place in places)


def _of_both(company: ContactSets, pair: NumberPair) -> list[int]:
    rows, others = company.of(pair.old)
    return [int(row) for row in rows[others == pair.new]]


def _places(
    rows: ContactRows, pair: NumberPair, what: str, column: Int32, names: Sequence[str]
) -> Iterator[SharedPlace]:
    """Yield the handsets (masts) of both numbers; a row speaks only of the number whose it is."""
    owner = np.where(rows.own == 1, rows.dst, rows.src)
    known = (rows.own >= 0) & (column >= 0)
    before, after = (known & (owner == number) for number in (pair.old, pair.new))
    for code in np.intersect1d(column[before], column[after]).tolist():
        here = known & (column == code)
        yield SharedPlace(
            what=what,
            which=names[code],
            used_by=len(distinct(owner[here])),
            before=_links(rows, np.flatnonzero(here & before).tolist()),
            after=_links(rows, np.flatnonzero(here & after).tolist()),
        )


def _measures(search: NumberChangeSearch, pair: NumberPair) -> Iterator[Measure]:
    """Yield what was held to a threshold, beside it."""
    known, values = terms(RENUMBERED).thresholds, search.values
    measured = {
        "score": f"{pair.score:.2f}",
        "shared": str(search.counted(pair)),
        "gap": f"{(pair.first - pair.last) / DAY:.1f}d",
    }
    for name, value in measured.items():
        yield Measure(name, known[name].label, value, threshold_text(values[name]))

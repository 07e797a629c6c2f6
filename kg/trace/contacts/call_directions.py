"""Who could inform whom: a call in both directions, a message in one, persons for their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.ledger.account_flows import by_end, counterparties, distinct
from kg.ledger.base import ContactRows
from kg.trace.base import Bool, Flows, Int32, Int64

EVER = 1 << 62


@dataclass(frozen=True, slots=True)
class PhoneUse:
    """Somebody is recorded to use a number, from and until a moment (UTC microseconds)."""

    number: str
    person: str
    since: int = -EVER
    until: int = EVER


@dataclass(frozen=True, slots=True)
class DirectedContacts:
    """Contacts by direction, in time order: ``flows`` k are who could inform whom in row k.

    A party is a number, or the one person who is recorded to use it at that time. ``row`` is the
    place in the rows, ``by`` and ``to`` the numbers themselves.
    """

    rows: ContactRows
    parties: tuple[str, ...]
    flows: Flows
    row: Int64
    by: Int32
    to: Int32
    counterparties: Int32
    service: Bool
    out_ptr: Int64
    out_idx: Int32
    in_ptr: Int64
    in_idx: Int32


def directed_contacts(rows: ContactRows, uses: Sequence[PhoneUse] = ()) -> DirectedContacts:
    """Return who could inform whom; a call of a party with itself, or a silent one, informs nobody.

    Args:
        rows: Every call and message that stands in time.
        uses: Who is recorded to use which number, and when.
    """
    persons = sorted({use.person for use in uses} - set(rows.ends))
    parties = (*rows.ends, *persons)
    src, dst = (_parties(rows, column, uses, parties) for column in (rows.src, rows.dst))
    informing = np.flatnonzero(~rows.silent & (src != dst)).astype(np.int64)
    back = informing[~rows.written[informing]]
    row = np.concatenate((informing, back))
    order = np.argsort(row, kind="stable")
    row, answers = row[order], np.repeat((False, True), (len(informing), len(back)))[order]
    flows = _flows(rows, row, np.where(answers, dst[row], src[row]), src[row] + dst[row])
    out_ptr, out_idx = by_end(flows.src, len(parties))
    in_ptr, in_idx = by_end(flows.dst, len(parties))
    service = np.zeros(len(parties), np.bool_)
    service[: len(rows.ends)] = rows.service
    return DirectedContacts(
        rows=rows,
        parties=parties,
        flows=flows,
        row=row,
        by=np.where(answers, rows.dst[row], rows.src[row]).astype(np.int32),
        to=np.where(answers, rows.src[row], rows.dst[row]).astype(np.int32),
        counterparties=counterparties(flows.src, flows.dst, len(parties)),
        service=service,
        out_ptr=out_ptr,
        out_idx=out_idx,
        in_ptr=in_ptr,
        in_idx=in_idx,
    )


def parties_of(contacts: DirectedContacts, things: Sequence[str]) -> list[int]:
    """Return the parties of some numbers or persons: themselves, and who stands for a number."""
    known = [code for code, party in enumerate(contacts.parties) if party in set(things)]
    flows = contacts.flows
    sides = ((contacts.by, flows.src), (contacts.to, flows.dst))
    parties = np.concatenate([party[np.isin(number, known)] for number, party in sides])
    own = np.concatenate((flows.src, flows.dst))
    parties = np.concatenate((parties, own[np.isin(own, known)]))
    return [int(code) for code in distinct(parties)]


def _flows(rows: ContactRows, row: Int64, source: Int32, both: Int32) -> Flows:
    none = np.full(len(row), -1, np.int64)
    short = none.astype(np.int32)
    return Flows(
        src=source.astype(np.int32),
        dst=(both - source).astype(np.int32),
        start=rows.start[row],
        width=rows.width[row],
        amount=np.ones(len(row), np.int64),
        currency=np.zeros(len(row), np.int16),
        seq=rows.seq[row],
        source_no=rows.source_no[row],
        reporter=rows.reporter[row],
        also_seq=none,
        also_source_no=short,
        also_reporter=short,
    )


def _parties(
    rows: ContactRows, numbers: Int32, uses: Sequence[PhoneUse], parties: tuple[str, ...]
) -> Int32:
    """Return for each row the party behind a number: its one user at the time, or the number."""
    place = {party: code for code, party in enumerate(parties)}
    party_of_number = numbers.astype(np.int32)
    by_number: dict[int, dict[int, list[PhoneUse]]] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        if use.number in place:
            by_number[place[use.number]][place[use.person]].append(use)
    ptr, idx = by_end(numbers, len(parties))
    for number, users in by_number.items():
        at = idx[ptr[number] : ptr[number + 1]]
        using = np.array([_uses_then(rows.start[at], mine) for mine in users.values()])
        sole = using.sum(axis=0) == 1
        persons = np.array(list(users), np.int32)
        party_of_number[at[sole]] = persons[using.argmax(axis=0)[sole]]
    return party_of_number


def _uses_then(start: Int64, uses: Sequence[PhoneUse]) -> Bool:
    within = [(start >= use.since) & (start < use.until) for use in uses]
    using: Bool = np.logical_or.reduce(within)
    return using

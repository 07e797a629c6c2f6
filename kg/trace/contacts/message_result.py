"""Word passed on, told in the model's words: who, when, by which calls, and where it stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kg.ledger.account_flows import distinct
from kg.messages import Message
from kg.model import ContactStep, ContactStop, Told, WordPassed
from kg.trace.base import SECOND, Int32, Int64
from kg.trace.contacts.call_directions import Speech
from kg.trace.contacts.contact_terms import counted, said_of_stop, warnings
from kg.trace.contacts.message_passing import Heard, WordTerms, follow_word
from kg.trace.contacts.propagation import teller
from kg.trace.payment_order import PROVEN
from kg.trace.stops import window_text
from kg.trace.times import time_of


@dataclass(frozen=True)
class Story:
    """One question answered: who could talk, what was asked, whom word can have reached."""

    talk: Speech
    terms: WordTerms
    starts: Int32
    heard: Heard

    @cached_property
    def far(self) -> Int32:
        """The party that each contact tells (backward: that tells)."""
        return self.talk.flows.src if self.terms.backward else self.talk.flows.dst

    @cached_property
    def arrivals(self) -> dict[int, Int64]:
        """The contacts by which word can have come to each party, the first (or last) first."""
        flows, heard = self.talk.flows, self.heard
        found = np.flatnonzero((heard.level > 0) & ~np.isin(self.far, self.starts))
        when = -flows.start[found] if self.terms.backward else flows.start[found]
        order = np.lexsort((found, heard.level[found], heard.state[found] != PROVEN, when))
        found = found[order]
        found = found[np.argsort(self.far[found], kind="stable")]
        parties, first = np.unique(self.far[found], return_index=True)
        last = [*first[1:].tolist(), len(found)]
        spans = zip(parties.tolist(), first.tolist(), last, strict=False)
        return {party: found[begin:end] for party, begin, end in spans}


def pass_word(
    talk: Speech, terms: WordTerms, starts: Sequence[int], goal: Sequence[int] = (), rows: int = 200
) -> WordPassed:
    """Return who could have been told, in order of time; with a goal, how it could come there."""
    begun = np.array(sorted(starts), np.int32)
    story = Story(talk, terms, begun, follow_word(talk, terms, begun))
    wanted = [p for p in story.arrivals if (p in goal if goal else not story.heard.barred[p])]
    wanted.sort(key=lambda p: (*_when(story, p), talk.parties[p]))
    shown = wanted[:1] if goal else wanted[:rows]
    told = tuple(_told(story, party) for party in shown)
    others = tuple(_others(story, shown[0], rows)) if goal and shown else ()
    return WordPassed(
        starts=tuple(talk.parties[p] for p in begun.tolist()),
        goal=tuple(talk.parties[p] for p in sorted(goal)),
        direction=terms.direction,
        parameters=_parameters(talk, terms),
        told=told,
        others=others,
        stops=_stops(story),
        rows=len(talk.rows),
        silent=int(talk.rows.silent.sum()),
        reached=sum(not story.heard.barred[p] for p in story.arrivals),
        cut=0 if goal else len(wanted) - len(shown),
        joined=_joined(story, [*begun.tolist(), *shown]),
        warnings=_warnings(story),
    )


def _when(story: Story, party: int) -> tuple[int, int]:
    came = story.arrivals[party][0]
    start, level = int(story.talk.flows.start[came]), int(story.heard.level[came])
    return (-start if story.terms.backward else start), level


def _told(story: Story, party: int) -> Told:
    came = story.arrivals[party]
    chain = _chain(story, int(came[0]))
    near = story.talk.flows.dst if story.terms.backward else story.talk.flows.src
    return Told(
        who=story.talk.parties[party],
        at=time_of(int(story.talk.flows.start[came[0]])),
        hops=len(chain),
        chain=chain,
        occasions=len(distinct(story.talk.row[came])),
        tellers=len(distinct(near[came])),
        order_proven=all(step.order_proven for step in chain),
    )


def _chain(story: Story, last: int) -> tuple[ContactStep, ...]:
    """Return the contacts from the start to this one (backward: from this one to the start)."""
    talk, heard, backward = story.talk, story.heard, story.terms.backward
    ptr, idx = (talk.out_ptr, talk.out_idx) if backward else (talk.in_ptr, talk.in_idx)
    steps, here = [], last
    while heard.level[here] > 1:
        before, order = teller(
            talk.flows, talk.row, heard.clocks, ptr, idx, heard.level, here, backward
        )
        steps.append((here, order == PROVEN))
        here = int(before)
    steps.append((here, True))
    told = [_step(talk, at, proven) for at, proven in steps]
    return tuple(told if backward else reversed(told))


def _step(talk: Speech, at: int, proven: bool) -> ContactStep:
    rows, row = talk.rows, int(talk.row[at])
    return ContactStep(
        link=rows.links[row],
        source=talk.parties[talk.flows.src[at]],
        target=talk.parties[talk.flows.dst[at]],
        by=rows.ends[talk.by[at]],
        to=rows.ends[talk.to[at]],
        start=time_of(int(rows.start[row])),
        seconds=-1 if rows.written[row] else int(rows.seconds[row]),
        written=bool(rows.written[row]),
        order_proven=proven,
    )


def _others(story: Story, party: int, rows: int) -> list[ContactStep]:
    """Return the other calls by which word can have come, each row once, in their order."""
    came = story.arrivals[party]
    proven = story.heard.state[came] == PROVEN
    return [
        _step(story.talk, int(at), bool(sure))
        for at, sure in zip(came[1 : rows + 1], proven[1 : rows + 1], strict=True)
    ]


def _stops(story: Story) -> tuple[ContactStop, ...]:
    found = []
    for party, came in story.arrivals.items():
        if not story.heard.barred[party]:
            continue
        at, count = int(came[0]), int(story.talk.counterparties[party])
        reason = "service" if story.talk.service[party] else "hub"
        row = int(story.talk.row[at])
        found.append(
            ContactStop(
                who=story.talk.parties[party],
                at=time_of(int(story.talk.flows.start[at])),
                link=story.talk.rows.links[row],
                reason=reason,
                counterparties=count,
                said=said_of_stop(reason, count),
            )
        )
    return tuple(sorted(found, key=lambda stop: (stop.at, stop.who)))


def _joined(story: Story, parties: Sequence[int]) -> dict[str, tuple[str, ...]]:
    """Return the numbers for which a person stands here."""
    talk, numbers = story.talk, defaultdict[int, set[str]](set)
    wanted = np.isin(talk.flows.src, list(parties))
    spoke = np.stack((talk.flows.src[wanted], talk.by[wanted]))
    for party, number in np.unique(spoke, axis=1).T.tolist():
        if talk.parties[party] != talk.rows.ends[number]:
            numbers[party].add(talk.rows.ends[number])
    return {talk.parties[p]: tuple(sorted(mine)) for p, mine in sorted(numbers.items())}


def _warnings(story: Story) -> tuple[Message, ...]:
    rows = story.talk.rows
    unknown = int(((rows.seconds < 0) & ~rows.written & ~rows.silent).sum())
    return (
        *warnings(story.terms.hops, story.heard.beyond, story.terms.edges * story.heard.cut),
        *counted(unknown, rows.left_out),
    )


def _parameters(talk: Speech, terms: WordTerms) -> dict[str, str]:
    return {
        "direction": terms.direction,
        "within": window_text(terms.within),
        "hops": str(terms.hops),
        "hub": str(terms.hub),
        "skew": f"{terms.skew // SECOND}s",
        "strict_order": str(terms.strict_order).lower(),
        "through": " ".join(sorted(talk.parties[p] for p in terms.through)),
        "since": "" if terms.since is None else time_of(terms.since).isoformat(),
        "until": "" if terms.until is None else time_of(terms.until).isoformat(),
    }

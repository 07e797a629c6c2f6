"""A trace told in the model's words: steps, accounts, stops, holdings, what must be said."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kg.ledger.base import FlowIndex, Units
from kg.messages import Message
from kg.model import Trace, TraceStep, TraceTerms
from kg.trace.base import SECOND, Terms
from kg.trace.left_out import told
from kg.trace.moments import time_of
from kg.trace.not_taken import counted_slowly, not_taken
from kg.trace.opening import opening_slots
from kg.trace.order import UNPROVEN
from kg.trace.stops import stops, window_text
from kg.trace.sums import Story, accounts_by, holdings_by, holdings_of_all, traced_by

OVERLAPS = Message("figures-overlap")


def tell(story: Story, rule: str, name: str) -> Trace:
    """Return the trace; refuse to tell one in which a unit was lost."""
    traced, holdings = traced_by(story), holdings_by(story)
    index, terms, reached = story.index, story.terms, story.reached
    return Trace(
        name=name,
        direction=terms.direction,
        rule=rule,
        parameters={**_parameters(terms, index), **_openings(story)},
        terms=_terms(terms, index),
        seeds=tuple(story.seeding.seeds),
        steps=_steps(story, traced),
        accounts=accounts_by(story, traced),
        stops=stops(index, story.flows, terms, reached, holdings_of_all(story)),
        warnings=(*story.seeding.warnings, *_warnings(story)),
        unproven=int((reached.state[reached.steps] == UNPROVEN).sum()),
        scale=_scale(index),
        holdings=holdings,
        left_out=story.left_out,
    )


def _scale(index: FlowIndex) -> dict[str, int]:
    return dict(zip(index.currencies, index.scales, strict=True))


def _steps(story: Story, traced: Units) -> tuple[TraceStep, ...]:
    index, flows, reached = story.index, story.flows, story.reached
    order = np.lexsort((reached.steps, reached.level[reached.steps]))
    steps = reached.steps[order]
    columns = (flows.src, flows.dst, reached.level, flows.start, flows.currency)
    lines = [column[steps].tolist() for column in columns]
    proven = (reached.state[steps] != UNPROVEN).tolist()
    units = index.units(steps).tolist(), traced[order].tolist()
    told = zip(steps.tolist(), *lines, *units, proven, strict=True)
    return tuple(
        TraceStep(
            link=index.links[at],
            source=index.accounts[payer],
            target=index.accounts[payee],
            level=level,
            start=time_of(start),
            amount=amount,
            traced=units,
            currency=index.currencies[code],
            order_proven=is_proven,
        )
        for at, payer, payee, level, start, code, amount, units, is_proven in told
    )


def _warnings(story: Story) -> list[Message]:
    found = []
    if story.outcome is None:
        found.append(Message("backward-amounts-not-shared"))
    elif short := int((story.outcome.assumed > 0).sum()):
        found.append(Message("accounts-paid-more-than-known", count=short))
    if not story.conserves:
        found.append(OVERLAPS)
    found += told(story.left_out, story.terms, _scale(story.index))
    found += not_taken(story.index)
    if story.played is not None:
        played = story.flows.currency[story.played.position[story.played.wide]]
        found += counted_slowly(story.index, played.tolist())
    if story.reached.cut:
        edges = story.terms.edges
        found.append(Message("limit-of-transfers-reached", count=edges))
    return found


def _terms(terms: Terms, index: FlowIndex) -> TraceTerms:
    """Return the terms with everybody by id."""
    return TraceTerms(
        within=terms.within,
        hops=terms.hops,
        floor=terms.floor,
        hub=terms.hub,
        skew=terms.skew_across // SECOND,
        strict_order=terms.strict_order,
        edges=terms.edges,
        through=tuple(sorted(index.accounts[one] for one in terms.through)),
        excluded=tuple(sorted(index.accounts[one] for one in terms.excluded)),
        channels=terms.channels,
        since=None if terms.since is None else time_of(terms.since),
        until=None if terms.until is None else time_of(terms.until),
    )


def _parameters(terms: Terms, index: FlowIndex) -> Mapping[str, str]:
    """Return the terms as they are saved with a trace, in words."""
    return {
        "direction": terms.direction,
        "within": window_text(terms.within),
        "hops": str(terms.hops),
        "floor": str(terms.floor),
        "hub": str(terms.hub),
        "skew": f"{terms.skew_across // SECOND}s",
        "strict_order": str(terms.strict_order).lower(),
        "through": " ".join(sorted(index.accounts[a] for a in terms.through)),
        "exclude": " ".join(sorted(index.accounts[a] for a in terms.excluded)),
        "channel": " / ".join(terms.channels),
        "since": "" if terms.since is None else time_of(terms.since).isoformat(),
        "until": "" if terms.until is None else time_of(terms.until).isoformat(),
        "edges": str(terms.edges),
    }


def _openings(story: Story) -> Mapping[str, str]:
    """Return in how many of the accounts that are played a statement says what was there before."""
    if story.played is None:
        return {}
    played = story.played
    width = max(1, len(story.index.currencies))
    slots = played.slot_account.astype(np.int64) * width + played.slot_currency
    known, _ = opening_slots(story.index, slots)
    plays = int(played.money.plays.sum())
    told = int(played.money.plays[known].sum())
    return {"openings_known": str(told), "openings_unknown": str(plays - told)}

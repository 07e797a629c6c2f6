"""What a rule says of each account and of each seed, in the model's words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from kg.errors import KgError
from kg.ledger.base import FlowIndex, Units
from kg.messages import Message
from kg.model import Holding, LeftOut, TraceAccount
from kg.trace.base import Flows, Outcome, Terms
from kg.trace.replay_order import Played, places_of
from kg.trace.seeds import Seeding
from kg.trace.stops import REASON_OF_STATE
from kg.trace.times import time_of
from kg.trace.traversal import Followed

Place = tuple[int, int]
"""An account and a currency, by their positions in the index."""


@dataclass(frozen=True, slots=True)
class Story:
    """Everything a trace found; ``played`` and ``outcome`` are absent where no rule is run."""

    index: FlowIndex
    flows: Flows
    terms: Terms
    seeding: Seeding
    reached: Followed
    played: Played | None
    outcome: Outcome | None
    left_out: tuple[LeftOut, ...] = ()

    @property
    def conserves(self) -> bool:
        """Whether the rule's figures add up, or each stands for itself."""
        return self.outcome is None or not self.outcome.whole.shape[1]


def traced_by(story: Story) -> Units:
    """Return the seed units that each step carries, in the order of the steps."""
    steps = story.reached.steps
    if story.played is None or story.outcome is None:
        return np.zeros(len(steps), np.int64)
    units: Units = story.outcome.traced[places_of(story.played.position, steps)]
    return units


def holdings_by(story: Story) -> tuple[Holding, ...]:
    """Sum what is held and what left by seed, account, currency and reason."""
    sums: Counter[tuple[int, int, int, str]] = Counter()
    if story.played is None or story.outcome is None:
        return ()
    played, outcome = story.played, story.outcome
    account, currency = played.slot_account.tolist(), played.slot_currency.tolist()
    held = zip(outcome.held_slot, outcome.held_seed, outcome.held_amount, strict=True)
    for slot, seed, units in held:
        sums[int(seed), account[slot], currency[slot], ""] += int(units)
    left = zip(outcome.left_payment, outcome.left_seed, outcome.left_amount, strict=True)
    for payment, seed, units in left:
        sums[int(seed), *_left_at(story, played, int(payment))] += int(units)
    found = tuple(_holding(story, *key, units) for key, units in sorted(sums.items()) if units)
    if story.conserves:
        _check_conserved(story, found)
    return found


def holdings_of_all(story: Story) -> tuple[Holding, ...]:
    """Return what is held and what left where no seed's part is told from another's.

    Where a rule conserves these are its holdings; else the parts of several seeds overlap, and
    this is what they come to together. ``seed`` is 0 throughout, then.
    """
    if story.conserves or story.played is None or story.outcome is None:
        return holdings_by(story)
    played, outcome = story.played, story.outcome
    sums: Counter[tuple[int, int, str]] = Counter()
    for slot in np.flatnonzero(outcome.whole[2]).tolist():
        place = int(played.slot_account[slot]), int(played.slot_currency[slot])
        sums[*place, ""] += int(outcome.whole[2, slot])
    for payment in np.flatnonzero(~played.money.onward & (outcome.traced > 0)).tolist():
        sums[_left_at(story, played, payment)] += int(outcome.traced[payment])
    return tuple(_holding(story, 0, *key, units) for key, units in sorted(sums.items()))


def _left_at(story: Story, played: Played, payment: int) -> tuple[int, int, str]:
    """Return whose payment out of the trace this is, in what, and why it was not followed."""
    at = int(played.position[payment])
    why = REASON_OF_STATE[int(story.reached.state[at])]
    return int(story.flows.src[at]), int(story.flows.currency[at]), why


def _holding(
    story: Story, seed: int, account: int, currency: int, left: str, units: int
) -> Holding:
    index = story.index
    victim = story.seeding.seeds[seed].victim
    return Holding(seed, victim, index.accounts[account], index.currencies[currency], units, left)


def _check_conserved(story: Story, holdings: tuple[Holding, ...]) -> None:
    sums: Counter[int] = Counter()
    for holding in holdings:
        sums[holding.seed] += holding.amount
    for number, seed in enumerate(story.seeding.seeds):
        if sums[number] != seed.amount:
            raise KgError(Message("rule-lost-units", amount=seed.amount, sums=sums[number]))


def accounts_by(story: Story, traced: Units) -> tuple[TraceAccount, ...]:
    """Sum by account and currency; a seed's own money is received where the seed pays it."""
    index, found = story.index, []
    sums = _added_up(story, traced) if story.conserves else _as_told(story)
    for place, (level, first, last) in _spans(story).items():
        iri, currency = index.accounts[place[0]], index.currencies[place[1]]
        received, passed, kept = (one[place] for one in sums.values())
        moments = time_of(first), time_of(last)
        found.append(TraceAccount(iri, level, currency, received, passed, kept, *moments))
    return tuple(sorted(found, key=lambda a: (a.level, a.account, a.currency)))


def _spans(story: Story) -> dict[Place, tuple[int, int, int]]:
    """Return (level, first, last) of each account and currency that a step touches."""
    flows, reached = story.flows, story.reached
    spans: dict[Place, tuple[int, int, int]] = {}
    backward = story.terms.direction == "in"
    near, far = (flows.dst, flows.src) if backward else (flows.src, flows.dst)
    columns = (near, far, flows.currency, flows.start, reached.level)
    lines = (column[reached.steps].tolist() for column in columns)
    for payer, payee, code, start, height in zip(*lines, strict=True):
        for account, low in ((payer, height - 1), (payee, height)):
            level, first, last = spans.get((account, code), (low, start, start))
            spans[account, code] = min(level, low), min(first, start), max(last, start)
    return spans


def _added_up(story: Story, traced: Units) -> dict[str, Counter[Place]]:
    """Add up what came by the steps and what is kept; the rest was passed on."""
    steps, got, kept = story.reached.steps, _sown(story), Counter[Place]()
    payees, codes = story.flows.dst[steps].tolist(), story.flows.currency[steps].tolist()
    for payee, code, units in zip(payees, codes, traced.tolist(), strict=True):
        got[payee, code] += units
    if story.played is not None and story.outcome is not None:
        played, outcome = story.played, story.outcome
        for slot, units in zip(outcome.held_slot.tolist(), outcome.held_amount, strict=True):
            kept[int(played.slot_account[slot]), int(played.slot_currency[slot])] += int(units)
    passed = Counter({place: units - kept[place] for place, units in got.items()})
    return {"received": got, "passed_on": passed, "kept": kept}


def _as_told(story: Story) -> dict[str, Counter[Place]]:
    """Return what the rule itself says of each account, and what the seeds pay of their own."""
    sums = {"received": _sown(story), "passed_on": _sown(story), "kept": Counter[Place]()}
    if story.played is not None and story.outcome is not None:
        for name, row in zip(sums, story.outcome.whole, strict=True):
            for slot in np.flatnonzero(row).tolist():
                account = int(story.played.slot_account[slot])
                sums[name][account, int(story.played.slot_currency[slot])] += int(row[slot])
    return sums


def _sown(story: Story) -> Counter[Place]:
    """Return what the seeds pay of their own, where a rule is run."""
    own, flows = Counter[Place](), story.flows
    if story.outcome is not None:
        for position, units, _ in story.seeding.lots:
            own[int(flows.src[position]), int(flows.currency[position])] += units
    return own

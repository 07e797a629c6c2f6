"""A trace told in the model's words: steps, accounts, stops, holdings, what must be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from kg.errors import KgError
from kg.ledger.base import FlowIndex
from kg.model import Holding, Proof, Said, Trace, TraceAccount, TraceStep
from kg.schema import load_schema
from kg.trace.base import SECOND, Flows, Int64, Outcome, Terms
from kg.trace.follow import Followed
from kg.trace.order import UNPROVEN
from kg.trace.play import Played
from kg.trace.seeds import Seeding
from kg.trace.stops import REASON_OF_STATE, stops, window_text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


def tell(story: Story, rule: str, name: str) -> Trace:
    """Return the trace; refuse to tell one in which a unit was lost."""
    traced = _traced(story)
    holdings = _holdings(story)
    if story.outcome is not None:
        _check_conserved(story, holdings)
    index, terms, reached = story.index, story.terms, story.reached
    return Trace(
        name=name,
        direction=terms.direction,
        rule=rule,
        parameters=_parameters(terms, index),
        seeds=tuple(story.seeding.seeds),
        steps=_steps(story, traced),
        accounts=_accounts(story, traced, holdings),
        stops=stops(index, story.flows, terms, reached, holdings),
        warnings=(*story.seeding.warnings, *_warnings(story)),
        unproven=int((reached.state[reached.steps] == UNPROVEN).sum()),
        scale=dict(zip(index.currencies, index.scales, strict=True)),
        holdings=holdings,
    )


def _traced(story: Story) -> Int64:
    """Return the seed units that each payment of the index carries."""
    traced = np.zeros(len(story.index), np.int64)
    if story.played is not None and story.outcome is not None:
        traced[story.played.position] = story.outcome.traced
    return traced


def _holdings(story: Story) -> tuple[Holding, ...]:
    """Sum what is held and what left by seed, account, currency and reason."""
    sums: Counter[tuple[int, int, int, str]] = Counter()
    if story.played is None or story.outcome is None:
        return ()
    played, outcome, flows = story.played, story.outcome, story.flows
    account, currency = played.slot_account.tolist(), played.slot_currency.tolist()
    held = zip(outcome.held_slot, outcome.held_seed, outcome.held_amount, strict=True)
    for slot, seed, units in held:
        sums[int(seed), account[slot], currency[slot], ""] += int(units)
    left = zip(outcome.left_payment, outcome.left_seed, outcome.left_amount, strict=True)
    for payment, seed, units in left:
        at = int(played.position[payment])
        why = REASON_OF_STATE[int(story.reached.state[at])]
        sums[int(seed), int(flows.src[at]), int(flows.currency[at]), why] += int(units)
    return tuple(_holding(story, *key, units) for key, units in sorted(sums.items()) if units)


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
            raise KgError(f"the rule lost units: {seed.amount} became {sums[number]}")


def _steps(story: Story, traced: Int64) -> tuple[TraceStep, ...]:
    index, flows, reached = story.index, story.flows, story.reached
    steps = reached.steps[np.lexsort((reached.steps, reached.level[reached.steps]))]
    return tuple(
        TraceStep(
            link=index.links[at],
            source=index.accounts[flows.src[at]],
            target=index.accounts[flows.dst[at]],
            level=int(reached.level[at]),
            start=_time(int(flows.start[at])),
            amount=int(flows.amount[at]),
            traced=int(traced[at]),
            currency=index.currencies[flows.currency[at]],
            order_proven=bool(reached.state[at] != UNPROVEN),
        )
        for at in steps.tolist()
    )


def _accounts(
    story: Story, traced: Int64, holdings: tuple[Holding, ...]
) -> tuple[TraceAccount, ...]:
    """Sum by account and currency; a seed's own money is received where the seed pays it."""
    index = story.index
    spans, got, kept = _spans(story), _received(story, traced), _kept(holdings)
    found = []
    for (account, code), (level, first, last) in spans.items():
        iri, currency = index.accounts[account], index.currencies[code]
        units, here = got[account, code], kept[iri, currency]
        moments = _time(first), _time(last)
        found.append(TraceAccount(iri, level, currency, units, units - here, here, *moments))
    return tuple(sorted(found, key=lambda a: (a.level, a.account, a.currency)))


def _spans(story: Story) -> dict[tuple[int, int], tuple[int, int, int]]:
    """Return (level, first, last) of each account and currency that a step touches."""
    flows, reached = story.flows, story.reached
    spans: dict[tuple[int, int], tuple[int, int, int]] = {}
    backward = story.terms.direction == "in"
    near, far = (flows.dst, flows.src) if backward else (flows.src, flows.dst)
    for at in reached.steps.tolist():
        code, start = int(flows.currency[at]), int(flows.start[at])
        height = int(reached.level[at])
        for account, low in ((int(near[at]), height - 1), (int(far[at]), height)):
            level, first, last = spans.get((account, code), (low, start, start))
            spans[account, code] = min(level, low), min(first, start), max(last, start)
    return spans


def _received(story: Story, traced: Int64) -> Counter[tuple[int, int]]:
    flows, got = story.flows, Counter[tuple[int, int]]()
    for at in story.reached.steps.tolist():
        got[int(flows.dst[at]), int(flows.currency[at])] += int(traced[at])
    if story.outcome is not None:
        for position, units, _ in story.seeding.lots:
            got[int(flows.src[position]), int(flows.currency[position])] += units
    return got


def _kept(holdings: tuple[Holding, ...]) -> Counter[tuple[str, str]]:
    kept: Counter[tuple[str, str]] = Counter()
    for holding in holdings:
        if not holding.left:
            kept[holding.account, holding.currency] += holding.amount
    return kept


def _time(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def _warnings(story: Story) -> list[Said]:
    found = []
    if story.outcome is None:
        found.append(
            Said(
                "逆向追踪只给出可能的来源转账，不分摊金额",
                "backward, payments that can be the origin are shown; amounts are not shared",
            )
        )
    elif short := int((story.outcome.assumed > 0).sum()):
        found.append(
            Said(
                f"{short} 个账户付出多于收到：差额按此前已有的其他资金计（期初余额未知）",
                f"{short} accounts paid more than they received: the difference is taken as other "
                "money that was there before (opening balances are not known)",
            )
        )
    found += _left_out(story.index)
    if story.reached.cut:
        edges = story.terms.edges
        found.append(
            Said(f"达到追踪笔数上限 {edges:,}", f"the limit of {edges:,} transfers was reached")
        )
    return found


#: A reason of the ledger's own: an amount of ether down to the wei, say.
_LEFT_OUT = {
    "inexact": (
        "金额的小数位比追踪所用的最小单位还细",
        "the amount is finer than the unit that traces count in",
    )
}


def _left_out(index: FlowIndex) -> list[Said]:
    """Say how many rows of the whole case no trace can follow, and why, in the ontology's words."""
    words = {value.code: value for value in load_schema().listed("FlowStatus")}
    found = []
    for code, count in sorted(index.left_out.items()):
        if code == Proof.EXCLUDED:
            found.append(_excluded(count))
        elif count:
            zh, en = _LEFT_OUT.get(code) or (words[code].label(lang) for lang in ("zh", "en"))
            zh = f"全案有 {count:,} 行未按时间追踪：{zh}"
            found.append(Said(zh, f"{count:,} rows of the case are not traced in time: {en}"))
    return found


def _excluded(count: int) -> Said:
    payments = "payment" if count == 1 else "payments"
    zh = f"全案有 {count:,} 笔转账经认定排除，未追踪"
    return Said(zh, f"{count:,} {payments} excluded by judgement: no trace follows them")


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
        "since": "" if terms.since is None else _time(terms.since).isoformat(),
        "until": "" if terms.until is None else _time(terms.until).isoformat(),
        "edges": str(terms.edges),
    }

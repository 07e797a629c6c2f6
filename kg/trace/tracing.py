"""Follows money in time from its seeds and allocates it by a named rule: :func:`trace`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from types import MappingProxyType

import numpy as np

from kg.errors import PartialAccounts, UsageError
from kg.ledger.account_flows import distinct
from kg.ledger.base import FlowIndex, Units
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import (
    WORD_FILTERS,
    RuleFigures,
    RuleRange,
    Seed,
    Trace,
    TraceAccount,
    TraceStep,
    TraceTerms,
)
from kg.trace.allocation import (
    TraceAllocation,
    pooled_holdings,
    trace_accounts,
    trace_holdings,
    traced_units,
)
from kg.trace.base import (
    SECOND,
    Bool,
    Direction,
    Flows,
    KernelTerms,
    Kinds,
    alone,
    clocks_of,
    flows_of,
    unknown,
)
from kg.trace.filtered_out import filter_warnings, filtered_out
from kg.trace.levels import account_levels, share_needed, shared_trace
from kg.trace.payment_order import UNPROVEN
from kg.trace.replay_order import ReplayOrder, opening_slots, replay_order
from kg.trace.roles.computed_roles import computed_roles
from kg.trace.rules import FLOOR, RULES, rule_names
from kg.trace.seeds import account_at, place_seeds
from kg.trace.stops import stops, window_text
from kg.trace.times import duration, moment_of, time_of
from kg.trace.traversal import TraversalResult, follow, is_barred
from kg.trace.untraceable import counted_slowly, not_taken
from kg.trace.whole_numbers import run_rule

HALF_RANGE, MOST = 1 << 62, (1 << 63) - 1


def trace(
    index: FlowIndex,
    seeds: Sequence[Seed],
    *,
    direction: Direction = "out",
    rule: str = "fifo",
    rules: Sequence[str] = (),
    within: timedelta | str = timedelta(hours=LIMITS.window_hours),
    hops: int = LIMITS.hops,
    floor: Decimal | str = Decimal(0),
    since: datetime | None = None,
    until: datetime | None = None,
    hub: int = LIMITS.hub,
    skew: int = LIMITS.cross_source_skew,
    strict_order: bool = False,
    through: Collection[str] = (),
    exclude: Collection[str] = (),
    words: Mapping[str, Sequence[str]] = MappingProxyType({}),
    marks: Mapping[str, Bool] = MappingProxyType({}),
    edges: int = LIMITS.trace_edges,
    called: Mapping[str, str] | None = None,
    kinds: Kinds = unknown,
    beside: Callable[[str], Sequence[str]] = alone,
    zone: tzinfo = UTC,
    name: str = "",
) -> Trace:
    """Follow the seeds' money; every unit of it is held by an account or left by a named stop.

    Which payment can follow which is decided by :mod:`kg.trace.traversal`, whose money it then
    carries by the module of the rule in :mod:`kg.trace.rules`.

    Args:
        index: The ledger's payments and accounts.
        seeds: Where the trace begins: payments, or accounts with all of their payments.
        direction: ``out``: where the money went; ``in``: where it came from.
        rule: The rule by which money is allocated.
        rules: Several rules: the trace is by the first of them, and carries what each of the
            others and the floor say.
        within: The longest stay of money at one account.
        hops: The longest path, in payments.
        floor: The least amount of a payment that is followed, in units of its currency.
        since: The beginning of the period; it is in the period.
        until: The end of the period; it is not in the period.
        hub: An account with more counterparties than this is not passed.
        skew: By how many seconds the clocks of two sources may differ.
        strict_order: Whether hops of unproven order are dropped.
        through: The accounts that are passed although they are hubs.
        exclude: The accounts beyond which nothing is followed.
        words: By filter on words of rows (``channel``), the words whose payments alone are
            followed; none: all.
        marks: By such a filter, which payments it lets pass, by position in the index.
        edges: The most payments of a trace.
        called: Which company an account is of, so that a stop can name whom to ask.
        kinds: What accounts are and who has them, for levels and computed roles.
        beside: Which other accounts the holder of an account has.
        zone: The time zone in which times are written.
        name: The name under which the trace is saved.

    Returns:
        The trace: its steps, accounts, holdings and stops, and what has to be said of them.

    Raises:
        UsageError: A rule, an amount or a length of time is none that is known.
        PartialAccounts: It goes on from accounts of which only a part of the payments is here.
        NotFound: A seed, an account or a payment is not in the ledger.
    """
    names = rule_names(rules or [rule])
    terms = KernelTerms(
        direction=direction,
        within=duration(within) // timedelta(microseconds=1),
        hops=hops,
        floor=Decimal(floor),
        since=None if since is None else moment_of(since),
        until=None if until is None else moment_of(until),
        hub=hub,
        skew_across=skew * SECOND,
        strict_order=strict_order,
        through=frozenset(account_at(index, account) for account in through),
        excluded=frozenset(account_at(index, account) for account in exclude),
        words={name: tuple(some) for name, some in words.items()},
        marks=marks,
        edges=edges,
        called=dict(called or {}),
        kinds=kinds,
        beside=beside,
        zone=zone,
    )
    return run(index, seeds, terms, names, name, compared=bool(rules))


def _refuse_partial(
    index: FlowIndex, flows: Flows, terms: KernelTerms, reached: TraversalResult
) -> None:
    """Refuse to tell of accounts that lie open to the trace and are here in part only."""
    if not index.partial:
        return
    far = flows.src if terms.direction == "in" else flows.dst
    ends = distinct(far[reached.steps])
    led = np.union1d(ends[~is_barred(index, terms, ends)], np.flatnonzero(reached.followed))
    if len(partial := np.intersect1d(led, np.array(index.partial, np.int64))):
        raise PartialAccounts(tuple(index.accounts[code] for code in partial.tolist()))


def run(
    index: FlowIndex,
    seeds: Sequence[Seed],
    terms: KernelTerms,
    rules: Sequence[str],
    name: str,
    *,
    compared: bool = False,
) -> Trace:
    """Follow the money under given terms, allocate it by each rule, and build the trace.

    Args:
        index: The ledger's payments and accounts.
        seeds: Where the trace begins.
        terms: What is followed, in the units of the index.
        rules: The names of the rules; the trace is by the first.
        name: The name under which the trace is saved.
        compared: Whether the trace carries what every rule says.
    """
    _check(terms, compared=compared)
    flows = flows_of(index)
    seeding = place_seeds(index, flows, terms, seeds)
    lots = seeding.columns()
    clocks = clocks_of(index, terms)
    reached = follow(index, flows, clocks, terms, distinct(lots.position))
    _refuse_partial(index, flows, terms, reached)
    kept_out = filtered_out(index, flows, clocks, terms, reached, seeding)
    if terms.direction == "in":
        back = TraceAllocation(index, flows, terms, seeding, reached, None, None, kept_out)
        return build_trace(back, rules[0], name)
    played = replay_order(index, flows, clocks, reached, lots)
    _refuse_overflow(played)

    @cache
    def allocation(rule: str) -> TraceAllocation:
        outcome = run_rule(RULES[rule].allocate, played.money, played.wide)
        return TraceAllocation(index, flows, terms, seeding, reached, played, outcome, kept_out)

    trace = with_levels(build_trace(allocation(rules[0]), rules[0], name), rules, allocation)
    return with_comparison(trace, rules, allocation) if compared else trace


def _check(terms: KernelTerms, *, compared: bool) -> None:
    if terms.direction not in ("out", "in"):
        raise UsageError(
            Message("no-direction-called", direction=terms.direction), hint=Message("out-or-in")
        )
    if terms.hops < 1 or terms.within < 0 or terms.edges < 1 or terms.hub < 0:
        raise UsageError(Message("trace-limits-start-at"))
    if compared and terms.direction == "in":
        raise UsageError(Message("backward-has-no-rules"))


def _refuse_overflow(played: ReplayOrder) -> None:
    """Refuse what int64 units of one account cannot hold; no wrong digit is ever printed."""
    money = played.money
    for ends in (money.payer, money.payee):
        mine = (ends >= 0) & ~played.wide
        slots = len(money.plays)
        near = np.bincount(ends[mine], money.amount[mine].astype(np.float64), slots)
        near = np.where(near > 0, near + money.opening.astype(np.float64), 0)
        for slot in np.flatnonzero(near > HALF_RANGE).tolist():
            if sum(money.amount[ends == slot].tolist(), int(money.opening[slot])) > MOST:
                raise UsageError(
                    Message("amounts-beyond-exact-count"),
                    hint=Message("narrow-the-trace"),
                )


OVERLAPS = Message("figures-overlap")


def build_trace(allocation: TraceAllocation, rule: str, name: str) -> Trace:
    """Build the saved result of an allocation by one rule.

    Raises an error instead of returning a trace in which a unit was lost.
    """
    traced, holdings = traced_units(allocation), trace_holdings(allocation)
    index, terms, reached = allocation.index, allocation.terms, allocation.reached
    return Trace(
        name=name,
        direction=terms.direction,
        rule=rule,
        parameters={**_parameters(terms, index), **_openings(allocation)},
        terms=_terms(terms, index),
        seeds=tuple(allocation.seeding.seeds),
        steps=_steps(allocation, traced),
        accounts=trace_accounts(allocation, traced),
        stops=stops(index, allocation.flows, terms, reached, pooled_holdings(allocation)),
        warnings=(*allocation.seeding.warnings, *_warnings(allocation)),
        unproven=int((reached.state[reached.steps] == UNPROVEN).sum()),
        scale=_scale(index),
        holdings=holdings,
        left_out=allocation.left_out,
    )


def _scale(index: FlowIndex) -> dict[str, int]:
    return dict(zip(index.currencies, index.scales, strict=True))


def _steps(allocation: TraceAllocation, traced: Units) -> tuple[TraceStep, ...]:
    index, flows, reached = allocation.index, allocation.flows, allocation.reached
    order = np.lexsort((reached.steps, reached.level[reached.steps]))
    steps = reached.steps[order]
    columns = (flows.src, flows.dst, reached.level, flows.start, flows.currency)
    lines = [column[steps].tolist() for column in columns]
    proven = (reached.state[steps] != UNPROVEN).tolist()
    units = index.units(steps).tolist(), traced[order].tolist()
    rows = zip(steps.tolist(), *lines, *units, proven, strict=True)
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
        for at, payer, payee, level, start, code, amount, units, is_proven in rows
    )


def _warnings(allocation: TraceAllocation) -> list[Message]:
    messages = []
    if allocation.outcome is None:
        messages.append(Message("backward-amounts-not-shared"))
    elif short := int((allocation.outcome.assumed > 0).sum()):
        messages.append(Message("accounts-paid-more-than-known", count=short))
    if not allocation.conserves:
        messages.append(OVERLAPS)
    messages += filter_warnings(allocation.left_out, allocation.terms, _scale(allocation.index))
    messages += not_taken(allocation.index)
    if allocation.played is not None:
        played = allocation.flows.currency[allocation.played.position[allocation.played.wide]]
        messages += counted_slowly(allocation.index, played.tolist())
    if allocation.reached.cut:
        edges = allocation.terms.edges
        messages.append(Message("limit-of-transfers-reached", count=edges))
    return messages


def _terms(terms: KernelTerms, index: FlowIndex) -> TraceTerms:
    """Return the terms with everybody by id."""
    return TraceTerms(
        within=terms.within,
        hops=terms.hops,
        floor=terms.floor,
        hub=terms.hub,
        skew=terms.skew_across // SECOND,
        strict_order=terms.strict_order,
        edges=terms.edges,
        through=tuple(sorted(index.accounts[place] for place in terms.through)),
        excluded=tuple(sorted(index.accounts[place] for place in terms.excluded)),
        **{field: terms.words.get(name, ()) for name, field in WORD_FILTERS.items()},
        since=None if terms.since is None else time_of(terms.since),
        until=None if terms.until is None else time_of(terms.until),
    )


def _parameters(terms: KernelTerms, index: FlowIndex) -> Mapping[str, str]:
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
        **{name: " / ".join(terms.words.get(name, ())) for name in WORD_FILTERS},
        "since": "" if terms.since is None else time_of(terms.since).isoformat(),
        "until": "" if terms.until is None else time_of(terms.until).isoformat(),
        "edges": str(terms.edges),
    }


def _openings(allocation: TraceAllocation) -> Mapping[str, str]:
    """Return in how many of the accounts that are played a statement says what was there before."""
    if allocation.played is None:
        return {}
    played = allocation.played
    width = max(1, len(allocation.index.currencies))
    slots = played.slot_account.astype(np.int64) * width + played.slot_currency
    known, _ = opening_slots(allocation.index, slots)
    plays = int(played.money.plays.sum())
    known_openings = int(played.money.plays[known].sum())
    return {"openings_known": str(known_openings), "openings_unknown": str(plays - known_openings)}


At = tuple[str, str]


def with_comparison(
    trace: Trace, rules: Sequence[str], allocation: Callable[[str], TraceAllocation]
) -> Trace:
    """Return the trace with what each rule and the floor say of it, and the range between them."""
    links = {link: place for place, link in enumerate(step.link for step in trace.steps)}
    rule_order = dict.fromkeys((*rules, FLOOR))
    figures = tuple(_figures(rule, allocation(rule), links) for rule in rule_order)
    named = {**trace.parameters, "rules": " ".join(rules)}
    return replace(trace, compared=figures, ranges=_ranges(figures), parameters=named)


def _figures(rule: str, allocation: TraceAllocation, links: dict[str, int]) -> RuleFigures:
    traced, figures = traced_units(allocation), [0] * len(links)
    for at, units in zip(allocation.reached.steps.tolist(), traced.tolist(), strict=True):
        figures[links[allocation.index.links[at]]] = units
    accounts, holdings = trace_accounts(allocation, traced), trace_holdings(allocation)
    return RuleFigures(rule, RULES[rule].conserves, accounts, holdings, tuple(figures))


def _ranges(figures: Sequence[RuleFigures]) -> tuple[RuleRange, ...]:
    """Return the range of every account that keeps money by some rule, who may keep most first."""
    by_rule = {
        figure.rule: {(a.account, a.currency): a for a in figure.accounts} for figure in figures
    }
    sharing = [figure.rule for figure in figures if figure.conserves]
    ending = [*sharing, FLOOR] if sharing else list(by_rule)
    ends = [at for at in by_rule[FLOOR] if any(by_rule[rule][at].kept for rule in ending)]
    most = {at: max(by_rule[rule][at].kept for rule in ending) for at in ends}
    ends.sort(key=lambda at: (at[1], -most[at], at[0]))
    figures_at_ends = ({rule: accounts[at] for rule, accounts in by_rule.items()} for at in ends)
    return tuple(
        _range(at, accounts, sharing) for at, accounts in zip(ends, figures_at_ends, strict=True)
    )


def _range(at: At, account_by_rule: dict[str, TraceAccount], sharing: Sequence[str]) -> RuleRange:
    reached = {rule: account.received for rule, account in account_by_rule.items() if rule != FLOOR}
    shares = [reached[rule] for rule in sharing]
    floor = account_by_rule[FLOOR].received
    low, high = min(shares, default=floor), max(shares, default=max(reached.values(), default=0))
    return RuleRange(at[0], account_by_rule[FLOOR].level, at[1], reached, low, high, floor)


SHARING = "fifo"
"""By which rule accounts are placed where none of those asked for shares the money out."""


def with_levels(
    trace: Trace, rules: Sequence[str], allocation: Callable[[str], TraceAllocation]
) -> Trace:
    """Return the trace with the level and the computed roles of every account money came to."""
    rule = next((rule for rule in rules if RULES[rule].conserves), SHARING)
    shared = shared_trace(allocation(rule), rule)
    level_parameters = {"level_rule": rule, "level_share": str(share_needed())}
    return replace(
        trace,
        parameters={**trace.parameters, **level_parameters},
        levels=account_levels(shared),
        roles=computed_roles(shared),
    )

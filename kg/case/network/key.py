"""Answers who holds a network together, by phases and without some of its things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.case.money.filters import moment, zone_of
from kg.case.money.holdings import accounts_of, is_account
from kg.case.network.rows import CHAIN, PEOPLE, CaseNetworkRows, network_rows
from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.errors import NotFound, UsageError
from kg.ledger.ties import files_of_rows
from kg.messages import Message
from kg.model import KeyPhase, KeyThings, Link, Proof, StillReaching, Trace, WhatIf
from kg.network.key import KeyFigures, KeyTerms, phase
from kg.network.phases import by_file, by_time, months
from kg.network.rows import undated, without
from kg.network.terms import KEY, measure_classes, values
from kg.network.ties import TieRows, largest_part, network_of_rows
from kg.requests import KeyRequest, TraceRequest

CARDS, NAILS, FLOW = "cards", "nails", "flow"
FLOW_WORDS = ("flow", "断流")
MONTH, SOURCE, STAGE = "month", "source", "stage"


def key_things(session: Session, request: KeyRequest) -> KeyThings:
    """Return the key things of the network that a request names."""
    return key_things_of(session, request, network_rows(session, request))


def key_things_of(session: Session, request: KeyRequest, given: CaseNetworkRows) -> KeyThings:
    """Return the key things of a network."""
    changed = values(KEY, request.thresholds)
    terms = KeyTerms(
        **changed,
        directed=given.directed,
        rank=request.rank,
        listed=request.rows,
        call=_caller(session),
        stages=_stages(session, request, given),
        amounts=given.amounts,
        scale=given.scale,
        reaching=_reaching(session, given.trace),
    )
    parameters = {
        **{name: str(value) for name, value in changed.items()},
        "rank": request.rank, "group": request.group, "by": request.by,
        "directed": "yes" if given.directed else "no", "currency": given.currency,
    }  # fmt: skip
    result = KeyFigures(given.rows, terms).result(given.network, parameters)
    phases, undated = _phases(session, request, given.rows, terms)
    loops = (Message("key-loops", count=given.rows.loops),) if given.rows.loops else ()
    return replace(
        result,
        phases=phases,
        what_if=tuple(_what_ifs(session, request, given)),
        warnings=(*given.warnings, *loops, *result.warnings, *undated),
        request=request,
    )


def _caller(session: Session) -> Callable[[str], str]:
    return lambda thing: session.handles.of(thing) or thing


def _stages(session: Session, request: KeyRequest, given: CaseNetworkRows) -> dict[str, str] | None:
    """Return the stage of each thing: where a chain has it, else that of a role a row alleges."""
    if request.group != STAGE:
        return None
    if given.network == CHAIN:
        return dict(given.stages)
    stages: dict[str, str] = {}
    for link in session.index().role_links(given.rows.ends):
        if link.proof is not Proof.EXCLUDED:
            for role in link.values.get("role", ()):
                if session.schema.has_kind(role) and (stage := session.schema.kind(role).stage):
                    stages.setdefault(link.source, stage)
    return stages


def _phases(
    session: Session, request: KeyRequest, rows: TieRows, terms: KeyTerms
) -> tuple[tuple[KeyPhase, ...], tuple[Message, ...]]:
    if not request.by:
        return (), ()
    if request.by == SOURCE:
        told = files_of_rows(session.index(), rows.links)
        sources = session.sources()
        names = {source.sha256: source.name for source in sources}
        order = [source.sha256 for source in sources]
        split = [
            (names[sha], part)
            for sha, part in by_file(rows, [told.get(link, ()) for link in rows.links], order)
        ]
        return tuple(phase(name, part, terms) for name, part in split), ()
    timeless = undated(rows)
    if timeless == len(rows):
        raise UsageError(Message("key-no-dates"), where="--by", hint=Message("key-by-source"))
    split = list(by_time(rows, *_bounds(session, request.by, rows)))
    warnings = (Message("key-undated", count=timeless),) if timeless else ()
    return tuple(phase(name, part, terms) for name, part in split), warnings


def _bounds(session: Session, typed: str, rows: TieRows) -> tuple[list[int], list[str]]:
    zone = zone_of(session)
    if typed == MONTH:
        return months(rows.start, zone)
    words = [word.strip() for word in re.split("[,，]", typed) if word.strip()]
    moments = [moment(word, zone) for word in words]
    bounds = [round(one.timestamp() * 1_000_000) for one in moments if one]
    if not bounds or bounds != sorted(set(bounds)):
        raise UsageError(Message("key-dates-in-order"), where="--by")
    names = [f"– {words[0]}", *(f"{a} – {b}" for a, b in pairwise(words))]
    return bounds, [*names, f"{words[-1]} –"]


@dataclass(frozen=True, slots=True)
class _Taken:
    """One thing that is taken out, by what measure, and the accounts that go with it."""

    measure: str
    thing: str
    accounts: tuple[str, ...]


def _what_ifs(session: Session, request: KeyRequest, given: CaseNetworkRows) -> Iterator[WhatIf]:
    """Yield what is left without each measure's things; of several things without all of them."""
    for measure in (CARDS, NAILS, FLOW):
        if measure == FLOW:
            if any(word.strip().lower() in FLOW_WORDS for word in request.without):
                yield _without_flow(session, request, given)
            continue
        taken = [_taken(session, word) for word in request.without if not _is_flow(word)]
        mine = [one for one in taken if one.measure == measure]
        if mine:
            yield _without(session, given, measure, mine)


def _is_flow(word: str) -> bool:
    return word.strip().lower() in FLOW_WORDS


def _taken(session: Session, typed: str) -> _Taken:
    thing = resolve_thing(session, typed)
    kind = session.schema.kind_of_id(thing)
    if any(session.schema.is_a(kind, name) for name in measure_classes(NAILS)) and not is_account(
        session, thing
    ):
        return _Taken(NAILS, thing, tuple(_accounts_of(session, thing)))
    if any(session.schema.is_a(kind, name) for name in measure_classes(CARDS)):
        accounts = (thing,) if is_account(session, thing) else ()
        return _Taken(CARDS, thing, accounts)
    raise UsageError(Message("key-cannot-take-out", thing=repr(typed)), where="--without")


def _accounts_of(session: Session, holder: str) -> list[str]:
    """Return what somebody is recorded to hold, and what a row says that they control."""
    try:
        held = accounts_of(session, holder)
    except NotFound:
        held = []
    steered = [
        link.target
        for link in session.index().links_of([holder])
        if _controls(session, link, holder) and is_account(session, link.target)
    ]
    return sorted({*held, *steered})


def _controls(session: Session, link: Link, holder: str) -> bool:
    return (
        link.source == holder
        and link.proof is not Proof.EXCLUDED
        and session.schema.is_control(link.kind)
    )


def _without(
    session: Session, given: CaseNetworkRows, measure: str, taken: Sequence[_Taken]
) -> WhatIf:
    things = [one.thing for one in taken]
    accounts = sorted({account for one in taken for account in one.accounts})
    left = without(given.rows, {*things, *accounts})
    money = _money_without(session, given.trace, accounts) if accounts else ()
    call = _caller(session)
    who = ", ".join(map(call, things))
    said = [
        Message(
            f"key-without-{measure}",
            who=who,
            accounts=len(accounts),
            before=left.before,
            after=left.after,
        )
    ]
    said += [_sentence(one, ", ".join(map(call, accounts)) or who) for one in money]
    if given.trace and not accounts:
        said.append(Message("key-no-account-cut", who=who))
    return WhatIf(
        measure, tuple(things), tuple(accounts), left.rows, left.before, left.after, money,
        tuple(said),
    )  # fmt: skip


def _without_flow(session: Session, request: KeyRequest, given: CaseNetworkRows) -> WhatIf:
    """Return what is left without the facts that bring people: no payment is one of them."""
    schema = session.schema
    classes = {
        kind.name
        for kind in schema.kinds()
        if any(schema.is_a(kind.name, name) for name in measure_classes(FLOW))
    }
    before = after = largest_part(network_of_rows(given.rows))
    rows = 0
    if given.network in (PEOPLE, CHAIN):
        try:
            left = network_rows(session, replace(request, people=not request.name), classes).rows
        except NotFound:
            left = given.rows.among(given.rows.src < 0)
        after, rows = largest_part(network_of_rows(left)), len(given.rows) - len(left)
    said = Message("key-without-flow", rows=rows, before=before, after=after)
    return WhatIf(FLOW, (), (), rows, before, after, (), (said,))


def _sentence(money: StillReaching, who: str) -> Message:
    places = len(str(money.scale)) - 1
    figures = {
        name: f"{getattr(money, name) / money.scale:,.{places}f}"
        for name in ("total", "reaching", "low", "high")
    }
    others = [rule for rule in money.rules if rule != money.rule]
    return Message(
        "key-still-reaches" if others else "key-still-reaches-alone",
        rule=money.rule.upper(), currency=money.currency, who=who,
        rules=", ".join(others), **figures,
    )  # fmt: skip


def _reaching(
    session: Session, trace: Trace | None
) -> Callable[[Sequence[str]], tuple[StillReaching, ...]] | None:
    """Return what follows the money again without some things, by the rule of the trace alone."""
    if trace is None or trace.request is None or trace.direction != "out":
        return None
    return lambda things: _money_without(session, trace, things, rules=(trace.rule,))


def _money_without(
    session: Session, trace: Trace | None, accounts: Sequence[str], rules: Sequence[str] = ()
) -> tuple[StillReaching, ...]:
    """Follow a trace's money again beyond none of these accounts, by each rule that conserves."""
    from kg.case.money.traces import trace_money
    from kg.trace.rules import RULES

    if trace is None or trace.request is None or trace.direction != "out":
        return ()
    conserving = [name for name, rule in RULES.items() if rule.conserves]
    if trace.rule not in conserving:
        return ()
    names = rules or [trace.rule, *(name for name in conserving if name != trace.rule)]
    shut = [account for account in accounts if is_account(session, account)]
    if not shut:
        return ()
    if all(seed.account in shut for seed in trace.seeds):
        return tuple(_nothing(trace, currency, names) for currency in _totals(trace))
    again: TraceRequest = replace(
        trace.request, rules=names, exclude=(*trace.request.exclude, *shut), name=""
    )
    left = trace_money(session, again)
    return tuple(
        _still(left, currency, total, trace.rule, set(shut))
        for currency, total in _totals(trace).items()
    )


def _totals(trace: Trace) -> dict[str, int]:
    """Return what a trace began with, by currency."""
    totals: dict[str, int] = {}
    for holding in sorted(trace.holdings, key=lambda one: one.currency):
        totals[holding.currency] = totals.get(holding.currency, 0) + holding.amount
    return {currency: total for currency, total in totals.items() if total}


def _nothing(trace: Trace, currency: str, rules: Sequence[str]) -> StillReaching:
    """Return that nothing begins any more where every start is excluded."""
    total = _totals(trace)[currency]
    return StillReaching(
        currency, trace.scale.get(currency, 1), trace.rule, total, 0, 0, 0, tuple(rules)
    )


def _still(left: Trace, currency: str, total: int, rule: str, shut: set[str]) -> StillReaching:
    by_rule = {
        figures.rule: sum(
            holding.amount
            for holding in figures.holdings
            if holding.currency == currency and holding.account not in shut
        )
        for figures in left.compared
        if figures.conserves
    }
    amounts = by_rule.values()
    return StillReaching(
        currency, left.scale.get(currency, 1), rule, total, by_rule[rule],
        min(amounts), max(amounts), tuple(by_rule),
    )  # fmt: skip

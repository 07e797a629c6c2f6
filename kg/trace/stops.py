"""Where a trace stopped: the reason, in words, and what a person can request to go on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

import numpy as np

from kg.ledger.account_flows import distinct, flows_at
from kg.ledger.base import FlowIndex
from kg.messages import Message
from kg.model import WORD_FILTERS, Holding, TraceStop
from kg.trace.base import Flows, Int64, KernelTerms
from kg.trace.payment_filters import NAME_OF_STATE, OPEN
from kg.trace.traversal import HOPS, LIMIT, ORDER, TraversalResult, is_barred

REASON_OF_STATE: Mapping[int, str] = {
    OPEN: "window",
    HOPS: "hops",
    LIMIT: "limit",
    ORDER: "order",
    **NAME_OF_STATE,
}

PAYMENT_COMPANY = 1
"""The ``hub_kind`` of a payment company's account: its users' money goes on in its own return."""


def stops(
    index: FlowIndex,
    flows: Flows,
    terms: KernelTerms,
    reached: TraversalResult,
    holdings: tuple[Holding, ...],
) -> tuple[TraceStop, ...]:
    """Return every place where the trace ended, largest amount first.

    One for each account and currency that still holds seed money, one for each reason by which
    some left an account untraced, and one for each hub, end or limit that was reached at all; a hub
    or end that none of the seed money reached says so and asks for nothing.
    """
    amounts: dict[tuple[str, str, str], int] = defaultdict(int)
    places = _places(index, flows, reached)
    barred = _barred(index, terms, places)
    for holding in holdings:
        amounts[holding.account, holding.left, holding.currency] += holding.amount
    for account, left, currency in list(amounts):
        if not left:
            why = _why_kept(index, flows, terms, reached, barred, places[account], currency)
            amounts[account, why, currency] += amounts.pop((account, left, currency))
    named = {(account, why) for account, why, _ in amounts}
    for account, why in _reached_limits(index, flows, terms, reached, barred):
        if (account, why) not in named:
            amounts[account, why, ""] = 0
    trace_stops = (
        _stop(
            *(index, terms, places, *key),
            amount=amount,
            played=bool(holdings),
            exchange=_exchange(index, flows, terms, reached, places, *key),
        )
        for key, amount in amounts.items()
    )
    return tuple(sorted(trace_stops, key=lambda s: (-s.amount, s.account, s.reason, s.currency)))


def _places(index: FlowIndex, flows: Flows, reached: TraversalResult) -> dict[str, int]:
    beyond = reached.beyond[np.isin(reached.state[reached.beyond], (HOPS, LIMIT))]
    onward = flows_at(index.out_ptr, index.out_idx, np.flatnonzero(reached.followed))
    about = np.concatenate((reached.steps, beyond, onward))
    seen = distinct(np.concatenate((flows.src[about], flows.dst[about]))).tolist()
    return {index.accounts[account]: account for account in seen}


def _barred(index: FlowIndex, terms: KernelTerms, places: Mapping[str, int]) -> frozenset[int]:
    """Return the accounts of a trace at which none goes on."""
    accounts = np.fromiter(places.values(), np.int32, len(places))
    return frozenset(accounts[is_barred(index, terms, accounts)].tolist())


def _why_kept(
    index: FlowIndex, flows: Flows, terms: KernelTerms, reached: TraversalResult,
    barred: frozenset[int], account: int, currency: str,
) -> str:  # fmt: skip
    if why := _why_barred(index, terms, barred, account):
        return why
    code = index.currencies.index(currency)
    out = _of_currency(flows, index.out_ptr, index.out_idx, account, code)
    if not reached.followed[account] and np.isin(reached.state[out], (HOPS, LIMIT)).any():
        return "limit" if reached.cut else "hops"
    into = _of_currency(flows, index.in_ptr, index.in_idx, account, code)
    last = into[reached.level[into] > 0].max(initial=-1)
    if converted(index, flows, terms, reached, account, currency):
        return "conversion"
    if (out > last).any():
        return "kept"
    return "no_later_row" if len(out) or _tells(flows, index, account) else "no_statement"


def _why_barred(index: FlowIndex, terms: KernelTerms, barred: frozenset[int], account: int) -> str:
    """Return why no trace goes on at an account, or the empty text."""
    if account in terms.excluded:
        return "excluded"
    if index.is_end[account]:
        return "end"
    return "hub" if account in barred else ""


def _exchange(
    index: FlowIndex,
    flows: Flows,
    terms: KernelTerms,
    reached: TraversalResult,
    places: Mapping[str, int],
    account: str,
    reason: str,
    currency: str,
) -> Exchange | None:
    """Return in what else the money of a stop may have gone on, where it does in another money."""
    if reason not in ("conversion", "hub"):
        return None
    return converted(index, flows, terms, reached, places[account], currency)


def _of_currency(flows: Flows, ptr, idx, account: int, code: int):  # type: ignore[no-untyped-def]
    mine = np.asarray(idx[ptr[account] : ptr[account + 1]])
    return mine[flows.currency[mine] == code]


def _tells(flows: Flows, index: FlowIndex, account: int) -> bool:
    """Say whether a row of the account's own statement is loaded, or a file of nobody's is all."""
    for ptr, idx in ((index.out_ptr, index.out_idx), (index.in_ptr, index.in_idx)):
        mine = np.asarray(idx[ptr[account] : ptr[account + 1]])
        reported = (flows.reporter[mine] == account) | (flows.also_reporter[mine] == account)
        if reported.any() or (flows.reporter[mine] < 0).any():
            return True
    return False


def _reached_limits(
    index: FlowIndex,
    flows: Flows,
    terms: KernelTerms,
    reached: TraversalResult,
    barred: frozenset[int],
) -> list[tuple[str, str]]:
    here, there = (flows.src, flows.dst) if terms.direction == "in" else (flows.dst, flows.src)
    at = distinct(here[reached.steps]).tolist()
    reasons_by_account = [(index.accounts[a], _why_barred(index, terms, barred, a)) for a in at]
    reasons_by_account = [(account, why) for account, why in reasons_by_account if why]
    reasons_by_account += [
        (index.accounts[a], "conversion") for a in origins(index, flows, terms, reached)
    ]
    for state in (HOPS, LIMIT):
        onward = reached.beyond[reached.state[reached.beyond] == state]
        accounts = distinct(there[onward]).tolist()
        reasons_by_account += [(index.accounts[a], REASON_OF_STATE[state]) for a in accounts]
    return reasons_by_account


def _stop(
    index: FlowIndex,
    terms: KernelTerms,
    places: Mapping[str, int],
    account: str,
    reason: str,
    currency: str,
    *,
    amount: int,
    played: bool,
    exchange: Exchange | None,
) -> TraceStop:
    detail = _detail(index, account, places, exchange) if reason == "hub" else None
    facts = {
        "detail": detail,
        "other": exchange.money if exchange else "",
        "company": terms.called.get(account) or Message("this-payment-company"),
        "hops": terms.hops,
        "edges": terms.edges,
        "within": window_text(terms.within),
        "floor": terms.floor,
    }
    why = _wording(index, reason, places[account], exchange)
    message = stop_message(
        f"untraced_{why}" if _is_untraced(reason, amount, played) else why, facts
    )
    return TraceStop(account, reason, detail.text() if detail else "", amount, currency, message)


def _is_untraced(reason: str, amount: int, played: bool) -> bool:
    """Say whether a rule was run and gave nothing to a place that only the search reached."""
    return played and not amount and reason in ("end", "hub", "excluded")


def _wording(index: FlowIndex, reason: str, place: int, exchange: Exchange | None) -> str:
    """Return under which name the words of a stop are found."""
    if reason == "hub" and _is_company(index, place):
        return "company"
    return f"conversion_{exchange.where}" if reason == "conversion" and exchange else reason


def _detail(
    index: FlowIndex, account: str, places: Mapping[str, int], exchange: Exchange | None
) -> Message:
    place = places[account]
    if _is_company(index, place):
        return Message("a-pooled-account")
    if index.hub_kind[place]:
        return _exchange_message(exchange)
    count = int(index.counterparties[place])
    return Message("account-has-counterparties", count=count)


def _exchange_message(exchange: Exchange | None) -> Message:
    if exchange is None:
        return Message("an-exchange")
    return Message("exchange-that-pays-on", money=exchange.money)


def _is_company(index: FlowIndex, place: int) -> bool:
    return bool(index.hub_kind[place] == PAYMENT_COMPANY)


def window_text(microseconds: int) -> str:
    """Return a window as people type it.

    >>> window_text(72 * 3600 * 1_000_000)
    '72h'
    """
    seconds = microseconds // 1_000_000
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


PLAIN = (
    *("end", "untraced_end", "untraced_company", "excluded", "untraced_excluded"),
    *("period", "order", *WORD_FILTERS, "no_statement", "no_later_row", "kept"),
)
"""Why a trace stops, where nothing is filled into the sentence."""
FACTS: Mapping[str, str] = {
    "hub": "detail",
    "untraced_hub": "detail",
    "company": "company",
    "hops": "hops",
    "limit": "edges",
    "window": "within",
    "floor": "floor",
    "conversion_here": "other",
    "conversion_beside": "other",
    "conversion_before": "other",
}
"""Why a trace stops, and what is filled into the sentence."""


def stop_message(why: str, facts: Mapping[str, object]) -> Message:
    """Return the sentence of a stop.

    Args:
        why: One of PLAIN or FACTS.
        facts: What may be filled in, by name.
    """
    arguments = {} if why in PLAIN else {FACTS[why]: facts[FACTS[why]]}
    return Message(f"stop-{why.replace('_', '-')}", **arguments)


class Exchange(NamedTuple):
    """In what the money may have gone on (backward: come), and ``where``.

    ``here``: the account itself pays in it; ``beside``: another account of whoever is recorded to
    hold it does; ``before``: the account got it before it paid what is traced back.
    """

    money: str
    where: str


def converted(
    index: FlowIndex,
    flows: Flows,
    terms: KernelTerms,
    reached: TraversalResult,
    account: int,
    currency: str,
) -> Exchange | None:
    """Return the exchange that the money of an account may have gone through, if there is a sign.

    The sign: within the window after traced money came, the account, or else another one of its
    recorded holder's, pays in another currency.
    """
    if len(index.currencies) < 2:
        return None
    if terms.direction == "in":
        return _before(index, flows, terms, reached, account)
    came = _traced_into(index, flows, reached, account, currency)
    if money := _others(index, flows, terms, came, _out(index, account)):
        return Exchange(money, "here")
    paid = np.concatenate([np.zeros(0, np.int64), *_other_accounts(index, terms, account)])
    money = _others(index, flows, terms, came, paid)
    return Exchange(money, "beside") if money else None


def origins(
    index: FlowIndex, flows: Flows, terms: KernelTerms, reached: TraversalResult
) -> list[int]:
    """Return, backward, the accounts that got nothing in what they paid, but another currency."""
    if terms.direction != "in":
        return []
    payers = distinct(flows.src[reached.steps])
    fed = distinct(flows.dst[reached.steps])
    ends = payers[~np.isin(payers, fed) & reached.followed[payers]].tolist()
    return [end for end in ends if _before(index, flows, terms, reached, end)]


def _other_accounts(index: FlowIndex, terms: KernelTerms, account: int) -> Iterator[Int64]:
    """Yield what the other accounts of the recorded holder paid, of those that pay in time."""
    for beside in terms.beside(index.accounts[account]):
        with suppress(ValueError):
            yield _out(index, index.accounts.index(beside))


def _before(
    index: FlowIndex, flows: Flows, terms: KernelTerms, reached: TraversalResult, account: int
) -> Exchange | None:
    paid = _out(index, account)
    paid = paid[reached.level[paid] > 0]
    got = np.asarray(index.in_idx[index.in_ptr[account] : index.in_ptr[account + 1]], np.int64)
    got = got[~np.isin(flows.currency[got], flows.currency[paid])]
    if not len(paid) or not len(got):
        return None
    start, until = flows.start[got], flows.start[paid].max()
    soon = got[(start >= flows.start[paid].min() - terms.within) & (start <= until)]
    money = _named(index, flows, soon)
    return Exchange(money, "before") if money else None


def _traced_into(
    index: FlowIndex, flows: Flows, reached: TraversalResult, account: int, currency: str
) -> Int64:
    into = np.asarray(index.in_idx[index.in_ptr[account] : index.in_ptr[account + 1]], np.int64)
    into = into[reached.level[into] > 0]
    if currency:
        into = into[flows.currency[into] == index.currencies.index(currency)]
    return into


def _others(index: FlowIndex, flows: Flows, terms: KernelTerms, came: Int64, paid: Int64) -> str:
    """Return the other currencies of payments in the window after traced money came."""
    paid = paid[~np.isin(flows.currency[paid], flows.currency[came])]
    if not len(came) or not len(paid):
        return ""
    start = flows.start[paid]
    first, last = flows.start[came].min(), flows.start[came].max() + terms.within
    return _named(index, flows, paid[(start >= first) & (start <= last)])


def _named(index: FlowIndex, flows: Flows, payments: Int64) -> str:
    return ", ".join(index.currencies[code] for code in distinct(flows.currency[payments]))


def _out(index: FlowIndex, account: int) -> Int64:
    return np.asarray(index.out_idx[index.out_ptr[account] : index.out_ptr[account + 1]], np.int64)

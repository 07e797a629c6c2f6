"""The rows of a network as a person names it: a saved result, or all money, people or calls."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kg.case.money.current_results import current_trace
from kg.case.money.saved_traces import saved_trace
from kg.case.storage.resolve import saved_path
from kg.case.storage.session import Session
from kg.errors import NotFound, UsageError
from kg.ledger.base import FactTie
from kg.ledger.ties import facts_between
from kg.messages import Message
from kg.model import Chain, Link, Trace
from kg.network.rows import rows_of_calls, rows_of_facts, rows_of_payments
from kg.network.ties import TieRows
from kg.requests import KeyRequest
from kg.schema.meanings import ACTOR, MONEY_END

MONEY, PEOPLE, CALLS, TRACE, CHAIN = "money", "people", "calls", "trace", "chain"


@dataclass(frozen=True, slots=True)
class CaseNetworkRows:
    """The rows of a network, which one it is, and what goes with it.

    ``amounts`` is what each thing received, in units of ``currency``; ``stages`` where things stand
    in a chain; ``trace`` is followed again without some of its accounts.
    """

    network: str
    rows: TieRows
    directed: bool = True
    amounts: Mapping[str, int] | None = None
    currency: str = ""
    scale: int = 1
    stages: Mapping[str, str] = field(default_factory=dict)
    trace: Trace | None = None
    warnings: tuple[Message, ...] = ()


def network_rows(
    session: Session, request: KeyRequest, without: Collection[str] = ()
) -> CaseNetworkRows:
    """Return the rows of the network that a request names.

    Args:
        session: The case.
        request: What is asked for.
        without: Classes of facts that are left out.
    """
    named = [name for name in (MONEY, PEOPLE, CALLS) if getattr(request, name)]
    if len(named) > 1 or (named and request.name):
        raise UsageError(Message("key-one-network"), hint=Message("key-example"))
    if request.name:
        return _saved(session, request.name, without)
    makers = {PEOPLE: _people, CALLS: _calls, MONEY: _money}
    for name in named or makers:
        found = makers[name](session, without)
        if len(found.rows):
            return found
    raise NotFound(Message(f"key-no-{named[0] if named else 'network'}"), hint=Message("key-load"))


def _people(session: Session, without: Collection[str]) -> CaseNetworkRows:
    kinds = session.schema.kinds_below(ACTOR)
    facts = facts_between(session.index(), sorted(kinds), sorted(without))
    return CaseNetworkRows(PEOPLE, rows_of_facts(facts), directed=False)


def _calls(session: Session, _: Collection[str]) -> CaseNetworkRows:
    from kg.case.calls.contacts import call_rows

    try:
        rows, left = rows_of_calls(call_rows(session))
    except NotFound:
        return CaseNetworkRows(CALLS, rows_of_facts([]))
    warnings = (Message("key-calls-left-out", count=left),) if left else ()
    return CaseNetworkRows(CALLS, rows, warnings=warnings)


def _money(session: Session, _: Collection[str]) -> CaseNetworkRows:
    index = session.index()
    if "transfer" not in index.flow_classes:
        return CaseNetworkRows(MONEY, rows_of_facts([]))
    paid = rows_of_payments(index.flow_index())
    warnings = [
        Message(f"key-{name}-left-out", count=count)
        for name, count in (("ends", paid.ends), ("pools", paid.pooled))
        if count
    ]
    if paid.others:
        warnings.append(Message("key-one-currency", currency=paid.currency, count=paid.others))
    return CaseNetworkRows(
        MONEY, paid.rows, amounts=paid.amounts, currency=paid.currency, scale=paid.scale,
        warnings=(*session.in_part(), *warnings),
    )  # fmt: skip


def _saved(session: Session, name: str, without: Collection[str]) -> CaseNetworkRows:
    if saved_path(session.folder, TRACE, name).exists():
        return _of_trace(session, current_trace(session, saved_trace(session, name)))
    if not saved_path(session.folder, CHAIN, name).exists():
        raise NotFound(Message("key-nothing-saved", name=repr(name)), hint=Message("key-example"))
    from kg.case.chains.saved_chains import saved_chain
    from kg.case.money.current_results import current_chain

    return chain_rows(session, current_chain(session, saved_chain(session, name)), without)


def chain_rows(session: Session, chain: Chain, without: Collection[str] = ()) -> CaseNetworkRows:
    """Return the rows of a chain: its facts and payments between the things that are drawn."""
    from kg.case.chains.headlines import trace_of

    links = [link for edge in chain.edges for link in edge.links if link.kind not in without]
    known = {node.entity.id for node in chain.nodes}
    facts = [
        FactTie(link.id, link.kind, link.source, link.target, _microseconds(link))
        for link in links
        if link.source in known and link.target in known
    ]
    stages = {node.entity.id: node.stage for node in chain.nodes}
    hidden = sum(group.count for group in chain.hidden)
    warnings = (Message("key-chain-hides", count=hidden),) if hidden else ()
    return CaseNetworkRows(
        CHAIN, rows_of_facts(facts), directed=False, stages=stages,
        trace=trace_of(session, chain), warnings=warnings,
    )  # fmt: skip


def _of_trace(session: Session, trace: Trace) -> CaseNetworkRows:
    ends = session.schema.kinds_below(MONEY_END)
    kinds = {
        account: session.schema.kind_of_id(account)
        for account in {end for step in trace.steps for end in (step.source, step.target)}
    }
    inside = [
        step for step in trace.steps
        if kinds[step.source] not in ends and kinds[step.target] not in ends
    ]  # fmt: skip
    facts = [
        FactTie(step.link, "", step.source, step.target, round(step.start.timestamp() * 1_000_000))
        for step in inside
    ]
    currency = _most([step.currency for step in inside])
    amounts: dict[str, int] = {}
    for step in inside:
        if step.currency == currency:
            amounts[step.target] = amounts.get(step.target, 0) + step.traced
    left = len(trace.steps) - len(inside)
    warnings = (Message("key-ends-left-out", count=left),) if left else ()
    return CaseNetworkRows(
        TRACE, rows_of_facts(facts), amounts=amounts, currency=currency,
        scale=trace.scale.get(currency, 1), trace=trace, warnings=warnings,
    )  # fmt: skip


def _most(words: Sequence[str]) -> str:
    return max(sorted(set(words)), key=words.count, default="")


def _microseconds(link: Link) -> int | None:
    return None if link.start is None else round(link.start.timestamp() * 1_000_000)

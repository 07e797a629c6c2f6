"""A saved trace as a page: the money by level and rule, in time, and as a chain; masked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from kg.case.chains.headlines import masked_headline
from kg.case.chains.saved_chains import refuse_lost_rows
from kg.case.money.current_results import current_trace
from kg.case.money.saved_traces import saved_trace
from kg.case.sharing.export_job import ExportJob, reader, with_notice
from kg.case.sharing.money_sheet import money_material
from kg.case.sharing.page_details import answered, drawn_details
from kg.case.sharing.page_payments import drawn_payments
from kg.case.sharing.reproduce import reproducible_trace, reproducing_query
from kg.case.storage.session import Session
from kg.chain import build_chain, notes
from kg.chain.connected import connected
from kg.exports.money_sheet.material import MoneyMaterial
from kg.masking.protected import is_holding
from kg.messages import Message
from kg.model import Chain, ChainEdge, Trace
from kg.records import to_json
from kg.trace.money_flow import TraceFlows
from kg.values.moments import named_zone
from kg.values.money import exact_text
from kg.views.money import MoneyPage, PageFacts
from kg.views.page import page

CHAIN_ACCOUNTS = 120
"""So many accounts of a trace are drawn as a chain, those that received most."""
EVERYBODY = 1 << 30


def write_trace_page(job: ExportJob) -> Path:
    """Write the page of a saved trace, as a whole or not at all."""
    session, request, masker = job.session, job.request, job.masker
    settings = session.folder.settings()
    trace = refuse_lost_rows(session, current_trace(session, saved_trace(session, request.name)))
    chain = trace_chain(session, trace)
    things = [*(node.entity for node in chain.nodes), *chain.objects]
    # both views are learned before either is masked, so that one mask means one person
    masker.learn(things, [link for edge in chain.edges for link in edge.links])
    material = money_material(session, trace, masker)
    money = _money(material)
    masked = masker.chain(chain)
    again_in = reproducing_query(
        session, job.questions, reproducible_trace(session, trace), reader(job)
    )
    masked_chain = masker.chain(chain)
    html = page(
        replace(
            with_notice(masked, show_values=request.show_values),
            ask_again=again_in.texts(),
        ),
        session.schema,
        lang=request.lang,
        marking=settings.marking,
        zone=named_zone(settings.zone),
        money=money,
        payments=drawn_payments(session, chain),
        details=drawn_details(
            session,
            chain,
            masked_chain,
            masker,
            answered(session, job.questions, request.answers),
            request.answers,
        ),
        headline=replace(
            masked_headline(session, chain, masked, material, masker, knows_gaps=False),
            subject=Message("subject-money"),
        ),
    )
    return job.write(html)


def _money(material: MoneyMaterial) -> MoneyPage:
    sources = tuple(material.sources.values())
    facts = PageFacts(
        material.entities, material.links, sources, material.handles, material.holders
    )
    return MoneyPage(material.trace, facts, TraceFlows(material.trace))


def trace_chain(session: Session, trace: Trace) -> Chain:
    """Return the accounts of a trace with who holds them, and the payments between, as a chain.

    Where there are too many accounts the chain says how many are not drawn, and their money.
    Its digest is that of the saved trace.
    """
    kept, dropped = _largest(trace)
    chain = build_chain(
        session.store,
        session.schema,
        start=sorted(kept),
        traces=[_among(trace, kept)],
        hops=0,
        limit=EVERYBODY,
        name=trace.name,
        title=f"{session.folder.settings().name} · {trace.name}",
        sources=session.sources(),
        handles=session.handles.all(),
    )
    edges = [edge for edge in chain.edges if _is_of_money(session, edge, kept)]
    people = {edge.source for edge in edges if edge.target in kept and edge.source not in kept}
    drawn = [node for node in chain.nodes if node.entity.id in kept | people]
    return replace(
        chain,
        nodes=tuple(drawn),
        edges=tuple(edges),
        objects=(),
        gaps=(),
        hidden=(),
        banners=(*_banners(chain, trace), *_left_off(trace, dropped)),
        digest=sha256(to_json(trace).encode()).hexdigest(),
    )


def _largest(trace: Trace) -> tuple[set[str], set[str]]:
    """Return the accounts to draw, and those that received too little to be among them.

    Those that received most, with whatever joins them to where the trace begins.
    """
    most: dict[str, Decimal] = {}
    for account in trace.accounts:
        amount = trace.money(account.received, account.currency).amount
        most[account.account] = max(amount, most.get(account.account, Decimal(0)))
    order = sorted(most, key=lambda account: (-most[account], account))
    pairs = ((step.source, step.target) for step in trace.steps)
    begun = [account for account in order if account in {seed.account for seed in trace.seeds}]
    drawn = set(connected(order, pairs, begun, CHAIN_ACCOUNTS))
    return drawn, set(order) - drawn


def _among(trace: Trace, kept: set[str]) -> Trace:
    """Return the trace with what is paid between these accounts alone."""
    return replace(
        trace,
        steps=tuple(step for step in trace.steps if {step.source, step.target} <= kept),
        accounts=tuple(account for account in trace.accounts if account.account in kept),
        seeds=tuple(seed for seed in trace.seeds if not seed.account or seed.account in kept),
        holdings=tuple(holding for holding in trace.holdings if holding.account in kept),
        stops=tuple(stop for stop in trace.stops if stop.account in kept),
    )


def _is_of_money(session: Session, edge: ChainEdge, kept: set[str]) -> bool:
    """Say whether a line is a payment between drawn accounts, or who holds one of them."""
    if any(is_holding(link, session.schema) for link in edge.links):
        return edge.target in kept
    return bool(edge.traced) and {edge.source, edge.target} <= kept


def _banners(chain: Chain, trace: Trace) -> tuple[Message, ...]:
    """Return what must be known of the payments; what lies around them is not on this page."""
    about = [banner for banner in chain.banners if banner in (notes.LEAD, notes.REPORTS)]
    unproven = [notes.unproven(trace.unproven)] if trace.unproven else []
    return (*about, *unproven, *trace.warnings)


def _left_off(trace: Trace, dropped: set[str]) -> tuple[Message, ...]:
    """Say how many accounts the chain leaves out, and how much traced money their payments are."""
    if not dropped:
        return ()
    sums: Counter[str] = Counter()
    for step in trace.steps:
        if {step.source, step.target} & dropped:
            sums[step.currency] += step.traced
    amounts = [
        exact_text(trace.money(units, code).amount, code) for code, units in sorted(sums.items())
    ]
    return (Message("chain-leaves-out-accounts", count=len(dropped), money=amounts),)

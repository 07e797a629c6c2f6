"""Brings saved results up to date with later judgements, or refuses them as out of date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from kg.case.money.judged_since import judged_since_file, judged_since_saved
from kg.case.storage.judgement_store import MARKED, judged_legs, last_words
from kg.case.storage.session import Session
from kg.errors import UsageError
from kg.ledger.payments import standing
from kg.messages import Message
from kg.model import Chain, ChainEdge, Link, Proof, Trace
from kg.model.legs import REJECTED

FEW = 5
"""So many judgements are named."""


def current_chain(session: Session, chain: Chain) -> Chain:
    """Return a saved chain with its facts as far proven as they are said to be now."""
    links = {link.id for edge in chain.edges for link in edge.links}
    now = _judged_since(session, links)
    if now:
        _refuse_excluded(chain.name, now.values(), chain.ask_again.get("kg", "kg chain CASE …"))
    if chain.request is not None and chain.request.trace:
        ends = {end for edge in chain.edges for end in (edge.source, edge.target)}
        said = judged_since_file(session, "chain", chain.name, ends)
        _refuse_judged(chain.name, said, chain.ask_again.get("kg", "kg chain CASE …"))
    edges = [_with_current_proof(edge, now) for edge in chain.edges]
    return replace(chain, edges=tuple(_without_rejected(session, edges)))


def _without_rejected(session: Session, edges: Iterable[ChainEdge]) -> Iterator[ChainEdge]:
    """Yield the lines without the inferred legs that a person has rejected since."""
    judged = judged_legs(session.folder)
    out = {key for key, leg in judged.items() if leg.state == REJECTED}
    for edge in edges:
        links = tuple(link for link in edge.links if link.id not in out)
        if links:
            yield replace(edge, links=links)


def current_trace(session: Session, trace: Trace) -> Trace:
    """Return a saved trace, or refuse it where words of persons since change what it follows."""
    links = {step.link for step in trace.steps} | {seed.link for seed in trace.seeds if seed.link}
    now = _judged_since(session, links)
    again = f"kg trace CASE … --as {trace.name}"
    _refuse_excluded(trace.name, now.values(), again)
    _refuse_judged(trace.name, judged_since_saved(session, trace), again)
    return trace


def outdated(session: Session, trace: Trace) -> tuple[Message, ...]:
    """Return what is to be said beside a saved trace that is out of date; nothing if it is not."""
    if is_current(session, trace):
        return ()
    return (Message("trace-is-outdated", name=trace.name),)


def is_current(session: Session, trace: Trace) -> bool:
    """Say whether a saved trace stands: its rows are in, and nothing that was said changes it."""
    return still_told(session, trace) and not judged_since_saved(session, trace)


def still_told(session: Session, trace: Trace) -> bool:
    """Say whether all payments of a saved trace are still recorded by a row and not excluded."""
    links = {step.link for step in trace.steps}
    now = _judged_since(session, links).values()
    gone = links - standing(session.index(), links).keys()
    return not gone and all(link.proof is not Proof.EXCLUDED for link in now)


def with_levels(trace: Trace) -> Trace:
    """Return a saved trace, or refuse it where it was saved before traces had levels."""
    if trace.holdings and "level_rule" not in trace.parameters:
        raise UsageError(
            Message("saved-before-levels"),
            where=trace.name,
            hint=Message("trace-again", name=trace.name),
        )
    return trace


def disputed(session: Session, trace: Trace) -> tuple[Message, ...]:
    """Say how many payments of a trace somebody disputes."""
    now = _judged_since(session, {step.link for step in trace.steps}).values()
    count = sum(link.proof is Proof.DISPUTED for link in now)
    if not count:
        return ()
    return (Message("disputed-payments-followed", count=count),)


def _judged_since(session: Session, links: Collection[str]) -> dict[str, Link]:
    """Return those of these links as they stand now; none where nobody ever marked a fact."""
    if not links or not last_words(session.folder, MARKED):
        return {}
    return {link.id: link for link in session.index().links(links)}


def _with_current_proof(edge: ChainEdge, now: dict[str, Link]) -> ChainEdge:
    links = (replace(link, proof=now.get(link.id, link).proof) for link in edge.links)
    return replace(edge, links=tuple(links))


def _refuse_excluded(name: str, links: Iterable[Link], again: str) -> None:
    count = sum(link.proof is Proof.EXCLUDED for link in links)
    if count:
        what = Message("rests-on-excluded", count=count)
        raise UsageError(what, where=name, hint=Message("make-it-again", again=again))


def _refuse_judged(name: str, said: Collection[str], again: str) -> None:
    if said:
        what = Message("judged-since-saved", count=len(said), few=list(said)[:FEW])
        raise UsageError(what, where=name, hint=Message("make-it-again", again=again))

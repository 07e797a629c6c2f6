"""The money sheet of a saved trace: its facts gathered from the case, masked before they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.case.money.current_results import current_trace, with_levels
from kg.case.money.saved_traces import saved_trace
from kg.case.storage.session import Session
from kg.exports.money_sheet import money_sheet
from kg.exports.money_sheet.material import MoneyMaterial
from kg.masking import Masker
from kg.masking.protected import is_holding
from kg.model import Entity, Link, Trace
from kg.trace.trace_totals import trace_totals
from kg.values.moments import named_zone


def money_sheet_of(session: Session, name: str, masker: Masker, *, lang: str) -> bytes:
    """Return the workbook of a saved trace."""
    settings = session.folder.settings()
    trace = current_trace(session, with_levels(saved_trace(session, name)))
    material = money_material(session, trace, masker)
    zone = named_zone(settings.zone)
    return money_sheet(material, trace_totals(material.trace), session.schema, zone, lang)


def money_material(session: Session, trace: Trace, masker: Masker) -> MoneyMaterial:
    """Return the trace with every fact that its rows speak of, as it may leave the case."""
    index, settings, sources = session.index(), session.folder.settings(), session.sources()
    rows = {row for role in trace.roles for row in role.links}
    payments = index.links(rows | {step.link for step in trace.steps})
    parties = _parties(trace) | {
        end for payment in payments for end in (payment.source, payment.target)
    }
    holds = [link for link in index.links_of(parties) if is_holding(link, session.schema)]
    entities = index.entities(parties | {link.source for link in holds})
    victims = {seed.victim for seed in trace.seeds if seed.victim}
    # whoever is a victim or under age stays masked, also where the trace does not say so
    around = index.links_of(entity.id for entity in entities)
    lists = index.entities(listing.list for listing in trace.listed)
    masker.learn([*entities, *lists], [*payments, *around], sources, victims)
    masked = {entity.id: masker.entity(entity) for entity in entities}
    return MoneyMaterial(
        case=masker.text(settings.name),
        marking=masker.text(settings.marking),
        trace=_masked_trace(trace, masker),
        entities={entity.id: entity for entity in masked.values()},
        links={link.id: link for link in map(masker.link, payments)},
        sources={source.sha256: masker.source(source) for source in sources},
        handles={entity.id: session.handles.of(thing) for thing, entity in masked.items()},
        holders=_holders(holds, masked),
    )


def _parties(trace: Trace) -> set[str]:
    """Return everybody and everything that the trace names."""
    ends = {end for step in trace.steps for end in (step.source, step.target)}
    kept = {account.account for account in trace.accounts} | {
        holding.account for holding in trace.holdings
    }
    stops = {stop.account for stop in trace.stops}
    starts = {
        thing
        for seed in trace.seeds
        for thing in (seed.account, seed.victim, seed.holder, *seed.joint)
    }
    inferred = {end for leg in trace.inferred for end in (leg.source, leg.target)}
    return {thing for thing in ends | kept | stops | starts | inferred if thing}


def _masked_trace(trace: Trace, masker: Masker) -> Trace:
    """Return the trace as it may leave; a ceiling is no number of anybody's."""
    masked = masker.trace(trace)
    ceiling = {"edges": trace.parameters["edges"]} if "edges" in trace.parameters else {}
    return replace(masked, parameters={**masked.parameters, **ceiling})


def _holders(holds: Iterable[Link], masked: Mapping[str, Entity]) -> dict[str, tuple[str, ...]]:
    """Return the names of the recorded holders of each account, as they may be shown."""
    names: dict[str, set[str]] = {}
    for link in holds:
        if link.target in masked and link.source in masked:
            names.setdefault(masked[link.target].id, set()).add(masked[link.source].first("name"))
    return {account: tuple(sorted(filter(None, holders))) for account, holders in names.items()}

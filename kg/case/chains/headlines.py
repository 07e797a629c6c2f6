"""The first sentence of a saved chain: as the case itself says it, and as it may leave the case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.case.lookup.holders import holders
from kg.case.money.current_results import current_trace
from kg.case.money.saved_traces import saved_trace
from kg.case.storage.resolve import saved_path
from kg.case.storage.session import Session
from kg.chain.headline import Naming, find_starts, headline, subject_of
from kg.model import Chain, Headline, Trace
from kg.values.moments import named_zone

if TYPE_CHECKING:
    from kg.exports.money_sheet.material import MoneyMaterial
    from kg.masking import Masker


def trace_of(session: Session, chain: Chain) -> Trace | None:
    """Return the trace that a chain of the case is drawn on, if it is still saved."""
    name = chain.request.trace if chain.request else ""
    if not name or not saved_path(session.folder, "trace", name).exists():
        return None
    return current_trace(session, saved_trace(session, name))


def own_headline(session: Session, chain: Chain | None, trace: Trace | None = None) -> Headline:
    """Return the first sentence of a chain with real names and numbers.

    Args:
        session: The case.
        chain: A chain as the case has it; None where nothing could be drawn.
        trace: The trace that it is drawn on; without it the saved one that the chain names.
    """
    trace = trace or (trace_of(session, chain) if chain else None)
    accounts = sorted({account.account for account in trace.accounts}) if trace else []
    naming = Naming(
        {entity.id: entity for entity in session.index().entities(accounts)},
        session.handles.all(),
        holders(session, accounts) if accounts else {},
        named_zone(session.folder.settings().zone),
        find_starts(chain) if chain else (),
    )
    return headline(chain, trace, session.schema, naming)


def masked_headline(
    session: Session,
    chain: Chain,
    masked: Chain,
    material: MoneyMaterial | None,
    masker: Masker,
    *,
    knows_gaps: bool = True,
) -> Headline:
    """Return the first sentence of a chain as it may leave the case.

    Args:
        session: The case.
        chain: The chain as the case has it.
        masked: The same chain as it leaves.
        material: The trace that it is drawn on, masked by the same masker; None without one.
        masker: The masker.
        knows_gaps: Whether gaps were looked for.
    """
    zone = named_zone(session.folder.settings().zone)
    starts = tuple(map(masker.end, find_starts(chain)))
    if material is None:
        naming = Naming(zone=zone, starts=starts)
        said = headline(masked, None, session.schema, naming)
    else:
        handles = {thing: handle for thing, handle in material.handles.items() if handle}
        naming = Naming(material.entities, handles, material.holders, zone, starts)
        said = headline(masked, material.trace, session.schema, naming, knows_gaps=knows_gaps)
    return replace(said, subject=subject_of(chain, masker.text))

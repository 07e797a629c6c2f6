"""A case without any victim's report is drawn all the same: around what stands out most in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.showing import Screen
from kg.cli.tracing import show_trace

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import Chain


def draw_strongest(case: Case, name: str, screen: Screen) -> Chain | None:
    """Draw the strongest part of a case as the chain of that name, and say around what.

    Returns nothing where the case holds nothing at all. Where only the ledger has the payments,
    they are traced first, and the trace is shown.
    """
    from kg.case.strongest import TRACE_HOPS

    found = case.chains.strongest()
    if found is None:
        return None
    if found.trace and not found.is_saved:
        trace = case.trace(found.thing, hops=TRACE_HOPS, name=found.trace)
        show_trace(trace, case, screen)
    handle = case.lookup.handle(found.thing) or found.thing
    chain = case.chain(handle, trace=found.trace, name=name)
    (entity,) = case.lookup.entities([found.thing]).values()
    what = " ".join(dict.fromkeys(filter(None, [handle, entity.first("name")])))
    screen.say("strongest-part", what=what, why=found.why.text(screen.lang), case=case.root)
    return chain

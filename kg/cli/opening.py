"""``kg open``: the main job told step by step, and a summary that a person understands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.reporting import show_loads
from kg.cli.showing import Screen
from kg.cli.telling import show_chain, show_trace
from kg.errors import NotFound

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import Chain, Trace

VICTIMS = "victims"
CHAIN = "chain"


def do_the_main_job(
    case: Case, files: Sequence[Path], page: Path, screen: Screen, show_values: bool
) -> None:
    """Load all files, follow the victims' money, draw the chain, say what was found."""
    reports, refusals = case.load_all(files, on_file=lambda path: screen.note(f"  {path.name}"))
    show_loads(reports, refusals, screen)
    trace = _victims_trace(case, screen)
    chain = _chain(case, trace)
    if chain is None:
        screen.say("nothing_to_draw")
        return
    case.export(page, chain.name, show_values=show_values, force=True, lang=screen.lang)
    show_chain(chain, screen)
    screen.say("page_written", page=page)
    screen.line()
    screen.say("look_closer", case=case.root)


def _victims_trace(case: Case, screen: Screen) -> Trace | None:
    from kg.case.tracing import Wish

    try:
        trace = case.trace_as(Wish(victims=True, name=VICTIMS))
    except NotFound as nothing:
        screen.line(str(nothing))
        return None
    show_trace(trace, case, screen)
    return trace


def _chain(case: Case, trace: Trace | None) -> Chain | None:
    try:
        return case.chain("", trace=trace.name if trace else "", name=CHAIN)
    except NotFound:
        return None

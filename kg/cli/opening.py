"""``kg open``: the main job told step by step, and a summary that a person understands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.judged import show_added
from kg.cli.putting_right import telling_replaced
from kg.cli.reporting import show_loads, show_refusals
from kg.cli.showing import Screen
from kg.cli.strongest_part import draw_strongest
from kg.cli.telling import show_chain
from kg.cli.tracing import show_trace
from kg.errors import KgError, NotFound, SourceError, UsageError
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.requests import LoadRequest
from kg.text import file_name

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.adding import Added
    from kg.case.intake import LeftOut
    from kg.model import Chain, LoadReport, Trace

VICTIMS = "victims"
CHAIN = "chain"


Owner = tuple[str, str]
"""A bill, or nothing for the only one that needs an owner, and the person."""


def case_among(files: Sequence[Path]) -> Path | None:
    """Return the case that is to be opened, if one is named; beside it nothing may be.

    Raises:
        UsageError: A case is named together with files.
    """
    from kg.case.folder import CaseFolder

    found = next((path for path in files if CaseFolder(path).exists()), None)
    if found and len(files) > 1:
        hint = Message("load-puts-files-in")
        raise UsageError(Message("case-opened-alone"), where=str(found), hint=hint)
    return found


def owners_of(said: Sequence[str], files: Sequence[Path] | None) -> list[Owner]:
    """Return who is said to own which bill; whoever names no file is told so before the work.

    Without files the bills are those of a case that is there already: it tells of a wrong name.
    """
    names = {file_name(path) for path in files or ()}
    found = []
    for words in said:
        bill, _, person = (word.strip() for word in words.rpartition("="))
        if not person or (bill and files is not None and Path(bill).name not in names):
            hint = Message("owner-csv")
            raise UsageError(Message("owner-names-no-file"), where=words, hint=hint)
        found.append((Path(bill).name if bill else "", person))
    return found


def do_the_main_job(
    case: Case,
    files: Sequence[Path],
    page: Path,
    screen: Screen,
    show_values: bool,
    owners: Sequence[Owner] = (),
    limits: Limits = LIMITS,
    scope: str = "",
) -> bool:
    """Load all files, follow the victims' money, draw the chain, say what was found.

    Return whether every file went in. What a person must know first is said first: the files that
    were refused, and that nobody's loss is known.
    """
    left_out: list[LeftOut] = []
    reports: list[LoadReport] = []
    refusals: list[SourceError] = []
    if files:
        reports, refusals = case.evidence.load_as(
            files,
            LoadRequest(scope=scope, limits=limits),
            on_file=lambda path: screen.note(f"  {file_name(path)}"),
            on_left_out=left_out.append,
        )
    if refusals:
        screen.say("files-refused", refused=len(refusals), count=len(refusals) + len(reports))
        show_refusals(refusals, screen)
    named = [_name_owner(case, bill, person) for bill, person in owners]
    trace = _victims_trace(case, screen)
    if files:
        show_loads(reports, refusals, left_out, screen, are_refusals_shown=True)
    else:
        screen.say("opened-case", case=case.root, count=len(case.evidence.sources()))
    _show_owners(case, named, screen)
    if trace:
        show_trace(trace, case, screen)
    chain = _chain(case, trace, screen) or draw_strongest(case, CHAIN, screen)
    if chain is None:
        screen.say("nothing-to-draw")
        return not refusals
    case.export(page, chain.name, show_values=show_values, force=True, lang=screen.lang)
    show_chain(chain, screen)
    screen.say("chain-page-written", page=page)
    screen.line()
    screen.say("look-closer", case=case.root)
    return not refusals


def _name_owner(case: Case, bill: str, person: str) -> Added | KgError:
    """Put a bill into its owner's name; return what was added, or why nothing could be."""
    try:
        return case.judgements.owner(bill or _only_bill(case, person), person)
    except KgError as refused:
        return refused


def _show_owners(case: Case, named: Sequence[Added | KgError], screen: Screen) -> None:
    """Show which bills have an owner now, and say which still have none."""
    for one in named:
        if isinstance(one, KgError):
            screen.line(f"  ✗ {screen.error(one)}")
        else:
            show_added(one, case, screen)
    for source in case.judgements.ownerless():
        screen.say("bill-without-owner", file=source.name, case=case.root)


def _only_bill(case: Case, person: str) -> str:
    bills = case.judgements.ownerless()
    if len(bills) != 1:
        what = Message("bills-name-no-account", count=len(bills))
        raise UsageError(what, where=f"--owner {person}", hint=Message("owner-csv"))
    return bills[0].sha256


def _victims_trace(case: Case, screen: Screen) -> Trace | None:
    """Follow what victims report; it is saved unless the saved trace of that name is the same."""
    try:
        trace = case.trace(victims=True)
        if not case.money.is_saved(trace):
            with telling_replaced(case, screen):
                trace = case.trace(victims=True, name=VICTIMS)
    except NotFound as nothing:
        screen.line(screen.error(nothing))
        return None
    return trace


def _chain(case: Case, trace: Trace | None, screen: Screen) -> Chain | None:
    try:
        with telling_replaced(case, screen):
            return case.chain("", trace=trace.name if trace else "", name=CHAIN)
    except NotFound:
        return None

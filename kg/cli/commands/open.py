"""Verbs that make a case and put evidence into it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.commands.load import REFUSED, refuse_missing
from kg.cli.render.add import show_added
from kg.cli.render.chain import show_chain
from kg.cli.render.load import show_loads, show_refusals
from kg.cli.render.replaced import telling_replaced
from kg.cli.render.trace import show_trace
from kg.cli.screen import Screen
from kg.errors import KgError, NotFound, SourceError, UsageError
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.requests import LoadRequest
from kg.text import file_name

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.evidence.input_files import IgnoredPath
    from kg.case.judgements.typed_facts import AddedFact
    from kg.model import Chain, LoadReport, Trace


def open_(
    files: opt.Files,
    case: Annotated[Path | None, typer.Option(help="Where the case goes.")] = None,
    page: Annotated[Path | None, typer.Option(help="Where the page goes.")] = None,
    marking: opt.Marking = "",
    owner: opt.Owners = None,
    scope: opt.Scope = "",
    limit: opt.Limit = None,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
    show_values: opt.ShowValues = False,
) -> None:
    """Do the main job: new case, load everything, follow the victims' money, write the page.

    Of a case that is there already nothing is loaded: it is opened, and its page written anew.
    """
    from kg.case import new_case, open_case
    from kg.case.evidence.input_files import files_in
    from kg.case.sharing.output_paths import checked_place
    from kg.limits import limits_with

    refuse_missing(files)
    limits = limits_with(limit or ())
    there = case_among(files)
    if there and (case or marking):
        raise UsageError(
            Message("case-has-its-place"),
            where=str(there),
            hint=Message("leave-out-case-marking"),
        )
    bills = [] if there else files
    owners = owners_of(owner or (), None if there else files_in(files) if owner else ())
    place = there or case or files[0].resolve().with_name(files[0].resolve().stem + "-case")
    if not there and place.exists() and any(place.iterdir()):
        raise UsageError(
            Message("stands-there-already"), where=str(place), hint=Message("use-kg-load-name")
        )
    if page:
        checked_place(page, force=True)
    screen = Screen(lang, as_json)
    with open_case(place) if there else new_case(place, marking=marking) as opened:
        page = page or place / "chain.html"
        how = (show_values, owners, limits, scope)
        if not do_the_main_job(opened, bills, page, screen, *how):
            raise typer.Exit(REFUSED)


VICTIMS = "victims"

CHAIN = "chain"

Owner = tuple[str, str]
"""A bill, or nothing for the only one that needs an owner, and the person."""


def case_among(files: Sequence[Path]) -> Path | None:
    """Return the case that is to be opened, if one is named; beside it nothing may be.

    Raises:
        UsageError: A case is named together with files.
    """
    from kg.case.storage.folder import CaseFolder

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
    left_out: list[IgnoredPath] = []
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


def _name_owner(case: Case, bill: str, person: str) -> AddedFact | KgError:
    """Put a bill into its owner's name; return what was added, or why nothing could be."""
    try:
        return case.judgements.owner(bill or _only_bill(case, person), person)
    except KgError as refused:
        return refused


def _show_owners(case: Case, named: Sequence[AddedFact | KgError], screen: Screen) -> None:
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


def draw_strongest(case: Case, name: str, screen: Screen) -> Chain | None:
    """Draw the strongest part of a case as the chain of that name, and say around what.

    Returns nothing where the case holds nothing at all. Where only the ledger has the payments,
    they are traced first, and the trace is shown.
    """
    from kg.case.chains.strongest import TRACE_HOPS

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

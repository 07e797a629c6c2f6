"""``kg open``: the main job, from files to a page, by one command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.commands.load import REFUSED, refuse_missing
from kg.cli.render.open import OpenedCase, show_all, show_opened
from kg.cli.render.replaced import telling_replaced
from kg.cli.screen import Screen
from kg.errors import KgError, NotFound, UsageError
from kg.messages import Message
from kg.requests import LoadRequest
from kg.text import file_name

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.judgements.typed_facts import AddedFact
    from kg.model import Chain, Trace


def open_(
    files: opt.Files,
    case: Annotated[Path | None, typer.Option()] = None,
    page: Annotated[Path | None, typer.Option()] = None,
    marking: opt.Marking = "",
    owner: opt.Owners = None,
    scope: opt.Scope = "",
    limit: opt.Limit = None,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
    show_values: opt.ShowValues = False,
    full: Annotated[bool, typer.Option("--full")] = False,
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
        raise _stands_there(place)
    if page:
        checked_place(page, force=True)
    screen = Screen(lang, as_json)
    with open_case(place) if there else new_case(place, marking=marking) as opened:
        page = page or place / "chain.html"
        request = LoadRequest(scope=scope, limits=limits)
        report = do_the_main_job(opened, bills, page, screen, request, owners)
        if report.chain:
            name = report.chain.name
            opened.export(page, name, show_values=show_values, force=True, lang=screen.lang)
        # every part has its own JSON document, as scripts know them
        (show_all if full or as_json else show_opened)(report, screen)
        if report.refusals:
            raise typer.Exit(REFUSED)


def _stands_there(place: Path) -> UsageError:
    from kg.case.storage.folder import CaseFolder

    if not CaseFolder(place).exists():
        what, hint = Message("stands-there-already"), Message("name-another-case")
    else:
        what = Message("is-case-already")
        hint = Message("open-it-or-load-into-it", case=quote(str(place)))
    return UsageError(what, where=str(place), hint=hint)


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

    path = next((path for path in files if CaseFolder(path).exists()), None)
    if path and len(files) > 1:
        hint = Message("load-puts-files-in")
        raise UsageError(Message("case-opened-alone"), where=str(path), hint=hint)
    return path


def owners_of(options: Sequence[str], files: Sequence[Path] | None) -> list[Owner]:
    """Return who is said to own which bill; whoever names no file is told so before the work.

    Without files the bills are those of a case that is there already: it tells of a wrong name.
    """
    names = {file_name(path) for path in files or ()}
    owners = []
    for words in options:
        bill, _, person = (word.strip() for word in words.rpartition("="))
        if not person or (bill and files is not None and Path(bill).name not in names):
            hint = Message("owner-csv")
            raise UsageError(Message("owner-names-no-file"), where=words, hint=hint)
        owners.append((Path(bill).name if bill else "", person))
    return owners


def do_the_main_job(
    case: Case,
    files: Sequence[Path],
    page: Path,
    screen: Screen,
    request: LoadRequest,
    owners: Sequence[Owner] = (),
) -> OpenedCase:
    """Load all files, follow the victims' money, and draw the chain.

    Args:
        case: Where the files go.
        files: Files and folders; none of a case that is there already.
        page: Where the page will be written.
        screen: Where progress is shown.
        request: How the files are loaded.
        owners: Whose the bills are that name no account.

    Returns:
        What was done and found. Files that are refused are in it; the others went in.
    """
    opened = OpenedCase(case, page, is_new=bool(files))
    if files:
        opened.reports, opened.refusals = case.evidence.load_as(
            files,
            request,
            on_file=lambda path: screen.note(f"  {file_name(path)}"),
            on_left_out=opened.left_out.append,
        )
    opened.owners = [_name_owner(case, bill, person) for bill, person in owners]
    try:
        opened.trace = _victims_trace(case, screen)
    except NotFound as nothing:
        opened.no_victims = nothing
    opened.chain = _chain(case, opened.trace, screen)
    if opened.chain is None:
        _draw_strongest(opened, CHAIN)
    return opened


def _name_owner(case: Case, bill: str, person: str) -> AddedFact | KgError:
    """Put a bill into its owner's name; return what was added, or why nothing could be."""
    try:
        return case.judgements.owner(bill or _only_bill(case, person), person)
    except KgError as refused:
        return refused


def _only_bill(case: Case, person: str) -> str:
    bills = case.judgements.ownerless()
    if len(bills) != 1:
        what = Message("bills-name-no-account", count=len(bills))
        raise UsageError(what, where=f"--owner {person}", hint=Message("owner-csv"))
    return bills[0].sha256


def _victims_trace(case: Case, screen: Screen) -> Trace:
    """Follow what victims report; it is saved unless the saved trace of that name is the same.

    Raises:
        NotFound: No victim's payment is in the case.
    """
    trace = case.trace(victims=True)
    if case.money.is_saved(trace):
        return trace
    with telling_replaced(case, screen):
        return case.trace(victims=True, name=VICTIMS)


def _chain(case: Case, trace: Trace | None, screen: Screen) -> Chain | None:
    try:
        with telling_replaced(case, screen):
            return case.chain("", trace=trace.name if trace else "", name=CHAIN)
    except NotFound:
        return None


def _draw_strongest(opened: OpenedCase, name: str) -> None:
    """Draw the strongest part of a case as the chain of that name; nothing of an empty case.

    Where only the ledger has the payments, they are traced first.
    """
    from kg.case.chains.strongest import TRACE_HOPS

    case = opened.case
    start = case.chains.strongest()
    if start is None:
        return
    if start.trace and not start.is_saved:
        opened.trace = case.trace(start.thing, hops=TRACE_HOPS, name=start.trace)
    handle = case.lookup.handle(start.thing) or start.thing
    opened.start = opened.around = handle
    if start.trace:
        opened.around += f" --trace {quote(start.trace)}"
    opened.chain = case.chain(handle, trace=start.trace, name=name)
    (entity,) = case.lookup.entities([start.thing]).values()
    what = " ".join(dict.fromkeys(filter(None, [handle, entity.first("name")])))
    opened.strongest = Message(
        "strongest-part", what=what, why=start.why, case=quote(str(case.root))
    )

"""Verbs that make a case and put evidence into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.showing import Screen, json_form
from kg.errors import SourceError, UsageError
from kg.messages import Message
from kg.requests import LoadRequest

if TYPE_CHECKING:
    from kg.case.intake import LeftOut
    from kg.model import LoadReport

REFUSED = 3


def register(app: typer.Typer) -> None:
    """Add this room's verbs to the application."""
    app.command("open")(open_)
    for verb in (new, load, problems, pairs, promote, verify, rebuild):
        app.command()(verb)


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
    from kg.case.intake import files_in
    from kg.case.outputs import checked_place
    from kg.cli.opening import case_among, do_the_main_job, owners_of
    from kg.limits import limits_with

    _must_exist(files)
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


def new(
    case: opt.CasePath,
    name: Annotated[str, typer.Option(help="The case's name.")] = "",
    zone: Annotated[str, typer.Option(help="The zone of times that name none.")] = "",
    marking: opt.Marking = "",
    lang: opt.Lang = "",
) -> None:
    """Make an empty case."""
    from kg.case import new_case

    new_case(case, name=name, zone=zone, marking=marking)
    Screen(lang).say("made-case", case=case)


@asks(LoadRequest)
def load(
    case: opt.CasePath,
    files: opt.Files,
    request: LoadRequest,
    dry_run: Annotated[bool, typer.Option(help="Show what would be read; store nothing.")] = False,
    limit: opt.Limit = None,
    strict: opt.Strict = False,
    phases: Annotated[bool, typer.Option(hidden=True)] = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Load files or folders; each file goes in whole or not at all."""
    from kg import sources

    _must_exist(files)
    sources.start()  # the worker imports its libraries while the case is opened
    from kg.case import open_case
    from kg.cli.putting_right import show_resting
    from kg.cli.reporting import show_loads
    from kg.cli.trying import show_dry_run
    from kg.limits import limits_with

    screen, request = Screen(lang, as_json), replace(request, limits=limits_with(limit or ()))
    left_out: list[LeftOut] = []
    if dry_run:
        if not show_dry_run(files, request, screen):
            raise typer.Exit(REFUSED)
        return
    with open_case(case, create=False) as opened:
        reports, refusals = opened.evidence.load_as(
            files,
            request,
            on_phase=screen.note if phases else lambda phase: None,
            on_left_out=left_out.append,
        )
        show_loads(reports, refusals, left_out, screen)
        for report in reports:
            show_resting(report.resting, opened, screen)
    _leave(reports, refusals, strict)


def problems(
    case: opt.CasePath,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="OUT", help="A marked copy as a workbook.")
    ] = None,
    skipped: Annotated[
        bool, typer.Option("--skipped", help="Titles, totals and blank lines instead.")
    ] = False,
    force: opt.Force = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """List every row that could not become a fact, with its place, reason and text."""
    from kg.case import open_case
    from kg.cli.reporting import show_problems, show_skipped

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        if skipped:
            show_skipped(opened.evidence.skipped(), screen)
            return
        if xlsx is None:
            show_problems(opened.evidence.problems(), opened.evidence.sources(), screen)
            return
        count = opened.evidence.write_problems(
            xlsx,
            screen.word,
            lambda reason, layout: screen.message(reason, [layout]),
            force=force,
        )
    screen.document({"file": str(xlsx), "problems": count})
    screen.say("problems-written", path=xlsx, count=count)


def pairs(
    case: opt.CasePath,
    accept: Annotated[
        list[str] | None, typer.Option(help="Accept this inferred leg (IL3); it stays inferred.")
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option(help="Undo the pair of this link, or drop this leg.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why it is accepted or rejected.")] = "",
    by: Annotated[str, typer.Option(help="Who says so; else whoever is logged in.")] = "",
    pair_window: Annotated[
        int | None, typer.Option(help="Seconds that two banks' tellings may be apart (120).")
    ] = None,
    rail_window: Annotated[
        int | None, typer.Option(help="The same of a bank and a payment company (120).")
    ] = None,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """List payments that two statements report and legs that no row records; judge them.

    A leg off the record (money to a dealer, then coin) is inferred from amounts, price and time.
    It is marked so everywhere and is in no sum, also when a person has accepted it.
    """
    from kg.case import open_case
    from kg.cli.bridging import show_legs
    from kg.cli.reporting import show_pairs

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        for leg in accept or ():
            opened.judgements.accept_leg(leg, reason, by)
        for link in reject or ():
            opened.judgements.reject_pair(link, reason, by)
        if pair_window is not None or rail_window is not None:
            opened.judgements.set_pair_windows(reason, pair=pair_window, rail=rail_window)
        found, near = opened.money.legs(), opened.money.pair_windows()
        told = {
            "pairs": opened.money.pairs(),
            "conflicts": opened.money.conflicts(),
            "windows": near,
        }
        screen.document({**told, **json_form(found)})
        screen.say("pair-windows", **near)
        show_pairs(opened, screen)
        show_legs(found, opened, screen)


def promote(
    case: opt.CasePath,
    links: Annotated[list[str], typer.Argument(metavar="LINK…")],
    lang: opt.Lang = "",
) -> None:
    """Put single transfers or calls of a large case into the graph."""
    from kg.case import open_case

    with open_case(case, create=False) as opened:
        Screen(lang).say("promoted", count=opened.judgements.promote(links))


def verify(
    case: opt.CasePath,
    head: Annotated[
        str, typer.Option(metavar="HASH", help="The log must contain this head (kg log --head).")
    ] = "",
    quick: Annotated[
        bool, typer.Option("--quick", help="Hashes and logged digests only; derive nothing.")
    ] = False,
    against: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Hold a server's copy against the case instead.")
    ] = "",
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Derive everything anew from the sources and the log; name whatever the case has otherwise.

    Nothing is written and no lock is taken. Exit 6: evidence, log or a person's word was altered;
    4: what is derived from them was (kg rebuild CASE restores it).
    """
    from kg import sources

    if not (quick or against):
        sources.start()  # the worker imports its libraries while the log is held to its chain
    from kg.case import open_case
    from kg.cli.serving import password, tell_differences
    from kg.cli.verdicts import show_verdict

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        if against:
            found = opened.sharing.against(against, password=password())
            tell_differences(found, against, screen)
            return
        verdict = opened.evidence.verdict(head=head, quick=quick, step=screen.step)
    show_verdict(verdict, screen)
    if error := verdict.error():
        raise error


def rebuild(
    case: opt.CasePath,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE…]", help="Sources the case has lost, handed in again."),
    ] = None,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Restore tables, problems, results and graph from the sources, the log and the texts.

    What is as it should be stays; what cannot be derived is named, and so is every source that must
    be handed in again. What is replaced and may hold a person's words goes to lost+found.
    """
    from kg.case import Case
    from kg.case.folder import CaseFolder
    from kg.cli.verdicts import show_rebuilt

    _must_exist(files or [])
    screen = Screen(lang, as_json)
    with Case(CaseFolder(case)) as opened:
        show_rebuilt(opened.evidence.rebuild(files or [], step=screen.step), screen)


def _must_exist(files: Sequence[Path]) -> None:
    for path in files:
        if not path.exists():
            raise UsageError(Message("no-such-file-folder"), where=str(path))


def _leave(reports: list[LoadReport], refusals: list[SourceError], strict: bool) -> None:
    dirty = strict and any(report.source.problems for report in reports)
    if refusals or dirty:
        raise typer.Exit(REFUSED)

"""The command ``kg load``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.errors import NotACase, SourceError, UsageError
from kg.messages import Message
from kg.requests import LoadRequest
from kg.sources.sparql_answer import is_endpoint

if TYPE_CHECKING:
    from kg.case.evidence.input_files import IgnoredPath
    from kg.model import LoadReport

REFUSED = 3


@asks(LoadRequest)
def load(
    case: opt.CasePath,
    files: opt.Files,
    request: LoadRequest,
    construct: Annotated[str, typer.Option("--construct", metavar="FILE.rq")] = "",
    dry_run: Annotated[bool, typer.Option()] = False,
    limit: opt.Limit = None,
    strict: opt.Strict = False,
    phases: Annotated[bool, typer.Option(hidden=True)] = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Load files or folders; each file goes in whole or not at all."""
    from kg import sources

    if construct:
        _load_endpoint(case, files, construct, request, limit or (), Screen(lang, as_json), strict)
        return
    refuse_missing(files)
    sources.start()  # the worker imports its libraries while the case is opened
    from kg.case import open_case
    from kg.cli.render.dry_run import show_dry_run
    from kg.cli.render.load import show_loads, show_resting
    from kg.cli.render.proposal import proposal_documents, show_proposals
    from kg.limits import limits_with

    screen, request = Screen(lang, as_json), replace(request, limits=limits_with(limit or ()))
    left_out: list[IgnoredPath] = []
    if dry_run:
        if not show_dry_run(files, request, screen, _kept_in(case)):
            raise typer.Exit(REFUSED)
        return
    with open_case(case, create=False) as opened:
        reports, refusals = opened.evidence.load_as(
            files,
            request,
            on_phase=screen.note if phases else lambda phase: None,
            on_left_out=left_out.append,
        )
        proposals = proposal_documents(refusals, case, request)
        show_loads(reports, refusals, left_out, screen, proposals=proposals)
        for report in reports:
            show_resting(report.resting, opened, screen)
        for path, answered in show_proposals(refusals, case, request, screen):
            more, still = opened.evidence.load_as([path], answered)
            show_loads(more, still, (), screen)
            refusals = [one for one in refusals if getattr(one, "path", "") != str(path)] + still
            reports += more
    _leave(reports, refusals, strict)


def _kept_in(folder: Path) -> Callable[[Path, LoadRequest], LoadRequest]:
    """Return what names the layout that a case keeps for a file; without a case nothing is kept."""
    from kg.case import open_case

    try:
        case = open_case(folder, create=False)
    except NotACase:
        return lambda path, request: request
    return case.evidence.as_kept


def refuse_missing(files: Sequence[Path]) -> None:
    """Raise UsageError for the first of some files and folders that is not there."""
    for path in files:
        if not path.exists():
            address = is_endpoint(_as_address(path))
            hint = Message("endpoint-needs-a-query") if address else None
            raise UsageError(Message("no-such-file-folder"), where=str(path), hint=hint)


def _as_address(path: Path) -> str:
    """Return what was typed where a path may be an address: a path has no two slashes."""
    return path.as_posix().replace(":/", "://", 1)


def _load_endpoint(
    case: Path,
    places: Sequence[Path],
    construct: str,
    request: LoadRequest,
    limit: Sequence[str],
    screen: Screen,
    strict: bool,
) -> None:
    """Load what the one endpoint that is named answers to the query in a file."""
    from kg.case import open_case
    from kg.cli.render.load import show_loads
    from kg.limits import limits_with

    address, text = _as_address(places[0]), Path(construct)
    if len(places) != 1 or not is_endpoint(address):
        raise UsageError(Message("construct-asks-an-endpoint"), hint=Message("construct-example"))
    if not text.is_file():
        raise UsageError(Message("no-such-query-file"), where=construct)
    query = text.read_text(encoding="utf-8")
    asked = replace(request, limits=limits_with(limit))
    with open_case(case, create=False) as opened:
        reports, refusals = opened.evidence.load_endpoint_as(address, query, asked)
        show_loads(reports, refusals, (), screen, proposals=())
    _leave(reports, refusals, strict)


def _leave(reports: list[LoadReport], refusals: list[SourceError], strict: bool) -> None:
    dirty = strict and any(report.source.problems for report in reports)
    if refusals or dirty:
        raise typer.Exit(REFUSED)

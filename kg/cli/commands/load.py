"""The command ``kg load``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.errors import NotACase, SourceError, UsageError
from kg.messages import Message
from kg.requests import LoadRequest

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.evidence.input_files import IgnoredPath
    from kg.model import LoadReport

REFUSED = 3


@asks(LoadRequest)
def load(
    case: opt.CasePath,
    files: opt.Files,
    request: LoadRequest,
    construct: Annotated[str, typer.Option("--construct", metavar="FILE.rq")] = "",
    cypher: Annotated[str, typer.Option("--cypher", metavar="FILE")] = "",
    pushed: Annotated[str, typer.Option("--pushed", metavar="KEY")] = "",
    dry_run: Annotated[bool, typer.Option()] = False,
    limit: opt.Limit = None,
    strict: opt.Strict = False,
    phases: Annotated[bool, typer.Option(hidden=True)] = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Load files or folders; each file goes in whole or not at all."""
    from kg import sources

    if construct or cypher or pushed or any(map(_is_address, files)):
        if dry_run:
            raise UsageError(Message("dry-run-is-of-files"), where="--dry-run")
        elsewhere = _Elsewhere(files, construct, cypher, pushed)
        _load_from_elsewhere(case, elsewhere, request, limit or (), Screen(lang, as_json), strict)
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
            raise UsageError(Message("no-such-file-folder"), where=str(path))


ENDPOINTS = ("http", "https")
SERVERS = ("bolt", "neo4j")
"""How addresses begin; what may stand behind is said where they are read."""


def _scheme(path: Path) -> str:
    return _as_address(path).partition("://")[0].lower() if ":/" in path.as_posix() else ""


def _as_address(path: Path) -> str:
    """Return what was typed where a path may be an address: a path has no two slashes."""
    return path.as_posix().replace(":/", "://", 1)


def _is_address(path: Path) -> bool:
    return _scheme(path) in ENDPOINTS or _scheme(path).startswith(SERVERS)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """What is loaded that is no file: what a SPARQL endpoint answers, or what a server holds."""

    places: Sequence[Path]
    construct: str
    cypher: str
    pushed: str

    def load(self, case: Case, request: LoadRequest) -> tuple[list[LoadReport], list[SourceError]]:
        from kg.cli.server_password import password

        scheme, address = _scheme(self.places[0]), _as_address(self.places[0])
        if len(self.places) == 1 and scheme in ENDPOINTS and not (self.cypher or self.pushed):
            if not self.construct:
                raise UsageError(
                    Message("endpoint-needs-a-query"), hint=Message("construct-example")
                )
            return case.evidence.load_endpoint_as(address, _text_of(self.construct), request)
        both = self.construct or (self.cypher and self.pushed)
        if len(self.places) == 1 and scheme.startswith(SERVERS) and not both:
            query = _text_of(self.cypher) if self.cypher else ""
            return case.evidence.load_server_as(
                address, request, password=password(), pushed=self.pushed, query=query
            )
        raise UsageError(Message("load-one-address"), hint=Message("load-address-example"))


def _load_from_elsewhere(
    case: Path,
    elsewhere: _Elsewhere,
    request: LoadRequest,
    limit: Sequence[str],
    screen: Screen,
    strict: bool,
) -> None:
    from kg.case import open_case
    from kg.cli.render.load import show_loads
    from kg.limits import limits_with

    asked = replace(request, limits=limits_with(limit))
    with open_case(case, create=False) as opened:
        reports, refusals = elsewhere.load(opened, asked)
        show_loads(reports, refusals, (), screen)
    _leave(reports, refusals, strict)


def _text_of(query: str) -> str:
    if not Path(query).is_file():
        raise UsageError(Message("no-such-query-file"), where=query)
    return Path(query).read_text(encoding="utf-8")


def _leave(reports: list[LoadReport], refusals: list[SourceError], strict: bool) -> None:
    dirty = strict and any(report.source.problems for report in reports)
    if refusals or dirty:
        raise typer.Exit(REFUSED)

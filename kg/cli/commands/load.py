"""The command ``kg load``."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.addresses import as_address, is_endpoint, is_server, text_of_query
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.errors import NotACase, SourceError, UsageError
from kg.messages import Message
from kg.requests import LoadRequest

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.evidence.input_files import IgnoredPath
    from kg.limits import Limits
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

    if construct or cypher or pushed or any(is_endpoint(f) or is_server(f) for f in files):
        elsewhere = _Elsewhere(files, construct, cypher, pushed)
        if dry_run:
            _try_elsewhere(case, elsewhere, request, limit or (), Screen(lang, as_json))
            return
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
            refusals = [
                refusal for refusal in refusals if getattr(refusal, "path", "") != str(path)
            ] + still
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


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """What is loaded that is no file: what a SPARQL endpoint answers, or what a server holds."""

    places: Sequence[Path]
    construct: str
    cypher: str
    pushed: str

    def load(self, case: Case, request: LoadRequest) -> tuple[list[LoadReport], list[SourceError]]:
        """Load it into a case."""
        from kg.cli.server_password import password

        if self.is_of_endpoint():
            address, query = as_address(self.places[0]), text_of_query(self.construct)
            return case.evidence.load_endpoint_as(address, query, request)
        return case.evidence.load_server_as(
            self._server(), request, password=password(), pushed=self.pushed, query=self._query()
        )

    def server_file(self, folder: Path, limits: Limits) -> Path:
        """Read what a server holds into a file in a folder."""
        from kg.case.evidence.load_server import server_file
        from kg.cli.server_password import password

        if self.is_of_endpoint():
            raise UsageError(Message("dry-run-is-of-files"), where="--dry-run")
        more = {"pushed": self.pushed, "query": self._query()}
        return server_file(self._server(), password(), folder, limits, **more)

    def is_of_endpoint(self) -> bool:
        """Say whether it is what a SPARQL endpoint answers.

        Raises:
            UsageError: No query was given.
        """
        if len(self.places) != 1 or not is_endpoint(self.places[0]) or self.cypher or self.pushed:
            return False
        if not self.construct:
            raise UsageError(Message("endpoint-needs-a-query"), hint=Message("construct-example"))
        return True

    def _server(self) -> str:
        both = self.construct or (self.cypher and self.pushed)
        if len(self.places) != 1 or not is_server(self.places[0]) or both:
            raise UsageError(Message("load-one-address"), hint=Message("load-address-example"))
        return as_address(self.places[0])

    def _query(self) -> str:
        return text_of_query(self.cypher) if self.cypher else ""


def _try_elsewhere(
    case: Path, elsewhere: _Elsewhere, request: LoadRequest, limit: Sequence[str], screen: Screen
) -> None:
    """Show what would be read of a server; nothing is stored."""
    from kg.cli.render.dry_run import show_dry_run
    from kg.limits import limits_with

    asked = replace(request, limits=limits_with(limit))
    with tempfile.TemporaryDirectory(prefix="kg-neo4j-") as folder:
        path = elsewhere.server_file(Path(folder), asked.limits)
        if not show_dry_run([path], asked, screen, _kept_in(case)):
            raise typer.Exit(REFUSED)


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


def _leave(reports: list[LoadReport], refusals: list[SourceError], strict: bool) -> None:
    dirty = strict and any(report.source.problems for report in reports)
    if refusals or dirty:
        raise typer.Exit(REFUSED)

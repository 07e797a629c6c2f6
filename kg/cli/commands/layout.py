"""The command ``kg layout``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.addresses import as_address, is_server, text_of_query
from kg.cli.request_options import asks
from kg.cli.screen import Screen, json_form
from kg.errors import UsageError
from kg.messages import Message
from kg.requests import LayoutRequest, LoadRequest

if TYPE_CHECKING:
    from kg.limits import Limits
    from kg.sources.proposal.proposal import Proposal


@asks(LayoutRequest)
def layout(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    request: LayoutRequest,
    out: Annotated[Path | None, typer.Argument(metavar="[OUT.toml]")] = None,
    keep: Annotated[bool, typer.Option("--keep")] = False,
    cypher: Annotated[str, typer.Option("--cypher", metavar="FILE")] = "",
    limit: opt.Limit = None,
    force: opt.Force = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Propose a layout for a file; show how its first ten rows would be mapped."""
    from kg.case.sharing.output_paths import write_out
    from kg.case.storage.source_store import SUFFIX
    from kg.limits import limits_with

    screen = Screen(lang, as_json)
    place = out or Path(f"{'neo4j' if is_server(file) else file.stem}{SUFFIX}")
    asked = replace(request.as_load(), limits=limits_with(limit or ()))
    _check(file, place, force or keep)
    name = "" if keep and out is None else place.stem
    with _as_file(file, asked.limits, cypher) as path:
        proposal = _shown(path, asked, name, screen)
    if keep:
        _keep(file, proposal, screen)
        return
    write_out(place, proposal.layouts.encode(), force=force, private=False)
    screen.document({"layout": str(place), "proposal": json_form(proposal)})
    typed = as_address(file) if is_server(file) else str(file)
    screen.say("draft-written", path=place, file=typed)


@contextmanager
def _as_file(file: Path, limits: Limits, cypher: str) -> Iterator[Path]:
    """Yield the file, or one of what a server holds that is named instead."""
    from kg.case.evidence.load_server import server_file
    from kg.cli.server_password import password

    if not is_server(file):
        if cypher:
            raise UsageError(Message("cypher-is-of-servers"), where="--cypher")
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="kg-neo4j-") as folder:
        query = text_of_query(cypher) if cypher else ""
        yield server_file(as_address(file), password(), Path(folder), limits, query=query)


def _shown(path: Path, asked: LoadRequest, name: str, screen: Screen) -> Proposal:
    from kg.case.evidence.proposed_layouts import proposal_for
    from kg.cli.render.proposal import show_proposal

    proposal = proposal_for(path, asked, name, screen.lang)
    show_proposal(path, proposal, asked, screen)
    return proposal


def _keep(file: Path, proposal: Proposal, screen: Screen) -> None:
    from kg.case.evidence.proposed_layouts import keep_layout

    if questions := proposal.all_questions:
        raise UsageError(Message("proposal-asks", count=len(questions)), where=str(file))
    if proposal.words:
        raise UsageError(Message("graph-words-found-by-no-header"), where="--keep")
    kept = keep_layout(proposal.layouts, proposal.name)
    screen.document({"layout": str(kept), "proposal": json_form(proposal)})
    screen.say("proposal-kept", path=kept)


def _check(file: Path, out: Path, force: bool) -> None:
    from kg.case.sharing.output_paths import checked_place
    from kg.case.storage.source_store import SUFFIX

    if not (file.is_file() or is_server(file)):
        raise UsageError(Message("no-such-file"), where=str(file))
    if out.suffix != SUFFIX:
        raise UsageError(
            Message("layout-toml-file"), where=str(out), hint=Message("name-out", suffix=SUFFIX)
        )
    checked_place(out, force=force)

"""The command ``kg layout``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen, json_form
from kg.errors import UsageError
from kg.messages import Message
from kg.requests import LayoutRequest


@asks(LayoutRequest)
def layout(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    request: LayoutRequest,
    out: Annotated[Path | None, typer.Argument(metavar="[OUT.toml]")] = None,
    keep: Annotated[bool, typer.Option("--keep")] = False,
    limit: opt.Limit = None,
    force: opt.Force = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Propose a layout for a file; show how its first ten rows would be mapped."""
    from kg.case.evidence.proposed_layouts import keep_layout, proposal_for
    from kg.case.sharing.output_paths import write_out
    from kg.case.storage.source_store import SUFFIX
    from kg.cli.render.proposal import show_proposal
    from kg.limits import limits_with

    screen = Screen(lang, as_json)
    place = out or Path(f"{file.stem}{SUFFIX}")
    asked = replace(request.as_load(), limits=limits_with(limit or ()))
    _check(file, place, force or keep)
    name = "" if keep and out is None else place.stem
    proposal = proposal_for(file, asked, name, screen.lang)
    show_proposal(file, proposal, asked, screen)
    if keep:
        if questions := proposal.all_questions:
            raise UsageError(Message("proposal-asks", count=len(questions)), where=str(file))
        kept = keep_layout(proposal.layouts, proposal.name)
        screen.document({"layout": str(kept), "proposal": json_form(proposal)})
        screen.say("proposal-kept", path=kept)
        return
    write_out(place, proposal.layouts.encode(), force=force, private=False)
    screen.document({"layout": str(place), "proposal": json_form(proposal)})
    screen.say("draft-written", path=place, file=file)


def _check(file: Path, out: Path, force: bool) -> None:
    from kg.case.sharing.output_paths import checked_place
    from kg.case.storage.source_store import SUFFIX

    if not file.is_file():
        raise UsageError(Message("no-such-file"), where=str(file))
    if out.suffix != SUFFIX:
        raise UsageError(
            Message("layout-toml-file"), where=str(out), hint=Message("name-out", suffix=SUFFIX)
        )
    checked_place(out, force=force)

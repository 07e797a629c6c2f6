"""The command ``kg export``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.messages import Message
from kg.requests import ExportRequest

CaseOrNone = Annotated[Path | None, typer.Argument(metavar="[CASE]")]


@asks(ExportRequest)
def export(
    case: CaseOrNone = None,
    *,
    request: ExportRequest,
    forms: Annotated[bool, typer.Option("--forms")] = False,
    check: Annotated[Path | None, typer.Option(metavar="FILE")] = None,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
) -> None:
    """Write a page, picture, graph or table of a saved result or of the whole graph; masked.

    .html .svg are pictures, .xlsx a workbook, and the rest as --forms tells. The page of a trace
    shows its money by level and rule, in time, and as a chain. OUT.html --style map draws the whole
    case, tens of thousands of things, as one page. OUT.rq or OUT.cypher with a NAME
    (of a finding: FD1) is the question that finds its links again, in SPARQL or Cypher.
    """
    from kg.case import open_case
    from kg.cli.render.export import show_counted, show_forms

    screen = Screen(lang)
    if forms:
        show_forms(screen)
        return
    if check is not None:
        show_counted(check, screen)
        return
    if case is None or not request.out:
        raise UsageError(Message("what-written-where"), hint=Message("kg-export-case-out-name"))
    with open_case(case, create=False, raw=raw) as opened:
        written = opened.sharing.export_as(replace(request, lang=screen.lang))
    for path in written:
        screen.say("exported", path=path, size=path.stat().st_size)
    if request.for_transfer:
        screen.say("real-case")
        if marking := opened.folder.settings().marking:
            screen.say("real-case-marked", marking=marking)
        return
    for_server = "question-for-server" if request.style == "server" else "masked-values"
    screen.say("real-values" if request.show_values else for_server)

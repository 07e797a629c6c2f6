"""The command ``kg rebuild``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.commands.load import refuse_missing
from kg.cli.screen import Screen


def rebuild(
    case: opt.CasePath,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE…]"),
    ] = None,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Restore tables, problems, results and graph from the sources, the log and the texts.

    What is as it should be stays; what cannot be derived is named, and so is every source that must
    be handed in again. What is replaced and may hold a person's words goes to lost+found.
    """
    from kg.case import Case
    from kg.case.storage.folder import CaseFolder
    from kg.cli.render.rebuild import show_rebuilt

    refuse_missing(files or [])
    screen = Screen(lang, as_json)
    with Case(CaseFolder(case)) as opened:
        show_rebuilt(opened.evidence.rebuild(files or [], step=screen.step), screen)

"""The command ``kg owner``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen


def owner(
    case: opt.CasePath,
    source: Annotated[str, typer.Argument(metavar="SOURCE")],
    person: Annotated[str, typer.Argument(metavar="PERSON")],
    number: Annotated[str, typer.Option("--id")] = "",
    evidence: Annotated[str, typer.Option()] = "",
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say whose a statement is that names no holder of its own account."""
    from kg.case import open_case
    from kg.cli.render.add import show_added

    with open_case(case, create=False) as opened:
        added = opened.judgements.owner(source, person, number=number, evidence=evidence)
        show_added(added, opened, Screen(lang, as_json))

"""The command ``kg add``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen


def add(
    case: opt.CasePath,
    subject: Annotated[str, typer.Argument(metavar="WHO")],
    relation: Annotated[str, typer.Argument(metavar="RELATION")],
    other: Annotated[str, typer.Argument(metavar="[WHOM]")] = "",
    evidence: Annotated[str, typer.Option()] = "",
    on: Annotated[str, typer.Option()] = "",
    until: Annotated[str, typer.Option()] = "",
    proof: Annotated[str, typer.Option()] = "single",
    subject_id: Annotated[str, typer.Option()] = "",
    object_id: Annotated[str, typer.Option()] = "",
    note: Annotated[str, typer.Option()] = "",
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Put in one fact that is known from a statement or another paper."""
    from kg.case import open_case
    from kg.cli.render.add import show_added

    options = {"evidence": evidence, "on": on, "until": until, "proof": proof, "note": note}
    options |= {"subject_id": subject_id, "object_id": object_id}
    with open_case(case, create=False) as opened:
        show_added(
            opened.judgements.add(subject, relation, other, **options),
            opened,
            Screen(lang, as_json),
        )

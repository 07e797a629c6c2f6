"""The verb that holds a case to the shapes of the ontology, and what it found."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.render.check import show_checked
from kg.cli.screen import Screen
from kg.limits import LIMITS

VIOLATED = 3

Rows = Annotated[int, typer.Option()]

Seconds = Annotated[float, typer.Option()]

Strict = Annotated[bool, typer.Option("--strict")]


def check(
    case: opt.CasePath,
    rows: Rows = LIMITS.check_rows,
    seconds: Seconds = LIMITS.check_seconds,
    strict: Strict = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Check the whole graph against the ontology's rules: each breach with its file and row."""
    from kg.case import open_case

    with open_case(case, create=False) as opened:
        report = opened.questions.check(rows=rows, seconds=seconds)
    show_checked(report, Screen(lang, as_json))
    if strict and report.count("Violation"):
        raise typer.Exit(VIOLATED)

"""Verbs by which a person says something of a case, without a file."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.showing import Screen
from kg.errors import UsageError

Fact = Annotated[str, typer.Argument(metavar="[FACT]", help="A payment or another fact: T204.")]
Word = Annotated[
    str, typer.Argument(metavar="[WORD]", help="disputed, excluded or verified; clear takes back.")
]
Reason = Annotated[str, typer.Option(help="Why; it stands in the custody log.")]


def register(app: typer.Typer) -> None:
    """Add this room's verbs to the application."""
    app.command()(mark)


def mark(
    case: opt.CasePath,
    fact: Fact = "",
    word: Word = "",
    reason: Reason = "",
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say that a fact is disputed, excluded or verified; without a fact, list what is judged."""
    from kg.case import open_case
    from kg.cli.judged import show_judged

    if bool(fact) != bool(word):
        raise UsageError("a mark needs a fact and a word", hint="kg mark CASE T204 excluded")
    with open_case(case, create=False) as opened:
        if fact:
            opened.mark(fact, word, reason)
        show_judged(opened.judgements(), Screen(lang, as_json))

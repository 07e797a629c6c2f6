"""The command ``kg mark``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.messages import Message

Fact = Annotated[str, typer.Argument(metavar="[FACT]")]

Word = Annotated[str, typer.Argument(metavar="[WORD]")]

Reason = Annotated[str, typer.Option()]


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
    from kg.cli.render.mark import show_judged

    if bool(fact) != bool(word):
        raise UsageError(Message("mark-needs-fact-word"), hint=Message("kg-mark-case-t204"))
    with open_case(case, create=False) as opened:
        if fact:
            opened.judgements.mark(fact, word, reason)
        show_judged(opened, Screen(lang, as_json))

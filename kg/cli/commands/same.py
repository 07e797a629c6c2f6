"""The command ``kg same``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.requests import SameRequest

Pairs = Annotated[list[str] | None, typer.Option(metavar="SP3,SP5")]


@asks(SameRequest)
def same(
    case: opt.CasePath,
    request: SameRequest,
    accept: Pairs = None,
    reject: Pairs = None,
    undo: Pairs = None,
    reason: Annotated[str, typer.Option("--reason", "--why")] = "",
    by: Annotated[str, typer.Option()] = "",
    merged: Annotated[bool, typer.Option("--merged")] = False,
    csv: Annotated[Path | None, typer.Option(metavar="FILE")] = None,
    show_values: opt.ShowValues = False,
    force: opt.Force = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Propose that two things of a case are one, with grounds for and against; a person decides.

    Nothing is merged unasked. An accepted pair is one thing in traces, chains, pages, SQL and
    exports; --raw there shows it as the files do. Sources never change.
    """
    from kg.case import open_case
    from kg.cli.render.replaced import telling_replaced
    from kg.cli.render.same import show_judged_same, show_merged, show_same, write_pairs

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        words = {"accept": accept, "reject": reject, "undo": undo}
        if any(words.values()):
            told = opened.judgements
            judge = {"accept": told.accept_same, "reject": told.reject_same, "undo": told.undo_same}
            changed = {
                word: judge[word](_split(pairs), reason, by)
                for word, pairs in words.items()
                if pairs
            }
            show_judged_same(opened, changed, screen)
            return
        if merged:
            show_merged(opened, screen)
            return
        with telling_replaced(opened, screen):
            found = opened.judgements.same_as(request)
        if csv:
            write_pairs(opened, found, csv, screen, show_values=show_values, force=force)
        else:
            show_same(found, opened, screen)


def _split(typed: list[str]) -> list[str]:
    """Return the pairs of options that may name several each: ``--accept SP3,SP5``."""
    return [part.strip() for text in typed for part in text.split(",") if part.strip()]

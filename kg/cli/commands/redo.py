"""The command ``kg redo``."""

from __future__ import annotations

from kg.cli import options as opt
from kg.cli.commands.undo import step_text
from kg.cli.screen import Screen


def redo(case: opt.CasePath, lang: opt.Lang = "", as_json: opt.Json = False) -> None:
    """Do again what `kg undo` took back last, if no other action was done since."""
    from kg.case import open_case

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        step = opened.judgements.next_redo()
        opened.judgements.redo()
    screen.document({"redone": step})
    screen.say("redone", action=step_text(step, screen))

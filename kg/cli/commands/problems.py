"""The command ``kg problems``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen


def problems(
    case: opt.CasePath,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="OUT")] = None,
    skipped: Annotated[bool, typer.Option("--skipped")] = False,
    force: opt.Force = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """List every row that could not become a fact, with its place, reason and text."""
    from kg.case import open_case
    from kg.cli.render.problems import show_problems, show_skipped

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        if skipped:
            show_skipped(opened.evidence.skipped(), screen)
            return
        if xlsx is None:
            show_problems(opened.evidence.problems(), opened.evidence.sources(), screen)
            return
        count = opened.evidence.write_problems(
            xlsx,
            screen.word,
            lambda reason, layout: screen.message(reason, [layout]),
            force=force,
        )
    screen.document({"file": str(xlsx), "problems": count})
    screen.say("problems-written", path=xlsx, count=count)

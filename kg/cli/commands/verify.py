"""The command ``kg verify``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.messages import Message


def verify(
    case: opt.CasePath,
    head: Annotated[str, typer.Option(metavar="HASH")] = "",
    quick: Annotated[bool, typer.Option("--quick")] = False,
    against: Annotated[str, typer.Option(metavar="ADDRESS")] = "",
    pushed: Annotated[str, typer.Option(metavar="KEY")] = "",
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Derive everything anew from the sources and the log; name whatever the case has otherwise.

    Nothing is written and no lock is taken. Exit 6: evidence, log or a person's word was altered;
    4: what is derived from them was (kg rebuild CASE restores it).
    """
    from kg import sources

    if not (quick or against):
        sources.start()  # the worker imports its libraries while the log is held to its chain
    from kg.case import open_case
    from kg.cli.render.push import tell_differences
    from kg.cli.render.verify import show_verdict
    from kg.cli.server_password import password

    screen = Screen(lang, as_json)
    if pushed and not against:
        raise UsageError(Message("pushed-needs-against"), hint=Message("pushed-example"))
    with open_case(case, create=False) as opened:
        if against:
            compared = opened.sharing.against(against, password=password(), pushed=pushed)
            tell_differences(compared, against, screen)
            return
        verdict = opened.evidence.verdict(head=head, quick=quick, step=screen.step)
    show_verdict(verdict, screen)
    if error := verdict.error():
        raise error

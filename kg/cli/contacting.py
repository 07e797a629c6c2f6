"""Verbs about calls and messages in time: word passed on, and numbers that took over."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.showing import Screen
from kg.errors import UsageError

Start = Annotated[
    str, typer.Argument(metavar="[START]", help="Who knew: a number, person, handle or mask.")
]
Number = Annotated[
    str, typer.Argument(metavar="[NUMBER]", help="The old number; none looks at every one.")
]
Through = Annotated[list[str] | None, typer.Option(help="Pass through this hub (repeatable).")]
Thresholds = Annotated[
    list[str] | None, typer.Option("--threshold", metavar="NAME=V", help="score=0.4 (repeatable).")
]
Explained = Annotated[
    bool, typer.Option("--thresholds", help="Tell every threshold and its reason; search nothing.")
]


def register(app: typer.Typer) -> None:
    """Add this room's verbs to the application."""
    for verb in (contacts, renumbered):
        app.command()(verb)


def contacts(
    case: opt.CasePath,
    start: Start = "",
    to: Annotated[str, typer.Option(metavar="OTHER", help="How word could come to this one.")] = "",
    backward: Annotated[
        bool, typer.Option("--in", help="Who could have told START, instead.")
    ] = False,
    since: Annotated[str, typer.Option(help="START knew from this time on.")] = "",
    until: Annotated[str, typer.Option(help="Calls before this time.")] = "",
    within: Annotated[str, typer.Option(help="Longest time at each hand [24h].")] = "",
    hops: Annotated[str, typer.Option(metavar="N", help="Longest chain of calls [6].")] = "",
    hub: Annotated[str, typer.Option(metavar="N", help="Stop at more counterparties [200].")] = "",
    through: Through = None,
    skew: Annotated[int, typer.Option(help="Seconds by which clocks of files differ.")] = 120,
    strict_order: Annotated[bool, typer.Option(help="Drop calls of unproven order.")] = False,
    apart: Annotated[bool, typer.Option(help="Keep the numbers of one person apart.")] = False,
    rows: Annotated[int, typer.Option(help="How many to list.")] = 200,
    thresholds: Explained = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say who could have passed word to whom, in order, by calls and messages; not that they did.

    A call tells both sides, a message its receiver, an unanswered call nobody. Each hand passes on
    within --within of being told. Service numbers and hubs stop it, visibly.
    """
    from kg.case import open_case
    from kg.cli.contacts_told import show_terms, show_word

    screen = Screen(lang, as_json)
    if thresholds:
        show_terms("contacts", screen)
        return
    if not start:
        raise UsageError("whose word? name a number or a person", hint="kg contacts CASE 138…0123")
    typed = {"within": within, "hops": hops, "hub": hub}
    with open_case(case, create=False) as opened:
        found = opened.contacts(
            start,
            to=to,
            backward=backward,
            since=since,
            until=until,
            thresholds=tuple(f"{name}={value}" for name, value in typed.items() if value),
            through=tuple(through or ()),
            skew=skew,
            strict_order=strict_order,
            apart=apart,
            rows=rows,
        )
        show_word(found, opened, screen)


def renumbered(
    case: opt.CasePath,
    number: Number = "",
    before: Annotated[
        str, typer.Option(metavar="DATE", help="The old number is out of use from then on.")
    ] = "",
    threshold: Thresholds = None,
    rows: Annotated[int, typer.Option(help="How many to list.")] = 50,
    thresholds: Explained = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Find the same hands on a new number: contacts before a number fell silent, and after.

    A clue by contacts in common, scored; handset and mast stand beside it; nothing is merged.
    """
    from kg.case import open_case
    from kg.cli.contacts_told import show_renumbering, show_terms

    screen = Screen(lang, as_json)
    if thresholds:
        show_terms("renumbered", screen)
        return
    with open_case(case, create=False) as opened:
        found = opened.renumbered(
            number, before=before, thresholds=tuple(threshold or ()), rows=rows
        )
        show_renumbering(found, opened, screen)

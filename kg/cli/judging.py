"""Verbs by which a person says something of a case, without a file."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.showing import Screen
from kg.errors import UsageError
from kg.messages import Message

Fact = Annotated[str, typer.Argument(metavar="[FACT]", help="A payment or another fact: T204.")]
Word = Annotated[
    str, typer.Argument(metavar="[WORD]", help="disputed, excluded or verified; clear takes back.")
]
Reason = Annotated[str, typer.Option(help="Why; kept in the case, by its hash in the log.")]


def register(app: typer.Typer) -> None:
    """Add this room's verbs to the application."""
    for verb in (add, mark, owner):
        app.command()(verb)


def add(
    case: opt.CasePath,
    subject: Annotated[str, typer.Argument(metavar="WHO", help="A name, number or handle.")],
    relation: Annotated[str, typer.Argument(metavar="RELATION", help="招募, recruits, 卡农 …")],
    other: Annotated[str, typer.Argument(metavar="[WHOM]", help="Blank for a role alone.")] = "",
    evidence: Annotated[str, typer.Option(help="Where it is written.")] = "",
    on: Annotated[str, typer.Option(help="Since when.")] = "",
    until: Annotated[str, typer.Option(help="Until when.")] = "",
    proof: Annotated[str, typer.Option(help="How far it is proven.")] = "single",
    subject_id: Annotated[str, typer.Option(help="The certificate number of who.")] = "",
    object_id: Annotated[str, typer.Option(help="The certificate number of whom.")] = "",
    note: Annotated[str, typer.Option(help="A remark.")] = "",
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Put in one fact that is known from a statement or another paper."""
    from kg.case import open_case
    from kg.cli.judged import show_added

    said = {"evidence": evidence, "on": on, "until": until, "proof": proof, "note": note}
    said |= {"subject_id": subject_id, "object_id": object_id}
    with open_case(case, create=False) as opened:
        show_added(
            opened.judgements.add(subject, relation, other, **said), opened, Screen(lang, as_json)
        )


def owner(
    case: opt.CasePath,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A file's name or hash.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="A name or a handle.")],
    number: Annotated[str, typer.Option("--id", help="The person's certificate number.")] = "",
    evidence: Annotated[str, typer.Option(help="Where it is written.")] = "",
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say whose a bill is that names no account of its own (WeChat, Alipay)."""
    from kg.case import open_case
    from kg.cli.judged import show_added

    with open_case(case, create=False) as opened:
        added = opened.judgements.owner(source, person, number=number, evidence=evidence)
        show_added(added, opened, Screen(lang, as_json))


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
        raise UsageError(Message("mark-needs-fact-word"), hint=Message("kg-mark-case-t204"))
    with open_case(case, create=False) as opened:
        if fact:
            opened.judgements.mark(fact, word, reason)
        show_judged(opened, Screen(lang, as_json))

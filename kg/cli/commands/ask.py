"""The verb that asks a case one of the named questions."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.messages import Message

FORMS = ("sparql", "cypher")

Told = Annotated[
    list[str] | None,
    typer.Option("-p", metavar="KEY=VALUE"),
]


def ask(
    case: opt.CasePath,
    question: Annotated[str, typer.Argument(metavar="[QUESTION]")] = "",
    told: Told = None,
    server: Annotated[
        bool,
        typer.Option("--server"),
    ] = False,
    at: opt.At = "",
    show: Annotated[str, typer.Option()] = "",
    show_values: opt.ShowValues = False,
    without: Annotated[list[str] | None, typer.Option("--without", metavar="ITEM")] = None,
    rows: Annotated[int, typer.Option()] = 10_000,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Ask a named question, or list all of them; every row says where it stands."""
    from kg.case import open_case
    from kg.cli.render.ask import show_named, show_questions
    from kg.cli.server_password import password
    from kg.query.named import question as named

    screen = Screen(lang, as_json)
    with open_case(case, create=False, raw=raw) as opened:
        if not question:
            show_questions(opened.questions.named(), screen)
            return
        chosen, given = named(question), _pairs(told or ())
        if without and (show or server):
            raise UsageError(Message("without-is-of-the-case"), where="--without")
        if show and server and _form(show) != "cypher":
            raise UsageError(Message("ask-server-is-cypher", form=show), where="--server")
        if show and server:
            screen.note(screen.word("question-for-server"))
            sys.stdout.write(opened.questions.text_for_server(chosen.name, **given))
            return
        if show:
            text = opened.questions.text(chosen.name, _form(show), show_values=show_values, **given)
            screen.note(screen.word("real-values" if show_values else "question-masked"))
            sys.stdout.write(text)
            return
        if server:
            address = opened.sharing.server(at)
            answer = opened.questions.ask_on_server(
                chosen.name, server=address, password=password(), rows=rows, **given
            )
        else:
            answer = opened.questions.ask(chosen.name, rows=rows, without=without or (), **given)
        show_named(chosen, answer, opened, screen)


def _pairs(parameters: Iterable[str]) -> dict[str, str]:
    """Return what stands on both sides of each equals sign."""
    pairs = [parameter.partition("=") for parameter in parameters]
    for key, sign, _ in pairs:
        if not (key and sign):
            raise UsageError(
                Message("no-key-value", key=repr(key)), hint=Message("kg-ask-case-roles")
            )
    return {key.strip(): value.strip() for key, _, value in pairs}


def _form(show: str) -> str:
    if show not in FORMS:
        raise UsageError(
            Message("no-such-form", form=repr(show)), where="--show", hint=Message("sparql-cypher")
        )
    return show

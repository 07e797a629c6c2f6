"""Verbs that ask a case something."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.again import Server, Show, show_again
from kg.cli.request_options import asks
from kg.cli.showing import Screen
from kg.errors import UsageError
from kg.messages import Message
from kg.requests import ChainRequest, TraceRequest

Start = Annotated[str, typer.Argument(metavar="START", help="A handle, number, name or mask.")]


def register(app: typer.Typer) -> None:
    """Add this room's verbs to the application."""
    for verb in (search, explain, trace, chain, query):
        app.command()(verb)


def search(
    case: opt.CasePath,
    text: str,
    rows: Annotated[int, typer.Option(help="How many to list.")] = 50,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Find things by a number, a name, a part of one, or pinyin initials; best first."""
    from kg.case import open_case
    from kg.cli.telling import show_found

    with open_case(case, create=False) as opened:
        hits, cut = opened.lookup.search(text)
        show_found(hits, cut, rows, opened, Screen(lang, as_json))


def explain(
    case: opt.CasePath,
    what: Start,
    derived: Annotated[
        bool, typer.Option("--derived", help="What rules conclude of it, and from which facts.")
    ] = False,
    beside: Annotated[
        str, typer.Option("--with", metavar="OTHER", help="Only what joins the two.")
    ] = "",
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say a fact in words, then the rows behind it: file, hash, place, and what stands there."""
    from kg.case import open_case
    from kg.cli.explaining import show_conclusions, show_explanation

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        if derived or beside:
            show_conclusions(opened.lookup.conclusions(what, beside, screen.lang), screen)
            return
        show_explanation(opened.lookup.explain(what, screen.lang), screen)


@asks(TraceRequest)
def trace(
    case: opt.CasePath,
    request: TraceRequest,
    strict: opt.Strict = False,
    show: Show = "",
    show_values: opt.ShowValues = False,
    server: Server = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Follow money in time from accounts, transfers, persons, findings, victims or a list of them.

    What leaves an account where money mixed: fifo the oldest first, lifo the newest first, haircut
    of each its share, lowest the holder's own money first; poison counts all that met the money
    (the most), floor what no rule can go below (the least). --rules shows several, and the floor.

    Every cut-off is said: where the trace stops, what a filter left out. A transfer that is named
    (by you, a victim, a list, a finding) begins whatever the filters are. More: kg help trace.
    """
    from kg.case import open_case
    from kg.cli.putting_right import telling_replaced
    from kg.cli.tracing import say_if_cold, show_trace
    from kg.trace.cold import tracing_is_cold

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        say_if_cold(screen, tracing_is_cold)
        with telling_replaced(opened, screen):
            found = opened.money.trace_as(request)
        if show:
            show_again([found], show, opened, screen, show_values=show_values, server=server)
        else:
            show_trace(found, opened, screen)
    if strict and found.refused:
        raise typer.Exit(3)


@asks(ChainRequest)
def chain(
    case: opt.CasePath,
    request: ChainRequest,
    show: Show = "",
    show_values: opt.ShowValues = False,
    server: Server = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Arrange people, data and money by stage, around one thing or from the victims."""
    from kg.case import open_case
    from kg.cli.putting_right import telling_replaced
    from kg.cli.telling import show_chain

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        with telling_replaced(opened, screen):
            built = opened.chains.build_as(request)
        if show:
            show_again([built], show, opened, screen, show_values=show_values, server=server)
        else:
            show_chain(built, screen)


def query(
    case: opt.CasePath,
    text: Annotated[str, typer.Argument(metavar="[QUERY]", help="A file, or - for stdin.")] = "-",
    sparql: Annotated[str, typer.Option("--sparql", help="The query itself, on the graph.")] = "",
    sql: Annotated[str, typer.Option("--sql", help="One SELECT, on the ledger.")] = "",
    cypher: Annotated[
        str, typer.Option("--cypher", help="A query with $case in it, on the server.")
    ] = "",
    at: opt.At = "",
    count_both: Annotated[bool, typer.Option(help="Count paired payments twice.")] = False,
    seconds: Annotated[float, typer.Option(help="Time limit.")] = 10.0,
    rows: Annotated[int, typer.Option(help="Row limit.")] = 10_000,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Ask the graph in SPARQL, the ledger in SQL, or a server in Cypher, within limits.

    Cypher needs a server of Neo4j that holds the case: the one that --at or KG_NEO4J_URI names, or
    the one to which you pushed this folder last. Only questions of this case run: the guard and the
    session's read mode see to it, for Community has no user who may only read. --json says what
    kept the answering process from the network. More: kg help query.
    """
    from kg.case import open_case
    from kg.cli.serving import password
    from kg.cli.telling import show_answer
    from kg.query.cypher_guard import check_cypher

    with open_case(case, create=False) as opened:
        if cypher:
            check_cypher(cypher)  # before a server is looked for, and a password asked
            server = opened.sharing.server(at)
            answer = opened.questions.cypher(
                cypher, server=server, password=password(), seconds=seconds, rows=rows
            )
        elif sql:
            answer = opened.sql(sql, seconds=seconds, rows=rows, count_both=count_both)
        else:
            question = sparql or _read(text)
            answer = opened.query(question, seconds=seconds, rows=rows)
    show_answer(answer, Screen(lang, as_json))


def _read(text: str) -> str:
    if text == "-":
        return sys.stdin.read()
    path = Path(text)
    if not path.is_file():
        raise UsageError(
            Message("no-such-query-file"), where=text, hint=Message("give-text-with-sparql")
        )
    return path.read_text(encoding="utf-8")

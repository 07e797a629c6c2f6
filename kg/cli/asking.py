"""Verbs that ask a case something."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.again import Server, Show, show_again
from kg.cli.showing import Screen
from kg.errors import UsageError

Start = Annotated[str, typer.Argument(metavar="START", help="A handle, number, name or mask.")]
Through = Annotated[list[str] | None, typer.Option(help="Pass through this hub (repeatable).")]


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
        hits, cut = opened.search(text)
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
            show_conclusions(opened.conclusions(what, beside, screen.lang), screen)
            return
        show_explanation(opened.explain(what, screen.lang), screen)


def trace(
    case: opt.CasePath,
    start: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[START…]",
            help="Accounts, transfers, findings (FD1), persons (what they held, while held).",
        ),
    ] = None,
    victims: Annotated[bool, typer.Option("--victims", help="Start from every victim.")] = False,
    start_file: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Start from the rows of a CSV or XLSX: 账号, 卡号, 交易流水号, 编号"
            " (account, card, serial, handle).",
        ),
    ] = "",
    strict: opt.Strict = False,
    backward: Annotated[bool, typer.Option("--in", help="Where the money came from.")] = False,
    rule: Annotated[
        str, typer.Option(help="fifo, lifo, haircut, lowest, poison or floor (see above).")
    ] = "fifo",
    rules: Annotated[
        str, typer.Option(metavar="A,B,…", help="Several of them, side by side, with their range.")
    ] = "",
    within: Annotated[
        str, typer.Option(help="Longest stay at each account: 72h, 30m, 7d.")
    ] = "72h",
    hops: Annotated[int, typer.Option(help="Longest way in transfers.")] = 8,
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Follow from this date or time on (case's zone).")
    ] = "",
    until: Annotated[
        str, typer.Option(metavar="DATE", help="Follow before this date or time, not on it.")
    ] = "",
    floor: Annotated[str, typer.Option(help="Leave out transfers below this amount.")] = "0",
    channel: Annotated[
        list[str] | None, typer.Option(help="Follow only this channel of the rows (repeatable).")
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="ACCOUNT", help="Stop at this account, or a person's (repeatable)."),
    ] = None,
    hub: Annotated[int, typer.Option(help="Stop at more counterparties than this.")] = 1000,
    through: Through = None,
    skew: Annotated[int, typer.Option(help="Seconds by which clocks of files differ.")] = 120,
    strict_order: Annotated[bool, typer.Option(help="Drop hops of unproven order.")] = False,
    show: Show = "",
    show_values: opt.ShowValues = False,
    server: Server = False,
    name: opt.Name = "",
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
    from kg.case.tracing import Wish
    from kg.cli.putting_right import telling_replaced
    from kg.cli.tracing import say_if_cold, show_trace
    from kg.trace.cold import tracing_is_cold

    wish = Wish(
        starts=tuple(start or ()),
        victims=victims,
        start_file=start_file,
        direction="in" if backward else "out",
        rule=rule,
        rules=tuple(filter(None, (one.strip() for one in rules.split(",")))),
        within=within,
        hops=hops,
        since=since,
        until=until,
        floor=floor,
        channel=tuple(channel or ()),
        exclude=tuple(exclude or ()),
        hub=hub,
        through=tuple(through or ()),
        skew=skew,
        strict_order=strict_order,
        name=name,
    )
    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        say_if_cold(screen, tracing_is_cold)
        with telling_replaced(opened, screen):
            found = opened.trace_as(wish)
        if show:
            show_again([found], show, opened, screen, show_values=show_values, server=server)
        else:
            show_trace(found, opened, screen)
    if strict and found.refused:
        raise typer.Exit(3)


def chain(
    case: opt.CasePath,
    start: Annotated[str, typer.Argument(metavar="[START]", help="Around this thing.")] = "",
    hops: Annotated[int, typer.Option(help="How far from the start.")] = 2,
    traced: Annotated[str, typer.Option("--trace", help="Build it on this saved trace.")] = "",
    show: Show = "",
    show_values: opt.ShowValues = False,
    server: Server = False,
    name: opt.Name = "",
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
            built = opened.chain(start, hops=hops, trace=traced, name=name)
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
            server = opened.server(at)
            answer = opened.cypher(
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
        raise UsageError("no such query file", where=text, hint="give the text with --sparql")
    return path.read_text(encoding="utf-8")

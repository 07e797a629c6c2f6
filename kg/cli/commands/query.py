"""The command ``kg query``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.messages import Message


def query(
    case: opt.CasePath,
    text: Annotated[str, typer.Argument(metavar="[QUERY]")] = "-",
    sparql: Annotated[str, typer.Option("--sparql")] = "",
    sql: Annotated[str, typer.Option("--sql")] = "",
    cypher: Annotated[str, typer.Option("--cypher")] = "",
    at: opt.At = "",
    count_both: Annotated[bool, typer.Option()] = False,
    seconds: Annotated[float, typer.Option()] = 10.0,
    rows: Annotated[int, typer.Option()] = 10_000,
    raw: opt.Raw = False,
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
    from kg.cli.render.query import show_answer
    from kg.cli.server_password import password
    from kg.query.cypher_guard import check_cypher

    with open_case(case, create=False, raw=raw) as opened:
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

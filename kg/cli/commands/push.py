"""The command ``kg push``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen
from kg.cli.server_password import password

STYLE = "neo4j.grass"


def push(
    case: opt.CasePath,
    server: Annotated[
        str,
        typer.Argument(metavar="[ADDRESS]"),
    ] = "",
    rows: Annotated[bool, typer.Option("--rows")] = False,
    repair: Annotated[
        bool,
        typer.Option("--repair"),
    ] = False,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Bring the case's graph to a server of Neo4j, or what has changed since the last time.

    The password is taken from KG_NEO4J_PASSWORD, or asked for. Real values go to that server:
    whoever may sign in there can read them, and Community lets everybody do everything.
    """
    from kg.case import open_case

    screen = Screen(lang, as_json)
    with open_case(case, create=False, raw=raw) as opened:
        server = opened.sharing.server(server)
        on_batch = _progress(screen)
        pushed = opened.sharing.push(
            server, password=password(), rows=rows, repair=repair, on_batch=on_batch
        )
        key = opened.sharing.server_key()
    screen.document({"case": key, **asdict(pushed)})
    screen.say("pushed", server=server, **asdict(pushed))
    if repair:
        screen.say("pushed-altered", count=pushed.altered)
    if rows:
        screen.say("pushed-rows", count=pushed.rows)
    if not pushed.remembered:
        screen.say("pushed-not-remembered", server=server)
    if pushed.unsummed:
        screen.say("pushed-unsummed", count=pushed.unsummed)
    _to_paste(key, screen)
    screen.say("pushed-style", path=opened.root / STYLE)


def _progress(screen: Screen) -> Callable[[int, int], None]:
    def report_progress(done: int, whole: int) -> None:
        if screen.is_terminal and not screen.as_json:
            sys.stderr.write(f"\r{screen.word('pushing', done=done, whole=whole)}")
            sys.stderr.write("\n" if done >= whole else "")
            sys.stderr.flush()

    return report_progress


def _to_paste(key: str, screen: Screen) -> None:
    from kg.graph.neo4j.starter_queries import to_paste

    screen.say("paste-title")
    for comment, text in to_paste(key):
        screen.line(f"// {comment.text(screen.lang)}")
        screen.line(text)

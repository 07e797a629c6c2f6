"""The command ``kg endpoint``."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen
from kg.limits import LIMITS

if TYPE_CHECKING:
    from kg.serve.sparql_endpoint import Asked


def endpoint(
    case: opt.CasePath,
    port: Annotated[int, typer.Option("--port", metavar="PORT")] = 0,
    seconds: Annotated[float, typer.Option()] = LIMITS.query_seconds,
    show_values: opt.ShowValues = False,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Let other programs of this machine ask the case in SPARQL, until Ctrl-C."""
    from kg.case import open_case
    from kg.serve import SparqlEndpoint

    screen = Screen(lang, as_json)
    screen.note(screen.word("endpoint-copies"))
    with (
        open_case(case, create=False, raw=raw) as opened,
        SparqlEndpoint(
            opened,
            port=port,
            show_values=show_values,
            seconds=seconds,
            lang=screen.lang,
            on_asked=partial(_note, screen),
        ) as served,
    ):
        screen.document({"address": served.address, "token": served.token})
        screen.say("endpoint-serves", address=served.address)
        screen.say("endpoint-token", token=served.token)
        screen.say("endpoint-values" if show_values else "endpoint-masked")
        screen.say("endpoint-example", address=served.address, token=served.token)
        screen.say("endpoint-ends")
        with suppress(KeyboardInterrupt):
            served.wait()


def _note(screen: Screen, asked: Asked) -> None:
    seconds = f"{asked.seconds:.2f}"
    screen.note(
        screen.word("endpoint-asked", status=asked.status, size=asked.size, seconds=seconds)
    )

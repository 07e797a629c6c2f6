"""A result's own text on the terminal, in the place of its tables."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.screen import Screen

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import Chain, Finding, PatternMatches, Trace

Show = Annotated[str, typer.Option("--show")]

Server = Annotated[bool, typer.Option("--server")]


def show_again(
    results: Iterable[Chain | Trace | Finding | PatternMatches],
    form: str,
    case: Case,
    screen: Screen,
    *,
    show_values: bool = False,
    server: bool = False,
) -> None:
    """Print the texts that find the links of these results again; they run as they are."""
    real = "query-of-links-of-the-case" if server else "real-values"
    screen.note(screen.word(real if show_values or server else "query-of-links-masked"))
    for result in results:
        sys.stdout.write(
            case.sharing.reproduce(result, form, show_values=show_values, server=server)
        )

"""The options that several commands share, said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.errors import UsageError
from kg.messages import Message, languages


def _known_language(lang: str) -> str:
    """Return a language that has a catalogue; refuse another."""
    if lang and lang not in languages():
        known = " ".join(languages())
        raise UsageError(
            Message("no-text-in-language", lang=repr(lang)),
            where="--lang",
            hint=Message("there-are", known=known),
        )
    return lang


CasePath = Annotated[Path, typer.Argument(metavar="CASE")]
Files = Annotated[list[Path], typer.Argument(metavar="FILE…")]
Json = Annotated[bool, typer.Option("--json")]
Lang = Annotated[
    str,
    typer.Option("--lang", metavar="|".join(languages()), callback=_known_language),
]
Name = Annotated[str, typer.Option("--as")]
At = Annotated[
    str,
    typer.Option(metavar="ADDRESS"),
]
Layout = Annotated[str, typer.Option("--layout")]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="COLUMN"),
]
Scope = Annotated[
    str,
    typer.Option("--scope", metavar="NAME"),
]
Encoding = Annotated[str, typer.Option("--encoding")]
Limit = Annotated[
    list[str] | None,
    typer.Option("--limit", metavar="NAME=NUMBER"),
]
Raw = Annotated[bool, typer.Option("--raw")]
Strict = Annotated[bool, typer.Option("--strict")]
ShowValues = Annotated[bool, typer.Option("--show-values")]
Marking = Annotated[str, typer.Option("--marking")]
Force = Annotated[bool, typer.Option("--force")]
Owners = Annotated[
    list[str] | None,
    typer.Option("--owner", metavar="[FILE=]PERSON"),
]

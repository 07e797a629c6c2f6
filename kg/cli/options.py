"""The options that several commands share, said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.errors import UsageError
from kg.messages import Message, languages


def _said(lang: str) -> str:
    """Return a language that has a catalogue; refuse another."""
    if lang and lang not in languages():
        known = " ".join(languages())
        raise UsageError(
            Message("no-text-in-language", lang=repr(lang)),
            where="--lang",
            hint=Message("there-are", known=known),
        )
    return lang


CasePath = Annotated[Path, typer.Argument(metavar="CASE", help="The case's folder.")]
Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files or folders.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document instead of tables.")]
Lang = Annotated[
    str,
    typer.Option(
        "--lang", callback=_said, help=f"{' or '.join(languages())} (default: your locale)."
    ),
]
Name = Annotated[str, typer.Option("--as", help="Save the result under this name.")]
At = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        help="The server (default: KG_NEO4J_URI, or where you pushed this folder last).",
    ),
]
Layout = Annotated[str, typer.Option("--layout", help="A layout's name or a TOML file.")]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="COLUMN",
        help="Leave a column unread that the file's facts need; may be repeated.",
    ),
]
Scope = Annotated[
    str,
    typer.Option(
        "--scope",
        metavar="NAME",
        help="The files share their numbering: what each of them calls 12 is one thing.",
    ),
]
Encoding = Annotated[str, typer.Option("--encoding", help="Force a text encoding.")]
Limit = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=NUMBER",
        help="Another ceiling for reading files (reader_seconds, reader_bytes …); may be repeated.",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 3 when any row is a problem.")]
ShowValues = Annotated[
    bool, typer.Option("--show-values", help="Real values instead of masks (this is logged).")
]
Marking = Annotated[
    str, typer.Option("--marking", help="Classification marking, on every page (内部资料 …).")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that stands there.")]
Owners = Annotated[
    list[str] | None,
    typer.Option(
        "--owner",
        metavar="[FILE=]PERSON",
        help="Whose a bill is that names no account (WeChat); once for each bill.",
    ),
]

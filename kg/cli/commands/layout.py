"""The command ``kg layout``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.render.dry_run import show_trial
from kg.cli.screen import Screen, json_form
from kg.errors import SourceError, UsageError
from kg.limits import Limits
from kg.messages import Message
from kg.requests import LoadRequest
from kg.text import file_name


def layout(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    out: Annotated[Path | None, typer.Argument(metavar="[OUT.toml]")] = None,
    encoding: opt.Encoding = "",
    limit: opt.Limit = None,
    force: opt.Force = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Draft a layout from a file's own header; show how its first ten rows would be mapped."""
    from kg.limits import limits_with

    place, limits = out or Path(f"{file.stem}.toml"), limits_with(limit or ())
    draft(file, place, encoding, limits, force, Screen(lang, as_json))


SUFFIX = ".toml"


def draft(
    file: Path, out: Path, encoding: str, limits: Limits, force: bool, screen: Screen
) -> None:
    """Write the draft of a layout for a file, and show what it makes of the first rows."""
    from kg.case.evidence.load_files import try_load
    from kg.case.sharing.output_paths import write_out
    from kg.sources import guess
    from kg.sources.draft_layout import draft_text

    _check(file, out, force)
    guesses = guess(file, encoding=encoding, limits=limits)
    text = draft_text(guesses, out.stem, screen.lang)
    write_out(out, text.encode(), force=force, private=False)
    rows = [
        (
            column.header,
            column.key,
            column.type,
            f"{column.good}/{column.all}" if column.all else "",
        )
        for column in guesses.columns
    ]
    columns = ("header", "layout-name", "type", "readable")
    screen.table(screen.word("draft-columns"), columns, rows)
    trial = None
    try:
        trial = try_load(file, LoadRequest(str(out), encoding, limits=limits))
        show_trial(file_name(file), trial, screen)
    except SourceError as refused:
        # the draft stands all the same: correcting it is the next step
        screen.line(f"  ✗ {screen.error(refused)}")
    run = json_form(trial.run) if trial else None
    screen.document({"layout": str(out), "columns": json_form(guesses.columns), "trial": run})
    screen.say("draft-written", path=out, file=file)


def _check(file: Path, out: Path, force: bool) -> None:
    from kg.case.sharing.output_paths import checked_place

    if not file.is_file():
        raise UsageError(Message("no-such-file"), where=str(file))
    if out.suffix != SUFFIX:
        raise UsageError(
            Message("layout-toml-file"), where=str(out), hint=Message("name-out", suffix=SUFFIX)
        )
    checked_place(out, force=force)

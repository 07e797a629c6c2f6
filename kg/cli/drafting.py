"""``kg layout``: a draft is written, read back as any layout, and tried on the file it is for."""

from __future__ import annotations

from pathlib import Path

from kg.cli.showing import Screen, json_form
from kg.cli.trying import show_trial
from kg.errors import SourceError, UsageError
from kg.limits import Limits
from kg.messages import Message
from kg.requests import LoadRequest
from kg.text import file_name

SUFFIX = ".toml"


def draft(
    file: Path, out: Path, encoding: str, limits: Limits, force: bool, screen: Screen
) -> None:
    """Write the draft of a layout for a file, and show what it makes of the first rows."""
    from kg.case.outputs import write_out
    from kg.case.trying import try_load
    from kg.sources import guess
    from kg.sources.draft_text import draft_text

    _check(file, out, force)
    found = guess(file, encoding=encoding, limits=limits)
    text = draft_text(found, out.stem, screen.lang)
    write_out(out, text.encode(), force=force, private=False)
    rows = [
        (one.header, one.key, one.type, f"{one.good}/{one.all}" if one.all else "")
        for one in found.columns
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
    screen.document({"layout": str(out), "columns": json_form(found.columns), "trial": run})
    screen.say("draft-written", path=out, file=file)


def _check(file: Path, out: Path, force: bool) -> None:
    from kg.case.outputs import checked_place

    if not file.is_file():
        raise UsageError(Message("no-such-file"), where=str(file))
    if out.suffix != SUFFIX:
        raise UsageError(
            Message("layout-toml-file"), where=str(out), hint=Message("name-out", suffix=SUFFIX)
        )
    checked_place(out, force=force)

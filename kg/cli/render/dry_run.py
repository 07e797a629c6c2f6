"""What a load would do, shown before it is done; and who else might fit where nothing does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.render.load import SHOWN_PROBLEMS, balance_line, show_left_out, unread_lines
from kg.cli.screen import Screen, json_form
from kg.errors import LayoutError, SourceError
from kg.messages import Message
from kg.text import file_name, visible

if TYPE_CHECKING:
    from kg.case.evidence.load_files import TrialReading
    from kg.requests import LoadRequest

TRIED = {
    "entity": ("row_no", "kind", "name"),
    "flow": (
        *("row_no", "time_text", "source_name", "target_name", "direction"),
        *("amount", "currency", "status", "counter_name"),
    ),
    "link": (
        *("row_no", "kind", "source_name", "target_name"),
        *("time_text", "amount", "currency", "proof"),
    ),
}
"""What a dry run shows of each mapped table."""


def show_dry_run(places: Sequence[Path], request: LoadRequest, screen: Screen) -> bool:
    """Say of each file which layout fits and why; show ten mapped rows and the problems.

    Return whether every file can be read.
    """
    from kg.case.evidence.input_files import found_in
    from kg.case.evidence.load_files import try_load

    good, (files, left_out) = True, found_in(places)
    for path in files:
        try:
            trial = try_load(path, request)
        except SourceError as refused:
            good = False
            _show_refused(path, refused, request, screen)
            continue
        screen.document({**json_form(trial.run), "balances": json_form(trial.balances)})
        show_trial(file_name(path), trial, screen)
    for one in left_out:
        screen.document({"file": one.name, "left_out": str(one.reason)})
    show_left_out(left_out, screen)
    return good


def _show_refused(path: Path, refused: SourceError, request: LoadRequest, screen: Screen) -> None:
    """Say why a file is refused, and where no layout fits, which two come nearest."""
    from kg.sources import guess

    near: tuple[Message, ...] = ()
    unknown = isinstance(refused, LayoutError) and not request.layout
    if unknown:
        try:
            near = guess(path, encoding=request.encoding, limits=request.limits).nearest
        except SourceError:
            # not even a header: what was said of the file already says it all
            near = ()
    nearest = list(map(str, near))
    screen.document({"file": file_name(path), "refused": str(refused), "nearest": nearest})
    screen.line(f"  ✗ {screen.error(refused)}")
    for why in (one for one in near if str(one) not in str(refused)):
        screen.say("preview-other", why=why)
    if unknown:
        screen.say("draft-it", file=file_name(path))


def show_trial(name: str, trial: TrialReading, screen: Screen) -> None:
    """Show the layout of each table, the counts, ten mapped rows of each kind, the problems."""
    reading, mapped = trial.run.reading, trial.run.mapped
    for member in reading.members:
        both = member.why.arguments
        chosen, other = both.get("chosen", member.why), both.get("other")
        file = member.member or name
        screen.say("preview-title", file=file, layout=member.layout, why=chosen)
        if other:
            screen.say("preview-other", why=other)
    counts = (reading.read, reading.stored, len(reading.skipped), len(reading.problems))
    screen.table(name, ("read", "stored", "skipped", "problems"), [counts])
    for table, rows in mapped.items():
        chosen_keys = TRIED.get(table.split("_")[0], ())
        shown = [key for key in chosen_keys if any(row.get(key) for row in rows)]
        if shown:
            title = screen.word("mapped-title", count=len(rows))
            title = f"{table.removeprefix('flow_')}: {title}"
            screen.rows(shown, [[row[key] for key in shown] for row in rows], title)
    layouts = [member.layout for member in reading.members]
    for problem in reading.problems[:SHOWN_PROBLEMS]:
        reason = screen.message(problem.reason, layouts)
        told = screen.word("problem-line", place=screen.place(problem.locator), reason=reason)
        screen.line(f"  · {told}")
    if (more := len(reading.problems) - SHOWN_PROBLEMS) > 0:
        screen.say("cut", count=more)
    for line in unread_lines(reading.unread, screen):
        screen.line(f"  · {line}")
    if trial.balances.checked:
        screen.line(f"  · {balance_line(trial.balances.checked, trial.balances.failed, screen)}")
    if reading.scope:
        screen.say("in-scope", scope=visible(reading.scope))
    for warning in reading.warnings:
        screen.line(f"  ! {screen.message(warning, layouts)}")

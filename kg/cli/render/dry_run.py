"""What a load would do, shown before it is done; and who else might fit where nothing does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.render.load import SHOWN_PROBLEMS, balance_line, show_left_out, unread_lines
from kg.cli.render.mapped_rows import show_mapped
from kg.cli.render.proposal import proposal_documents, show_proposals
from kg.cli.screen import Screen, json_form
from kg.errors import LayoutError, SourceError
from kg.text import file_name, visible

if TYPE_CHECKING:
    from kg.case.evidence.load_files import TrialReading
    from kg.requests import LoadRequest


def show_dry_run(
    places: Sequence[Path],
    request: LoadRequest,
    screen: Screen,
    as_kept: Callable[[Path, LoadRequest], LoadRequest],
) -> bool:
    """Say of each file which layout fits and why; show ten mapped rows and the problems.

    Args:
        places: Files and folders.
        request: How they would be loaded.
        screen: Where it is shown.
        as_kept: Returns the request with the layout that the case keeps for a file's header.

    Returns:
        Whether every file can be read.
    """
    from kg.case.evidence.input_files import found_in
    from kg.case.evidence.load_files import try_load

    good, (files, left_out) = True, found_in(places)
    for path in files:
        try:
            trial = try_load(path, as_kept(path, request))
        except SourceError as refused:
            good = False
            _show_refused(path, refused, request, screen)
            continue
        screen.document({**json_form(trial.run), "balances": json_form(trial.balances)})
        show_trial(file_name(path), trial, screen)
    for ignored_path in left_out:
        screen.document({"file": ignored_path.name, "left_out": str(ignored_path.reason)})
    show_left_out(left_out, screen)
    return good


def _show_refused(path: Path, refused: SourceError, request: LoadRequest, screen: Screen) -> None:
    """Say why a file is refused; where no layout fits, show the one that is proposed."""
    from kg.case.evidence.proposed_layouts import with_proposal

    if isinstance(refused, LayoutError):
        refused = with_proposal(refused, path, request)
    case = Path("CASE")
    proposals = proposal_documents([refused], case, request)
    document = {"file": file_name(path), "refused": str(refused), "proposals": proposals}
    screen.document(document)
    screen.line(f"  ✗ {screen.error(refused)}")
    show_proposals([refused], case, request, screen)


def show_trial(name: str, trial: TrialReading, screen: Screen) -> None:
    """Show the layout of each table, the counts, ten mapped rows of each kind, the problems."""
    reading = trial.run.reading
    for member in reading.members:
        both = member.why.arguments
        chosen, other = both.get("chosen", member.why), both.get("other")
        file = member.member or name
        screen.say("preview-title", file=file, layout=member.layout, why=chosen)
        if other:
            screen.say("preview-other", why=other)
    counts = (reading.read, reading.stored, len(reading.skipped), len(reading.problems))
    screen.table(name, ("read", "stored", "skipped", "problems"), [counts])
    show_mapped(trial, screen)
    layouts = [member.layout for member in reading.members]
    for problem in reading.problems[:SHOWN_PROBLEMS]:
        reason = screen.message(problem.reason, layouts)
        problem_line = screen.word(
            "problem-line", place=screen.place(problem.locator), reason=reason
        )
        screen.line(f"  · {problem_line}")
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

"""What is kept under names: the list of it, and an answer as the command that gave it shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.cli.render.coordinated import show_coordinated
from kg.cli.render.key import show_key
from kg.cli.render.link import show_links
from kg.cli.render.log import on_the_clock
from kg.cli.render.matrix import show_matrix
from kg.cli.render.path import show_paths
from kg.cli.render.pattern import show_matches
from kg.cli.render.same import show_same
from kg.cli.render.without import show_exclusion
from kg.cli.screen import Row, Screen
from kg.model import (
    CaseLinks,
    Coordination,
    Exclusion,
    KeyThings,
    Paths,
    PatternMatches,
    SameThings,
)
from kg.requests import MatrixRequest, command

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.saved.answers import SavedAnswer
    from kg.case.saved.results import SavedResult


def show_saved(results: Sequence[SavedResult], case: Case, screen: Screen) -> None:
    """Show what is kept under names: kind, name, when, and the command that asks it anew."""
    screen.document(results)
    if not results:
        screen.say("saved-nothing")
        return
    rows: list[Row] = [
        (
            result.line,
            screen.word_or(f"saved-{result.kind}", result.kind),
            result.name,
            on_the_clock(case.folder, result.at),
            result.command,
        )
        for result in results
    ]
    columns = ("log-line", "kind", "saved-name", "log-time", "saved-command")
    screen.table(screen.word("saved-title", count=len(results)), columns, rows)
    screen.say("saved-more")


def show_answer(answer: SavedAnswer, case: Case, screen: Screen) -> None:
    """Show a kept answer as its command shows it, behind a line that says it is a kept one."""
    screen.say("saved-answer", name=answer.name, command=command(answer.request))
    found = answer.result
    if isinstance(found, KeyThings):
        show_key(found, case, screen)
    elif isinstance(found, Coordination):
        show_coordinated(found, case, screen)
    elif isinstance(found, Paths):
        show_paths(found, case, screen)
    elif isinstance(found, PatternMatches):
        show_matches(found, case, screen)
    elif isinstance(found, SameThings):
        show_same(found, case, screen)
    elif isinstance(found, Exclusion):
        show_exclusion(found, case, screen)
    elif isinstance(found, CaseLinks):
        show_links(found, case, screen, show_values=False)
    else:
        screen.document(found)
        start = answer.request.start if isinstance(answer.request, MatrixRequest) else ""
        show_matrix(found, start, screen)

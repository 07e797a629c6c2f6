"""Results of loading as tables: what was read, stored, left out and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.cli.screen import Screen, json_form

if TYPE_CHECKING:
    from kg.model import Problem, Skipped, Source


def show_problems(problems: Iterable[Problem], sources: Iterable[Source], screen: Screen) -> None:
    """Every problem with its file and place."""
    files, listed = list(sources), list(problems)
    names = {source.sha256: source.name for source in files}
    screen.document([json_form(p) | {"file": names.get(p.sha256, "")} for p in listed])
    layouts = {source.sha256: [source.layout] for source in files}
    rows = []
    for problem in listed:
        place = screen.place(problem.locator)
        reason = screen.message(problem.reason, layouts.get(problem.sha256, ()))
        rows.append((names.get(problem.sha256, ""), place, problem.code, reason, problem.text[:60]))
    columns = ("file", "place", "code", "reason", "text")
    screen.table(screen.word("problems-title", count=len(rows)), columns, rows)


def show_skipped(skipped: Iterable[tuple[Source, Skipped]], screen: Screen) -> None:
    """Every line that is rightly no fact, with its file, place and reason."""
    listed = list(skipped)
    screen.document([json_form(row) | {"file": source.name} for source, row in listed])
    rows = [
        (source.name, screen.place(row.locator), screen.message(row.reason))
        for source, row in listed
    ]
    title = screen.word("skipped-title", count=len(rows))
    screen.table(title, ("file", "place", "reason"), rows)

"""Verbs that put a mistake right: a source goes out, an action is taken back or done again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.cli.screen import Screen

if TYPE_CHECKING:
    from kg.case import Case


@contextmanager
def telling_replaced(case: Case, screen: Screen) -> Iterator[None]:
    """Say of what is done inside which saved results it replaced."""
    before = sum(1 for _ in case.folder.log.entries())
    yield
    for entry in list(case.folder.log.entries())[before:]:
        if entry.get("before"):
            screen.note(screen.word(f"replaced-{entry['action']}", name=entry["name"]))

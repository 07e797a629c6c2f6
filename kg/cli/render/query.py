"""Results of asking as tables: what was found, what a chain holds, what a query answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.screen import Screen

if TYPE_CHECKING:
    from kg.query import Answer


def show_answer(answer: Answer, screen: Screen) -> None:
    """Show the rows of an answer, and what it does not see."""
    screen.document(
        {
            "columns": answer.columns,
            "rows": answer.rows,
            "truncated": answer.truncated,
            "notes": answer.notes,
            "network": answer.network,
        }
    )
    screen.rows(answer.columns, answer.rows)
    for note in answer.notes:
        screen.note(note.text(screen.lang))

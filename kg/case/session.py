"""A case held open: its state for reading and writing, and the process that answers queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.case.folder import CaseFolder
from kg.system_errors import as_kg_errors

if TYPE_CHECKING:
    from kg.case.desk import Desk
    from kg.query import Questions


class Session:
    """One opening of a case's folder: all parts of the case read and write through it."""

    def __init__(self, folder: CaseFolder) -> None:
        from kg.case.desk import Reader

        self.folder = folder
        self._reader = Reader(folder)
        self._questions: Questions | None = None

    @property
    def root(self) -> Path:
        """Where the case lies."""
        return self.folder.root

    def close(self) -> None:
        """End the process that answers queries, and let go of what was read."""
        self._reader.forget()
        if self._questions is not None:
            self._questions.close()
            self._questions = None

    @contextmanager
    def reading(self) -> Iterator[Desk]:
        """Lend the newest whole state."""
        with as_kg_errors(self.root), self._reader.reading() as desk:
            yield desk

    @contextmanager
    def writing(self) -> Iterator[Desk]:
        """Lend the case for one change, under its lock."""
        from kg.case.desk import writing

        self._reader.forget()
        with as_kg_errors(self.root), writing(self.folder) as desk:
            yield desk

    def questions(self) -> Questions:
        """Return the process that answers queries; it starts with the first one."""
        from kg.query import Questions

        if self._questions is None:
            self._questions = Questions()
        return self._questions

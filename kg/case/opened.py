"""A case held open: the desks it lends for reading and writing, and the process that answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kg.case.folder import CaseFolder
from kg.system_errors import as_kg_errors

if TYPE_CHECKING:
    from types import TracebackType

    from kg.case.desk import Desk
    from kg.query import Questions


class OpenedCase:
    """What every question and every change to a case begins with, and how it is let go."""

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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Desk]:
        with as_kg_errors(self.root), self._reader.reading() as desk:
            yield desk

    @contextmanager
    def _writing(self) -> Iterator[Desk]:
        from kg.case.desk import writing

        self._reader.forget()
        with as_kg_errors(self.root), writing(self.folder) as desk:
            yield desk

    def _asking(self) -> Questions:
        from kg.query import Questions

        if self._questions is None:
            self._questions = Questions()
        return self._questions

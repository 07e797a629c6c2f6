"""The named questions of a case: which there are, their answers, their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.case.opened import OpenedCase

if TYPE_CHECKING:
    from kg.query import Answer
    from kg.query.named import Question


class AskedCase(OpenedCase):
    """What a case can be asked by name."""

    def questions(self) -> tuple[Question, ...]:
        """Return every named question, by number."""
        from kg.query.named import questions

        return questions()

    def ask(self, question: str, *, rows: int = 10_000, **given: str) -> Answer:
        """Answer a named question; what is given may be a handle, a name, a number, a day."""
        from kg.case.questioning import answer
        from kg.query.named import question as named

        with self._reading() as desk:
            return answer(desk, self._asking(), named(question), given, rows)

    def question_text(
        self, question: str, form: str = "sparql", *, show_values: bool = False, **given: str
    ) -> str:
        """Return the exact text of a question, to ask what was exported from this case.

        Its ids are those of a masked export, or of one with ``show_values`` (this is logged).
        """
        from kg.case.questioning import text_of
        from kg.query.named import question as named

        with self._reading() as desk:
            return text_of(desk, named(question), given, form, show_values=show_values)

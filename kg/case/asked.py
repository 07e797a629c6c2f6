"""The named questions of a case, and what breaks the rules of the ontology in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.case.opened import OpenedCase

if TYPE_CHECKING:
    from kg.case.checking import Checked
    from kg.query import Answer
    from kg.query.named import Question


class AskedCase(OpenedCase):
    """The questions to a case, in a query's own words or by the name of a question."""

    def query(self, text: str, *, seconds: float = 10, rows: int = 10_000, **given: str) -> Answer:
        """Ask the graph in SPARQL, within limits; ``given`` binds variables as values."""
        from kg.case.asking import ask_graph

        with self._reading() as desk:
            return ask_graph(desk, self._asking(), text, seconds, rows, given)

    def sql(
        self, text: str, *, seconds: float = 10, rows: int = 10_000, count_both: bool = False
    ) -> Answer:
        """Ask the ledger one SELECT, within limits."""
        from kg.case.asking import ask_ledger

        with self._reading() as desk:
            return ask_ledger(desk, self._asking(), text, seconds, rows, count_both)

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

    def check(self, *, seconds: float = 0, rows: int = 0) -> Checked:
        """Return what in the whole graph breaks the shapes, ``rows`` of each rule at most."""
        from kg.case.checking import check

        with self._reading() as desk:
            return check(desk, self._asking(), seconds, rows)

"""Questions to the graph, the ledger or a server, in a language or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.case.questions.shape_check import Checked
    from kg.case.storage.session import Session
    from kg.query import Answer
    from kg.query.named import Question


class Questions:
    """Questions to the graph, the ledger or a server, in a language or by name."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def sparql(self, text: str, *, seconds: float = 10, rows: int = 10_000, **given: str) -> Answer:
        """Ask the graph in SPARQL, within limits; ``given`` binds variables as values."""
        from kg.case.questions.raw_questions import ask_graph

        with self._session.reading() as desk:
            return ask_graph(desk, self._session.questions(), text, seconds, rows, given)

    def sql(
        self, text: str, *, seconds: float = 10, rows: int = 10_000, count_both: bool = False
    ) -> Answer:
        """Ask the ledger one SELECT, within limits."""
        from kg.case.questions.raw_questions import ask_ledger

        with self._session.reading() as desk:
            return ask_ledger(desk, self._session.questions(), text, seconds, rows, count_both)

    def cypher(
        self,
        text: str,
        *,
        server: str = "",
        password: str = "",
        seconds: float = 10,
        rows: int = 10_000,
        **given: str,
    ) -> Answer:
        """Ask a server that holds the case, guarded and within limits (see :meth:`server`).

        ``$case`` is bound by itself and every pattern must begin with it; ``given`` binds more
        parameters as values.
        """
        from kg.case.sharing.push import ask_in_cypher
        from kg.case.storage.known_servers import server_of

        address = server_of(self._session.folder, server)
        with self._session.reading() as desk:
            return ask_in_cypher(desk, address, password, text, given, seconds, rows)

    def named(self) -> tuple[Question, ...]:
        """Return every named question, by number."""
        from kg.query.named import questions

        return questions()

    def ask(self, question: str, *, rows: int = 10_000, **given: str) -> Answer:
        """Answer a named question; what is given may be a handle, a name, a number, a day."""
        from kg.case.questions.named_questions import answer
        from kg.query.named import question as named

        with self._session.reading() as desk:
            return answer(desk, self._session.questions(), named(question), given, rows)

    def text(
        self, question: str, form: str = "sparql", *, show_values: bool = False, **given: str
    ) -> str:
        """Return the exact text of a question, to ask what was exported from this case.

        Its ids are those of a masked export, or of one with ``show_values`` (this is logged).
        """
        from kg.case.questions.named_questions import text_of
        from kg.query.named import question as named

        with self._session.reading() as desk:
            return text_of(desk, named(question), given, form, show_values=show_values)

    def ask_on_server(
        self,
        question: str,
        *,
        server: str = "",
        password: str = "",
        rows: int = 10_000,
        **given: str,
    ) -> Answer:
        """Answer a named question by its Cypher text, on a server that holds the case."""
        from kg.case.sharing.push import ask_on_server
        from kg.case.storage.known_servers import server_of
        from kg.query.named import question as named

        address = server_of(self._session.folder, server)
        with self._session.reading() as desk:
            return ask_on_server(desk, address, password, named(question), given, rows)

    def text_for_server(self, question: str, **given: str) -> str:
        """Return a named question's Cypher text to paste on that server; it holds real ids."""
        from kg.case.questions.named_questions import text_for_server
        from kg.query.named import question as named

        with self._session.reading() as desk:
            return text_for_server(desk, named(question), given)

    def check(self, *, seconds: float = 0, rows: int = 0) -> Checked:
        """Return what in the whole graph breaks the shapes, ``rows`` of each rule at most."""
        from kg.case.questions.shape_check import check

        with self._session.reading() as desk:
            return check(desk, self._session.questions(), seconds, rows)

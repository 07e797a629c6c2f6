"""Questions to the graph, the ledger or a server, in a language or by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.case.questions.shape_check import ShapeReport
    from kg.case.storage.open_case import OpenCase
    from kg.exports.arrow_tables import Table
    from kg.query import Answer
    from kg.query.named import Question


class CaseQuestions:
    """Questions to the graph, the ledger or a server: SPARQL, SQL, Cypher, and named questions.

    >>> case.questions.ask("upstream-downstream", gang="P3")    # doctest: +SKIP
    """

    def __init__(self, open_case: OpenCase) -> None:
        self._open = open_case

    def sparql(self, text: str, *, seconds: float = 10, rows: int = 10_000, **given: str) -> Answer:
        """Ask the graph one SPARQL query that reads.

        Args:
            text: The query.
            seconds: How long it may take.
            rows: How many rows are returned at most.
            given: Values that variables of these names are bound to.

        Returns:
            Columns and rows; ``notes`` say what the answer does not see, and whether it was cut.

        Raises:
            QuerySyntaxError: The text is no SPARQL.
            QueryRefused: It would write, or reach beyond the case.
            QueryTimeout: It took longer than ``seconds``.
        """
        from kg.case.questions.raw_questions import ask_graph

        with self._open.reading() as session:
            return ask_graph(session, self._open.questions(), text, seconds, rows, given)

    def sql(
        self, text: str, *, seconds: float = 10, rows: int = 10_000, count_both: bool = False
    ) -> Answer:
        """Ask the ledger one SELECT.

        Args:
            text: The statement, over the ledger's views.
            seconds: How long it may take.
            rows: How many rows are returned at most.
            count_both: Whether a payment that two files report counts twice, once for each.

        Returns:
            Columns and rows; ``notes`` say whether the answer was cut.

        Raises:
            QueryRefused: The statement is not a single SELECT over the case.
            QueryTimeout: It took longer than ``seconds``.
        """
        from kg.case.questions.raw_questions import ask_ledger

        with self._open.reading() as session:
            return ask_ledger(session, self._open.questions(), text, seconds, rows, count_both)

    def table(self, view: str, *, lang: str = "zh") -> Table:
        """Return all rows of a view of the ledger or the graph, with real values.

        An Arrow table: ``.to_pandas()`` makes a frame of pandas of it, ``polars.from_arrow`` one of
        polars, and whatever reads the Arrow C stream takes it as it is. Amounts are exact, times
        are on the wall clock of the case's zone. What is written from it is not masked.

        Args:
            view: ``transfer``, ``call`` or another class that flows (one line for each payment;
                with ``_both`` one for each telling), ``entity``, ``link``, ``row``; of the graph
                ``node``, ``edge`` and ``evidence``. :meth:`tables` lists them.
            lang: In which language fields say what they hold (``description`` in their metadata),
                and things of the graph what they are called.

        Returns:
            The table, whole and in memory; :meth:`sql` asks for a part.

        Raises:
            UsageError: There is no such view; those that there are, are named.

        >>> case.table("transfer").to_pandas().groupby("currency").amount.sum()  # doctest: +SKIP
        """
        from kg.case.questions.tables import table

        with self._open.reading() as session:
            return table(session, view, lang)

    def tables(self, *, lang: str = "zh") -> dict[str, dict[str, str]]:
        """Return the views that :meth:`table` gives, each with its columns and what they hold.

        Behind these columns a flow and ``row`` have those that files and layouts brought.
        """
        from kg.case.questions.tables import described

        with self._open.reading() as session:
            return described(session, lang)

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
        parameters as values. A password not given is that of ``KG_NEO4J_PASSWORD``.
        """
        from kg.case.sharing.push import ask_in_cypher
        from kg.case.storage.known_servers import server_of

        address = server_of(self._open.folder, server)
        with self._open.reading() as session:
            return ask_in_cypher(session, address, password, text, given, seconds, rows)

    def named(self) -> tuple[Question, ...]:
        """Return every named question, by number."""
        from kg.query.named import questions

        return questions()

    def ask(
        self, question: str, *, rows: int = 10_000, without: Sequence[str] = (), **given: str
    ) -> Answer:
        """Answer a named question.

        Args:
            question: Its name or number: ``"shared-parties"``, ``"CQ03"``.
            rows: How many rows are returned at most.
            without: Files, rows, papers and things as if they were not in the case.
            given: Its parameters by name: handles, names, numbers or days, as the question lists
                them.

        Returns:
            Columns and rows.

        Raises:
            NotFound: What is given is not in the case.
            UsageError: There is no such question, or a parameter is missing or is not its own.
        """
        from dataclasses import replace

        from kg.case.questions.named_questions import answer
        from kg.query.named import question as named

        if without:
            from kg.case.evidence.hangs_on import traced_without
            from kg.case.evidence.left_out import without as left_out

            with self._open.reading() as session, left_out(session, without) as view:
                traced_without(session, view.session)
                told = answer(view.session, self._open.questions(), named(question), given, rows)
                return replace(told, notes=(*view.warnings, *told.notes))
        with self._open.reading() as session:
            return answer(session, self._open.questions(), named(question), given, rows)

    def text(
        self, question: str, form: str = "sparql", *, show_values: bool = False, **given: str
    ) -> str:
        """Return the exact text of a question, to ask what was exported from this case.

        Its ids are those of a masked export, or of one with ``show_values`` (this is logged).
        """
        from kg.case.questions.named_questions import text_of
        from kg.query.named import question as named

        with self._open.reading() as session:
            return text_of(session, named(question), given, form, show_values=show_values)

    def ask_on_server(
        self,
        question: str,
        *,
        server: str = "",
        password: str = "",
        rows: int = 10_000,
        **given: str,
    ) -> Answer:
        """Answer a named question by its Cypher text, on a server that holds the case.

        A password not given is that of ``KG_NEO4J_PASSWORD``.
        """
        from kg.case.sharing.push import ask_on_server
        from kg.case.storage.known_servers import server_of
        from kg.query.named import question as named

        address = server_of(self._open.folder, server)
        with self._open.reading() as session:
            return ask_on_server(session, address, password, named(question), given, rows)

    def text_for_server(self, question: str, **given: str) -> str:
        """Return a named question's Cypher text to paste on that server; it holds real ids."""
        from kg.case.questions.named_questions import text_for_server
        from kg.query.named import question as named

        with self._open.reading() as session:
            return text_for_server(session, named(question), given)

    def check(self, *, seconds: float = 0, rows: int = 0) -> ShapeReport:
        """Return what in the whole graph breaks the shapes, ``rows`` of each rule at most."""
        from kg.case.questions.shape_check import check

        with self._open.reading() as session:
            return check(session, self._open.questions(), seconds, rows)

"""Questions in SPARQL and SQL, guarded, in a process of their own.

::

    with Questions() as questions:
        answer = questions.sparql("SELECT …", graph=store.checkpoint(), account="urn:crimechain:…")
        answer = questions.sql("SELECT …", ledger=LedgerViews(…))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kg.errors import UsageError
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.query.parameters import Parameter, bind
from kg.query.query_client import QueryProcess
from kg.query.query_wire import Cell, unpack_rows
from kg.query.sparql_grammar import GrammarToken
from kg.query.sparql_guard import CLOSING, OPENING, canonical, check_sparql
from kg.sandbox import Wall

__all__ = ["Answer", "Cell", "LedgerViews", "Parameter", "QueryRunner", "coverage"]


SUMS = frozenset(("SUM", "AVG"))
NOT_SUMMED = Message("sum-not-computed")


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows with exact numbers and aware times; ``notes`` say what the answer does not see.

    ``network`` is the wall that kept the answering process from the network (:mod:`kg.sandbox`);
    ``"none"`` where the guard alone did, nothing where a server answered.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool = False
    notes: tuple[Message, ...] = ()
    network: Wall | None = None


@dataclass(frozen=True, slots=True)
class LedgerViews:
    """How the worker opens the ledger, and the only folders it can read afterwards.

    ``views`` is ``module:function``, called as ``function(connection, **arguments)``.
    """

    views: str
    folders: tuple[Path, ...]
    arguments: Mapping[str, Any] = field(default_factory=dict)


class QueryRunner:
    """Answers within limits; after a timeout or a crash the next question starts afresh."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._worker = QueryProcess(limits)
        self.checked: dict[tuple[str, str], frozenset[str]] = {}
        """The links that texts found, by the state of the graph and the text: see ``again``."""

    def sparql(
        self,
        text: str,
        *,
        graph: Path | None,
        parameters: Mapping[str, Parameter] | None = None,
        seconds: float | None = None,
        rows: int | None = None,
        notes: tuple[Message, ...] = (),
        union: bool = False,
    ) -> Answer:
        """Ask a graph's checkpoint; parameters bind variables as values.

        What is asked is what the guard read of the text, after the values were bound.

        In the ``union`` what stands in a named graph is seen without naming it, but for what
        rules concluded.
        """
        if graph is None:
            raise UsageError(Message("store-without-checkpoint"))
        depth = self._limits.query_depth
        bound = bind(text, check_sparql(text, depth=depth), parameters or {})
        read = check_sparql(bound, depth=depth)
        question = {"text": canonical(bound, read), "graph": str(graph), "union": union}
        answer = self._ask(question, seconds, rows, notes)
        sums = [answer.columns.index(name) for name in summed(read) if name in answer.columns]
        if any(row[place] is None for row in answer.rows for place in sums):
            return replace(answer, notes=(*answer.notes, NOT_SUMMED))
        return answer

    def sparql_document(
        self, text: str, *, graph: Path, form: str, seconds: float | None = None
    ) -> str:
        """Ask a graph, and return the answer as other programs read it.

        Args:
            text: The query; the same are refused as by :meth:`sparql`.
            graph: The folder of the graph.
            form: The media type: one of results for SELECT and ASK, one of RDF for the others.
            seconds: How long it may take.

        Raises:
            QueryTooBig: The answer is larger than what the worker returns at once.
        """
        read = check_sparql(text, depth=self._limits.query_depth)
        question = {"text": canonical(text, read), "graph": str(graph), "form": form}
        clock = self._limits.query_seconds if seconds is None else seconds
        return str(self._worker.ask(question, seconds=clock)["document"])

    def sql(
        self,
        text: str,
        *,
        ledger: LedgerViews,
        parameters: Mapping[str, str | int | bool] | None = None,
        seconds: float | None = None,
        rows: int | None = None,
        notes: tuple[Message, ...] = (),
    ) -> Answer:
        """Ask the ledger's views one SELECT; parameters are ``$name`` in it."""
        opened = {
            "views": ledger.views,
            "folders": [str(folder.resolve()) for folder in ledger.folders],
            "arguments": dict(ledger.arguments),
        }
        question = {"text": text, "ledger": opened, "parameters": dict(parameters or {})}
        return self._ask(question, seconds, rows, notes)

    def _ask(
        self,
        question: Mapping[str, Any],
        seconds: float | None,
        rows: int | None,
        notes: tuple[Message, ...],
    ) -> Answer:
        limit = self._limits.query_rows if rows is None else rows
        clock = self._limits.query_seconds if seconds is None else seconds
        whole = {**question, "rows": limit, "bytes": self._limits.query_bytes}
        reply = self._worker.ask(whole, seconds=clock)
        cut = (cut_off(len(reply["rows"])),) if reply["truncated"] else ()
        return Answer(
            tuple(reply["columns"]),
            unpack_rows(reply["rows"]),
            reply["truncated"],
            cut + notes,
            reply["network"],
        )

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def summed(read: Sequence[GrammarToken]) -> frozenset[str]:
    """Return the variables of a question that hold a sum, or are empty where one was not computed.

    What is looked up beside a sum may be empty as it is nowhere told, and so may what stands for an
    empty sum (``COALESCE(?sum, 0)``).
    """
    said: dict[str, set[str]] = {}
    for place, token in enumerate(read[:-1]):
        if token.kind == "word" and token.text.upper() == "AS":
            said.setdefault(read[place + 1].text[1:], set()).update(_named_in(read, place))
    found = frozenset[str]()
    while more := {name for name, parts in said.items() if parts & (SUMS | found)} - found:
        found |= more
    return found


def _named_in(read: Sequence[GrammarToken], end: int) -> Iterator[str]:
    """Yield the aggregates and variables of the expression that ends there, outside COALESCE."""
    begin, level = end, 0
    while level >= 0 and begin > 0:
        begin -= 1
        level += (read[begin].text in CLOSING) - (read[begin].text in OPENING)
    place = begin + 1
    while place < end:
        text = read[place].text
        if text.upper() == "COALESCE":
            place = _behind_brackets(read, place + 1)
            continue
        yield text[1:] if text[:1] in "?$" else text.upper()
        place += 1


def _behind_brackets(read: Sequence[GrammarToken], place: int) -> int:
    """Return the place behind the bracket that closes the one that opens here."""
    level = 0
    while True:
        level += (read[place].text in OPENING) - (read[place].text in CLOSING)
        place += 1
        if level <= 0:
            return place


def coverage(in_graph: int, in_ledger: int, derived: int) -> tuple[Message, ...]:
    """Return the note that the graph does not hold every transfer, if so, and what it derived."""
    if in_graph >= in_ledger:
        return ()
    return (
        Message(
            "graph-holds-some-transfers", in_graph=in_graph, in_ledger=in_ledger, derived=derived
        ),
    )


def cut_off(rows: int) -> Message:
    """Return the note that an answer was cut off."""
    return Message("first-rows-only", rows=rows)

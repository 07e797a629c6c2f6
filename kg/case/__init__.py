"""A case: a folder of evidence, and every question to it.

>>> import kg                                               # doctest: +SKIP
>>> case = kg.open_case("case-42")                          # doctest: +SKIP
>>> case.load("流水.xlsx").source.stored                     # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self, Unpack

from kg.case.calls import CaseCalls
from kg.case.chains import CaseChains
from kg.case.evidence import CaseEvidence
from kg.case.judgements import CaseJudgements
from kg.case.lookup import CaseLookup
from kg.case.money import CaseMoney
from kg.case.network import CaseNetwork
from kg.case.patterns import CasePatterns
from kg.case.questions import CaseQuestions
from kg.case.saved import CaseSaved
from kg.case.sharing import CaseSharing
from kg.case.storage.folder import ZONE, CaseFolder, Settings
from kg.case.storage.open_case import OpenCase
from kg.errors import UsageError
from kg.messages import Message
from kg.requests import ChainOptions, ExportOptions, LoadOptions, TraceOptions
from kg.text import visible
from kg.text.html_table import html_table

if TYPE_CHECKING:
    from types import TracebackType

    from kg.case.evidence.verdict import Verdict
    from kg.exports.arrow_tables import Table
    from kg.model import Chain, LoadReport, Trace
    from kg.query import Answer

__all__ = ["Case", "new_case", "open_case"]


def open_case(folder: str | Path, *, create: bool = True, raw: bool = False) -> Case:
    """Open the case in a folder, or make an empty one there.

    Args:
        folder: The case's folder.
        create: Whether a folder that does not exist, or is empty, becomes a new case.
        raw: Whether the case is read as its files tell it: what a person took for one thing is
            then as many as the files name. Nothing is written into it so.

    Returns:
        The case. Close it, or use it in a ``with`` statement, for it may hold a process open.

    Raises:
        NotFound: There is no case in the folder, and ``create`` is false.
        FormatError: What lies there is not a case that this version can read.

    >>> with kg.open_case("case-42", create=False) as case:      # doctest: +SKIP
    ...     case.evidence.sources()
    """
    place = CaseFolder(Path(folder))
    if create and not place.exists():
        return new_case(place.root)
    place.check()
    return Case(place, raw=raw)


def new_case(folder: str | Path, *, name: str = "", zone: str = "", marking: str = "") -> Case:
    """Make an empty case in a folder that does not exist or is empty.

    Args:
        folder: Where the case is to lie.
        name: What the case is called; without it, the folder's name.
        zone: The IANA time zone of times that a file writes without one; without it, China's.
        marking: A classification that exports carry, such as ``"内部"``.

    Returns:
        The case. Its log begins with how it was made.

    >>> case = kg.new_case("case-42", zone="Asia/Shanghai")      # doctest: +SKIP
    """
    from kg.case.storage.log_digests import key_fingerprint, log_action
    from kg.case.storage.session import publish_empty_graph
    from kg.schema import load_schema

    place = CaseFolder(Path(folder))
    ontology = load_schema().version
    called = visible(name or place.root.name)
    place.create(Settings(called, zone or ZONE, visible(marking), ontology))
    publish_empty_graph(place)
    log_action(
        place,
        "new",
        name=called,
        settings={"zone": zone or ZONE, "marking": visible(marking), "ontology": ontology},
        key=key_fingerprint(place.key()),
    )
    return Case(place)


class Case:
    """One case: its parts share one session. Each change is one action in the case's log.

    Attributes:
        evidence: Files: load, unload, verify, rebuild, problems.
        money: Traces, reach, typologies, payments that two files report.
        calls: Calls and messages in time, changed numbers.
        chains: People, data and money by stage.
        patterns: Things that stand to each other as a file says.
        network: Who holds a network together, who acts together.
        questions: SPARQL, SQL, Cypher, named questions, and tables of every view.
        judgements: What persons add and decide; undo and redo.
        lookup: Search, show, explain.
        saved: What is kept under names: traces, chains, answers.
        sharing: Exports, copies on a server, objects for networkx and rdflib.
        folder: Where everything of the case lies.
        sessions: Opens the case for reading or for one change; the parts use it.
    """

    def __init__(self, folder: CaseFolder, *, raw: bool = False) -> None:
        if not isinstance(folder, CaseFolder):
            raise UsageError(Message("case-by-open-case", folder=str(folder)))
        sessions = OpenCase(folder, raw=raw)
        self.folder = folder
        self.sessions = sessions
        self.evidence = CaseEvidence(sessions)
        self.money = CaseMoney(sessions)
        self.calls = CaseCalls(sessions)
        self.chains = CaseChains(sessions)
        self.patterns = CasePatterns(sessions)
        self.network = CaseNetwork(sessions)
        self.questions = CaseQuestions(sessions)
        self.judgements = CaseJudgements(sessions)
        self.lookup = CaseLookup(sessions)
        self.saved = CaseSaved(sessions)
        self.sharing = CaseSharing(sessions)

    def _repr_html_(self) -> str:
        """Return the files of the case, as a notebook shows them; ``kg.view`` draws its chains."""
        columns = ("file", "layout", "read", "stored", "problems")
        rows = (
            (source.name, source.layout, source.read, source.stored, source.problems)
            for source in self.evidence.sources()
        )
        return html_table(repr(self), columns, rows)

    @property
    def root(self) -> Path:
        """Where the case lies."""
        return self.folder.root

    def load(self, path: str | Path, **options: Unpack[LoadOptions]) -> LoadReport:
        """Load one file, whole or not at all: see :meth:`CaseEvidence.load`."""
        return self.evidence.load(path, **options)

    def trace(self, *starts: str, **options: Unpack[TraceOptions]) -> Trace:
        """Follow money in time: see :meth:`CaseMoney.trace`."""
        return self.money.trace(*starts, **options)

    def chain(self, start: str = "", **options: Unpack[ChainOptions]) -> Chain:
        """Arrange people, data and money by stage: see :meth:`CaseChains.build`."""
        return self.chains.build(start, **options)

    def query(self, text: str, *, seconds: float = 10, rows: int = 10_000, **given: str) -> Answer:
        """Ask the graph in SPARQL: see :meth:`CaseQuestions.sparql`."""
        return self.questions.sparql(text, seconds=seconds, rows=rows, **given)

    def sql(
        self, text: str, *, seconds: float = 10, rows: int = 10_000, count_both: bool = False
    ) -> Answer:
        """Ask the ledger one SELECT: see :meth:`CaseQuestions.sql`."""
        return self.questions.sql(text, seconds=seconds, rows=rows, count_both=count_both)

    def table(self, view: str, *, lang: str = "zh") -> Table:
        """Return all rows of a view as an Arrow table: see :meth:`CaseQuestions.table`."""
        return self.questions.table(view, lang=lang)

    def ask(
        self, question: str, *, rows: int = 10_000, without: Sequence[str] = (), **given: str
    ) -> Answer:
        """Answer a named question: see :meth:`CaseQuestions.ask`."""
        return self.questions.ask(question, rows=rows, without=without, **given)

    def export(
        self, out: str | Path, name: str | Chain = "", **options: Unpack[ExportOptions]
    ) -> list[Path]:
        """Write a saved result, a chain, or the whole graph: see :meth:`CaseSharing.export`."""
        return self.sharing.export(out, name, **options)

    def verify(self, *, head: str = "", quick: bool = False) -> Verdict:
        """Derive everything anew and compare: see :meth:`CaseEvidence.verify`."""
        return self.evidence.verify(head=head, quick=quick)

    def close(self) -> None:
        """End the process that answers queries, and let go of what was read."""
        self.sessions.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        sources = len(list(self.folder.sources.glob("*"))) if self.folder.exists() else 0
        return f"<Case {str(self.root)!r}: {sources} sources>"

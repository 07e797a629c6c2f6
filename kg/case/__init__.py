"""The hallway: a case is a folder, and every room is one call away.

>>> import kg                                               # doctest: +SKIP
>>> case = kg.open_case("case-42")                          # doctest: +SKIP
>>> case.load("流水.xlsx").source.stored                     # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kg.case.folder import CaseFolder
from kg.case.judged import JudgedCase
from kg.case.settings import ZONE, Settings
from kg.errors import SourceError
from kg.requests import ChainOptions, ChainRequest, TraceOptions, TraceRequest
from kg.text import visible

if TYPE_CHECKING:
    from kg.case.concluding import Conclusion
    from kg.case.differences import Verdict
    from kg.case.intake import LeftOut
    from kg.case.rebuilding import Rebuilt
    from kg.case.showing import Known
    from kg.case.strongest import Strongest
    from kg.explain import Explanation
    from kg.ledger.find import Hit
    from kg.limits import Limits
    from kg.model import (
        Chain,
        Entity,
        LoadReport,
        Problem,
        Skipped,
        Source,
        Trace,
        Unloaded,
        UnreadColumn,
    )

__all__ = ["Case", "new_case", "open_case"]


def open_case(folder: str | Path, *, create: bool = True) -> Case:
    """Open a case's folder; a new one is made unless ``create`` is false."""
    place = CaseFolder(Path(folder))
    if create and not place.exists():
        return new_case(place.root)
    place.check()
    return Case(place)


def new_case(folder: str | Path, *, name: str = "", zone: str = "", marking: str = "") -> Case:
    """Make an empty case in a folder that does not exist or is empty."""
    from kg.case.desk import begin
    from kg.case.digests import add_line, key_fingerprint
    from kg.schema import load_schema

    place = CaseFolder(Path(folder))
    ontology = load_schema().version
    called = visible(name or place.root.name)
    place.create(Settings(called, zone or ZONE, visible(marking), ontology))
    begin(place)
    add_line(
        place,
        "new",
        name=called,
        settings={"zone": zone or ZONE, "marking": visible(marking), "ontology": ontology},
        key=key_fingerprint(place.key()),
    )
    return Case(place)


class Case(JudgedCase):
    """One case. Reading opens its newest whole state; each change is one action in its log."""

    def load(
        self,
        path: str | Path,
        *,
        layout: str = "",
        encoding: str = "",
        again: bool = False,
        link_only: bool = False,
        ignore: Sequence[str] = (),
        scope: str = "",
    ) -> LoadReport:
        """Load one file, whole or not at all; ``again`` reads anew what is in already.

        ``link_only`` keeps hash and path instead of a copy; of leaked data nothing else is kept.
        The columns of ``ignore`` need not be read, whatever the facts of the file need. Identifiers
        that hold in one file only hold in all files that are loaded with its ``scope``.
        """
        reports, refusals = self.load_all(
            [Path(path)],
            layout=layout,
            encoding=encoding,
            again=again,
            link_only=link_only,
            ignore=ignore,
            scope=scope,
        )
        if refusals:
            raise refusals[0]
        return reports[0]

    def load_all(
        self,
        places: Sequence[Path],
        *,
        layout: str = "",
        encoding: str = "",
        again: bool = False,
        link_only: bool = False,
        ignore: Sequence[str] = (),
        scope: str = "",
        limits: Limits | None = None,
        on_file: Callable[[Path], None] = lambda path: None,
        on_phase: Callable[[str], None] | None = None,
        on_left_out: Callable[[LeftOut], None] = lambda one: None,
    ) -> tuple[list[LoadReport], list[SourceError]]:
        """Load files and folders in one action; a file that is refused leaves the others in.

        ``on_left_out`` is told what of a folder is not loaded: links, hidden files, cases.
        ``scope`` names the files as sharing their identifiers, with each other and with those that
        were or will be loaded under the same name.
        """
        from kg.case.loading import load_files, orders_for

        how = {"layout": layout, "encoding": encoding, "again": again, "link_only": link_only}
        more = {"scope": scope, "ignore": tuple(ignore), "limits": limits, "on_phase": on_phase}
        orders = orders_for(places, on_left_out, **how, **more)
        with self._writing() as desk:
            return load_files(desk, orders, on_file)

    def unload(self, source: str) -> Unloaded:
        """Take a source out, named by its name, number or hash, as if it had never been in."""
        from kg.case.unloading import unload

        with self._writing() as desk:
            return unload(desk, source)

    def trace(self, *starts: str, **options: Unpack[TraceOptions]) -> Trace:
        """Follow money from accounts, transfers, people, findings, victims, a list of rows.

        ``victims=True``: what they report; ``start_file="starts.xlsx"``: a list. Of a person it is
        what they held, while they held it. ``since``, ``until``, ``floor``, ``channel`` and
        ``exclude`` narrow it, and it says what each left out. ``rules=["fifo", "haircut"]`` tells
        by several rules, and what none of them can go below.
        """
        return self.trace_as(TraceRequest.of(starts=starts, **options))

    def trace_as(self, request: TraceRequest) -> Trace:
        """Follow money as requested; with a name the trace is saved and put into the graph."""
        from kg.case import tracing

        if not request.name:
            with self._reading() as desk:
                return tracing.follow(desk, request)
        with self._writing() as desk:
            trace = tracing.follow(desk, request)
            tracing.save(desk, trace, "trace", request)
        return trace

    def is_saved(self, trace: Trace) -> bool:
        """Say whether a trace like this one is saved under its name."""
        from kg.case.tracing import is_saved

        return is_saved(self.folder, trace)

    def chain(self, start: str = "", **options: Unpack[ChainOptions]) -> Chain:
        """Arrange people, data and money by stage; with a name the chain is saved.

        Around a ``start`` it goes so many ``hops``, on a saved ``trace`` it shows what that
        follows; ``limit`` is how many things are drawn at most.
        """
        return self.chain_as(ChainRequest.of(start=start, **options))

    def chain_as(self, request: ChainRequest) -> Chain:
        """Arrange a chain as requested; one around no start is saved in any case."""
        from kg.case import charting

        with self._reading() as desk:
            chain = charting.chart(desk, request)
            if request.name or not request.start:
                charting.save(desk, chain, request)
        return chain

    def strongest(self) -> Strongest | None:
        """Return what stands out most in the case: the start of a picture that nobody named."""
        from kg.case.strongest import strongest

        with self._reading() as desk:
            return strongest(desk)

    def find(self, text: str) -> list[Entity]:
        """Return who or what a handle, number, name or mask may mean."""
        with self._reading() as desk:
            if thing := desk.handles.thing(text):
                return desk.index().entities([thing])
            return desk.index().find(text)

    def search(self, text: str) -> tuple[list[Hit], bool]:
        """Return whatever a text may mean, best first with the reason, and whether it was cut."""
        with self._reading() as desk:
            if thing := desk.handles.thing(text):
                from kg.ledger.find import Hit

                return [Hit(one, "handle") for one in desk.index().entities([thing])], False
            return desk.index().search(text)

    def show(self, what: str, lang: str = "zh") -> Known | str:
        """Return what is known of one thing; a fact is to be explained: of it, the id."""
        from kg.case.showing import show

        with self._reading() as desk:
            return show(desk, what, lang)

    def explain(self, what: str, lang: str = "zh") -> Explanation:
        """Return the rows behind a fact, read again from the files as they were received."""
        return self.explain_all([what], lang)[0]

    def explain_all(self, whats: Sequence[str], lang: str = "zh") -> list[Explanation]:
        """Explain many facts in one opening of the case, in the order they are named."""
        from kg.case.explaining import explain

        with self._reading() as desk:
            return explain(desk, whats, lang)

    def conclusions(self, what: str, other: str = "", lang: str = "zh") -> list[Conclusion]:
        """Return what rules conclude of a thing, or of two: rule, version, and facts behind it."""
        from kg.case.concluding import conclusions

        with self._reading() as desk:
            return conclusions(desk, what, other, lang)

    def sources(self) -> list[Source]:
        """Return the files that are in, oldest first."""
        with self._reading() as desk:
            return desk.sources()

    def linked(self) -> frozenset[str]:
        """Return the hashes of the sources of which the case has no copy, only hash and path."""
        from kg.case.filing import is_linked

        shas = [source.sha256 for source in self.sources()]
        return frozenset(one for one in shas if is_linked(self.folder, one))

    def unread_columns(self) -> dict[str, tuple[UnreadColumn, ...]]:
        """Return the filled columns of each source of which no fact is made, by its hash."""
        with self._reading() as desk:
            return {shelf.sha256: shelf.note().unread for shelf in desk.ledger().shelves()}

    def problems(self) -> Iterator[Problem]:
        """Yield every row that could not become a fact."""
        from kg.case.listing import problems

        with self._reading() as desk:
            yield from problems(desk)

    def skipped(self) -> Iterator[tuple[Source, Skipped]]:
        """Yield every row that was rightly no fact (a title, a total, a blank line), by source."""
        from kg.case.listing import skipped

        with self._reading() as desk:
            yield from skipped(desk)

    def write_problems(
        self,
        out: Path,
        word: Callable[[str], str],
        tell: Callable[[str, str], str] = lambda reason, layout: reason,
        *,
        force: bool = False,
    ) -> int:
        """Write those rows as a workbook with the cells at fault marked; return how many."""
        from kg.case.refused_rows import write_problems

        with self._reading() as desk:
            return write_problems(desk, out, word, tell, force=force)

    def handle(self, thing: str) -> str:
        """Return the short name of a thing, or the id where it has none."""
        from kg.case.handles import book

        return book(self.folder.handles).of(thing) or thing

    def entities(self, ids: Sequence[str]) -> dict[str, Entity]:
        """Return entities by id, from the ledger's index."""
        with self._reading() as desk:
            return {entity.id: entity for entity in desk.index().entities(ids)}

    def holders(self, accounts: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return who is recorded to hold each account, by name."""
        from kg.case.listing import holders

        with self._reading() as desk:
            return holders(desk, accounts)

    def verify(self, *, head: str = "", quick: bool = False) -> Verdict:
        """Derive everything anew from sources and log, and raise if the case has otherwise.

        Args:
            head: A head of the log that was written down outside the case.
            quick: Hold files to their hashes and logged digests alone.

        Returns:
            What was verified, with the differences that another version of kg explains.

        Raises:
            EvidenceChanged: Sources, log, settings, judgements or saved results were altered.
            StoreCorrupt: What is derived from them was altered.
        """
        verdict = self.verdict(head=head, quick=quick)
        if error := verdict.error():
            raise error
        return verdict

    def verdict(
        self,
        *,
        head: str = "",
        quick: bool = False,
        step: Callable[[str, str], None] = lambda what, name: None,
    ) -> Verdict:
        """Return what :meth:`verify` finds, with every difference; ``step`` is told of progress."""
        from kg.case.verifying import verify

        self.folder.settings()
        return verify(self.folder, head=head, quick=quick, step=step)

    def rebuild(
        self,
        handed: Sequence[str | Path] = (),
        *,
        step: Callable[[str, str], None] = lambda what, name: None,
    ) -> Rebuilt:
        """Restore everything derived from the sources, the log and the texts beside it.

        Args:
            handed: Files whose bytes the case has lost, to be put back by their hashes.
            step: Is told of progress.

        Raises:
            EvidenceChanged: Sources or the case's key are missing; nothing was changed.
            LogBroken: The log was altered: nothing can be derived from it.
        """
        from kg.case.rebuilding import rebuild

        self.close()
        return rebuild(self.folder, [Path(one) for one in handed], step=step)

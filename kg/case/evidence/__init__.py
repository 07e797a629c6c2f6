"""Files as they go in and stay: loaded, unloaded, verified, derived anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kg.errors import SourceError
from kg.requests import LoadOptions, LoadRequest

if TYPE_CHECKING:
    from kg.case.evidence.input_files import LeftOut
    from kg.case.evidence.rebuild import Rebuilt
    from kg.case.evidence.verdict import Verdict
    from kg.case.storage.session import Session
    from kg.messages import Message
    from kg.model import LoadReport, Problem, Skipped, Source, Unloaded, UnreadColumn


class Evidence:
    """Files as they go in and stay: loaded, unloaded, verified, derived anew."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def load(self, path: str | Path, **options: Unpack[LoadOptions]) -> LoadReport:
        """Load one file, whole or not at all; ``again`` reads anew what is in already.

        ``link_only`` keeps hash and path instead of a copy; of leaked data nothing else is kept.
        The columns of ``ignore`` need not be read, whatever the facts of the file need. Identifiers
        that hold in one file only hold in all files that are loaded with its ``scope``.
        """
        reports, refusals = self.load_as([path], LoadRequest.of(**options))
        if refusals:
            raise refusals[0]
        return reports[0]

    def load_all(
        self, places: Sequence[str | Path], **options: Unpack[LoadOptions]
    ) -> tuple[list[LoadReport], list[SourceError]]:
        """Load files and folders in one action; a file that is refused leaves the others in.

        ``scope`` names the files as sharing their identifiers, with each other and with those that
        were or will be loaded under the same name.
        """
        return self.load_as(places, LoadRequest.of(**options))

    def load_as(
        self,
        places: Sequence[str | Path],
        request: LoadRequest,
        *,
        on_file: Callable[[Path], None] = lambda path: None,
        on_phase: Callable[[str], None] = lambda phase: None,
        on_left_out: Callable[[LeftOut], None] = lambda one: None,
    ) -> tuple[list[LoadReport], list[SourceError]]:
        """Load files and folders as requested; whoever shows progress is told of it.

        ``on_left_out`` is told what of a folder is not loaded: links, hidden files, cases.
        """
        from kg.case.evidence.load_files import files_of, load_files

        files = files_of([Path(one) for one in places], request, on_phase, on_left_out)
        with self._session.writing() as desk:
            return load_files(desk, files, on_file)

    def unload(self, source: str) -> Unloaded:
        """Take a source out, named by its name, number or hash, as if it had never been in."""
        from kg.case.evidence.unload import unload

        with self._session.writing() as desk:
            return unload(desk, source)

    def sources(self) -> list[Source]:
        """Return the files that are in, oldest first."""
        with self._session.reading() as desk:
            return desk.sources()

    def linked(self) -> frozenset[str]:
        """Return the hashes of the sources of which the case has no copy, only hash and path."""
        from kg.case.storage.source_store import is_linked

        shas = [source.sha256 for source in self.sources()]
        return frozenset(one for one in shas if is_linked(self._session.folder, one))

    def unread_columns(self) -> dict[str, tuple[UnreadColumn, ...]]:
        """Return the filled columns of each source of which no fact is made, by its hash."""
        with self._session.reading() as desk:
            return {shelf.sha256: shelf.note().unread for shelf in desk.ledger().shelves()}

    def problems(self) -> Iterator[Problem]:
        """Yield every row that could not become a fact."""
        from kg.case.evidence.problem_rows import problems

        with self._session.reading() as desk:
            yield from problems(desk)

    def skipped(self) -> Iterator[tuple[Source, Skipped]]:
        """Yield every row that was rightly no fact (a title, a total, a blank line), by source."""
        from kg.case.evidence.problem_rows import skipped

        with self._session.reading() as desk:
            yield from skipped(desk)

    def write_problems(
        self,
        out: Path,
        word: Callable[[str], str],
        tell: Callable[[Message, str], str] = lambda reason, _: reason.text(),
        *,
        force: bool = False,
    ) -> int:
        """Write those rows as a workbook with the cells at fault marked; return how many."""
        from kg.case.evidence.problem_rows import write_problems

        with self._session.reading() as desk:
            return write_problems(desk, out, word, tell, force=force)

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
        from kg.case.evidence.verify import verify

        self._session.folder.settings()
        return verify(self._session.folder, head=head, quick=quick, step=step)

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
        from kg.case.evidence.rebuild import rebuild

        self._session.close()
        return rebuild(self._session.folder, [Path(one) for one in handed], step=step)

"""Files as they go in and stay: loaded, unloaded, verified, derived anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kg.errors import SourceError
from kg.requests import (
    ExtractOptions,
    ExtractRequest,
    LoadOptions,
    LoadRequest,
    WithoutRequest,
)

if TYPE_CHECKING:
    from kg.case.evidence.extract import Extracted
    from kg.case.evidence.input_files import IgnoredPath
    from kg.case.evidence.rebuild import RebuildReport
    from kg.case.evidence.verdict import Verdict
    from kg.case.storage.open_case import OpenCase
    from kg.messages import Message
    from kg.model import Exclusion, LoadReport, Problem, Skipped, Source, Unloaded, UnreadColumn


class CaseEvidence:
    """The files of a case: load, unload, verify, rebuild, and the rows that became no fact.

    >>> case.evidence.load("流水.xlsx").source.stored             # doctest: +SKIP
    """

    def __init__(self, open_case: OpenCase) -> None:
        self._open = open_case

    def load(self, path: str | Path, **options: Unpack[LoadOptions]) -> LoadReport:
        """Load one file, whole or not at all.

        Args:
            path: The file.
            options: ``layout`` names how to read it, else it is detected; ``again`` reads anew what
                is in already; ``link_only`` keeps hash and path instead of a copy (of leaked data
                nothing else is kept); the columns of ``ignore`` need not be read; identifiers that
                hold in one file only hold in all files that are loaded with its ``scope``. The
                others are those of :class:`kg.requests.LoadRequest`.

        Returns:
            What was stored, skipped and refused, with the reasons.

        Raises:
            SourceError: The file cannot be read, or its layout is not known. The case is as before.
            StoreBusy: Another process is writing into the case.

        >>> report = case.evidence.load("流水.xlsx")                  # doctest: +SKIP
        """
        reports, refusals = self.load_as([path], LoadRequest.of(**options))
        if refusals:
            raise refusals[0]
        return reports[0]

    def load_endpoint(self, address: str, query: str, **options: Unpack[LoadOptions]) -> LoadReport:
        """Load the graph with which a SPARQL endpoint answers, and keep it as a file.

        The file begins with the address, the time, the query and the hash of the answer. A token
        for the endpoint is taken from ``KG_ENDPOINT_TOKEN``.

        Args:
            address: The endpoint: ``https://``, or ``http://`` on this machine. No redirect is
                followed, no other server is asked.
            query: A CONSTRUCT or DESCRIBE.
            options: As of :meth:`load`.

        Returns:
            What was stored, skipped and refused, with the reasons.

        Raises:
            UsageError: The query makes no graph, or the address may not be asked.
            QueryRefused: The query would ask other servers, or change something.
            StoreUnavailable: The server does not answer, its certificate is not good, or what
                comes back is no graph, not surely whole, or too large.
            SourceError: The graph cannot be read. The case is as before.

        >>> case.evidence.load_endpoint("https://example.org/sparql", query)     # doctest: +SKIP
        """
        reports, refusals = self.load_endpoint_as(address, query, LoadRequest.of(**options))
        if refusals:
            raise refusals[0]
        return reports[0]

    def load_endpoint_as(
        self, address: str, query: str, request: LoadRequest
    ) -> tuple[list[LoadReport], list[SourceError]]:
        """Load what an endpoint answers by a request: see :meth:`load_endpoint`."""
        from kg.case.evidence.load_endpoint import load_endpoint

        with self._open.writing() as session:
            return load_endpoint(session, address, query, request)

    def load_server(
        self,
        address: str,
        *,
        password: str = "",
        pushed: str = "",
        query: str = "",
        **options: Unpack[LoadOptions],
    ) -> LoadReport:
        """Load a property graph that a Neo4j server holds, or a case that kg pushed there.

        One transaction reads, which may not write; what it read is kept as a file of the case.

        Args:
            address: The server: ``bolt://``, ``neo4j://``, ``bolt+s://`` or ``neo4j+s://``.
            password: Blank: that of ``KG_NEO4J_PASSWORD``.
            pushed: The key of a pushed case, as ``kg push`` printed it; else all that kg did not
                push is read, or the one case that was pushed where there is nothing else.
            query: Cypher whose nodes, relationships and paths are loaded instead of all.
            options: As of :meth:`load`.

        Returns:
            What was stored, skipped and refused, with the reasons, and what was read as what.

        Raises:
            UsageError: The address is none, or several cases were pushed and none is named.
            NotFound: The server holds nothing, or not what is named.
            StoreUnavailable: The server cannot be reached or read.
            SourceError: What was read cannot be loaded. The case is as before.

        >>> case.evidence.load_server("bolt://127.0.0.1:7687")           # doctest: +SKIP
        """
        reports, refusals = self.load_server_as(
            address, LoadRequest.of(**options), password=password, pushed=pushed, query=query
        )
        if refusals:
            raise refusals[0]
        return reports[0]

    def load_server_as(
        self,
        address: str,
        request: LoadRequest,
        *,
        password: str = "",
        pushed: str = "",
        query: str = "",
    ) -> tuple[list[LoadReport], list[SourceError]]:
        """Load what a server holds by a request: see :meth:`load_server`."""
        from kg.case.evidence.load_server import load_server

        with self._open.writing() as session:
            return load_server(session, address, password, request, pushed=pushed, query=query)

    def load_all(
        self, places: Sequence[str | Path], **options: Unpack[LoadOptions]
    ) -> tuple[list[LoadReport], list[SourceError]]:
        """Load files and folders in one action; a file that is refused leaves the others in.

        Args:
            places: Files and folders. Of a folder every file is loaded that is not hidden.
            options: As of :meth:`load`; ``scope`` names the files as sharing their identifiers,
                with each other and with those that were or will be loaded under the same name.

        Returns:
            A report for each file that went in, and the reason for each that was refused.

        Raises:
            StoreBusy: Another process is writing into the case.
        """
        return self.load_as(places, LoadRequest.of(**options))

    def load_as(
        self,
        places: Sequence[str | Path],
        request: LoadRequest,
        *,
        on_file: Callable[[Path], None] = lambda path: None,
        on_phase: Callable[[str], None] = lambda phase: None,
        on_left_out: Callable[[IgnoredPath], None] = lambda one: None,
    ) -> tuple[list[LoadReport], list[SourceError]]:
        """Load files and folders by a request, and report progress.

        One file by which another case was handed over (``export(…, for_transfer=True)``) makes of
        an empty case that case.

        Args:
            places: Files and folders.
            request: How they are to be loaded.
            on_file: Called with each file when its turn comes.
            on_phase: Called with the name of each phase.
            on_left_out: Called with what of a folder is not loaded: links, hidden files, cases.

        Returns:
            A report for each file that went in, and the reason for each that was refused.
        """
        from kg.case.evidence.load_files import files_of, load_files
        from kg.sources.transfer_file import is_transfer

        files = files_of([Path(place) for place in places], request, on_phase, on_left_out)
        with self._open.writing() as session:
            if len(files) == 1 and is_transfer(files[0].path):
                from kg.case.evidence.transfer import load_transfer  # every verb that it repeats

                on_file(files[0].path)
                return load_transfer(session, files[0].path, request)
            return load_files(session, files, on_file)

    def extract(
        self, lake: str | Path, *starts: str, **options: Unpack[ExtractOptions]
    ) -> Extracted:
        """Take all rows of the accounts that a trace can follow in a lake, and load them.

        Args:
            lake: The folder of the lake (``kg lake``).
            starts: Accounts, cards, wallets, or people who hold some.
            options: The bounds of the traces that are wanted; the fields of
                :class:`kg.requests.ExtractRequest`.

        Returns:
            How many accounts were followed, and a report for each file that went in.

        Raises:
            NotFound: There is no lake, or no start is in it.
            UsageError: A bound is none, or the case has one of the lake's files itself.

        >>> case.evidence.extract("lake", "6222…0123", hops=3).followed     # doctest: +SKIP
        """
        return self.extract_as(lake, ExtractRequest.of(starts=starts, **options))

    def extract_as(
        self,
        lake: str | Path,
        request: ExtractRequest,
        *,
        on_hop: Callable[[int, int], None] = lambda hop, accounts: None,
    ) -> Extracted:
        """Take the part of a lake that a request names, and report progress.

        Args:
            lake: The folder of the lake.
            request: Starts and bounds.
            on_hop: Called with each hop and the number of accounts at which it begins.
        """
        from kg.case.evidence.extract import extract

        with self._open.writing() as session:
            return extract(session, Path(lake), request, on_hop)

    def as_kept(self, path: str | Path, request: LoadRequest) -> LoadRequest:
        """Return the request with the layout that was kept for a file of its header, if one was.

        Args:
            path: The file.
            request: How it is to be loaded.

        Raises:
            AnswerNeeded: The layout asks what the request does not answer.
        """
        from dataclasses import replace

        from kg.case.evidence.proposed_layouts import kept_layout

        if request.layout or request.propose:
            return request
        with self._open.reading() as session:
            kept = kept_layout(Path(path), request, session.folder)
        return replace(request, layout=str(kept)) if kept else request

    def unload(self, source: str) -> Unloaded:
        """Take a source out of the case, as if it had never been in.

        Args:
            source: The file's name, its number in the case, or the beginning of its hash.

        Returns:
            What went with it, and what other sources still say. ``undo`` brings it back.

        Raises:
            NotFound: No source, or more than one, is meant.
        """
        from kg.case.evidence.unload import unload

        with self._open.writing() as session:
            return unload(session, source)

    def without(
        self,
        *items: str,
        save_as: str = "",
        step: Callable[[str, str], None] = lambda what, name: None,
    ) -> Exclusion:
        """Return what hangs on some items: each conclusion of the case with and without them.

        Args:
            items: Each a file (name, number, beginning of its hash), a row (``FILE@17``,
                ``FILE@Sheet1!17``), a paper that rows name as their ground, a fact or a thing.
            save_as: The answer is kept under this name, if one is given.
            step: Is told of progress.

        Returns:
            Which facts fall or stay with less; which traces, chains, findings, legs, pairs,
            judgements and answers fall, have less or something else, each with its figures and the
            rows that it rests on. The case is as it was.

        Raises:
            NotFound: Nothing in the case answers to an item.
            EvidenceChanged: The bytes of a file of which rows go are not to be had.

        >>> case.evidence.without("bank-3.xlsx").of_state("falls")    # doctest: +SKIP
        """
        return self.without_as(WithoutRequest.of(items=items, save_as=save_as), step)

    def without_as(
        self,
        request: WithoutRequest,
        step: Callable[[str, str], None] = lambda what, name: None,
    ) -> Exclusion:
        """Answer such a question."""
        from kg.case.evidence.hangs_on import exclusion
        from kg.case.saved.answers import keep_answer

        with self._open.reading() as session:
            found = exclusion(session, self._open.questions(), request.items, step)
        keep_answer(self._open, request, found)
        return found

    def sources(self) -> list[Source]:
        """Return the files that are in, oldest first."""
        with self._open.reading() as session:
            return session.sources()

    def linked(self) -> frozenset[str]:
        """Return the hashes of the sources of which the case has no copy, only hash and path."""
        from kg.case.storage.source_store import is_linked

        shas = [source.sha256 for source in self.sources()]
        return frozenset(sha for sha in shas if is_linked(self._open.folder, sha))

    def unread_columns(self) -> dict[str, tuple[UnreadColumn, ...]]:
        """Return the filled columns of each source of which no fact is made, by its hash."""
        with self._open.reading() as session:
            return {shelf.sha256: shelf.note().unread for shelf in session.ledger().shelves()}

    def problems(self) -> Iterator[Problem]:
        """Yield every row that could not become a fact."""
        from kg.case.evidence.problem_rows import problems

        with self._open.reading() as session:
            yield from problems(session)

    def skipped(self) -> Iterator[tuple[Source, Skipped]]:
        """Yield every row that was rightly no fact (a title, a total, a blank line), by source."""
        from kg.case.evidence.problem_rows import skipped

        with self._open.reading() as session:
            yield from skipped(session)

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

        with self._open.reading() as session:
            return write_problems(session, out, word, tell, force=force)

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

        self._open.folder.settings()
        return verify(self._open.folder, head=head, quick=quick, step=step)

    def rebuild(
        self,
        handed: Sequence[str | Path] = (),
        *,
        step: Callable[[str, str], None] = lambda what, name: None,
    ) -> RebuildReport:
        """Restore everything derived from the sources, the log and the texts beside it.

        Args:
            handed: Files whose bytes the case has lost, to be put back by their hashes.
            step: Is told of progress.

        Raises:
            EvidenceChanged: Sources or the case's key are missing; nothing was changed.
            LogBroken: The log was altered: nothing can be derived from it.
        """
        from kg.case.evidence.rebuild import rebuild

        self._open.close()
        return rebuild(self._open.folder, [Path(place) for place in handed], step=step)

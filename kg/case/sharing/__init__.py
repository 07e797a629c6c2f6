"""What leaves the case: files, objects of libraries, a copy on a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kg.requests import ExportOptions, ExportRequest

if TYPE_CHECKING:
    from kg.case.storage.open_case import OpenCase
    from kg.exports.objects import Graphs, Network
    from kg.graph.neo4j.compare import ServerComparison
    from kg.graph.neo4j.push_batches import PushReport
    from kg.model import Chain, Finding, PatternMatches, SameThings, Trace


class CaseSharing:
    """What leaves the case: exported files, objects of libraries, a copy on a server.

    >>> case.sharing.export("chain.html", "money")               # doctest: +SKIP
    """

    def __init__(self, open_case: OpenCase) -> None:
        self._open = open_case

    def export(
        self, out: str | Path, name: str | Chain = "", **options: Unpack[ExportOptions]
    ) -> list[Path]:
        """Write a saved result, a chain, or the whole graph to a file.

        Args:
            out: The file; its suffix decides the format.
            name: The name of a saved result, or a chain; without it, the whole graph is written.
            options: ``money=True`` takes the trace where a chain has the same name;
                ``answers="CQ09,CQ10"`` makes what these questions find layers of the page, as do
                names of kept answers and ``key``, ``coordinated``, ``template``, ``matrix``;
                ``style="map"`` draws the map of the whole case, or of the result, however large,
                with so many ``things`` and ``pairs`` of them at most;
                ``style="pyvis"`` draws a small chain's page with pyvis; a named ``.rq`` or
                ``.cypher`` is the query that reproduces the result (``style="facts"``: a script of
                its facts); ``show_values`` writes real values instead of masks, and is logged. The
                others are those of :class:`kg.requests.ExportRequest`.

        Returns:
            The files that were written.

        Raises:
            UsageError: No writer has this suffix, or an option is not for it.
            NotFound: No result is saved under the name.
            StoreReadOnly: The case cannot log the export, so nothing is written.
        """
        if isinstance(name, str):
            return self.export_as(ExportRequest.of(out=out, name=name, **options))
        from kg.case.chains import saved_chains

        request = ExportRequest.of(out=out, name=name.name, **options)
        with self._open.reading() as session:
            saved_chains.save(session, name)
        return self.export_as(request)

    def export_as(self, request: ExportRequest) -> list[Path]:
        """Write what is requested, and return the files."""
        from kg.case.sharing import export

        with self._open.reading() as session:
            return export.export(session, self._open.questions(), request)

    def export_pairs(
        self, out: str | Path, found: SameThings, *, show_values: bool = False, force: bool = False
    ) -> Path:
        """Write proposals that two things are one as CSV; this is logged.

        Args:
            out: The file.
            found: What :meth:`CaseJudgements.same` proposes.
            show_values: Whether names and values are written too: without it a line has handles,
                the sources' own record numbers and the names of the grounds.
            force: Whether a file that stands there is replaced.

        Returns:
            The file.

        Raises:
            UsageError: A file stands there, or its folder does not.
        """
        from kg.case.sharing.export_job import export_pairs

        with self._open.reading() as session:
            return export_pairs(session, Path(out), found, show_values=show_values, force=force)

    def reproduce(
        self,
        result: str | Chain | Trace | Finding | PatternMatches,
        form: str = "sparql",
        *,
        show_values: bool = False,
        server: bool = False,
    ) -> str:
        """Return the query text that reproduces a result: it finds the result's links again.

        Args:
            result: A chain, a trace or a finding, or the name of a saved one.
            form: ``"sparql"``, ``"cypher"``, or ``"kg"`` for the command.
            show_values: Whether ids are those of an export with real values; this is logged.
            server: Whether ids are those of the case itself, as a server holds them; this is
                logged.

        Returns:
            The text, with remarks on how it finds the links.

        Raises:
            NotFound: No result is saved under the name.
        """
        from kg.case.sharing.export_job import text_of
        from kg.case.sharing.reproduce import IdForm

        of = IdForm.SERVER if server else IdForm.REAL if show_values else IdForm.MASKED
        with self._open.reading() as session:
            return text_of(session, self._open.questions(), result, form, of)

    def networkx(self, name: str = "", *, lang: str = "zh") -> Network:
        """Return the whole graph, or a saved chain or trace, with real values, for networkx.

        Every link is an edge of its own, keyed by its id.
        """
        from kg.case.sharing.export import unmasked
        from kg.exports.objects import as_networkx, without_collecting

        with self._open.reading() as session, without_collecting():
            return as_networkx(unmasked(session, name, lang))

    def rdflib(self, name: str = "", *, lang: str = "zh") -> Graphs:
        """Return the same as an rdflib dataset: facts, and evidence in a graph for each source.

        Its statements are held by Oxigraph and become terms of rdflib when they are asked for, so
        a case of 60,000 things is there in seconds. It is read, asked and changed like any other.
        """
        from kg.case.sharing.export import unmasked
        from kg.exports.objects import as_rdflib, without_collecting

        with self._open.reading() as session, without_collecting():
            return as_rdflib(unmasked(session, name, lang))

    def push(
        self,
        server: str,
        *,
        password: str = "",
        rows: bool = False,
        repair: bool = False,
        on_batch: Callable[[int, int], None] = lambda done, whole: None,
    ) -> PushReport:
        """Bring a server to hold the case's graph; run again, only what changed is sent.

        Real values go there: whoever may sign in on that server can read them. This is logged.

        Args:
            server: Its address, ``scheme://[user@]host[:port][/database]``.
            password: The password of the user; that of ``KG_NEO4J_PASSWORD`` where none is given.
            rows: Whether payments that only the ledger holds are sent too, without evidence.
            repair: Whether everything is read back first, and written anew where it was altered.
            on_batch: Called with how many facts are done, and of how many.

        Returns:
            What was sent, what was there already, what was taken away.

        Raises:
            StoreUnavailable: The server cannot be reached or used.
        """
        from kg.case.sharing.push import push

        with self._open.reading() as session:
            return push(session, server, password, on_batch, rows=rows, repair=repair)

    def server(self, named: str = "") -> str:
        """Return the server to use: the one named, else of ``KG_NEO4J_URI``, else of the last push.

        Only pushes of this user from this very folder count. Raise NotFound where none is named.
        """
        from kg.case.storage.known_servers import server_of

        return server_of(self._open.folder, named)

    def server_key(self) -> str:
        """Return the key of this case on a server: ``$case`` in every query."""
        return self._open.folder.server_key()

    def against(self, server: str, *, password: str = "", pushed: str = "") -> ServerComparison:
        """Compare a server's copy of the graph with the case.

        A case that was made of another case's copy there is compared with that copy: things,
        payments and links by what they say, as evidence and ids of a file are its own.

        Args:
            server: Its address.
            password: The password of its user; that of ``KG_NEO4J_PASSWORD`` where none is given.
            pushed: The key of another case whose copy is meant; blank: the case's own copy, or
                where there is none that of the case that this one was made of.

        Returns:
            Each difference, none if the server holds the graph as it is; and whose copy it was.

        Raises:
            StoreUnavailable: The server cannot be reached or used.
            NotFound: It holds no case of that key.
        """
        from kg.case.sharing.push import compare_with_server

        with self._open.reading() as session:
            return compare_with_server(session, server, password, pushed)

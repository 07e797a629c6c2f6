"""What leaves the case: files, objects of libraries, a copy on a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kg.requests import ExportOptions, ExportRequest

if TYPE_CHECKING:
    from kg.case.storage.session import Session
    from kg.exports.objects import Graphs, Network
    from kg.graph.neo4j.compare import Difference
    from kg.graph.neo4j.push_batches import Pushed
    from kg.model import Chain, Finding, Trace


class Sharing:
    """What leaves the case: files, objects of libraries, a copy on a server."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def export(
        self, out: str | Path, name: str | Chain = "", **options: Unpack[ExportOptions]
    ) -> list[Path]:
        """Write a saved result, a chain, or the whole graph; the suffix picks the writer.

        A trace's page shows its money; ``money`` asks for it where a chain has the same name.
        ``style="pyvis"`` draws a small chain's page with pyvis. A named ``.rq`` or ``.cypher`` is
        the question that finds the result's links again (``style="facts"``: its facts' script).
        """
        if isinstance(name, str):
            return self.export_as(ExportRequest.of(out=out, name=name, **options))
        from kg.case.chains import saved_chains

        request = ExportRequest.of(out=out, name=name.name, **options)
        with self._session.reading() as desk:
            saved_chains.save(desk, name)
        return self.export_as(request)

    def export_as(self, request: ExportRequest) -> list[Path]:
        """Write what is requested, and return the files."""
        from kg.case.sharing import export

        with self._session.reading() as desk:
            return export.export(desk, self._session.questions(), request)

    def ask_again(
        self,
        result: str | Chain | Trace | Finding,
        form: str = "sparql",
        *,
        show_values: bool = False,
        server: bool = False,
    ) -> str:
        """Return the text that finds a result's links again: ``sparql``, ``cypher``, or ``kg``.

        The result is a chain, a trace or a finding, or the name of a saved one. Ids are those of a
        masked export, of one with ``show_values``, or for a ``server`` those of the case itself
        (this is logged).
        """
        from kg.case.sharing.export_job import text_of
        from kg.case.sharing.reproduce import Of

        of = Of.SERVER if server else Of.REAL if show_values else Of.MASKED
        with self._session.reading() as desk:
            return text_of(desk, self._session.questions(), result, form, of)

    def networkx(self, name: str = "", *, lang: str = "zh") -> Network:
        """Return the whole graph, or a saved chain or trace, with real values, for networkx.

        Every link is an edge of its own, keyed by its id.
        """
        from kg.case.sharing.export import unmasked
        from kg.exports.objects import as_networkx

        with self._session.reading() as desk:
            return as_networkx(unmasked(desk, name, lang))

    def rdflib(self, name: str = "", *, lang: str = "zh") -> Graphs:
        """Return the same as an rdflib dataset: facts, and evidence in a graph for each source."""
        from kg.case.sharing.export import unmasked
        from kg.exports.objects import as_rdflib

        with self._session.reading() as desk:
            return as_rdflib(unmasked(desk, name, lang))

    def push(
        self,
        server: str,
        *,
        password: str = "",
        rows: bool = False,
        repair: bool = False,
        on_batch: Callable[[int, int], None] = lambda done, whole: None,
    ) -> Pushed:
        """Bring a server to hold the case's graph; run again, only what changed is sent.

        ``rows`` adds the payments of the ledger alone, as relationships without evidence;
        ``repair`` reads everything back first and writes anew what was altered there.
        Real values go there: whoever may sign in on that server can read them. This is logged.
        """
        from kg.case.sharing.push import push

        with self._session.reading() as desk:
            return push(desk, server, password, on_batch, rows=rows, repair=repair)

    def server(self, named: str = "") -> str:
        """Return the server to use: the one named, else of ``KG_NEO4J_URI``, else of the last push.

        Only pushes of this user from this very folder count. Raise NotFound where none is named.
        """
        from kg.case.storage.known_servers import server_of

        return server_of(self._session.folder, named)

    def server_key(self) -> str:
        """Return by what a server tells this case from others: ``$case`` in every query."""
        return self._session.folder.server_key()

    def against(self, server: str, *, password: str = "") -> list[Difference]:
        """Return where a server does not hold the graph as it is: nowhere, if all is well."""
        from kg.case.sharing.push import against

        with self._session.reading() as desk:
            return against(desk, server, password)

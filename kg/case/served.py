"""A case on a server of Neo4j: pushed there, and held against what stands there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.case.paired import PairedCase

if TYPE_CHECKING:
    from kg.graph.neo4j.comparing import Difference
    from kg.graph.neo4j.pushing import Pushed
    from kg.query import Answer


class ServedCase(PairedCase):
    """What of a case concerns its copy for a team."""

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
        from kg.case.pushing import push

        with self._reading() as desk:
            return push(desk, server, password, on_batch, rows=rows, repair=repair)

    def server(self, named: str = "") -> str:
        """Return the server to use: the one named, else of ``KG_NEO4J_URI``, else of the last push.

        Only pushes of this user from this very folder count. Raise NotFound where none is named.
        """
        from kg.case.servers import server_of

        return server_of(self.folder, named)

    def server_key(self) -> str:
        """Return by what a server tells this case from others: ``$case`` in every query."""
        return self.folder.server_key()

    def against(self, server: str, *, password: str = "") -> list[Difference]:
        """Return where a server does not hold the graph as it is: nowhere, if all is well."""
        from kg.case.pushing import against

        with self._reading() as desk:
            return against(desk, server, password)

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
        from kg.case.pushing import ask_in_cypher

        address = self.server(server)
        with self._reading() as desk:
            return ask_in_cypher(desk, address, password, text, given, seconds, rows)

    def text_for_server(self, question: str, **given: str) -> str:
        """Return a named question's Cypher text to paste on that server; it holds real ids."""
        from kg.case.questioning import text_for_server
        from kg.query.named import question as named

        with self._reading() as desk:
            return text_for_server(desk, named(question), given)

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
        from kg.case.pushing import ask_on_server
        from kg.query.named import question as named

        address = self.server(server)
        with self._reading() as desk:
            return ask_on_server(desk, address, password, named(question), given, rows)

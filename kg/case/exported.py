"""A case handed on: as files, and as objects of the libraries that others work with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kg.case.served import ServedCase
from kg.requests import ExportOptions, ExportRequest

if TYPE_CHECKING:
    from kg.exports.objects import Graphs, Network
    from kg.model import Chain, Finding, Trace


class ExportedCase(ServedCase):
    """What leaves a case, whole or a saved result of it."""

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
        from kg.case import charting

        request = ExportRequest.of(out=out, name=name.name, **options)
        with self._reading() as desk:
            charting.save(desk, name)
        return self.export_as(request)

    def export_as(self, request: ExportRequest) -> list[Path]:
        """Write what is requested, and return the files."""
        from kg.case import exporting

        with self._reading() as desk:
            return exporting.export(desk, self._asking(), request)

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
        from kg.case.again import Of
        from kg.case.orders import text_of

        of = Of.SERVER if server else Of.REAL if show_values else Of.MASKED
        with self._reading() as desk:
            return text_of(desk, self._asking(), result, form, of)

    def networkx(self, name: str = "", *, lang: str = "zh") -> Network:
        """Return the whole graph, or a saved chain or trace, with real values, for networkx.

        Every link is an edge of its own, keyed by its id.
        """
        from kg.case.exporting import unmasked
        from kg.exports.objects import as_networkx

        with self._reading() as desk:
            return as_networkx(unmasked(desk, name, lang))

    def rdflib(self, name: str = "", *, lang: str = "zh") -> Graphs:
        """Return the same as an rdflib dataset: facts, and evidence in a graph for each source."""
        from kg.case.exporting import unmasked
        from kg.exports.objects import as_rdflib

        with self._reading() as desk:
            return as_rdflib(unmasked(desk, name, lang))

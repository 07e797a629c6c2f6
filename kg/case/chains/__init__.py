"""Chains: people, data and money arranged by stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from kg.errors import UsageError
from kg.messages import Message
from kg.requests import ChainOptions, ChainRequest, MatrixOptions, MatrixRequest

if TYPE_CHECKING:
    from kg.case.chains.strongest import StrongestStart
    from kg.case.storage.open_case import OpenCase
    from kg.model import Chain, Headline, Matrix, Trace


class CaseChains:
    """Chains: people, data and money arranged by stage.

    >>> case.chains.build("P3", hops=2, name="around-p3")        # doctest: +SKIP
    """

    def __init__(self, open_case: OpenCase) -> None:
        self._open = open_case

    def build(self, start: str = "", **options: Unpack[ChainOptions]) -> Chain:
        """Arrange people, data and money by stage; with a name the chain is saved.

        Args:
            start: A handle, number or name to begin at; without it, what victims reported.
            options: ``hops`` is how far it goes around the start, ``trace`` names a saved trace on
                which it is drawn, ``limit`` is how many things are drawn at most,
                ``without=["bank-3.xlsx"]`` draws it as if a file, row, paper or thing were not in
                the case. The others are those of :class:`kg.requests.ChainRequest`.

        Returns:
            The chain.

        Raises:
            NotFound: The graph holds nothing around the start.
            UsageError: The trace rests on rows that the case no longer holds.
        """
        return self.build_as(ChainRequest.of(start=start, **options))

    def build_as(self, request: ChainRequest) -> Chain:
        """Arrange a chain as requested; one around no start is saved in any case."""
        from kg.case.chains import saved_chains

        if request.without:
            from kg.case.evidence.hangs_on import traced_without
            from kg.case.evidence.left_out import refuse_name, without

            refuse_name(request.name)
            with self._open.reading() as session, without(session, request.without) as view:
                traced_without(session, view.session, request.trace)
                return saved_chains.chain_of(view.session, request, view.warnings)
        with self._open.reading() as session:
            chain = saved_chains.chain_of(session, request)
            if session.raw and request.name:
                raise UsageError(Message("raw-is-read-only"), hint=Message("leave-raw-out"))
            if not session.raw and (request.name or not request.start):
                saved_chains.save(session, chain, request)
        return chain

    def matrix(self, start: str = "", **options: Unpack[MatrixOptions]) -> Matrix:
        """Return what the case holds by stage and element, and what is still to be inquired into.

        Args:
            start: A handle, number or name to look around; without it, the whole case.
            options: ``hops`` is how far it looks around the start, ``trace`` names a saved trace
                that says at which level accounts stand, ``without=["卷2第4页"]`` counts as if a
                file, row, paper or thing were not in the case, as of
                :class:`kg.requests.MatrixRequest`; with ``save_as`` the answer is kept under that
                name.

        Returns:
            Each element at each stage with its evidence for and against, and the inquiries.

        Raises:
            NotFound: The case holds no such thing, or no such trace.
        """
        return self.matrix_as(MatrixRequest.of(start=start, **options))

    def matrix_as(self, request: MatrixRequest) -> Matrix:
        """Answer such a question."""
        from kg.case.chains.matrix import matrix_of
        from kg.case.saved.answers import keep_answer

        if request.without:
            from kg.case.evidence.hangs_on import traced_without
            from kg.case.evidence.left_out import refuse_name, without

            refuse_name(request.save_as)
            with self._open.reading() as session, without(session, request.without) as view:
                traced_without(session, view.session, request.trace)
                return matrix_of(view.session, request, view.warnings)
        with self._open.reading() as session:
            found = matrix_of(session, request)
        keep_answer(self._open, request, found)
        return found

    def headline(self, chain: Chain | None, trace: Trace | None = None) -> Headline:
        """Return the first sentence of a chain: who lost what, or what it holds; each with rows.

        Args:
            chain: A chain of the case; None where nothing could be drawn.
            trace: The trace that it is drawn on; without it the saved one that it names.
        """
        from kg.case.chains.headlines import own_headline

        with self._open.reading() as session:
            return own_headline(session, chain, trace)

    def strongest(self) -> StrongestStart | None:
        """Return what stands out most in the case: the start of a picture that nobody named."""
        from kg.case.chains.strongest import strongest

        with self._open.reading() as session:
            return strongest(session)

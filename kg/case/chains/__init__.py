"""Chains: people, data and money arranged by stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from kg.requests import ChainOptions, ChainRequest

if TYPE_CHECKING:
    from kg.case.chains.strongest import Strongest
    from kg.case.storage.session import Session
    from kg.model import Chain


class Chains:
    """Chains: people, data and money arranged by stage."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def build(self, start: str = "", **options: Unpack[ChainOptions]) -> Chain:
        """Arrange people, data and money by stage; with a name the chain is saved.

        Around a ``start`` it goes so many ``hops``, on a saved ``trace`` it shows what that
        follows; ``limit`` is how many things are drawn at most.
        """
        return self.build_as(ChainRequest.of(start=start, **options))

    def build_as(self, request: ChainRequest) -> Chain:
        """Arrange a chain as requested; one around no start is saved in any case."""
        from kg.case.chains import saved_chains

        with self._session.reading() as desk:
            chain = saved_chains.chart(desk, request)
            if request.name or not request.start:
                saved_chains.save(desk, chain, request)
        return chain

    def strongest(self) -> Strongest | None:
        """Return what stands out most in the case: the start of a picture that nobody named."""
        from kg.case.chains.strongest import strongest

        with self._session.reading() as desk:
            return strongest(desk)

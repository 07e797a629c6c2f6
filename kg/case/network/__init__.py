"""Networks: who holds people, accounts or numbers together, and who acts together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from kg.requests import CoordinatedOptions, CoordinatedRequest, KeyOptions, KeyRequest

if TYPE_CHECKING:
    from kg.case.storage.open_case import OpenCase
    from kg.model import Coordination, KeyThings


class CaseNetwork:
    """Networks: who holds people, accounts or numbers together, and who acts together.

    >>> case.network.key("victims", without=["A91"])             # doctest: +SKIP
    """

    def __init__(self, open_case: OpenCase) -> None:
        self._open = open_case

    def key(self, name: str = "", **options: Unpack[KeyOptions]) -> KeyThings:
        """Return who holds a network together, and what is left of it without them.

        Args:
            name: A saved trace or chain; without it the network is one of the whole case.
            options: ``money``, ``people`` or ``calls`` choose it; ``by`` is ``"month"``,
                ``"source"`` or dates; ``without`` takes things out (``["A91", "P3"]``);
                ``thresholds`` are as in ``"steps=10"``; ``rank`` and ``rows`` say which things are
                listed. The others are those of :class:`kg.requests.KeyRequest`.

        Returns:
            The key things, each with its figures, rows and sentence.

        Raises:
            NotFound: The case holds no such network, or no such thing.
            UsageError: An option has no meaning here.
        """
        return self.key_as(KeyRequest.of(name=name, **options))

    def key_as(self, request: KeyRequest) -> KeyThings:
        """Answer such a question."""
        from kg.case.network.key import key_things

        with self._open.reading() as session:
            return key_things(session, request)

    def coordinated(self, **options: Unpack[CoordinatedOptions]) -> Coordination:
        """Return which accounts did the same to one object within a window, again and again.

        Args:
            options: ``action`` is ``"posts"``, ``"texts"``, ``"logins"``, ``"calls"`` or
                ``"payments"``; ``window`` (``"60s"``) and ``participation`` (``"2"``) as of
                :class:`kg.requests.CoordinatedRequest`, ``thresholds`` as in
                ``"likeness=0.9"``.

        Returns:
            Ties between accounts, their parts with what stands behind, and of contents that an
            extortion used the order of post, contact, payment and deletion.

        Raises:
            NotFound: The case holds no such rows.
            UsageError: An option has no meaning, or there are too many pairs.
        """
        return self.coordinated_as(CoordinatedRequest.of(**options))

    def coordinated_as(self, request: CoordinatedRequest) -> Coordination:
        """Answer such a question."""
        from kg.case.network.coordinated import coordinated

        with self._open.reading() as session:
            return coordinated(session, request)

"""Networks: who holds people, accounts or numbers together, and who acts together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from kg.requests import (
    CoordinatedOptions,
    CoordinatedRequest,
    KeyOptions,
    KeyRequest,
    PathOptions,
    PathRequest,
)

if TYPE_CHECKING:
    from kg.case.storage.open_case import OpenCase
    from kg.model import Coordination, KeyThings, Paths


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
        from kg.case.saved.answers import keep_answer

        with self._open.reading() as session:
            found = key_things(session, request)
        keep_answer(self._open, request, found)
        return found

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
        from kg.case.saved.answers import keep_answer

        with self._open.reading() as session:
            found = coordinated(session, request)
        keep_answer(self._open, request, found)
        return found

    def path(self, one: str, other: str, **options: Unpack[PathOptions]) -> Paths:
        """Return the shortest paths between two things, each step with its rows.

        Args:
            one: A handle, number or name.
            other: Another.
            options: ``paths`` is how many are listed, ``hops`` how long the longest is; ``over``
                names classes of facts (``["Transfer"]``); ``directed`` follows payments as they
                flow, ``in_time`` also in their order. The others are those of
                :class:`kg.requests.PathRequest`.

        Returns:
            The paths, the shortest first; why there is none.

        Raises:
            NotFound: The case has no such thing, or no such class of facts.
            UsageError: Both are one thing.
        """
        return self.path_as(PathRequest.of(one=one, other=other, **options))

    def path_as(self, request: PathRequest) -> Paths:
        """Answer such a question."""
        from kg.case.network.paths import find_paths
        from kg.case.saved.answers import keep_answer

        with self._open.reading() as session:
            found = find_paths(session, request)
        keep_answer(self._open, request, found)
        return found

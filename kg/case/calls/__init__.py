"""Calls and messages in time: who could have told whom, and numbers that were changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from kg.requests import ContactsOptions, ContactsRequest, RenumberedOptions, RenumberedRequest

if TYPE_CHECKING:
    from kg.case.storage.open_case import OpenCase
    from kg.model import MessagePassed, Renumbering


class CaseCalls:
    """Calls and messages in time: who could have told whom, and numbers that were changed.

    >>> case.calls.contacts("13800000000", hops=2)               # doctest: +SKIP
    """

    def __init__(self, open_case: OpenCase) -> None:
        self._open = open_case

    def contacts(self, start: str, **options: Unpack[ContactsOptions]) -> MessagePassed:
        """Return who could have been told what a start knew, by time; not that anybody was.

        Args:
            start: A person or a number.
            options: ``to`` asks for one goal, ``backward`` for who could have told the start;
                ``since``, ``until``, ``thresholds`` (``"within=2h"``, ``"hops=3"``, ``"hub=50"``),
                ``through``, ``skew``, ``strict_order``, ``apart`` (numbers of one person stay
                apart) and ``rows``, as of :class:`kg.requests.ContactsRequest`.

        Returns:
            Each party with the earliest time (backward: the latest) and the calls that lead to it.

        Raises:
            NotFound: The case holds no calls, or no such party.
        """
        return self.contacts_as(ContactsRequest.of(start=start, **options))

    def contacts_as(self, request: ContactsRequest) -> MessagePassed:
        """Answer such a question."""
        from kg.case.calls.contacts import pass_word

        with self._open.reading() as session:
            return pass_word(session, request)

    def renumbered(self, number: str = "", **options: Unpack[RenumberedOptions]) -> Renumbering:
        """Return which numbers may have replaced one, or any that fell silent.

        A clue by contacts in common: no number is merged with another.

        Args:
            number: The number that fell silent; without it, every such number is looked for.
            options: ``before`` is the date from which the old one is out of use, ``thresholds`` as
                in ``"score=0.4"``.

        Returns:
            Pairs of an old and a new number, the best first.

        Raises:
            NotFound: The case holds no calls, or not this number.
        """
        return self.renumbered_as(RenumberedRequest.of(number=number, **options))

    def renumbered_as(self, request: RenumberedRequest) -> Renumbering:
        """Answer such a question."""
        from kg.case.calls.contacts import renumbered

        with self._open.reading() as session:
            return renumbered(session, request)

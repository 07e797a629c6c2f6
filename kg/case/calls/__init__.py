"""Calls and messages in time: who could have told whom, and numbers that were changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from kg.requests import ContactsOptions, ContactsRequest, RenumberedOptions, RenumberedRequest

if TYPE_CHECKING:
    from kg.case.storage.session import Session
    from kg.model import Renumbering, WordPassed


class Calls:
    """Calls and messages in time: who could have told whom, and numbers that were changed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def contacts(self, start: str, **options: Unpack[ContactsOptions]) -> WordPassed:
        """Return who could have been told what a start knew, in order; not that anybody was.

        ``to`` asks for one goal, ``backward`` for who could have told the start; ``since``,
        ``until``, ``thresholds`` (``"within=2h"``, ``"hops=3"``, ``"hub=50"``), ``through``,
        ``skew``, ``strict_order``, ``apart`` (numbers of one person stay apart) and ``rows``.
        """
        return self.contacts_as(ContactsRequest.of(start=start, **options))

    def contacts_as(self, request: ContactsRequest) -> WordPassed:
        """Answer such a question."""
        from kg.case.calls.contacts import pass_word

        with self._session.reading() as desk:
            return pass_word(desk, request)

    def renumbered(self, number: str = "", **options: Unpack[RenumberedOptions]) -> Renumbering:
        """Return which numbers may have taken over from one, or from any that fell silent.

        ``before`` is the date from which the old one is out of use, ``thresholds`` as in
        ``"score=0.4"``; a clue by contacts in common, and no number is merged with another.
        """
        return self.renumbered_as(RenumberedRequest.of(number=number, **options))

    def renumbered_as(self, request: RenumberedRequest) -> Renumbering:
        """Answer such a question."""
        from kg.case.calls.contacts import renumbered

        with self._session.reading() as desk:
            return renumbered(desk, request)

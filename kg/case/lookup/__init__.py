"""What the case knows of a thing, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.case.lookup.explain_fact import Conclusion
    from kg.case.lookup.explain_part import ExplainedPart
    from kg.case.lookup.profile import Profile
    from kg.case.storage.open_case import OpenCase
    from kg.explain import Explanation
    from kg.explain.fact_words import SaidRole
    from kg.ledger.search import IdentifierHit
    from kg.model import Entity, Link


class CaseLookup:
    """Look things up: search, show, explain, and what rules conclude.

    >>> case.lookup.search("沐某")                                # doctest: +SKIP
    """

    def __init__(self, open_case: OpenCase) -> None:
        self._open = open_case

    def find(self, text: str) -> list[Entity]:
        """Return the entities that a text names.

        Args:
            text: A handle, number, name or mask.

        Returns:
            The entities; none if the case has no such thing.
        """
        with self._open.reading() as session:
            if thing := session.thing(text):
                return session.index().entities([thing])
            return session.index().find(text)

    def search(self, text: str) -> tuple[list[IdentifierHit], bool]:
        """Return everything that a text may mean, best first.

        Args:
            text: A handle, or a part of a name or number.

        Returns:
            The hits, each with the reason why it fits, and whether there were more than are listed.
        """
        with self._open.reading() as session:
            if thing := session.thing(text):
                from kg.ledger.search import IdentifierHit

                return [
                    IdentifierHit(entity, "handle") for entity in session.index().entities([thing])
                ], False
            return session.index().search(text)

    def show(self, what: str, lang: str = "zh") -> Profile | str:
        """Return what is known of one thing.

        Args:
            what: A handle, number, name or id.
            lang: The language of words, ``"zh"`` or ``"en"``.

        Returns:
            The profile of an entity, or the id of a fact: that is for :meth:`explain`.

        Raises:
            NotFound: Nothing, or more than one thing, is meant.
        """
        from kg.case.lookup.profile import show

        with self._open.reading() as session:
            return show(session, what, lang)

    def explain(self, what: str, lang: str = "zh") -> Explanation:
        """Return the rows behind a fact, read again from the files as they were received.

        Args:
            what: The fact's handle or id.
            lang: The language of words, ``"zh"`` or ``"en"``.

        Raises:
            NotFound: There is no such fact.
        """
        return self.explain_all([what], lang)[0]

    def explain_part(self, what: str, lang: str = "zh") -> ExplainedPart | None:
        """Return what a proposal (``SP1``), or a part of a kept answer, rests on, with its rows.

        Args:
            what: The handle of a proposal that two things are one, or NAME@PART of a kept answer:
                ``middle@P3``, ``gaps@Collection/knowledge``, ``whole-chains@2``.
            lang: The language of words, ``"zh"`` or ``"en"``.

        Returns:
            None where the text means neither: then it is for :meth:`explain`.

        Raises:
            NotFound: The kept answer has no such part.
        """
        from kg.case.lookup.explain_part import explain_part

        with self._open.reading() as session:
            return explain_part(session, what, lang)

    def explain_all(self, whats: Sequence[str], lang: str = "zh") -> list[Explanation]:
        """Explain many facts in one opening of the case, in the order they are named."""
        from kg.case.lookup.explain_fact import explain

        with self._open.reading() as session:
            return explain(session, whats, lang)

    def conclusions(self, what: str, other: str = "", lang: str = "zh") -> list[Conclusion]:
        """Return what rules conclude of a thing, or of two: rule, version, and facts behind it."""
        from kg.case.lookup.explain_fact import conclusions

        with self._open.reading() as session:
            return conclusions(session, what, other, lang)

    def roles(self, things: Sequence[str]) -> dict[str, tuple[SaidRole, ...]]:
        """Return the roles that rows say things have, by the id of the thing.

        Args:
            things: Ids.

        Returns:
            Nothing of a thing without a role. Claims that somebody excluded are left out.
        """
        from kg.explain.fact_words import said_roles

        with self._open.reading() as session:
            return said_roles(session.index().role_links(things))

    def handle(self, thing: str) -> str:
        """Return the short name of a thing, or the id where it has none."""
        from kg.case.storage.handles import handle_book

        return handle_book(self._open.folder.handles).of(thing) or thing

    def entities(self, ids: Sequence[str]) -> dict[str, Entity]:
        """Return entities by id, from the ledger's index."""
        with self._open.reading() as session:
            return {entity.id: entity for entity in session.index().entities(ids)}

    def links(self, ids: Sequence[str]) -> list[Link]:
        """Return facts and payments by id, in order of time."""
        with self._open.reading() as session:
            links_found = session.index().links(ids)
        return sorted(links_found, key=lambda link: (link.start is None, link.start, link.id))

    def holders(self, accounts: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return who is recorded to hold each account, by name."""
        from kg.case.lookup.holders import holders

        with self._open.reading() as session:
            return holders(session, accounts)

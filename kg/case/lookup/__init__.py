"""What the case knows of a thing, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.case.lookup.explain_fact import Conclusion
    from kg.case.lookup.profile import Known
    from kg.case.storage.session import Session
    from kg.explain import Explanation
    from kg.ledger.find import Hit
    from kg.model import Entity, Link


class Lookup:
    """What the case knows of a thing, and why."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, text: str) -> list[Entity]:
        """Return who or what a handle, number, name or mask may mean."""
        with self._session.reading() as desk:
            if thing := desk.handles.thing(text):
                return desk.index().entities([thing])
            return desk.index().find(text)

    def search(self, text: str) -> tuple[list[Hit], bool]:
        """Return whatever a text may mean, best first with the reason, and whether it was cut."""
        with self._session.reading() as desk:
            if thing := desk.handles.thing(text):
                from kg.ledger.find import Hit

                return [Hit(one, "handle") for one in desk.index().entities([thing])], False
            return desk.index().search(text)

    def show(self, what: str, lang: str = "zh") -> Known | str:
        """Return what is known of one thing; a fact is to be explained: of it, the id."""
        from kg.case.lookup.profile import show

        with self._session.reading() as desk:
            return show(desk, what, lang)

    def explain(self, what: str, lang: str = "zh") -> Explanation:
        """Return the rows behind a fact, read again from the files as they were received."""
        return self.explain_all([what], lang)[0]

    def explain_all(self, whats: Sequence[str], lang: str = "zh") -> list[Explanation]:
        """Explain many facts in one opening of the case, in the order they are named."""
        from kg.case.lookup.explain_fact import explain

        with self._session.reading() as desk:
            return explain(desk, whats, lang)

    def conclusions(self, what: str, other: str = "", lang: str = "zh") -> list[Conclusion]:
        """Return what rules conclude of a thing, or of two: rule, version, and facts behind it."""
        from kg.case.lookup.explain_fact import conclusions

        with self._session.reading() as desk:
            return conclusions(desk, what, other, lang)

    def handle(self, thing: str) -> str:
        """Return the short name of a thing, or the id where it has none."""
        from kg.case.storage.handles import book

        return book(self._session.folder.handles).of(thing) or thing

    def entities(self, ids: Sequence[str]) -> dict[str, Entity]:
        """Return entities by id, from the ledger's index."""
        with self._session.reading() as desk:
            return {entity.id: entity for entity in desk.index().entities(ids)}

    def links(self, ids: Sequence[str]) -> list[Link]:
        """Return facts and payments by id, in order of time."""
        with self._session.reading() as desk:
            found = desk.index().links(ids)
        return sorted(found, key=lambda link: (link.start is None, link.start, link.id))

    def holders(self, accounts: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return who is recorded to hold each account, by name."""
        from kg.case.evidence.problem_rows import holders

        with self._session.reading() as desk:
            return holders(desk, accounts)

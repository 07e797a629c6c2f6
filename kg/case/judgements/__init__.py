"""What persons add and decide: facts, owners, marks, pairs; and undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.case.judgements.marks import Judged
    from kg.case.judgements.typed_facts import Added
    from kg.case.judgements.undo import Step
    from kg.case.storage.session import Session
    from kg.model import Source


class Judgements:
    """What persons add and decide: facts, owners, marks, pairs; and undo."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, subject: str, relation: str, other: str = "", **more: str) -> Added:
        """Put a fact in that a person types: who, how, whom, on what ``evidence``."""
        from kg.case.judgements.typed_facts import Sentence, add

        with self._session.writing() as desk:
            return add(desk, Sentence(subject, relation, other, **more))

    def owner(self, source: str, owner: str, *, number: str = "", evidence: str = "") -> Added:
        """Say whose a bill is that names no account of its own."""
        from kg.case.judgements.bill_owners import own

        with self._session.writing() as desk:
            return own(desk, source, owner, number, evidence)

    def ownerless(self) -> list[Source]:
        """Return the bills that name no account and of which nobody has said whose they are."""
        from kg.case.judgements.bill_owners import ownerless

        with self._session.reading() as desk:
            return ownerless(desk)

    def mark(self, link: str, word: str, reason: str) -> str:
        """Say that a fact is disputed, excluded or verified (``clear`` takes it back)."""
        from kg.case.judgements.marks import mark

        with self._session.writing() as desk:
            return mark(desk, link, word, reason)

    def all(self) -> list[Judged]:
        """Return what persons say of facts and pairs now, oldest first."""
        from kg.case.judgements.marks import judged

        with self._session.reading() as desk:
            return judged(desk)

    def promote(self, links: Sequence[str]) -> int:
        """Put single flows of a large case into the graph; return how many links it put."""
        from kg.case.judgements.decisions import promote

        with self._session.writing() as desk:
            return promote(desk, links)

    def reject_pair(self, link: str, reason: str, by: str = "") -> None:
        """Keep the two rows of a pair apart from now on; an inferred leg is shown no more."""
        from kg.case.judgements.decisions import reject

        with self._session.writing() as desk:
            reject(desk, link, reason, by)

    def accept_leg(self, leg: str, reason: str, by: str = "") -> None:
        """Accept an inferred leg as likely; it stays inferred, marked and in no sum."""
        from kg.case.judgements.decisions import judge_leg
        from kg.model.legs import ACCEPTED

        with self._session.writing() as desk:
            judge_leg(desk, leg, ACCEPTED, reason, by)

    def set_pair_windows(
        self, reason: str, *, pair: int | None = None, rail: int | None = None
    ) -> None:
        """Join what is so many seconds apart from now on; what was joined otherwise is told anew.

        At most a day; what is left out stays. ``kg undo`` takes it back.
        """
        from kg.case.judgements.decisions import set_windows

        given = {"pair": pair, "rail": rail}
        seconds = {name: length for name, length in given.items() if length is not None}
        with self._session.writing() as desk:
            set_windows(desk, seconds, reason)

    def next_undo(self) -> Step:
        """Return the action that :meth:`undo` would take back; where there is none, refuse."""
        from kg.case.judgements.undo import next_to_undo

        self._session.folder.check()
        return next_to_undo(self._session.folder)

    def undo(self, expected: int = 0) -> str:
        """Take back the last action that changed the case; return what it was.

        ``expected`` is the line of :meth:`next_undo`: where another action is the last by now,
        nothing is taken back and StoreBusy is raised.
        """
        from kg.case.judgements.undo import undo

        with self._session.writing() as desk:
            return undo(desk, expected)

    def next_redo(self) -> Step:
        """Return the action that :meth:`redo` would do again; where there is none, refuse."""
        from kg.case.judgements.redo import next_to_redo

        self._session.folder.check()
        return next_to_redo(self._session.folder)

    def redo(self) -> str:
        """Do again what :meth:`undo` took back last; return what it was."""
        from kg.case.judgements.redo import redo

        with self._session.writing() as desk:
            return redo(desk)

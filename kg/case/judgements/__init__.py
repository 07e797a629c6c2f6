"""What persons add and decide: facts, owners, marks, pairs; and undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from kg.requests import SameOptions, SameRequest

if TYPE_CHECKING:
    from kg.case.judgements.marks import FactJudgement
    from kg.case.judgements.typed_facts import AddedFact
    from kg.case.judgements.undo import UndoableAction
    from kg.case.storage.open_case import OpenCase
    from kg.model import Entity, MergedPair, SameThings, Source


class CaseJudgements:
    """What persons add to a case and decide in it: facts, owners, marks, pairs; undo and redo.

    >>> case.judgements.mark("T204", "disputed", "account holder denies it")   # doctest: +SKIP
    """

    def __init__(self, open_case: OpenCase) -> None:
        self._open = open_case

    def add(self, subject: str, relation: str, other: str = "", **more: str) -> AddedFact:
        """Add a fact that a person types.

        Args:
            subject: Who: a handle, number or name.
            relation: How, in a word of the ontology.
            other: Whom or what, if the relation has a second end.
            more: ``evidence`` says what the fact rests on; the others are those of a typed row.

        Returns:
            The link, its ends, and which of them are new in the case.

        Raises:
            UsageError: The relation does not exist, or does not join such things.
        """
        from kg.case.judgements.typed_facts import TypedFact, add

        with self._open.writing() as session:
            return add(session, TypedFact(subject, relation, other, **more))

    def owner(self, source: str, owner: str, *, number: str = "", evidence: str = "") -> AddedFact:
        """Say whose a bill is that names no account of its own."""
        from kg.case.judgements.bill_owners import set_owner

        with self._open.writing() as session:
            return set_owner(session, source, owner, number, evidence)

    def ownerless(self) -> list[Source]:
        """Return the bills that name no account and of which nobody has said whose they are."""
        from kg.case.judgements.bill_owners import ownerless

        with self._open.reading() as session:
            return ownerless(session)

    def mark(self, link: str, word: str, reason: str) -> str:
        """Mark a fact as disputed, excluded or verified.

        Args:
            link: The fact's handle or id.
            word: ``"disputed"``, ``"excluded"``, ``"verified"``, or ``"clear"`` to remove the mark.
            reason: Why; it is logged.

        Returns:
            The id of the fact.

        Raises:
            NotFound: There is no such fact.
            UsageError: There is no such mark, or no reason.
        """
        from kg.case.judgements.marks import mark

        with self._open.writing() as session:
            return mark(session, link, word, reason)

    def all(self) -> list[FactJudgement]:
        """Return what persons say of facts and pairs now, oldest first."""
        from kg.case.judgements.marks import list_judgements

        with self._open.reading() as session:
            return list_judgements(session)

    def promote(self, links: Sequence[str]) -> int:
        """Put single flows of a large case into the graph; return how many links it put."""
        from kg.case.judgements.decisions import promote

        with self._open.writing() as session:
            return promote(session, links)

    def reject_pair(self, link: str, reason: str, by: str = "") -> None:
        """Keep the two rows of a pair apart from now on; an inferred leg is shown no more."""
        from kg.case.judgements.decisions import reject

        with self._open.writing() as session:
            reject(session, link, reason, by)

    def accept_leg(self, leg: str, reason: str, by: str = "") -> None:
        """Accept an inferred leg as likely; it stays inferred, marked and in no sum."""
        from kg.case.judgements.decisions import judge_leg
        from kg.model.legs import ACCEPTED

        with self._open.writing() as session:
            judge_leg(session, leg, ACCEPTED, reason, by)

    def same(self, thing: str = "", **options: Unpack[SameOptions]) -> SameThings:
        """Propose which things of the case are one; nothing is merged.

        Args:
            thing: A handle, number or name: only its pairs; without it, all.
            options: ``family`` (``"person"``), ``band`` (``["strong"]``), ``every`` (also what is
                ruled out), ``rows``, ``save_as`` (the name under which the answer is kept).

        Returns:
            Pairs with their grounds for and against, and the rows behind each, the surest first.

        Raises:
            NotFound: The case has no such thing.
            UsageError: The extra ``crimechain[identity]`` is not installed.

        >>> case.judgements.same(band=["strong"]).pairs              # doctest: +SKIP
        """
        return self.same_as(SameRequest.of(thing=thing, **options))

    def same_as(self, request: SameRequest) -> SameThings:
        """Propose which things of the case are one, as requested: see :meth:`same`."""
        from kg.case.judgements.same import same
        from kg.case.saved.answers import keep_answer

        with self._open.reading() as session:
            found = same(session, request)
        keep_answer(self._open, request, found)
        return found

    def accept_same(self, pairs: Sequence[str], reason: str, by: str = "") -> list[str]:
        """Take things for one: they are one from then on in all that is derived from the rows.

        Args:
            pairs: Handles of proposals, or two things with an equals sign: ``["SP3", "P1=P9"]``.
            reason: Why; it is logged.
            by: Who says so; without it, whoever is logged in.

        Returns:
            The ids of the pairs that this changed.

        Raises:
            UsageError: No reason, no two things of a family, or a rejected pair would be joined.
            NotFound: There is no such proposal.
        """
        return self._judge_same(pairs, "accepted", reason, by)

    def reject_same(self, pairs: Sequence[str], reason: str, by: str = "") -> list[str]:
        """Keep things apart: they are not proposed any more (see :meth:`accept_same`)."""
        return self._judge_same(pairs, "rejected", reason, by)

    def undo_same(self, pairs: Sequence[str], reason: str, by: str = "") -> list[str]:
        """Take back what was said of pairs: they are proposals again (see :meth:`accept_same`)."""
        return self._judge_same(pairs, "", reason, by)

    def _judge_same(self, pairs: Sequence[str], word: str, reason: str, by: str) -> list[str]:
        from kg.case.judgements.same import judge

        with self._open.writing() as session:
            return judge(session, pairs, word, reason, by)

    def as_told(self, ids: Sequence[str]) -> dict[str, Entity]:
        """Return things by id as the files tell them, whatever they were taken for since."""
        with self._open.reading() as session:
            index = session.ledger(same=()).index()
            return {entity.id: entity for entity in index.entities(ids)}

    def merged(self) -> list[MergedPair]:
        """Return the things that persons took for one, and what hangs on each."""
        from kg.case.judgements.same import merged

        with self._open.reading() as session:
            return merged(session)

    def set_pair_windows(
        self, reason: str, *, pair: int | None = None, rail: int | None = None
    ) -> None:
        """Join what is so many seconds apart from now on; what was joined otherwise is told anew.

        At most a day; what is left out stays. ``kg undo`` takes it back.
        """
        from kg.case.judgements.decisions import set_windows

        given = {"pair": pair, "rail": rail}
        seconds = {name: length for name, length in given.items() if length is not None}
        with self._open.writing() as session:
            set_windows(session, seconds, reason)

    def next_undo(self) -> UndoableAction:
        """Return the action that :meth:`undo` would take back; where there is none, refuse."""
        from kg.case.judgements.undo import next_to_undo

        self._open.folder.check()
        return next_to_undo(self._open.folder)

    def undo(self, expected: int = 0) -> str:
        """Undo the last action that changed the case.

        Args:
            expected: The log line of :meth:`next_undo`, or 0 for whichever action is the last.

        Returns:
            What was undone.

        Raises:
            StoreBusy: Another action is the last by now; nothing was undone.
            NotFound: There is nothing to undo.
        """
        from kg.case.judgements.undo import undo

        with self._open.writing() as session:
            return undo(session, expected)

    def next_redo(self) -> UndoableAction:
        """Return the action that :meth:`redo` would do again; where there is none, refuse."""
        from kg.case.judgements.redo import next_to_redo

        self._open.folder.check()
        return next_to_redo(self._open.folder)

    def redo(self) -> str:
        """Do again what :meth:`undo` took back last; return what it was."""
        from kg.case.judgements.redo import redo

        with self._open.writing() as session:
            return redo(session)

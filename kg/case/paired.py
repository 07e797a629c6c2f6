"""What a case joins that no row joins: two tellings of one payment, legs off the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.case.spoken import SpokenCase

if TYPE_CHECKING:
    from kg.model import Legs


class PairedCase(SpokenCase):
    """What of a case concerns what was joined, and a person's word on it."""

    def pairs(self) -> list[dict[str, Any]]:
        """Return the payments that two statements report, and the doubtful and rejected ones."""
        with self._reading() as desk:
            return desk.index().table("pair")

    def conflicts(self) -> list[dict[str, Any]]:
        """Return the rows under one number of their issuer that tell different content.

        Another amount, way, status or party: a refund, a fee, a part, or a contradiction. Each is
        kept as a fact of its own (``own_id``); none is chosen.
        """
        with self._reading() as desk:
            return desk.index().table("conflict")

    def legs(self) -> Legs:
        """Return the legs of money that no row records: inferred, in no sum, best first."""
        from kg.case.legs import listed_legs

        with self._reading() as desk:
            return listed_legs(desk)

    def reject_pair(self, link: str, reason: str, by: str = "") -> None:
        """Keep the two rows of a pair apart from now on; an inferred leg is shown no more."""
        from kg.case.judging import reject

        with self._writing() as desk:
            reject(desk, link, reason, by)

    def pair_windows(self) -> dict[str, int]:
        """Return how many seconds two tellings of one payment may be apart, here and across rails.

        ``pair`` is for two banks, ``rail`` for a bank and a payment company.
        """
        from kg.case.judgements import windows

        return windows(self.folder)

    def set_pair_windows(
        self, reason: str, *, pair: int | None = None, rail: int | None = None
    ) -> None:
        """Join what is so many seconds apart from now on; what was joined otherwise is told anew.

        At most a day; what is left out stays. ``kg undo`` takes it back.
        """
        from kg.case.windows import set_windows

        given = {"pair": pair, "rail": rail}
        seconds = {name: length for name, length in given.items() if length is not None}
        with self._writing() as desk:
            set_windows(desk, seconds, reason)

    def accept_leg(self, leg: str, reason: str, by: str = "") -> None:
        """Accept an inferred leg as likely; it stays inferred, marked and in no sum."""
        from kg.case.judging import judge_leg
        from kg.model.legs import ACCEPTED

        with self._writing() as desk:
            judge_leg(desk, leg, ACCEPTED, reason, by)

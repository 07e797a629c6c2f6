"""A case asked over its whole ledger: typologies kept and opened, and who can have been reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from kg.case.asked import AskedCase
from kg.requests import FindOptions, FindRequest, ReachOptions, ReachRequest

if TYPE_CHECKING:
    from kg.model import Finding, Findings, Link, Reach, Trace


class SearchedCase(AskedCase):
    """What of a case is searched for over all payments."""

    def findings(self, *typologies: str, **options: Unpack[FindOptions]) -> Findings:
        """Search the whole ledger for typologies (all, or those named), ranked by score.

        ``since``, ``until``, ``floor``, ``exclude``, ``thresholds`` (``"fan-in.payers=6"``),
        ``hub`` and ``rows`` narrow it; each finding keeps a handle.
        """
        return self.findings_as(FindRequest.of(typologies=typologies, **options))

    def findings_as(self, request: FindRequest) -> Findings:
        """Answer such a search."""
        from kg.case.finding import find

        with self._reading() as desk:
            return find(desk, request)

    def finding(self, handle: str) -> Finding:
        """Return the finding that an earlier search gave this handle."""
        from kg.case.finding import finding

        with self._reading() as desk:
            return finding(desk, handle)

    def open_finding(self, handle: str, name: str) -> Trace:
        """Save a finding's rows as a trace, and as a chain, under a name."""
        from kg.case.finding import finding, open_finding

        with self._writing() as desk:
            return open_finding(desk, finding(desk, handle), name)

    def links(self, ids: Sequence[str]) -> list[Link]:
        """Return facts and payments by id, in order of time."""
        with self._reading() as desk:
            found = desk.index().links(ids)
        return sorted(found, key=lambda link: (link.start is None, link.start, link.id))

    def reach(self, *starts: str, **options: Unpack[ReachOptions]) -> Reach:
        """Return whose money can have come to whom: ``reach(victims=True, into=["A17"])``.

        Nobody is left out whom money can have reached; how much it was, a trace says.
        """
        return self.reach_as(ReachRequest.of(starts=starts, **options))

    def reach_as(self, request: ReachRequest) -> Reach:
        """Answer such a question."""
        from kg.case.reaching import reach

        with self._reading() as desk:
            return reach(desk, request)

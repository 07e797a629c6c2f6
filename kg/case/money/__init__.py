"""Money in time: traces, reach, typologies, and what two files tell of one payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from kg.requests import (
    FindOptions,
    FindRequest,
    ReachOptions,
    ReachRequest,
    TraceOptions,
    TraceRequest,
)

if TYPE_CHECKING:
    from kg.case.storage.session import Session
    from kg.model import Finding, Findings, Legs, Reach, Trace


class Money:
    """Money in time: traces, reach, typologies, and what two files tell of one payment."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def trace(self, *starts: str, **options: Unpack[TraceOptions]) -> Trace:
        """Follow money from accounts, transfers, people, findings, victims, a list of rows.

        ``victims=True``: what they report; ``start_file="starts.xlsx"``: a list. Of a person it is
        what they held, while they held it. ``since``, ``until``, ``floor``, ``channel`` and
        ``exclude`` narrow it, and it says what each left out. ``rules=["fifo", "haircut"]`` tells
        by several rules, and what none of them can go below.
        """
        return self.trace_as(TraceRequest.of(starts=starts, **options))

    def trace_as(self, request: TraceRequest) -> Trace:
        """Follow money as requested; with a name the trace is saved and put into the graph."""
        from kg.case.money import traces

        if not request.name:
            with self._session.reading() as desk:
                return traces.follow(desk, request)
        with self._session.writing() as desk:
            trace = traces.follow(desk, request)
            traces.save(desk, trace, "trace", request)
        return trace

    def is_saved(self, trace: Trace) -> bool:
        """Say whether a trace like this one is saved under its name."""
        from kg.case.money.traces import is_saved

        return is_saved(self._session.folder, trace)

    def find(self, *typologies: str, **options: Unpack[FindOptions]) -> Findings:
        """Search the whole ledger for typologies (all, or those named), ranked by score.

        ``since``, ``until``, ``floor``, ``exclude``, ``thresholds`` (``"fan-in.payers=6"``),
        ``hub`` and ``rows`` narrow it; each finding keeps a handle.
        """
        return self.find_as(FindRequest.of(typologies=typologies, **options))

    def find_as(self, request: FindRequest) -> Findings:
        """Answer such a search."""
        from kg.case.money.findings import find

        with self._session.reading() as desk:
            return find(desk, request)

    def finding(self, handle: str) -> Finding:
        """Return the finding that an earlier search gave this handle."""
        from kg.case.money.findings import finding

        with self._session.reading() as desk:
            return finding(desk, handle)

    def open_finding(self, handle: str, name: str) -> Trace:
        """Save a finding's rows as a trace, and as a chain, under a name."""
        from kg.case.money.findings import finding, open_finding

        with self._session.writing() as desk:
            return open_finding(desk, finding(desk, handle), name)

    def reach(self, *starts: str, **options: Unpack[ReachOptions]) -> Reach:
        """Return whose money can have come to whom: ``reach(victims=True, into=["A17"])``.

        Nobody is left out whom money can have reached; how much it was, a trace says.
        """
        return self.reach_as(ReachRequest.of(starts=starts, **options))

    def reach_as(self, request: ReachRequest) -> Reach:
        """Answer such a question."""
        from kg.case.money.traces import reach

        with self._session.reading() as desk:
            return reach(desk, request)

    def pairs(self) -> list[dict[str, Any]]:
        """Return the payments that two statements report, and the doubtful and rejected ones."""
        with self._session.reading() as desk:
            return desk.index().table("pair")

    def conflicts(self) -> list[dict[str, Any]]:
        """Return the rows under one number of their issuer that tell different content.

        Another amount, way, status or party: a refund, a fee, a part, or a contradiction. Each is
        kept as a fact of its own (``own_id``); none is chosen.
        """
        with self._session.reading() as desk:
            return desk.index().table("conflict")

    def legs(self) -> Legs:
        """Return the legs of money that no row records: inferred, in no sum, best first."""
        from kg.case.money.legs import listed_legs

        with self._session.reading() as desk:
            return listed_legs(desk)

    def pair_windows(self) -> dict[str, int]:
        """Return how many seconds two tellings of one payment may be apart, here and across rails.

        ``pair`` is for two banks, ``rail`` for a bank and a payment company.
        """
        from kg.case.storage.judgement_store import windows

        return windows(self._session.folder)

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
    from kg.case.storage.open_case import OpenCase
    from kg.ledger.near_misses import NearMiss
    from kg.model import Finding, Findings, Legs, Reach, Trace


class CaseMoney:
    """Money in time: traces, reach, typologies, and payments that two files report.

    >>> case.money.trace("A17", rules=["fifo"], floor=1000)      # doctest: +SKIP
    """

    def __init__(self, open_case: OpenCase) -> None:
        self._open = open_case

    def trace(self, *starts: str, **options: Unpack[TraceOptions]) -> Trace:
        """Follow money from accounts, transfers, people, findings, victims, or a list of rows.

        Args:
            starts: Handles, numbers or names. Of a person it is what they held, while they held it.
            options: ``victims=True`` starts from what victims report, ``start_file="starts.xlsx"``
                from a list; ``since``, ``until``, ``floor``, ``channel`` and ``exclude`` narrow the
                trace; ``rules=["fifo", "haircut"]`` computes it by several rules;
                ``without=["bank-3.xlsx"]`` as if a file, row, paper or thing were not in the case.
                The others are those of :class:`kg.requests.TraceRequest`.

        Returns:
            Steps by level, accounts, and where the money lies; warnings say what each option left
            out. With a ``name`` the trace is saved and put into the graph.

        Raises:
            UsageError: A start or an option has no meaning here.
            NotFound: The case holds no payments, or a start is not in it.

        >>> trace = case.money.trace(victims=True, name="money")     # doctest: +SKIP
        """
        return self.trace_as(TraceRequest.of(starts=starts, **options))

    def trace_as(self, request: TraceRequest) -> Trace:
        """Follow money as requested; with a name the trace is saved and put into the graph."""
        from kg.case.money.traces import trace_money

        if request.without:
            from kg.case.evidence.left_out import refuse_name, without

            refuse_name(request.name)
            with self._open.reading() as session, without(session, request.without) as view:
                return trace_money(view.session, request, view.warnings)
        if not request.name:
            with self._open.reading() as session:
                return trace_money(session, request)
        from kg.case.money.save_trace import save_trace

        with self._open.writing() as session:
            trace = trace_money(session, request)
            save_trace(session, trace, "trace", request)
        return trace

    def is_saved(self, trace: Trace) -> bool:
        """Say whether a trace like this one is saved under its name."""
        from kg.case.money.saved_traces import is_saved

        return is_saved(self._open.folder, trace)

    def find(self, *typologies: str, **options: Unpack[FindOptions]) -> Findings:
        """Search the whole ledger for typologies, ranked by score.

        Args:
            typologies: The typologies to look for, such as ``"fan-in"``; without any, all.
            options: ``since``, ``until``, ``floor``, ``exclude``, ``thresholds``
                (``"fan-in.payers=6"``), ``hub`` and ``rows`` narrow the search.

        Returns:
            The best ``rows`` findings; each keeps its handle in the case.

        Raises:
            UsageError: A typology or a threshold does not exist.
        """
        return self.find_as(FindRequest.of(typologies=typologies, **options))

    def find_as(self, request: FindRequest) -> Findings:
        """Answer such a search."""
        from dataclasses import replace

        from kg.case.money.findings import find, search_case

        if request.without:
            from kg.case.evidence.left_out import without

            with self._open.reading() as session, without(session, request.without) as view:
                findings = search_case(view.session, request)
                return replace(findings, warnings=(*view.warnings, *findings.warnings))
        with self._open.reading() as session:
            # a view keeps nothing: its findings get no handles
            return search_case(session, request) if session.raw else find(session, request)

    def finding(self, handle: str) -> Finding:
        """Return the finding that an earlier search gave this handle."""
        from kg.case.money.findings import finding

        with self._open.reading() as session:
            return finding(session, handle)

    def open_finding(self, handle: str, name: str) -> Trace:
        """Save a finding's rows as a trace, and as a chain, under a name."""
        from kg.case.money.findings import finding, open_finding

        with self._open.writing() as session:
            return open_finding(session, finding(session, handle), name)

    def reach(self, *starts: str, **options: Unpack[ReachOptions]) -> Reach:
        """Return which accounts money of some starts can have come to.

        No account is left out that it can have reached; how much it was, a trace computes.

        Args:
            starts: As of :meth:`trace`.
            options: ``victims=True`` starts from what victims report, ``into=["A17"]`` asks about
                some accounts only. The others are those of :class:`kg.requests.ReachRequest`.

        Returns:
            The accounts, first those that money of most starts can have reached.

        Raises:
            UsageError: Neither starts nor victims are named, or both.
        """
        return self.reach_as(ReachRequest.of(starts=starts, **options))

    def reach_as(self, request: ReachRequest) -> Reach:
        """Answer such a question."""
        from kg.case.evidence.left_out import without
        from kg.case.money.traces import reach

        with self._open.reading() as session, without(session, request.without) as view:
            return reach(view.session, request, view.warnings)

    def pairs(self) -> list[dict[str, Any]]:
        """Return the payments that two statements report, and the doubtful and rejected ones."""
        with self._open.reading() as session:
            return session.index().table("pair")

    def near_misses(self) -> list[NearMiss]:
        """Return the payments that may be told twice, too far apart in time to be joined."""
        from kg.case.storage.judgement_store import windows
        from kg.ledger.near_misses import near_misses

        with self._open.reading() as session:
            return near_misses(session.index(), windows(session.folder)["pair"])

    def conflicts(self) -> list[dict[str, Any]]:
        """Return the rows under one number of their issuer that tell different content.

        Another amount, way, status or party: a refund, a fee, a part, or a contradiction. Each is
        kept as a fact of its own (``own_id``); none is chosen.
        """
        with self._open.reading() as session:
            return session.index().table("conflict")

    def legs(self) -> Legs:
        """Return the legs of money that no row records: inferred, in no sum, best first."""
        from kg.case.money.legs import listed_legs

        with self._open.reading() as session:
            return listed_legs(session)

    def pair_windows(self) -> dict[str, int]:
        """Return how many seconds two tellings of one payment may be apart, here and across rails.

        ``pair`` is for two banks, ``rail`` for a bank and a payment company.
        """
        from kg.case.storage.judgement_store import windows

        return windows(self._open.folder)

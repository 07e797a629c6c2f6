"""Results that older versions saved: what was asked is read from the words that were kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from kg.case.storage.older_results import with_find_request, with_follows, with_request
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Chain, Finding, Trace, TraceTerms
from kg.requests import FindRequest, TraceRequest

SAID = {
    "start": "A1, victims, A2",
    "within": "72h",
    "hops": "6",
    "floor": "1.50",
    "hub": "40",
    "skew": "120s",
    "strict_order": "true",
    "edges": "1000",
    "through": "urn:a urn:b",
    "exclude": "",
    "channel": "ATM / POS at night",
    "since": "2024-05-01T00:00:00+08:00",
    "until": "",
}
HOURS = timedelta(hours=72) // timedelta(microseconds=1)
TERMS = TraceTerms(
    HOURS, 6, Decimal("1.50"), 40, 120, True, 1000, ("urn:a", "urn:b"), (), ("ATM", "POS at night"),
    datetime.fromisoformat("2024-05-01T00:00:00+08:00"),
)  # fmt: skip


def trace(**said: str) -> Trace:
    return Trace("t", "out", "fifo", {**SAID, **said}, (), (), (), ())


def finding(typology: str = "fan-in", **said: str) -> Finding:
    word = Message("as-stored", zh="", en="")
    return Finding("f", typology, "1", word, (), (), (), {}, None, None, (), said, 1, word)


def test_a_trace_has_its_terms_and_what_was_typed() -> None:
    found = with_request(trace())
    assert found.terms == TERMS
    assert found.request == TraceRequest(
        starts=["A1", "A2"],
        victims=True,
        rule="fifo",
        within="72h",
        hops=6,
        floor=Decimal("1.50"),
        hub=40,
        since="2024-05-01T00:00:00+08:00",
        skew=120,
        channel=("ATM", "POS at night"),
        through=("urn:a", "urn:b"),
        strict_order=True,
        name="t",
    )


@pytest.mark.parametrize(
    ("start", "starts", "victims"),
    [("", [], False), ("victims", [], True), ("A1", ["A1"], False), ("A1, ", ["A1"], False)],
)
def test_victims_are_asked_for_by_that_word_among_the_starts(
    start: str, starts: list[str], victims: bool
) -> None:
    request = with_request(trace(start=start, start_file="list.csv")).request
    assert request is not None
    assert (list(request.starts), request.victims, request.start_file) == (
        starts, victims, "list.csv",
    )  # fmt: skip


def test_a_trace_that_was_drawn_from_a_finding_was_not_asked_for_as_a_trace() -> None:
    found = with_request(trace(finding="urn:f", strict_order="false"))
    assert (found.request, found.terms) == (None, replace(TERMS, strict_order=False))


def test_what_a_newer_version_saved_stays_as_it_is() -> None:
    new = replace(trace(), terms=TERMS)
    assert with_request(new) is new
    known = replace(finding(), request=FindRequest("cycle"))
    assert with_find_request(known) is known
    for chain in (
        Chain("c", "c", (), (), terms=SAID, follows=TERMS),
        Chain("c", "c", (), ()),
    ):
        assert with_follows(chain) is chain


@pytest.mark.parametrize(
    ("said", "request_"),
    [
        ({}, FindRequest("fan-in")),
        ({"hub": "7", "floor": "2.5"}, FindRequest("fan-in", hub=7, floor="2.5")),
        (
            {"payers": "10", "times": "6", "within": "24h"},
            FindRequest("fan-in", thresholds=("fan-in.times=6",)),
        ),
        (
            {"payers": "3", "within": "48h", "since": "2024-05-01", "exclude": "urn:a urn:b"},
            FindRequest(
                "fan-in",
                thresholds=("fan-in.payers=3", "fan-in.within=48h"),
                since="2024-05-01",
                exclude=["urn:a", "urn:b"],
            ),
        ),
    ],
)
def test_a_finding_is_searched_for_again_with_what_was_changed(
    said: dict[str, str], request_: FindRequest
) -> None:
    assert with_find_request(finding(**said)).request == request_


def test_a_chain_follows_payments_by_the_words_that_it_was_saved_with() -> None:
    follows = with_follows(Chain("c", "c", (), (), terms=SAID)).follows
    assert follows == TraceTerms(
        HOURS, LIMITS.hops, Decimal(0), 40, 120, True, LIMITS.trace_edges, ("urn:a", "urn:b"), ()
    )

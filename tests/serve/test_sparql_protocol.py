"""The SPARQL 1.1 Protocol: which requests ask what, and in which form they are answered."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.serve.sparql_protocol import (
    ASKED_ALONE,
    ASKED_IN_FORM,
    GRAPHS,
    RESULTS,
    UPDATE,
    RequestRefused,
    SparqlRequest,
    form_of,
    read_request,
)

ASK = 'ASK { ?人 ?p "a&b=c+d%41" }'


@pytest.mark.parametrize(
    ("method", "parameters", "kind", "body"),
    [
        ("GET", urlencode({"query": ASK}), "", b""),
        ("POST", "", ASKED_IN_FORM, urlencode({"query": ASK}).encode()),
        ("POST", "", f"{ASKED_IN_FORM}; charset=UTF-8", urlencode({"query": ASK}).encode()),
        ("POST", "", ASKED_ALONE, ASK.encode()),
        ("POST", "timeout=3", ASKED_ALONE.upper(), ASK.encode()),
    ],
)
def test_a_query_is_read(method: str, parameters: str, kind: str, body: bytes) -> None:
    assert read_request(method, parameters, kind, body, "") == SparqlRequest(ASK, "*/*")


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_text_arrives_as_it_was_sent(text: str) -> None:
    form = urlencode({"query": text})
    for request in (
        read_request("GET", form, "", b"", ""),
        read_request("POST", "", ASKED_IN_FORM, form.encode(), ""),
        read_request("POST", "", ASKED_ALONE, text.encode(), ""),
    ):
        assert request is not None
        assert request.text == text


@pytest.mark.parametrize(
    ("method", "parameters", "kind", "body", "status"),
    [
        ("GET", "query=ASK%7B%7D&query=ASK%7B%7D", "", b"", 400),
        ("GET", "other=1", "", b"", 400),
        ("POST", "", ASKED_IN_FORM, b"", 400),
        ("POST", "query=ASK%7B%7D", ASKED_ALONE, b"ASK{}", 400),
        ("GET", "query=%FF", "", b"", 400),
        ("POST", "", ASKED_ALONE, b"\xff", 400),
        ("GET", "&".join(f"a{n}=1" for n in range(99)), "", b"", 400),
        ("GET", "query=ASK%7B%7D&default-graph-uri=http%3A%2F%2Fa", "", b"", 400),
        ("POST", "", "application/json", b"{}", 415),
        ("POST", "", "", b"query=ASK%7B%7D", 415),
        ("POST", "", UPDATE, b"CLEAR ALL", 403),
        ("POST", "", ASKED_IN_FORM, b"update=CLEAR+ALL", 403),
    ],
)
def test_what_is_no_query_is_refused(
    method: str, parameters: str, kind: str, body: bytes, status: int
) -> None:
    with pytest.raises(RequestRefused) as refused:
        read_request(method, parameters, kind, body, "")
    assert refused.value.status == status
    assert refused.value.what.text("zh") != refused.value.what.text("en")


def test_who_asks_nothing_is_told_what_this_is() -> None:
    assert read_request("GET", "", "", b"", "") is None


@pytest.mark.parametrize(
    ("accepted", "forms", "chosen"),
    [
        ("*/*", RESULTS, RESULTS[0]),
        ("", RESULTS, None),
        ("text/*", RESULTS, "text/csv"),
        ("text/csv;q=0.2, application/json;q=0.3", RESULTS, RESULTS[0]),
        ("application/xml", RESULTS, RESULTS[1]),
        ("text/html, */*;q=0.01", GRAPHS, GRAPHS[0]),
        ("application/sparql-results+json, application/rdf+xml", GRAPHS, "application/rdf+xml"),
        ("text/csv;q=0, */*", ("text/csv",), None),
        ("text/csv;q=nonsense", RESULTS, None),
        ("image/png", RESULTS, None),
    ],
)
def test_the_form_is_the_one_that_is_taken_best(
    accepted: str, forms: tuple[str, ...], chosen: str | None
) -> None:
    if chosen is None:
        with pytest.raises(RequestRefused, match="comes in"):
            form_of(accepted, forms)
    else:
        assert form_of(accepted, forms) == chosen

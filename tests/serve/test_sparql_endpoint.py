"""A case's SPARQL endpoint, asked by clients that are not ours."""

from __future__ import annotations

import csv
import io
import json
import socket
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyoxigraph
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from kg.case import Case, new_case, open_case
from kg.errors import QueryTooBig, UsageError
from kg.query.run_sparql import sparql_document
from kg.serve import SparqlEndpoint
from kg.serve.sparql_protocol import GRAPHS, RESULTS
from tests.built import built
from tests.case.statements import card, write_statement

KINDS = "SELECT ?kind (COUNT(*) AS ?n) WHERE { ?s a ?kind } GROUP BY ?kind ORDER BY ?kind"
TRANSFERS = "CONSTRUCT { ?s a cc:Transfer } WHERE { ?s a cc:Transfer }"
COSTLY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"


def build(place: Path) -> None:
    with new_case(place / "case", name="某案") as made:
        made.load(write_statement(place / "one.csv", 20))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("endpoint")
    built(build, folder)
    with open_case(folder / "case") as opened:
        yield opened


@pytest.fixture(scope="module")
def endpoint(case: Case) -> Iterator[SparqlEndpoint]:
    with SparqlEndpoint(case, seconds=2) as served:
        yield served


def ask(
    endpoint: SparqlEndpoint,
    method: str = "GET",
    path: str = "/sparql",
    body: str | bytes | None = None,
    **headers: str,
) -> tuple[int, dict[str, str], str]:
    """Send one request as Python's own client does; return status, headers and body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("Authorization", f"Bearer {endpoint.token}")
    to = urlsplit(endpoint.address)
    connection = HTTPConnection(str(to.hostname), to.port, timeout=30)
    try:
        connection.request(method, path, body, {k: v for k, v in named.items() if v})
        told: HTTPResponse = connection.getresponse()
        return told.status, dict(told.getheaders()), told.read().decode()
    finally:
        connection.close()


def queried(endpoint: SparqlEndpoint, text: str, **headers: str) -> tuple[int, str, str]:
    path = "/sparql?" + urlencode({"query": text})
    status, told, body = ask(endpoint, path=path, **headers)
    return status, told["Content-Type"], body


def test_rdflib_asks_what_kg_query_answers(case: Case, endpoint: SparqlEndpoint) -> None:
    mine = {(str(kind), int(str(n))) for kind, n in case.query(KINDS).rows}
    for method in ("GET", "POST", "POST_FORM"):
        store = SPARQLStore(endpoint.address, auth=("kg", endpoint.token), method=method)
        graph = rdflib.Graph(store)
        assert {(str(row[0]), int(row[1])) for row in graph.query(KINDS)} == mine  # type: ignore[index, arg-type]
        made = graph.query(f"PREFIX cc: <https://w3id.org/crimechain/>\n{TRANSFERS}").graph
        assert made is not None
        assert len(made) == dict(mine)["https://w3id.org/crimechain/Transfer"]


@pytest.mark.parametrize(
    "form", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv",
             "text/tab-separated-values"],
)  # fmt: skip
def test_results_come_in_every_form(form: str, case: Case, endpoint: SparqlEndpoint) -> None:
    status, kind, body = queried(endpoint, KINDS, Accept=form)
    assert (status, kind) == (200, f"{form}; charset=utf-8")
    if form == "text/csv":
        rows = list(csv.reader(io.StringIO(body)))[1:]
    else:
        read = rdflib.query.Result.parse(io.BytesIO(body.encode()), content_type=form)
        rows = [[str(row[0]), str(row[1])] for row in read]  # type: ignore[index]
    assert rows == [[str(kind), str(n)] for kind, n in case.query(KINDS).rows]


@pytest.mark.parametrize(
    "form", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_graphs_come_in_every_form(form: str, case: Case, endpoint: SparqlEndpoint) -> None:
    status, kind, body = queried(endpoint, TRANSFERS, Accept=form)
    assert (status, kind) == (200, f"{form}; charset=utf-8")
    rdf = pyoxigraph.RdfFormat.from_media_type(form)
    assert len(set(pyoxigraph.parse(body.encode(), format=rdf))) == len(case.query(TRANSFERS).rows)


def test_names_and_numbers_are_masked_unless_values_are_asked_for(case: Case) -> None:
    everything = "SELECT ?o WHERE { ?s ?p ?o FILTER isLiteral(?o) }"
    log = case.root / "log.jsonl"
    before = len(log.read_text("utf-8").splitlines())
    with SparqlEndpoint(case) as masked, SparqlEndpoint(case, show_values=True) as shown:
        assert card(1) not in queried(masked, everything)[2]
        assert card(1) in queried(shown, everything)[2]
    logged = log.read_text("utf-8").splitlines()[before:]
    assert [json.loads(line)["show_values"] for line in logged] == [False, True]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer no"}, 401),
        ({"Authorization": "Basic ???"}, 401),
        ({"Authorization": "Basic " + b64encode(b"kg:no").decode()}, 401),
        ({"Authorization": "Digest x"}, 401),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1:1"}, 421),
    ],
)
def test_who_has_no_token_or_another_name_is_refused(
    headers: dict[str, str], status: int, endpoint: SparqlEndpoint
) -> None:
    told, sent, body = ask(endpoint, path="/sparql?query=ASK%7B%7D", **headers)
    assert told == status
    assert body.count("\n") == 1
    assert endpoint.token not in body
    assert not any(name.lower().startswith("access-control") for name in sent)


def test_another_method_and_another_path_are_not_there(endpoint: SparqlEndpoint) -> None:
    assert ask(endpoint, path="/")[0] == 404
    assert ask(endpoint, path="/sparql/../case.key")[0] == 404
    for method in ("PUT", "DELETE", "OPTIONS", "HEAD"):
        assert ask(endpoint, method)[0] == 501


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("SELECT nonsense", 400, "line 1"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403, "SERVICE"),
        ("DELETE WHERE { ?s ?p ?o }", 403, "DELETE"),
        ("SELECT " + "(" * 5000 + "1" + ")" * 5000 + " {}", 403, "deep"),
    ],
)
def test_a_query_that_may_not_run_is_told_why(
    text: str, status: int, said: str, endpoint: SparqlEndpoint
) -> None:
    told, headers, body = ask(endpoint, "POST", body=text, Content_Type="application/sparql-query")
    assert told == status, body
    assert said in body
    assert headers["Content-Type"].startswith("text/plain")


def test_a_query_that_takes_too_long_is_ended_and_the_next_one_runs(
    endpoint: SparqlEndpoint,
) -> None:
    assert queried(endpoint, COSTLY)[0] == 503
    assert queried(endpoint, "ASK {}")[0] == 200


def test_an_answer_that_is_too_large_is_no_half_answer(
    endpoint: SparqlEndpoint,
) -> None:
    graph = str(endpoint.graph)
    for text, form in (("SELECT * { ?s ?p ?o }", RESULTS[0]), (TRANSFERS, GRAPHS[0])):
        with pytest.raises(QueryTooBig, match="larger than 500 bytes"):
            sparql_document(text, graph, form, 500)


def test_what_is_posted_has_a_length_and_a_limit(endpoint: SparqlEndpoint) -> None:
    to = urlsplit(endpoint.address)

    def told(*lines: str) -> bytes:
        with socket.create_connection((str(to.hostname), to.port or 0), 30) as sent:
            sent.sendall("\r\n".join([*lines, "", ""]).encode())
            return sent.recv(20)

    first = f"POST /sparql HTTP/1.1\r\nHost: {to.netloc}"
    assert told(first, "Transfer-Encoding: chunked").startswith(b"HTTP/1.1 411")
    assert told(first, "Content-Length: 99999999").startswith(b"HTTP/1.1 413")
    assert told(first, "Content-Length: -1").startswith(b"HTTP/1.1 411")


def test_what_it_is_it_says_in_turtle(endpoint: SparqlEndpoint) -> None:
    status, headers, body = ask(endpoint)
    assert (status, headers["Content-Type"]) == (200, "text/turtle; charset=utf-8")
    graph = rdflib.Graph().parse(data=body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert list(graph.objects(None, sd.endpoint)) == [rdflib.URIRef(endpoint.address)]
    assert len(list(graph.objects(None, sd.resultFormat))) == 8


def test_a_port_that_is_taken_is_refused(case: Case, endpoint: SparqlEndpoint) -> None:
    with pytest.raises(UsageError, match="cannot be had"):
        SparqlEndpoint(case, port=urlsplit(endpoint.address).port or 0)
    with pytest.raises(UsageError, match="cannot be had"):
        SparqlEndpoint(case, port=99_999)


def test_it_listens_on_this_machine_only_and_leaves_nothing(case: Case) -> None:
    asked: list[Any] = []
    served = SparqlEndpoint(case, on_asked=asked.append)
    assert urlsplit(served.address).hostname == "127.0.0.1"
    assert served._server.socket.getsockname()[0] == "127.0.0.1"
    assert queried(served, "ASK {}")[0] == 200
    served.close()
    assert not served.graph.exists()
    assert [(one.status, one.size > 0) for one in asked] == [(200, True)]

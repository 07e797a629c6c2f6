"""Only questions get through: no network, no update, no crash, in whatever disguise."""

import socket
import threading
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from kg.errors import QueryRefused
from kg.query.guard import check_sparql

FINE = [
    "SELECT * WHERE { ?s ?p ?o }",
    "PREFIX service: <urn:s:> SELECT * { ?s service:LOAD ?o }",
    "PREFIX service: <urn:s:> SELECT * { GRAPH service:x { ?s ?p ?o } }",
    "SELECT ?service { ?service ?load ?o }",
    'SELECT * { ?s ?p "SERVICE <http://x> {}" }',
    "SELECT * { ?s ?p '''SERVICE\n<http://x> {}''' }",
    "SELECT * { ?s <http://x/SERVICE#LOAD> ?o } # SERVICE <http://x> {}",
    "SELECT * { ?s ?p ?o FILTER(?o < 5 && ?o > 3) }",
    "SELECT * { ?s ?p 'it\\'s' , \"a\\\"b\" , '张三'@zh-Hans }",
    "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c }",
    "ASK { _:service.x ?p ?o }",
]
REFUSED = [
    "SELECT * { SERVICE <http://x> { ?s ?p ?o } }",
    "SELECT * { sErViCe SILENT <http://x> { ?s ?p ?o } }",
    "SELECT * { SERVICE<http://x>{?s ?p ?o} }",
    "SELECT * { SERVICE?x{?s ?p ?o} }",
    "PREFIX : <http://x/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX : <http://x/> SELECT * { SERVICE :x { ?s ?p ?o } }",
    "PREFIX : <http://x/> SELECT * { SERVICEsilent:x { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE <http://x> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE <http://x> { ?s ?p ?o } }",
    "SELECT * { SERVICE # \n <http://x> { ?s ?p ?o } }",
    "SELECT * { FILTER(?a<'x>') SERVICE <http://e> { ?s ?p ?o } FILTER(?b='y') }",
    "SELECT * { FILTER(?a<x:b#>'''\n) SERVICE <http://e> {} #'''\n }",
    "SELECT * { SERV\\u0049CE <http://x> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'never closed }",
    "LOAD <http://x>",
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "clear all",
    "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
]


@pytest.mark.parametrize("text", FINE)
def test_questions_pass(text):
    check_sparql(text)
    Store().query(text)


@pytest.mark.parametrize("text", REFUSED)
def test_disguises_are_refused(text):
    with pytest.raises(QueryRefused):
        check_sparql(text)


@pytest.mark.parametrize("pair", ["()", "{}", "[]"])
def test_depth_is_counted_exactly(pair):
    check_sparql(pair[0] * 200 + pair[1] * 200, depth=200)
    with pytest.raises(QueryRefused, match="deeper"):
        check_sparql(pair[0] * 201 + pair[1] * 201, depth=200)


def test_a_megabyte_is_enough():
    with pytest.raises(QueryRefused, match="megabyte"):
        check_sparql("ASK {} #" + "x" * (1 << 20))


@pytest.fixture(scope="module")
def listener():
    """A server on this machine that only counts who connects."""
    calls: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        ended = threading.Event()

        def listen():
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                calls.append(1)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        ended.set()
        thread.join()


PIECES = [
    *("SERVICE", "service", "SILENT", "<U>", "?x", ":x", "x:", "{", "}", "(", ")", ".", ";", "<"),
    *(">", "'", '"', "'''", "#", "\n", " ", " ", "true", "1", "@en", "^^", "FILTER", "OPTIONAL"),
    *("UNION", "GRAPH", "?a<", "?s ?p ?o", "BIND(", "AS ?z", "a", "\\u0053", "_:b", "|", "&&"),
    *("SERVICE <U> { ?s ?p ?o }", "FILTER(?a<'x>')", "FILTER(?a<x:b#>'''", "#'''", "VALUES ?x"),
]


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_what_passes_calls_nobody(listener, pieces):
    port, calls = listener
    body = "".join(pieces).replace("U", f"http://127.0.0.1:{port}/")
    text = f"PREFIX : <http://127.0.0.1:{port}/> PREFIX x: <urn:x:> SELECT * {{ {body} }}"
    try:
        check_sparql(text)
    except QueryRefused:
        return
    before = len(calls)
    with suppress(SyntaxError, OSError, RuntimeError, ValueError):
        list(Store().query(text))
    assert len(calls) == before, text


def test_the_listener_would_hear_an_unguarded_query(listener):
    port, calls = listener
    before = len(calls)
    with suppress(OSError, RuntimeError):
        list(Store().query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"))
    assert len(calls) > before

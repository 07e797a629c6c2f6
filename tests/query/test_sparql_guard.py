"""Only questions get through: no network, no update, no crash, in whatever disguise."""

import re
import socket
import threading
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from kg.errors import QueryError, QueryRefused, QuerySyntaxError
from kg.query.named import questions
from kg.query.sparql_guard import canonical, check_sparql
from tests.depth import examples

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
    ("SELECT * { SERVICE <http://x> { ?s ?p ?o } }", "SERVICE would .* line 1, character 12"),
    ("SELECT *\n{ sErViCe SILENT <http://x> { ?s ?p ?o } }", "SERVICE .* line 2, character 3"),
    ("SELECT * { SERVICE<http://x>{?s ?p ?o} }", "SERVICE"),
    ("SELECT * { SERVICE?x{?s ?p ?o} }", "SERVICE"),
    ("SELECT * { ?a ?b z:.SERVICE?x{} }", "SERVICE .* character 21"),
    ("PREFIX : <http://x/> SELECT * { SERVICE:x { ?s ?p ?o } }", "SERVICE"),
    ("PREFIX : <http://x/> SELECT * { SERVICE :x { ?s ?p ?o } }", "SERVICE"),
    ("PREFIX : <http://x/> SELECT * { SERVICEsilent:x { ?s ?p ?o } }", "SERVICE"),
    ("SELECT * { ?s ?p trueSERVICE <http://x> { ?s ?p ?o } }", "SERVICE"),
    ("SELECT * { ?s ?p 1SERVICE <http://x> { ?s ?p ?o } }", "SERVICE"),
    ("SELECT * { ?s ?p ?o.SERVICE<http://x>{} }", "SERVICE"),
    ("SELECT * { SERVICE # \n <http://x> { ?s ?p ?o } }", "SERVICE"),
    ("SELECT * { FILTER(?a<'x>') SERVICE <http://e> { ?s ?p ?o } FILTER(?b='y') }", "SERVICE"),
    ("SELECT * { FILTER(?a<x:b#>'''\n) SERVICE <http://e> {} #'''\n }", "SERVICE"),
    ("SELECT * { FILTER EXISTS { SERVICE <http://e> { } } }", "SERVICE"),
    ("SELECT (EXISTS { SERVICE <http://e> { } } AS ?x) { }", "SERVICE"),
    ("LOAD <http://x>", "LOAD would change the graph, at line 1, character 1"),
    ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT would change"),
    ("DELETE WHERE { ?s ?p ?o }", "DELETE would change"),
    ("clear all", "CLEAR would change"),
    ("PREFIX x: <a:a>\nWITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH .* line 2"),
]
UNREADABLE = [
    ("SELECT * { SERV\\u0049CE <http://x> { ?s ?p ?o } }", "'SERV' stands .* character 12"),
    ("SELECT * { ?s ?p 'never closed }", "cannot be read, at line 1, character 18"),
    ("SELECT * {", "the query ends where it cannot"),
    ("SELECT *\n{ ?s ?p ?o . . }", "line 2, character 14; expected"),
    ("SELECT * {} ; SELECT * {}", "';' stands"),
    ("ASK { ?s ?p 'x'@en--up }", "is no language"),
    ("", "the query ends"),
    ("sélect", "cannot be read|stands where"),
]


@pytest.mark.parametrize("text", FINE)
def test_questions_pass(text):
    Store().query(text)
    Store().query(canonical(text, check_sparql(text)))


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_ways_out_are_refused_by_name_and_place(text, why):
    with pytest.raises(QueryRefused, match=why):
        check_sparql(text)


@pytest.mark.parametrize(("text", "why"), UNREADABLE)
def test_what_is_no_query_is_told_where(text, why):
    with pytest.raises(QuerySyntaxError, match=why):
        check_sparql(text)


@pytest.mark.parametrize(
    "one", [one for one in questions() if not one.missing], ids=lambda one: one.code
)
def test_no_named_question_is_refused_and_none_is_another(one):
    found = check_sparql(one.sparql)
    read = canonical(one.sparql, found)
    same = [token.kind for token in found]
    while "prefix" in same:  # the word before it, and the IRI behind
        at = same.index("prefix")
        del same[at - 1 : at + 2]
    names = [kind.replace("name", "iri") for kind in same]
    assert [token.kind for token in check_sparql(read)] == names


READ_ANEW = [
    ("x:a.b.SERVICE", "urn:x:a.b.SERVICE"),
    ("x:a\\.b\\~%41", "urn:x:a.b~%41"),
    ("'a\\u0041\\t\\\\'", "aA\t\\"),
    ("'''it's \"two\"\nlines'''", 'it\'s "two"\nlines'),
    ('""', ""),
    ('""""""', ""),
    ("'''\\U0001F600'''", "\U0001f600"),
    ("<urn:é> # a comment\n", "urn:é"),
]


@pytest.mark.parametrize(("text", "value"), READ_ANEW)
def test_names_and_strings_are_the_same_in_what_is_run(text, value):
    asked = f"PREFIX x: <urn:x:> SELECT ?x {{ VALUES ?x {{ {text} }} }}"
    (row,) = Store().query(canonical(asked, check_sparql(asked)))
    assert row["x"].value == value


SPLIT = [
    "PREFIX : <urn:x:> SELECT * { ?a ?b falseSERVICE:s {} }",
    "PREFIX : <urn:x:> PREFIX falseSERVICE: <http://a:> SELECT * { ?a ?b falseSERVICE:s {} }",
    "PREFIX : <urn:x:> PREFIX z: <http://a:> SELECT * { ?a ?b z:SERVICE:s {} }",
    "SELECT * { VALUES (?x ?y) { ('''a') } SERVICE <urn:s> {} #\\uD800''' 1) } }",
    "PREFIX x: <urn:x:> SELECT * { ?a ?b x:a.b.c {} }",
]


@pytest.mark.parametrize("text", SPLIT)
def test_what_oxigraph_would_take_for_several_tokens_stays_one(text):
    """None of these holds a SERVICE by the standard; Oxigraph reads one in most of them."""
    try:
        read = canonical(text, check_sparql(text))
    except QuerySyntaxError as error:
        assert "prefix" in str(error) or "escape" in str(error)
        return
    assert "SERVICE" not in re.sub(r"<[^>]*>|\"[^\"]*\"", "", read)


def test_a_prefix_that_nobody_declared_is_named():
    text = "SELECT *\n{ ?a ?b nobody:x }"
    with pytest.raises(QuerySyntaxError, match="'nobody' is not declared, at line 2, character 9"):
        canonical(text, check_sparql(text))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { BIND(1 AS ?x) FILTER X1Y }",
        "SELECT * { X{ ?a ?b ?c }Y }",
        "SELECT * { ?a ?b X[ ?c ?d ]Y }".replace("[ ?c ?d ]", "[ ?c 1 ]"),
        "SELECT * { ?a ?b X<< ?c ?d ?e >>Y }".replace("?c", "1"),
    ],
    ids=["()", "{}", "[]", "<<>>"],
)
def test_depth_is_counted_exactly(text):
    """The outermost braces are one level."""
    opening, inner, closing = {
        "1": ("(", "1", ")"),
        "{": ("{", "{ ?a ?b ?c }", "}"),
        "[": ("[ ?c", " 1 ", "]"),
        "<": ("<<", " 1 ", " ?d ?e >>"),
    }[text.partition("X")[2][0]]
    head, tail = text.partition("X")[0], text.partition("Y")[2]

    def nested(depth):
        return f"{head}{opening * depth}{inner}{closing * depth}{tail}"

    own = 2 if inner.startswith("{") else 1
    check_sparql(nested(200 - own), depth=200)
    with pytest.raises(QueryRefused, match="deeper"):
        check_sparql(nested(201 - own), depth=200)


def test_blanks_before_what_cannot_be_read_cost_nothing():
    with pytest.raises(QuerySyntaxError):
        check_sparql("ASK {" + " \n" * 100_000 + "\\")


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


@settings(max_examples=examples(1500))
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_what_passes_calls_nobody(listener, pieces):
    port, calls = listener
    body = "".join(pieces).replace("U", f"http://127.0.0.1:{port}/")
    text = f"PREFIX : <http://127.0.0.1:{port}/> PREFIX x: <urn:x:> SELECT * {{ {body} }}"
    try:
        read = canonical(text, check_sparql(text))
    except QueryError:
        return
    before = len(calls)
    with suppress(SyntaxError, OSError, RuntimeError, ValueError):
        list(Store().query(read))
    assert len(calls) == before, text


def test_the_listener_would_hear_an_unguarded_query(listener):
    port, calls = listener
    before = len(calls)
    with suppress(OSError, RuntimeError):
        list(Store().query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"))
    assert len(calls) > before

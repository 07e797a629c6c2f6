"""The grammar is one that a table can decide by a single token, and what a table cannot is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.errors import QueryError, SchemaError
from kg.query.sparql_grammar import Grammar, load_grammar
from kg.query.sparql_guard import GRAMMAR, canonical, check_sparql

FORMS = [
    "SELECT * { << ?s ?p ?o >> ?q ?z }",
    "SELECT * { << ?s ?p ?o ~ ?r >> ?q ?z }",
    "SELECT * { << ?s ?p ?o ~ >> }",
    "SELECT * { ?r ?q <<( ?s ?p ?o )>> , <<( <urn:x> a 'x'@en--ltr )>> }",
    "SELECT * { ?s ?p ?o {| ?q ?z ; ?r ?y |} }",
    "SELECT * { ?s ?p ?o ~ ?r {| ?q ?z |} ~ _:b ~ }",
    "SELECT (TRIPLE(?a, ?b, ?c) AS ?t) { ?a ?b ?c FILTER(isTRIPLE(?a) && SUBJECT(?a) = ?b) }",
    "VERSION '1.2' SELECT * { ?a ?b 'x'@ar--rtl FILTER(hasLANGDIR(?a) || LANGDIR(?a) = 'ltr') }",
    "SELECT * { VALUES ?z { <<(<urn:x> <urn:x> 1)>> UNDEF } VALUES () { () } }",
    "SELECT * { ?a ?b ?c LATERAL { SELECT ?d { ?a ?e ?d } LIMIT 1 } }",
    "SELECT (ADJUST(NOW(), ?x) AS ?y) { BIND(-1.5e3 - -2 AS ?x) }",
    "SELECT*{?s?p?o;a?c,[?p 1],(1 2).[]?p().()?p[]}",
    "SELECT * { ?s ^(<urn:a>|!(a|^<urn:b>))/<urn:c>*/<urn:d>? ?o FILTER(?s<?p&&?o>?s) }",
    "SELECT ?x (GROUP_CONCAT(DISTINCT ?a ; SEPARATOR=',') AS ?s) FROM <urn:g> FROM NAMED <urn:h>"
    " { ?x ?b ?a } GROUP BY ?x HAVING (COUNT(*) > 1) NOT EXISTS { ?x ?y ?z }"
    " ORDER BY DESC(?s) STR(?x) ?x LIMIT 3 OFFSET 2 VALUES (?x ?z) { (1 UNDEF) }",
    "DESCRIBE <urn:x> ?y WHERE { ?y ?p <urn:x> }",
    "CONSTRUCT FROM <urn:g> WHERE { ?a ?b ?c }",
    "ASK { GRAPH ?g { } MINUS { } OPTIONAL { } { } UNION { } FILTER(?a NOT IN () || ?b IN (1)) }",
]


def follows(grammar: Grammar) -> dict[str, set[str]]:
    """Return of each rule the tokens that can come behind it."""
    found: dict[str, set[str]] = {name: set() for name in grammar.table}
    found["query"].add("end")
    before = -1
    while before != (before := sum(map(len, found.values()))):
        for name, row in grammar.table.items():
            for production in set(row.values()):
                behind = set(found[name])
                for symbol in production:  # the last comes first
                    begins = set(grammar.table.get(symbol, (symbol,)))
                    if symbol in found:
                        found[symbol] |= behind
                    behind = behind | begins if symbol in grammar.empty else begins
    return found


def test_no_token_both_begins_a_rule_and_comes_behind_it() -> None:
    grammar = load_grammar(GRAMMAR)
    behind = follows(grammar)
    assert not {
        name: both for name in grammar.empty if (both := behind[name] & set(grammar.table[name]))
    }


def test_every_rule_is_reached_from_the_query() -> None:
    grammar = load_grammar(GRAMMAR)
    seen, found = set(), ["query"]
    while found:
        name = found.pop()
        if name in grammar.table and name not in seen:
            seen.add(name)
            found += [symbol for one in grammar.table[name].values() for symbol in one]
    assert seen == set(grammar.table)


@pytest.mark.parametrize("text", FORMS)
def test_what_the_engine_answers_is_read(text: str) -> None:
    Store().query(text)
    Store().query(canonical(text, check_sparql(text)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a = b\n", "the grammar has no rule b"),
        ("a = X | X Y\n", "begins two alternatives"),
        ("a = [ X\n", "not closed"),
        ("a = [ X )\n", "not closed"),
        ("a = ( { X ) }\n", "not closed"),
    ],
)
def test_a_grammar_that_cannot_be_decided_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "x.grammar").write_text(text, "utf-8")
    with pytest.raises(SchemaError, match=why):
        load_grammar(tmp_path / "x.grammar")


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_half_of_a_query_is_none(cut: int) -> None:
    text = FORMS[12]
    with pytest.raises(QueryError):
        check_sparql(text[:cut])

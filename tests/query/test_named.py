"""The named questions as they stand in their files: whole, bilingual, of declared terms only."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from kg.errors import FormatError, UsageError
from kg.model import snake_case
from kg.query.named import THEMES, bound_cypher, bound_sparql, question, questions
from kg.query.named.question_files import read_pair
from kg.query.named.question_parameters import CASE, cypher_parameters, default_line
from kg.query.sparql_guard import check_sparql
from kg.schema import load_schema

SCHEMA = load_schema()
EVERY = questions()
COMPUTED = [one for one in EVERY if not one.missing]
MISSING = (37, 38, 40)
OPENING, CLOSING = "([{", ")]}"
AROUND = {"SOURCE", "TARGET", "OBJECT", "SUPPORTED_BY", "REFUTED_BY", "FROM_SOURCE"}
WORDS = {
    "OBJECT": "object",
    "SUPPORTED_BY": "supportedBy",
    "REFUTED_BY": "refutedBy",
    "subjects": "subject",
}
"""The properties that are relationships, or lists, of their own in Neo4j."""
NODES = {"Entity", "Link", "Evidence", "Source"}


def code(one) -> str:
    return one.code


def bare(text: str) -> str:
    """Return a text without its strings and comments."""
    return re.sub(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|//[^\n]*", "''", text)


def test_every_number_up_to_the_last_is_a_question() -> None:
    assert [one.number for one in EVERY] == list(range(1, len(EVERY) + 1))
    assert [one.number for one in EVERY if one.missing] == list(MISSING)
    assert len({one.name for one in EVERY}) == len(EVERY) >= 46
    assert {one.theme for one in EVERY} == set(THEMES)


@pytest.mark.parametrize("one", EVERY, ids=code)
def test_it_is_said_in_both_languages(one) -> None:
    said = [one.title, one.note, one.missing]
    said += [part.said for part in (*one.slots, *one.columns)]
    for sentence in filter(None, said):
        assert re.search(r"[一-鿿]", sentence.text("zh")) or sentence.text("zh").isascii()
        assert sentence.text().strip()
        assert not re.search(r"[一-鿿]", sentence.text())


def test_a_question_is_found_by_name_and_by_number() -> None:
    assert question("shared-phones") is question("CQ41") is question("41")
    with pytest.raises(UsageError, match="no question is called 'shared-fones'") as caught:
        question("shared-fones")
    assert "shared-phones" in str(caught.value.hint)


@pytest.mark.parametrize("one", COMPUTED, ids=code)
def test_only_terms_of_the_ontology_are_asked(one) -> None:
    asked = set(re.findall(r"\bcc:(\w+)", one.sparql))
    known = {term for term in asked if SCHEMA.has_kind(term) or SCHEMA.has_property(term)}
    assert asked == known
    assert all(SCHEMA.has_kind(kind) for kind in one.needs)


@pytest.mark.parametrize("one", COMPUTED, ids=code)
def test_its_text_may_run_and_asks_nothing_dear(one) -> None:
    check_sparql(one.sparql)
    for pattern in re.findall(r"NOT EXISTS\s*\{([^}]*)\}", one.sparql):
        assert not re.search(r"[.;/]\s", pattern), "oxigraph takes minutes: use MINUS"
    open_paths = re.findall(r"cc:\w+[*+]", one.sparql)
    assert set(open_paths) <= {"cc:tracedTo*"}, "only a trace, which ends, is walked to its end"
    assert "ORDER BY" in one.sparql


@pytest.mark.parametrize("one", COMPUTED, ids=code)
def test_what_it_is_given_stands_in_both_texts(one) -> None:
    for slot in one.slots:
        assert re.search(rf"\?{slot.variable}\b", one.sparql)
        lines = default_line(slot).findall(one.sparql)
        assert all(str(slot.default) in line for line in lines)
        assert bool(lines) == (slot.default is not None)
    assert cypher_parameters(one.cypher) == {CASE, *(slot.name for slot in one.slots)}


@pytest.mark.parametrize("one", COMPUTED, ids=code)
def test_both_texts_return_the_columns_in_their_order(one) -> None:
    text = one.cypher.replace("`", "")
    returned = text[text.rindex("\nRETURN ") :].partition("\nORDER BY")[0]
    names = re.findall(r"(?: AS |^RETURN DISTINCT |^RETURN |^ +)(\w+)(?=,?$)", returned, re.M)
    assert names == [column.name for column in one.columns]
    head = one.sparql.partition("\nWHERE")[0]
    assert [n for n in re.findall(r"\?(\w+)\)?", head) if n in names]


@pytest.mark.parametrize("one", COMPUTED, ids=code)
def test_the_cypher_text_is_closed(one) -> None:
    stack = []
    for sign in bare(one.cypher):
        if sign in OPENING:
            stack.append(sign)
        elif sign in CLOSING:
            assert stack and OPENING.index(stack.pop()) == CLOSING.index(sign)
    assert not stack
    assert "FILTER" not in one.cypher
    assert not re.search(r"CALL \{", one.cypher), "what a subquery uses is named: CALL (x) { … }"


@pytest.mark.parametrize("one", COMPUTED, ids=code)
def test_no_name_in_the_cypher_text_is_a_word_of_the_language(one) -> None:
    words = r"(?<![.$`\w])(?:in|end|order|from|by|for|to|all|call|where|with|set)\b(?!\()"
    assert not re.search(words, bare(one.cypher))


@pytest.mark.parametrize("one", COMPUTED, ids=code)
def test_the_cypher_text_knows_only_labels_and_types_that_are_derived(one) -> None:
    labels = NODES | {kind.name for kind in SCHEMA.kinds()}
    types = AROUND | {snake_case(k.shortcut).upper() for k in SCHEMA.link_kinds() if k.shortcut}
    text = bare(one.cypher)
    for group in re.findall(r"\[\w*:([A-Z_|]+)", text):
        assert set(group.split("|")) <= types
    for group in re.findall(r"(?<!\[)(?<!\[\w)\b\w*:([A-Z][A-Za-z|:]*)", text):
        assert set(re.split(r"[|:]", group)) <= labels | types


@pytest.mark.parametrize("one", COMPUTED, ids=code)
def test_both_texts_ask_of_the_same_kinds_and_properties(one) -> None:
    kinds = {k.name for k in (*SCHEMA.entity_kinds(), *SCHEMA.link_kinds())}
    shortcuts = {k.shortcut: k.name for k in SCHEMA.link_kinds() if k.shortcut}
    types = {snake_case(shortcut).upper(): kind for shortcut, kind in shortcuts.items()}
    mine = set(re.findall(r"\bcc:(\w+)", one.sparql))
    twin = set(re.findall(r"\w+", one.cypher))
    here = {shortcuts.get(term, term) for term in mine} & kinds
    there = {types.get(word, word) for word in twin} & kinds
    assert here - there <= ancestors(there) | descendants(there)
    assert there - here <= ancestors(here)
    # a path of native relationships names no ends
    named = {p.name for p in SCHEMA.properties()} - {*shortcuts, "source", "target"}
    words = twin | {WORDS[word] for word in twin & set(WORDS)}
    words |= {"amount"} if twin & {"amountExact", "amountUnits"} else set()
    assert mine & named <= words


def ancestors(kinds) -> set[str]:
    return {one for kind in kinds for one in SCHEMA.kind(kind).ancestors}


def descendants(kinds) -> set[str]:
    return {k.name for k in SCHEMA.kinds() if set(k.ancestors) & set(kinds)}


def listed(number: int, variable: str) -> set[str]:
    """Return the terms in the list of a question's text."""
    text = question(str(number)).sparql
    found = re.search(rf"VALUES \(?[?\w ]*\?{variable}\b[?\w ]*\)? {{(.*?)}}", text, re.DOTALL)
    assert found
    return set(found[1].split())


COMPUTED = {"cc:TracedFlow", "cc:InferredLeg"}


def test_the_timeline_lists_every_link_that_does_not_flow() -> None:
    still = {f"cc:{k.name}" for k in SCHEMA.link_kinds() if not k.flows} - COMPUTED
    still -= {"cc:States"}  # that somebody says so is evidence of what happened, and no event of it
    assert listed(7, "linkKind") == still


def test_a_path_takes_no_link_that_flows() -> None:
    (flows,) = set(re.findall(r"NOT IN \(([^)]*)\)", question("8").sparql))
    # that somebody says something of somebody is no way from one to the other
    expected = {f"cc:{k.name}" for k in SCHEMA.link_kinds() if k.flows} | COMPUTED | {"cc:States"}
    assert set(flows.split(", ")) == expected


def test_the_stages_are_those_of_roles_and_links() -> None:
    text = question("5").sparql
    roles = {(stage, role) for stage, role in re.findall(r'\("(\w+)" cc:(\w+)\)', text)}
    ends = set(re.findall(r'\("(\w+)" cc:(\w+) cc:(\w+)\)', text))
    assert roles == {
        (k.stage, k.name) for k in SCHEMA.roles() if k.stage not in ("", "Undetermined")
    }
    links = SCHEMA.link_kinds()
    expected = {(k.source_stage, k.name, "source") for k in links if k.source_stage}
    assert ends == expected | {(k.target_stage, k.name, "target") for k in links if k.target_stage}


def test_fake_traffic_knows_every_kind_of_platform() -> None:
    kinds = {f"cc:{k.name}" for k in SCHEMA.kinds() if SCHEMA.is_a(k.name, "Platform")}
    assert listed(23, "platformKind") == kinds


def test_values_are_put_in_and_nothing_else() -> None:
    timeline = question("timeline")
    moment = datetime(2024, 4, 1, tzinfo=UTC)
    text = bound_sparql(timeline, {"since": moment})
    assert 'VALUES ?since { "2024-04-01T00:00:00Z"' in text
    assert '?until { "2100-01-01T00:00:00Z"' in text
    roles = question("roles-of")
    assert "VALUES ?whoId { <urn:crimechain:person:a> }" in bound_sparql(
        roles, {"who": "urn:crimechain:person:a"}
    )
    hostile = bound_sparql(question("level-tree"), {"trace": 'x" } # DROP'})
    assert 'VALUES ?trace { "x\\" } # DROP" }' in hostile


def test_cypher_values_leave_strings_alone() -> None:
    text = bound_cypher(question("roles-of"), {"case": "'案'", "who": "'urn:x'"})
    assert "{case: '案'}" in text
    assert "('urn:x' IS NULL OR whoId.id = 'urn:x')" in text
    assert "(null IS NULL OR whoId.id = null)" in bound_cypher(question("roles-of"), {})


def put(folder, stem: str, header: str, text: str, twin: str = "") -> None:
    lines = header.strip().splitlines()
    (folder / f"{stem}.rq").write_text("".join(f"# {x}\n" for x in lines) + text, "utf-8")
    marked = "".join(f"// {x}\n" for x in (twin or header).strip().splitlines())
    (folder / f"{stem}.cypher").write_text(marked + text, "utf-8")


GOOD = """
number = 3
name = "a-b"
theme = "data"
title = { zh = "问", en = "asks" }
needs = []
[columns]
x = { type = "text", zh = "某", en = "x" }
"""


@pytest.mark.parametrize(
    ("header", "text", "twin", "why"),
    [
        (GOOD, "SELECT", GOOD.replace("asks", "other"), "two questions"),
        (GOOD.replace("a-b", "a-c"), "SELECT", "", "not called"),
        (GOOD.replace("number = 3", "number = 4"), "SELECT", "", "not called"),
        (GOOD.replace('theme = "data"', ""), "SELECT", "", "does not say 'theme'"),
        (GOOD, "", "", "a text, or says"),
        (GOOD.replace('"text"', '"colour"'), "SELECT", "", "type of a column cannot be"),
        (GOOD.replace("number", "= number"), "SELECT", "", "no TOML"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused(tmp_path, header, text, twin, why) -> None:
    put(tmp_path, "CQ03-a-b", header, text, twin)
    with pytest.raises(FormatError, match=why):
        read_pair(tmp_path / "CQ03-a-b.rq", tmp_path / "CQ03-a-b.cypher")


def test_a_whole_pair_is_read(tmp_path) -> None:
    put(tmp_path, "CQ03-a-b", GOOD, "SELECT ?x { }")
    one = read_pair(tmp_path / "CQ03-a-b.rq", tmp_path / "CQ03-a-b.cypher")
    assert (one.code, one.sparql, one.columns[0].said.text("zh")) == ("CQ03", "SELECT ?x { }", "某")


def test_a_number_without_end_is_no_question() -> None:
    with pytest.raises(UsageError, match="no question is called"):
        question("9" * 5_000)
    assert question("03") == question("CQ3") == question("3")

"""Texts stay inside their literals, whichever way Neo4j reads the script."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import account, row, texts, transfer

from kg.errors import FormatError, SchemaError
from kg.exports import NoMasking, masked
from kg.exports.cypher import cypher
from kg.lpg.cypher_literals import cypher_map, cypher_name, cypher_text, cypher_value
from kg.model import Entity
from kg.schema import load_schema

nasty = st.text(st.sampled_from("\\u0027'\"` \n+;{}U张/*"), max_size=20) | texts
LITERAL = re.compile(r"'(?:[^'\\]|\\(?:[\\'nrt]|u[0-9a-f]{4}))*'")


def early_unicode(script: str) -> str:
    """Read ``\\uXXXX`` first, as Neo4j 5 does, wherever it stands."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), script)


def evaluated(expression: str) -> str:
    """Read ``'a' + 'b'`` back; the slow twin of Neo4j's own reader."""
    parts = LITERAL.findall(expression)
    assert " + ".join(parts) == expression
    escapes = {"n": "\n", "r": "\r", "t": "\t"}
    body = "".join(part[1:-1] for part in parts)
    return re.sub(
        r"\\(u([0-9a-f]{4})|.)",
        lambda m: chr(int(m[2], 16)) if m[2] else escapes.get(m[1], m[1]),
        body,
    )


@given(nasty)
def test_any_text_comes_back(text):
    assert evaluated(cypher_text(text)) == text


@given(nasty)
def test_no_text_breaks_out_when_unicode_is_read_first(text):
    read = early_unicode(cypher_text(text))
    assert re.fullmatch(r"'(?:[^'\\]|\\.)*'(?: \+ '(?:[^'\\]|\\.)*')*", read, re.DOTALL)


def test_a_literal_stays_on_one_line():
    assert len(cypher_text("a\nb\r\x85\u2028c").splitlines()) == 1


@pytest.mark.parametrize("name", ["A`) DETACH DELETE n //", "a\\u0060b", "a b", "1.5%"])
def test_names_close_no_backtick(name):
    assert re.fullmatch(r"`[\w%-]*`", cypher_name(name))


def test_letters_of_any_script_are_names():
    assert cypher_name("交易地点") == "`交易地点`"
    assert cypher_name("cardNumber") == "cardNumber"


def test_typed_values():
    moment = datetime(2024, 5, 1, 2, 3, 4, 500000, tzinfo=UTC)
    assert cypher_value(moment) == "datetime('2024-05-01T02:03:04.500000Z')"
    assert cypher_value(True) == "true"
    assert cypher_map({"a": ("x", "y"), "b": 1.5}) == "{a: ['x', 'y'], b: 1.5}"


def test_lone_surrogate_is_refused():
    with pytest.raises(FormatError):
        cypher_text("\ud800")


def script(*facts):
    entities = [fact for fact in facts if isinstance(fact, Entity)]
    links = [fact for fact in facts if not isinstance(fact, Entity)]
    material = masked(
        NoMasking(), case="c", entities=entities, links=links, sources=[], schema=load_schema()
    )
    return "".join(piece for _, text in cypher(material) for piece in text)


def test_amounts_are_numbers_and_exact_texts():
    a, b = account("1"), account("2")
    written = script(a, b, transfer(1, a, b, row("a" * 64, 1), amount="35682247985.01"))
    assert "amount: 35682247985.01, amountExact: '35682247985.01'" in written
    assert Decimal("35682247985.01") == Decimal(re.findall(r"amountExact: '(.*?)'", written)[0])


def test_label_must_be_a_kind_of_the_ontology():
    with pytest.raises(SchemaError):
        script(Entity("urn:crimechain:x:1", "A`) DETACH DELETE n //"))


def test_link_is_a_node_and_a_relationship():
    a, b = account("1"), account("2")
    written = script(a, b, transfer(1, a, b))
    assert "SET n:Transfer" in written
    assert ":TRANSFERRED_TO {case: 'c', linkId: row.id}" in written


def test_a_value_called_id_moves_no_node():
    assert "value_id: '9'" in script(Entity("urn:crimechain:x:1", "Person", {"id": ("9",)}))

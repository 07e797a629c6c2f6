"""What goes into RDF comes back, whatever its characters, amounts and times."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import account, entities, judgements, links, row, source, texts, transfer
from pyoxigraph import Literal, RdfFormat, Store, parse

from kg.errors import FormatError, SchemaError
from kg.model import Entity, Link, Proof
from kg.rdf import (
    fact_quads,
    marker_quads,
    read_facts,
    read_judgement,
    read_source,
    tidy_entity,
    tidy_link,
)
from kg.rdf.terms import decimal_literal, local_name, quoted, read_time, term, time_literal
from kg.rdf.to_quads import fact_text, ntriples


def stored(quads):
    """Through a real store and N-Quads bytes: the way every quad goes in the end."""
    store = Store()
    store.extend(quads)
    return list(parse(store.dump(format=RdfFormat.N_QUADS), RdfFormat.N_QUADS))


@given(entities)
def test_entity_comes_back(entity: Entity):
    assert read_facts(stored(fact_quads(entity))) == ([tidy_entity(entity)], [])


@given(links)
def test_link_comes_back(link: Link):
    assert read_facts(stored(fact_quads(link, "transferredTo"))) == ([], [tidy_link(link)])


@given(judgements)
def test_judgement_comes_back(judgement):
    assert read_judgement(judgement.id, stored(fact_quads(judgement))) == judgement


def test_source_comes_back():
    assert read_source(stored(marker_quads(source("a" * 64)))) == source("a" * 64)


@given(st.one_of(entities, links, judgements))
def test_what_is_written_is_what_oxigraph_would_write(fact):
    written = fact_text(fact, "transferredTo").encode().splitlines(keepends=True)
    assert set(written) == set(map(ntriples, stored(fact_quads(fact, "transferredTo"))))


def test_every_character_has_oxigraph_s_own_spelling():
    characters = [chr(code) for code in range(0x3000)]
    assert [quoted(one) for one in characters] == [str(Literal(one)) for one in characters]


@given(texts.filter(bool))
def test_any_value_name_comes_back(name: str):
    assert local_name(term(name)) == name


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_amounts_are_exact(amount: Decimal):
    assert Decimal(decimal_literal(amount).value) == amount


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1.00", "1"), ("-0", "0"), ("0.10", "0.1"), ("1E+3", "1000"), ("99999999999999999999", None)],
)
def test_amounts_have_one_spelling(amount, text):
    assert decimal_literal(Decimal(amount)).value == (text or amount)


def test_times_are_utc():
    beijing = timezone(timedelta(hours=8))
    literal = time_literal(datetime(2024, 5, 1, 10, 0, 0, 500000, tzinfo=beijing))
    assert literal.value == "2024-05-01T02:00:00.5Z"
    assert read_time(literal.value) == datetime(2024, 5, 1, 2, 0, 0, 500000, tzinfo=UTC)


def test_time_without_zone_is_refused():
    with pytest.raises(FormatError, match="no time zone"):
        time_literal(datetime(2024, 5, 1))  # noqa: DTZ001


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_no_amount_is_refused(amount):
    with pytest.raises(FormatError, match="not an amount"):
        decimal_literal(Decimal(amount))


def test_lone_surrogate_is_refused():
    broken = Entity("urn:crimechain:x:1", "Person", {"name": ("张\ud800",)})
    with pytest.raises(FormatError, match="lone surrogate"):
        list(fact_quads(broken))


@pytest.mark.parametrize("key", ["", "not an iri", "urn:a b", "relative/one"])
def test_pasted_ids_are_refused(key):
    with pytest.raises(FormatError, match="not an IRI"):
        list(fact_quads(Entity(key, "Person")))


def test_value_under_a_term_of_the_link_is_refused():
    a, b = account("1"), account("2")
    bad = Link("urn:crimechain:transfer:1", "Transfer", a.id, b.id, values={"amount": ("5万",)})
    with pytest.raises(SchemaError, match="amount"):
        list(fact_quads(bad))


def test_identifiers_stay_text():
    quads = stored(fact_quads(account("0071.00")))
    assert '"0071.00"' in {str(quad.object) for quad in quads}


def test_evidence_stands_in_its_source_graph_and_the_rest_in_the_default_one():
    a, b = account("1"), account("2")
    quads = list(fact_quads(transfer(1, a, b, row("a" * 64, 7)), "transferredTo"))
    graphs = {str(q.graph_name) for q in quads}
    assert graphs == {
        "DEFAULT",
        f"<urn:crimechain:source:{'a' * 64}>",
        "<urn:crimechain:graph:derived>",
    }


def test_excluded_link_has_no_shortcut():
    a, b = account("1"), account("2")
    excluded = Link("urn:crimechain:t:1", "Transfer", a.id, b.id, proof=Proof.EXCLUDED)
    assert not any("derived" in str(q.graph_name) for q in fact_quads(excluded, "transferredTo"))

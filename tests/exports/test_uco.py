"""CASE/UCO JSON-LD: the community's validator finds it conformant, and rdflib reads every fact."""

from __future__ import annotations

import json
import tempfile
import tomllib
import warnings
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from handed_on import everything, hostile, moment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import account, entities, links, row, source, transfer
from validated import case_complaints

from kg.errors import SchemaError
from kg.exports import NoMasking, export, masked
from kg.exports.recount import check
from kg.exports.uco_classes import mapping_tables
from kg.model import Entity, Link, stable_id
from kg.rdf.terms import CC
from kg.schema import load_schema, ontology_files
from tests.depth import examples

# rdflib itself still uses the names that it warns of
pytestmark = pytest.mark.filterwarnings(
    "ignore:(Dataset|ConjunctiveGraph)[. ]:DeprecationWarning",
)
A = "a" * 64
UCO = "https://ontology.unifiedcyberontology.org/uco"
CORE, OBS, ID, ACT = (
    rdflib.Namespace(f"{UCO}/{one}/") for one in ("core", "observable", "identity", "action")
)
CASE = rdflib.Namespace("https://ontology.caseontology.org/case/investigation/")
OURS = rdflib.Namespace(CC)


def written(folder: Path, things, facts, sources=(), marking: str = "") -> Path:
    material = masked(
        NoMasking(), case="案", entities=things, links=facts, sources=sources, schema=load_schema(),
        marking=marking,
    )  # fmt: skip
    (path,) = export(folder / "x.uco", material)
    return path


def graph_of(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(data=path.read_bytes(), format="json-ld")


def graph(things, facts, sources=(), marking: str = "") -> rdflib.Graph:
    with tempfile.TemporaryDirectory() as folder:
        return graph_of(written(Path(folder), things, facts, sources, marking))


def node(found: rdflib.Graph, identifier: str) -> rdflib.term.Node:
    """Return the node that is the same as a fact of ours."""
    (one,) = found.subjects(rdflib.OWL.sameAs, rdflib.URIRef(identifier))
    return one


@pytest.mark.slow
def test_every_kind_of_thing_and_of_link_conforms(tmp_path: Path) -> None:
    things, facts = everything()
    path = written(tmp_path, things, facts, [source(A)], "密")
    assert case_complaints(path) == ""
    found = graph_of(path)
    kinds = {kind.name for kind in load_schema().entity_kinds()}
    assert {str(one).removeprefix(CC) for one in found.objects(None, rdflib.RDF.type)} >= kinds
    assert len(set(found.subjects(rdflib.RDF.type, CORE.Relationship))) == len(facts)


def test_hostile_values_and_an_empty_case_conform(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert case_complaints(written(tmp_path / "empty", [], [])) == ""
    things, facts = hostile()
    path = written(tmp_path, things, facts, [source(A)], "<script>\x07")
    assert case_complaints(path) == ""
    found = graph_of(path)
    odd = node(found, facts[0].id)
    assert {str(one) for one in found.objects(odd, OURS["备注"])} == {"", '"}],'}
    assert str(found.value(odd, CORE.startTime)) == "1900-01-01T00:00:00+00:00"
    assert check(path).sums == {"": Decimal(0), "CNY": Decimal(100000)}


def test_money_goes_from_the_payer_and_stays_exact() -> None:
    payer, payee = account("1", name="甲"), account("2")
    payment = transfer(1, payer, payee, row(A, 3), amount="1234.000000000000000001")
    found = graph([payer, payee], [payment])
    told_ = node(found, payment.id)
    assert found.value(told_, CORE.source) == node(found, payer.id)
    assert found.value(told_, CORE.target) == node(found, payee.id)
    assert found.value(told_, CORE.isDirectional).toPython() is True
    assert str(found.value(told_, CORE.kindOfRelationship)) == "Transfer"
    assert found.value(told_, OURS.amount).toPython() == Decimal("1234.000000000000000001")
    assert str(found.value(told_, OURS.currency)) == "CNY"
    facet = found.value(told_, CORE.hasFacet)
    assert found.value(facet, CORE.confidence).toPython() == 50


def test_things_are_of_a_class_of_uco_and_of_ours() -> None:
    person = Entity(stable_id("Person", "1"), "Person", {"name": ("甲",)})
    found = graph([person, account("6222")], [])
    assert set(found.objects(node(found, person.id), rdflib.RDF.type)) == {ID.Person, OURS.Person}
    (facet,) = found.subjects(rdflib.RDF.type, OBS.AccountFacet)
    assert str(found.value(facet, OBS.accountIdentifier)) == "6222"


def test_a_class_of_classes_is_no_class_of_a_thing() -> None:
    act = Entity(stable_id("Behaviour", "1"), "Doxxing", {"name": ("某行为",)})
    found = graph([act], [])
    assert ACT.Action in set(found.objects(node(found, act.id), rdflib.RDF.type))
    assert not set(found.subjects(rdflib.RDF.type, ACT.Technique))


def test_evidence_is_an_exhibit_of_its_file() -> None:
    payer, payee, place = account("1"), account("2"), row(A, 3, "原文")
    payment = transfer(1, payer, payee, place)
    found = graph([payer, payee], [payment], [source(A)], "密")
    (record,) = found.subjects(rdflib.RDF.type, CASE.ProvenanceRecord)
    (file,) = found.subjects(rdflib.RDF.type, OBS.File)
    assert set(found.objects(record, CORE.object)) == {file, node(found, payment.id)}
    assert str(found.value(record, CASE.rootExhibitNumber)) == A
    assert str(found.value(record, CASE.exhibitNumber)) == "line 3"
    assert str(found.value(record, CORE.description)) == "原文"
    (digest,) = found.objects(None, rdflib.URIRef(f"{UCO}/types/hashValue"))
    assert digest.toPython().hex() == A
    marked = set(found.subjects(CORE.objectMarking, None))
    assert {record, file, node(found, payment.id), node(found, payer.id)} <= marked


def test_a_value_may_not_take_the_name_of_a_fact(tmp_path: Path) -> None:
    one = account("1")
    link = Link(stable_id("Call", "1"), "Call", one.id, one.id, values={"amount": ("7",)})
    with pytest.raises(SchemaError, match="may not be called"):
        written(tmp_path, [one], [link])
    assert not list(tmp_path.iterdir())


def test_times_and_the_third_thing_are_kept() -> None:
    one, two, data = account("1"), account("2"), stable_id("DataSet", "1")
    sale = Link(stable_id("SellsData", "1"), "SellsData", one.id, two.id, data, moment(), moment())
    found = graph([one, two], [sale])
    assert found.value(node(found, sale.id), OURS.object) == node(found, data)
    assert found.value(node(found, sale.id), CORE.endTime).toPython() == moment()


def test_prefixes_are_those_of_the_table() -> None:
    table = ontology_files()[0].parent / "mappings" / "uco-case.sssom.tsv"
    lines = [one for one in table.read_text("utf-8").splitlines() if one.startswith("#   ")]
    said = dict(line.removeprefix("#   ").split(": ") for line in lines)
    ours = mapping_tables()["prefixes"]
    assert {name: place for name, place in ours.items() if name in said} == {
        name: said[name] for name in ours.keys() & said.keys()
    }


@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
@given(
    st.lists(entities, max_size=4, unique_by=lambda e: e.id),
    st.lists(links, max_size=4, unique_by=lambda link: link.id),
)
def test_any_facts_are_there(things: list, facts: list) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of its own inside
        found = graph(things, facts)
    for link in facts:
        told_ = node(found, link.id)
        amount = found.value(told_, OURS.amount)
        assert (amount is None) == (link.amount is None)
        assert amount is None or amount.toPython() == Decimal(link.amount)
        assert str(found.value(told_, OURS.proof)) == link.proof.value
    kinds = {(node(found, one.id), OURS[one.kind]) for one in things}
    assert kinds <= set(found.subject_objects(rdflib.RDF.type))


def test_no_address_is_asked_what_a_name_means(tmp_path: Path) -> None:
    context = json.loads(written(tmp_path, [], []).read_text("utf-8"))["@context"]
    assert isinstance(context, dict)
    path = Path(load_schema.__code__.co_filename).parents[1] / "exports" / "uco.toml"
    typed = tomllib.loads(path.read_text("utf-8"))["typed"]
    assert {name for name, value in context.items() if isinstance(value, dict)} == set(typed)

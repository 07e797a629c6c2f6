"""RDF in every writing: one graph is one set of facts, parts belong to their thing, no network."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib import BNode, Graph, URIRef

from kg.case import new_case
from kg.errors import FormatError, KgError, LimitExceeded
from kg.limits import LIMITS
from kg.sources.formats import format_of
from kg.sources.formats.rdf import read_json_ld, read_rdf_text, read_rdf_xml
from tests.sources.reader import Result, read_text

CORE = "https://ontology.unifiedcyberontology.org/uco/core/"
OBSERVABLE = "https://ontology.unifiedcyberontology.org/uco/observable/"
CONTEXT = {"kb": "urn:kb:", "uco-core": CORE, "uco-observable": OBSERVABLE,
           "xsd": "http://www.w3.org/2001/XMLSchema#",
           "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/"}  # fmt: skip
OWN = """@prefix cc: <https://w3id.org/crimechain/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:x:a> a cc:BankAccount ; cc:accountNumber "6220990000000000017" , "6220990000000000018" .
<urn:x:b> a cc:BankAccount ; cc:accountNumber "6220990000000000025" .
<urn:x:p> a cc:Person ; cc:name "甲" ; cc:unheardOf "kept" .
<urn:x:t> a cc:Transfer ; cc:source <urn:x:a> ; cc:target <urn:x:b> ;
    cc:amount "1200.50"^^xsd:decimal ; cc:currency "CNY" ; cc:proof "single" ;
    cc:startTime "2024-05-01T02:00:00Z"^^xsd:dateTime .
<urn:x:h> a cc:HoldsAccount ; cc:source <urn:x:p> ; cc:target <urn:x:a> ; cc:proof "disputed" .
"""


def phone(number: int, msisdn: str) -> dict[str, Any]:
    facet = {"@id": f"kb:facet-{number}", "@type": "uco-observable:PhoneAccountFacet",
             "uco-observable:phoneNumber": msisdn}  # fmt: skip
    return {"@id": f"kb:phone-{number}", "@type": "uco-observable:PhoneAccount",
            "uco-core:hasFacet": [facet]}  # fmt: skip


CALL = {
    "@id": "kb:call", "@type": "uco-observable:Call",
    "uco-core:hasFacet": {
        "@type": "uco-observable:CallFacet",
        "uco-observable:from": {"@id": "kb:phone-1"}, "uco-observable:to": {"@id": "kb:phone-2"},
        "uco-observable:startTime": {"@type": "xsd:dateTime", "@value": "2024-05-01T02:00:00Z"},
        "uco-observable:duration": {"@type": "xsd:integer", "@value": "61"},
    },
}  # fmt: skip
RECORD = {
    "@id": "kb:record", "@type": "case-investigation:ProvenanceRecord",
    "@context": {"case-investigation": "https://ontology.caseontology.org/case/investigation/"},
    "case-investigation:exhibitNumber": "证物 7", "uco-core:object": [{"@id": "kb:call"}],
}  # fmt: skip
PEOPLE = [
    {"@id": "kb:p", "@type": "uco-identity:Person",
     "uco-core:hasFacet": {"@type": "uco-identity:SimpleNameFacet",
                           "uco-identity:givenName": "Ann", "uco-identity:familyName": "Nobody"}},
    {"@id": "kb:r", "@type": "uco-core:Relationship", "uco-core:source": {"@id": "kb:p"},
     "uco-core:target": {"@id": "kb:phone-1"}, "uco-core:kindOfRelationship": "Has_Phone"},
]  # fmt: skip
NODES = [phone(1, "+8613800000000"), phone(2, "+8613800000001"), CALL, RECORD, *PEOPLE]


def case_graph(*nodes: Any, **beside: Any) -> str:
    return json.dumps({"@context": CONTEXT, **beside, "@graph": nodes}, ensure_ascii=False)


def facts(result: Result) -> tuple[list[Any], ...]:
    """Return what is told, whatever the writing: kinds and values, ends, what flowed."""
    things = sorted((r["kind"], json.dumps(r["values"], sort_keys=True))
                    for r in result.rows("entity") if r["values"])  # fmt: skip
    links = sorted((r["kind"], r["proof"], r["source"][:-32]) for r in result.rows("link"))
    return things, links, [(r["amount"], r["currency"], r["start_us"]) for r in result.flows]


def written(form: str) -> str:
    graph = Graph().parse(data=OWN, format="turtle")
    return str(graph.serialize(format=form))


def test_one_graph_gives_the_same_facts_in_every_writing(tmp_path: Path) -> None:
    told = facts(read_text(tmp_path, OWN, "a.ttl"))
    assert [kind for kind, *_ in told[1]] == ["HoldsAccount"] and len(told[2]) == 1
    assert told[1][0][1] == "disputed"
    forms = {"nt": "a.nt", "xml": "a.rdf", "json-ld": "a.jsonld", "pretty-xml": "b.rdf"}
    for form, name in forms.items():
        assert facts(read_text(tmp_path, written(form), name)) == told, form
    trig = f"<urn:g> {{ {written('nt')} }}"
    assert facts(read_text(tmp_path, trig, "a.trig")) == told
    quads = written("nt").replace(" .\n", " <urn:g> .\n")
    assert facts(read_text(tmp_path, quads, "a.nq")) == told


def test_roles_and_ends_of_money_are_told_whole(tmp_path: Path) -> None:
    more = """
<urn:x:f> a cc:FeeEnd ; cc:endOf "6220990000000000017" ; cc:direction "out" .
<urn:x:r> a cc:HoldsRole ; cc:source <urn:x:p> ; cc:target <urn:x:p> ; cc:role cc:Ringleader .
<urn:x:u> a cc:Transfer ; cc:source <urn:x:a> ; cc:target <urn:x:b> ; cc:counterName "乙" ;
    cc:amount "7"^^xsd:decimal ; cc:currency "CNY" ; cc:mac "00:11:22:33:44:55" ;
    cc:startTime "2024-05-02T02:00:00Z"^^xsd:dateTime .
"""
    path = tmp_path / "own.ttl"
    path.write_text(OWN + more, "utf-8")
    with new_case(tmp_path / "case") as case:
        assert case.load(path).source.problems == 0
        ends = "SELECT values FROM entity WHERE kind = 'FeeEnd'"
        ((told,),) = case.sql(ends).rows
        assert json.loads(str(told))["direction"] == ["out"]
        assert json.loads(str(told))["endOf"] == ["6220990000000000017"]
        roles = "SELECT ?role WHERE { ?l a cc:HoldsRole ; cc:role ?role }"
        assert case.query(roles).rows == (("https://w3id.org/crimechain/Ringleader",),)
        paid = "SELECT counter_name, mac FROM transfer WHERE amount = 7"
        assert case.sql(paid).rows == (("乙", "00:11:22:33:44:55"),)
        assert case.evidence.sources()[0].problems == 0


def test_a_place_is_the_first_line_of_a_node(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(OWN, encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        case.load(tmp_path / "a.ttl")
        (link,) = case.sql("SELECT id FROM link").rows[0]
        (piece,) = case.lookup.explain(str(link)).pieces
        assert piece.locator == "line 9" and "HoldsAccount" in str(piece)


def test_calls_accounts_and_people_of_a_case_file(tmp_path: Path) -> None:
    result = read_text(tmp_path, case_graph(*NODES), "c.json")
    (call,) = result.rows("flow_call")
    numbers = {row["id"]: row["values"].get("msisdn") for row in result.rows("entity")}
    assert (numbers[call["source"]], numbers[call["target"]]) == (
        ["+8613800000000"], ["+8613800000001"],
    )  # fmt: skip
    assert call["sourceReference"] == "证物 7"
    (link,) = result.rows("link")
    assert link["values"]["recordedAs"] == ["Has_Phone"]
    (person,) = [row for row in result.rows("entity") if row["kind"] == "Person" and row["name"]]
    assert person["name"] == "Ann Nobody"
    told = {row["rdf:uco-obs:duration"] for row in result.as_read()}
    assert told == {None, "61"}, "what has no place in a fact stays in the row"


def test_a_bundle_without_a_graph_is_read_item_by_item(tmp_path: Path) -> None:
    held = {"@context": CONTEXT, "@id": "kb:bundle", "@type": "uco-core:Bundle",
            "uco-core:object": NODES}  # fmt: skip
    result = read_text(tmp_path, json.dumps(held, ensure_ascii=False), "b.json")
    assert facts(result)[1:] == facts(read_text(tmp_path, case_graph(*NODES), "c.json"))[1:]
    path = tmp_path / "b.json"
    with new_case(tmp_path / "case") as case:
        case.load(path)
        (call,) = case.sql("SELECT id FROM call").rows[0]
        (piece,) = case.lookup.explain(str(call)).pieces
        assert piece.locator == "/uco-core:object/2" and "kb:call" in str(piece)


def test_a_context_that_lies_elsewhere_is_never_fetched() -> None:
    for context in ("https://example.org/c.jsonld", [CONTEXT, "https://example.org/c.jsonld"]):
        text = json.dumps({"@context": context, "@graph": [PEOPLE[0]]})
        with pytest.raises(FormatError, match="elsewhere"):
            read_json_ld(text, "c.json", LIMITS)
    inner = {**phone(1, "1"), "@context": "https://example.org/c.jsonld"}
    found = read_json_ld(case_graph(inner, PEOPLE[0]), "c.json", LIMITS)
    assert [bool(record.reason) for record in found.records] == [False, True]


def test_names_without_meaning_are_told_and_stay_in_the_row() -> None:
    node = {**PEOPLE[0], "shoeSize": "43"}
    found = read_json_ld(case_graph(node), "c.json", LIMITS)
    assert found.records[0].cells["rdf:shoeSize"] == '"43"'
    assert any("shoeSize" in str(warning) for warning in found.warnings)


def test_blank_nodes_are_parts_or_things_and_are_named_alike_each_time() -> None:
    text = (
        "@prefix x: <urn:x:> . x:a x:has [ x:inner ( 1 2 ) ] ; x:knows _:b ."
        " x:c x:knows _:b . _:b x:name 'b' . _:d x:next _:e . _:e x:next _:d . x:a x:a x:a ."
    )
    first, second = (read_rdf_text(text, "a.ttl", LIMITS) for _ in range(2))
    assert [r.cells for r in first.records] == [r.cells for r in second.records]
    ids = [r.cells["id"] for r in first.records if r.cells.get("id")]
    assert len(ids) == 5 and {"urn:x:a", "urn:x:c"} < set(ids)
    (a,) = [r.cells for r in first.records if r.cells.get("id") == "urn:x:a"]
    assert a["rdf:urn:x:has/urn:x:inner"] == '["1","2"]'


def test_a_wrong_line_of_quads_is_a_problem_and_the_others_are_read(tmp_path: Path) -> None:
    lines = [line for line in written("nt").splitlines() if line]
    lines.insert(3, "<urn:x:1> <urn:x:2> .")
    result = read_text(tmp_path, "\n".join(lines), "a.nt")
    assert [p.locator for p in result.reading.problems] == ["line 4"]
    assert facts(result)[1:] == facts(read_text(tmp_path, OWN, "a.ttl"))[1:]


@pytest.mark.parametrize(
    ("text", "error"),
    [("@prefix x: <urn:x:> .\nx:a x:b\n", FormatError),
     ('{"@context": {}, "@graph": ' + "[" * 300 + "]" * 300 + "}", LimitExceeded),
     ('{"@context": {"a": "urn:a"}, "@id": "urn:x", "@id": "urn:y"}', FormatError)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(text: str, error: type[KgError]) -> None:
    found = format_of(text.encode())
    assert found is not None
    with pytest.raises(error, match=r"a\.x"):
        found.function()(text, "a.x", LIMITS)


def test_a_document_type_is_refused_before_anything_grows() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "x"}">' for n in range(9))
    text = f"<?xml version='1.0'?><!DOCTYPE r [{entities}]><rdf:RDF xmlns:rdf='x'>&a8;</rdf:RDF>"
    with pytest.raises(FormatError):
        read_rdf_xml(text.encode(), "a.rdf", LIMITS)


def owned(graph: Graph) -> set[Any]:
    """Return what belongs to one other node: blank, or a facet or a hash of it."""
    by: dict[Any, set[tuple[Any, Any]]] = {}
    subjects = set(graph.subjects())
    for subject, predicate, object_ in graph:
        if isinstance(object_, URIRef | BNode) and object_ in subjects:
            by.setdefault(object_, set()).add((subject, predicate))
    parts = {URIRef(f"{CORE}hasFacet"), URIRef(f"{OBSERVABLE}hash")}
    return {
        node
        for node, told in by.items()
        if len({subject for subject, _ in told}) == 1
        and (isinstance(node, BNode) or {predicate for _, predicate in told} <= parts)
    }


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_real_case_files_are_as_rdflib_counts_them(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("interop") / "case"
    paths = [*sorted(folder.glob("*.json")), *folder.glob("*.ttl")]
    assert len(paths) == 11
    for path in paths:
        text = path.read_text("utf-8")
        theirs = Graph()
        theirs.parse(data=text, format="json-ld" if path.suffix == ".json" else "turtle")
        wanted = set(theirs.subjects()) - owned(theirs)
        read = read_json_ld if path.suffix == ".json" else read_rdf_text
        found = read(text, path.name, LIMITS)
        assert not [record for record in found.records if record.reason], path.name
        cells = [record.cells for record in found.records]
        own = [c for c in cells if c.get("id") or any(name.startswith("rdf:") for name in c)]
        # of a key without meaning one parser drops what is inside, the other keeps it as nodes
        odd = 3 if path.name == "event.json" else 0
        assert len(own) == len(wanted) + odd, path.name


def test_a_real_case_file_loads_whole(tmp_path: Path, shared_data: Callable[[str], Path]) -> None:
    path = shared_data("interop") / "case" / "Oresteia.json"
    with new_case(tmp_path / "case") as case:
        source = case.load(path).source
        assert source.problems == 0 and source.read == source.stored
        people = Counter(dict(case.sql("SELECT kind, count(*) FROM entity GROUP BY 1").rows))
        assert people["Person"] == 16 and people["CriminalCase"] == 6


def test_blank_nodes_too_deep_are_refused_and_a_long_list_is_read() -> None:
    deep = "<urn:x:a> <urn:x:b> " + "[ <urn:x:c> " * 5_000 + "1" + " ]" * 5_000 + " ."
    with pytest.raises(LimitExceeded):
        read_rdf_text(deep, "a.ttl", LIMITS)
    listed = f"<urn:x:a> <urn:x:b> ( {' '.join(map(str, range(20_000)))} ) ."
    (record,) = read_rdf_text(listed, "a.ttl", LIMITS).records
    assert record.cells["rdf:urn:x:b"].startswith('["0","1","2"')


def test_a_bundle_under_another_prefix_and_a_lone_node_are_found_again(tmp_path: Path) -> None:
    held = {"@context": {**CONTEXT, "c": CORE}, "@id": "kb:b", "c:object": [*NODES, NODES[0]]}
    alone = {"@context": CONTEXT, **PEOPLE[0]}
    for name, document in (("b.json", held), ("n.json", alone)):
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        for name in ("b.json", "n.json"):
            assert case.load(tmp_path / name).source.problems == 0
        (call,) = case.sql("SELECT id FROM call").rows[0]
        (piece,) = case.lookup.explain(str(call)).pieces
        assert piece.locator == "/c:object/2" and "kb:call" in str(piece)
        places = case.sql("SELECT id FROM entity WHERE name = 'Ann Nobody'").rows
        told = [str(p) for (i,) in places for p in case.lookup.explain(str(i)).pieces]
        assert any("entry 1" in text for text in told)


@pytest.mark.parametrize(
    "start",
    [b"<html> <head> <title>x", b"base x,y\n1,2\n", b"Prefix,Name\n", b"<o:p> <o:q> <o:r>",
     b"# a\n1,2", b'{"rows": [{"id": 1}]}', b'[{"@id": 7}]', b"<a:b> <c:d> x"],
)  # fmt: skip
def test_what_is_no_rdf_is_not_taken_for_it(start: bytes) -> None:
    found = format_of(start)
    assert found is None or found.name not in ("RDF", "RDF/XML", "JSON-LD")


@pytest.mark.parametrize("site", ["https://schema.org", "http://schema.org/"])
def test_the_context_of_schema_org_need_not_be_fetched(site: str, tmp_path: Path) -> None:
    employee = {"@type": "Person", "givenName": "Ann", "familyName": "Nobody"}
    firm = {"@context": site, "@id": "https://x/#firm", "@type": "Organization",
            "legalName": "甲公司", "employee": [employee]}  # fmt: skip
    person = {"@context": [site, {"job": "schema:worksFor"}], "@type": "Person", "name": "李某",
              "@id": "https://x/#p", "worksFor": {"@id": "https://x/#firm"}}  # fmt: skip
    documents = {"list": [firm, person], "graph": {"@context": site, "@graph": [
        {name: part for name, part in one.items() if name != "@context"} for one in (firm, person)
    ]}}  # fmt: skip
    for name, document in documents.items():
        with new_case(tmp_path / name) as case:
            (tmp_path / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
            assert case.load(tmp_path / f"{name}.json").source.problems == 0
            things = case.sql("SELECT kind, name FROM entity ORDER BY ALL").rows
            assert things == (
                ("Organisation", "甲公司"), ("Person", "Ann Nobody"), ("Person", "李某"),
            )  # fmt: skip
            ends = case.sql(
                "SELECT link.kind, s.name, t.name FROM link JOIN entity s ON s.id = source"
                " JOIN entity t ON t.id = target ORDER BY ALL"
            )
            assert ends.rows == (
                ("RelatedTo", "甲公司", "Ann Nobody"), ("WorksFor", "李某", "甲公司"),
            )  # fmt: skip


def test_a_blank_node_of_a_known_kind_is_a_thing_and_others_are_parts(tmp_path: Path) -> None:
    text = """
        @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix org: <http://www.w3.org/ns/org#> .
        <urn:x:a> a foaf:Person ; foaf:name "Ann" ; <urn:x:seen> [ <urn:x:on> "2024-01-01" ] ;
          foaf:account [ a foaf:OnlineAccount ; foaf:accountName "ann1" ] .
        <urn:x:o> a org:Organization ; foaf:name "Acme" .
        [] a org:Membership ; org:member <urn:x:a> ; org:organization <urn:x:o> .
    """
    (tmp_path / "a.ttl").write_text(text, encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        case.load(tmp_path / "a.ttl")
        things = case.sql("SELECT kind, name FROM entity ORDER BY ALL").rows
        assert [kind for kind, _ in things] == ["Organisation", "Person", "SocialAccount"]
        kinds = case.sql("SELECT kind, count(*) FROM link GROUP BY 1 ORDER BY 1").rows
        assert kinds == (("MemberOf", 1), ("UsesAccount", 1))


@pytest.mark.parametrize("wrong", ["<urn:x:c d>", "<urn:x:c\n>", r"<urn:x:c\u003E>"])
def test_a_line_whose_iri_is_none_is_a_problem_and_the_others_stay(wrong: str) -> None:
    good = '<urn:x:e> <urn:x:f> "g" .\n'
    found = read_rdf_text(f"{good}<urn:x:a> <urn:x:b> {wrong} .\n{good}", "a.nt", LIMITS)
    assert [one.cells["id"] for one in found.records if not one.reason] == ["urn:x:e"]
    assert {one.place for one in found.records if one.reason} <= {2, 3}
    assert any(one.reason for one in found.records)
